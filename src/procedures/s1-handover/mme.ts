import type { Env } from '../../model/env.js';
import {
  MME_CONNECTED,
  MME_FORWARDED,
  MME_HANDOVER,
  MME_HELD_INTER,
  MME_HELD_REQUIRED,
  MME_PAIR,
  MME_RELEASING,
  MME_TARGET,
} from '../../model/flags.js';
import { BLOCK } from '../../model/layout.js';
import {
  CONGESTED,
  HANDOVER_CANCEL_ACKNOWLEDGE,
  HANDOVER_PREPARATION_FAILURE,
  UE_CONTEXT_RELEASE_COMMAND,
} from '../../model/messages.js';
import { messageCell, messageRegion, otherConn, setOtherConn, toOtherMme } from '../../model/payload.js';
import { Q_HANDOVER } from '../../model/queue-codes.js';
import { connOf, fateOf } from '../../model/record.js';
import {
  clear,
  handoverConn,
  has,
  mmeClear,
  mmeConn,
  mmeHas,
  mmeSet,
  setHandoverCell,
  setHandoverConn,
  setMmeConn,
  setMmeSteps,
  setPeerRegion,
  setUndelivered,
} from '../../model/row.js';
import { answerForwardRelocation, completeRelocation } from '../inter-mme-handover/target-mme.js';
import { cancelRelocation } from '../mme/cancel-relocation.js';
import { clearHandover, failPreparation, handoverEnded, sendHandoverCommand } from '../mme/handover.js';
import { enqueueStep, withdraw } from '../queue.js';

/*
 * S1 handover, the part that is the same whether the MME stays or changes: HANDOVER REQUIRED, HANDOVER
 * REQUEST, COMMAND, NOTIFY, CANCEL.
 */

/** MME: a handover is wanted. Held or not, it waits in the queue for its turn. */
export function onHandoverRequired(env: Env, u: number, m: number): void {
  const { w } = env;
  const b = w[u + BLOCK];
  const conn = otherConn(w, m);
  const stray =
    connOf(w, m) !== mmeConn(w, u) || !has(w, u, MME_CONNECTED) || mmeHas(w, u, MME_RELEASING | MME_HANDOVER);
  if (stray || (fateOf(w, m) & CONGESTED) !== 0) {
    setOtherConn(w, env.send(u, HANDOVER_PREPARATION_FAILURE, connOf(w, m)), conn);
    return;
  }
  setHandoverConn(w, b, conn);
  setHandoverCell(w, b, messageCell(w, m));
  setPeerRegion(w, b, messageRegion(w, m));
  mmeSet(w, u, toOtherMme(w, m) !== 0 ? MME_HELD_REQUIRED | MME_HELD_INTER : MME_HELD_REQUIRED);
  enqueueStep(env, u, Q_HANDOVER);
}

/** Is this message about the handover that the MME has ongoing? */
function isCurrent(w: Int32Array, u: number, conn: number): boolean {
  return mmeHas(w, u, MME_HANDOVER) && handoverConn(w, w[u + BLOCK]) === conn;
}

export function onHandoverRequestAcknowledge(env: Env, u: number, m: number): void {
  const { w } = env;
  if (!isCurrent(w, u, connOf(w, m))) return;
  if (mmeHas(w, u, MME_TARGET)) answerForwardRelocation(env, u);
  else sendHandoverCommand(env, u);
}

export function onHandoverFailure(env: Env, u: number, m: number): void {
  const { w } = env;
  if (!isCurrent(w, u, connOf(w, m))) return;
  if (mmeHas(w, u, MME_TARGET)) refuseRelocation(env, u);
  else failPreparation(env, u);
}

/** Target MME: its eNB refused. */
function refuseRelocation(env: Env, u: number): void {
  mmeClear(env.w, u, MME_HANDOVER);
  answerForwardRelocation(env, u);
}

/** MME: the UE is at the target. A late NOTIFY of a UE that went on since changes nothing. */
export function onHandoverNotify(env: Env, u: number, m: number): void {
  if (isCurrent(env.w, u, connOf(env.w, m))) completeS1(env, u);
}

/** MME: the S1 handover is complete, by NOTIFY or by what the UE did next. */
export function completeS1(env: Env, u: number): void {
  const { w } = env;
  const target = mmeHas(w, u, MME_TARGET);
  const source = mmeConn(w, u);
  clearHandover(env, u);
  setUndelivered(w, w[u + BLOCK], 0);
  setMmeConn(w, u, handoverConn(w, w[u + BLOCK]));
  setMmeSteps(w, u, 0);
  clear(w, u, MME_PAIR);
  if (!target) env.send(u, UE_CONTEXT_RELEASE_COMMAND, source);
  handoverEnded(env, u);
  if (target) completeRelocation(env, u);
}

/** MME: the source eNB cancels. Held or ongoing, it is acknowledged. */
export function onHandoverCancel(env: Env, u: number, m: number): void {
  const { w } = env;
  const conn = otherConn(w, m);
  const b = w[u + BLOCK];
  if (mmeHas(w, u, MME_HELD_REQUIRED) && handoverConn(w, b) === conn) {
    withdraw(env, u, Q_HANDOVER);
    mmeClear(w, u, MME_HELD_REQUIRED | MME_HELD_INTER);
    handoverEnded(env, u);
  } else if (isCurrent(w, u, conn) && !mmeHas(w, u, MME_TARGET)) {
    if (mmeHas(w, u, MME_FORWARDED)) return cancelRelocation(env, u);
    env.send(u, UE_CONTEXT_RELEASE_COMMAND, conn);
    clearHandover(env, u);
    handoverEnded(env, u);
  }
  setOtherConn(w, env.send(u, HANDOVER_CANCEL_ACKNOWLEDGE, connOf(w, m)), conn);
}
