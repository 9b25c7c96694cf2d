import { CANCELLED, type Env, FAILED } from '../model/env.js';
import {
  EN_CANCELLING,
  EN_COMMANDED,
  EN_CONTEXT,
  EN_HANDOVER,
  EN_TARGET,
  MME_CONNECTED,
  MME_FORWARDED,
  MME_HANDOVER,
  MME_HELD_INTER,
  MME_HELD_PATH_SWITCH,
  MME_HELD_REQUIRED,
  MME_PAIR,
  MME_RELEASING,
  MME_TARGET,
} from '../model/flags.js';
import { ARG_A, ARG_B, BLOCK, K_MME_NH, K_TARGET } from '../model/layout.js';
import {
  CONGESTED,
  HANDOVER_CANCEL_ACKNOWLEDGE,
  HANDOVER_COMMAND,
  HANDOVER_FAILURE,
  HANDOVER_PREPARATION_FAILURE,
  HANDOVER_REQUEST,
  HANDOVER_REQUEST_ACKNOWLEDGE,
  REFUSED,
  UE_CONTEXT_RELEASE_COMMAND,
} from '../model/messages.js';
import { blockKey, connOf, fateOf, messageKey, rowKey } from '../model/record.js';
import {
  clear,
  enConn,
  enHas,
  enSet,
  handoverCell,
  handoverConn,
  has,
  mmeClear,
  mmeConn,
  mmeHas,
  mmeNcc,
  mmeSet,
  setHandoverCell,
  setHandoverConn,
  setMmeConn,
  setMmeSteps,
  setPeerRegion,
  setTargetNcc,
  setUndelivered,
  targetConn,
} from '../model/row.js';
import { rule06 } from '../rules/rule-06.js';
import { rule07 } from '../rules/rule-07.js';
import { rule11 } from '../rules/rule-11.js';
import { pci } from './cells.js';
import { chainIsExhausted, stepChain } from './chain.js';
import { clearHandover, commandHandover, endHandover, handoverEnded } from './handover.js';
import {
  answerForwardRelocation,
  cancelRelocation,
  completeRelocation,
  forwardRelocation,
} from './inter-mme-handover.js';
import { enqueueStep, holds, Q_HANDOVER, take, withdraw } from './queue.js';
import { acknowledgePathSwitch } from './x2-handover.js';

/*
 * S1 handover, the part that is the same whether the MME stays or changes: HANDOVER REQUIRED, HANDOVER
 * REQUEST, COMMAND, NOTIFY, CANCEL. Words of HANDOVER REQUIRED: target connection (8 bits) and "other MME"
 * (bit 8); target cell (16 bits) and region.
 */
const OTHER_MME = 0x100;

/** MME: a handover is wanted. Held or not, it waits in the queue for its turn. */
export function onHandoverRequired(env: Env, u: number, m: number): void {
  const { w } = env;
  const b = w[u + BLOCK];
  const conn = w[m + ARG_A] & 0xff;
  const stray =
    connOf(w, m) !== mmeConn(w, u) || !has(w, u, MME_CONNECTED) || mmeHas(w, u, MME_RELEASING | MME_HANDOVER);
  if (stray || (fateOf(w, m) & CONGESTED) !== 0) {
    env.send(u, HANDOVER_PREPARATION_FAILURE, connOf(w, m), conn, 0, 0);
    return;
  }
  setHandoverConn(w, b, conn);
  setHandoverCell(w, b, w[m + ARG_B]);
  setPeerRegion(w, b, w[m + ARG_B] >>> 16);
  mmeSet(w, u, (w[m + ARG_A] & OTHER_MME) !== 0 ? MME_HELD_REQUIRED | MME_HELD_INTER : MME_HELD_REQUIRED);
  enqueueStep(env, u, Q_HANDOVER);
}

/** MME: starts what entry k of the queue stands for, if no rule holds it. True: the entry is gone. */
export function startHandoverAtMme(env: Env, u: number, k: number): boolean {
  const { w } = env;
  if (mmeHas(w, u, MME_HELD_INTER)) {
    if (holds(env, u, k, 0, rule06) || holds(env, u, k, 1, rule07)) return false;
  } else if (holds(env, u, k, 0, rule11)) return false;
  take(env, u, k);
  if (mmeHas(w, u, MME_HELD_PATH_SWITCH)) {
    acknowledgePathSwitch(env, u);
    return true;
  }
  const inter = mmeHas(w, u, MME_HELD_INTER);
  mmeClear(w, u, MME_HELD_REQUIRED | MME_HELD_INTER);
  if (chainIsExhausted(w, u)) {
    env.send(u, HANDOVER_PREPARATION_FAILURE, mmeConn(w, u), handoverConn(w, w[u + BLOCK]), 0, 0);
    handoverEnded(env, u);
    return true;
  }
  mmeSet(w, u, MME_HANDOVER);
  if (inter) forwardRelocation(env, u);
  else {
    stepChain(env, u);
    requestHandover(env, u);
  }
  return true;
}

/** MME: HANDOVER REQUEST with {NH, NCC} to the target eNB. */
export function requestHandover(env: Env, u: number): void {
  const { w, keys } = env;
  const b = w[u + BLOCK];
  const m = env.send(u, HANDOVER_REQUEST, handoverConn(w, b), mmeNcc(w, u), handoverCell(w, b), 0);
  keys.copy(w, messageKey(m), rowKey(env, u, K_MME_NH));
}

/** Target eNB: prepares. (A request of a handover that has been given up since is refused.) */
export function onHandoverRequest(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  const b = w[u + BLOCK];
  const conn = connOf(w, m);
  if ((fateOf(w, m) & REFUSED) !== 0 || conn !== targetConn(w, b)) {
    env.send(u, HANDOVER_FAILURE, conn, 0, 0, 0);
    return;
  }
  keys.kenbStar(w, blockKey(env, u, K_TARGET), messageKey(m), pci(w[m + ARG_B] & 0xffff), env.earfcn);
  setTargetNcc(w, b, w[m + ARG_A]);
  enSet(w, u, EN_TARGET);
  env.send(u, HANDOVER_REQUEST_ACKNOWLEDGE, conn, 0, 0, 0);
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

/** MME: HANDOVER COMMAND with the target's NCC, cell and (another) region. */
export function sendHandoverCommand(env: Env, u: number): void {
  const { w } = env;
  const b = w[u + BLOCK];
  const inter = mmeHas(w, u, MME_FORWARDED);
  // Region numbers count from 0; on the air interface 0 stands for "this region".
  const cell = handoverCell(w, b) | (inter ? 1 << 16 : 0);
  env.send(u, HANDOVER_COMMAND, mmeConn(w, u), mmeNcc(w, u) | (handoverConn(w, b) << 8), cell, 0);
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

/** MME: the handover has failed before the command. */
export function failPreparation(env: Env, u: number): void {
  const { w } = env;
  clearHandover(env, u);
  env.send(u, HANDOVER_PREPARATION_FAILURE, mmeConn(w, u), handoverConn(w, w[u + BLOCK]), 0, 0);
  handoverEnded(env, u);
}

/** Source eNB: is this message about the handover it prepares? Word A holds the target connection. */
function preparing(w: Int32Array, u: number, m: number, conn: number): boolean {
  return (
    has(w, u, EN_CONTEXT) &&
    connOf(w, m) === enConn(w, u) &&
    enHas(w, u, EN_HANDOVER) &&
    !enHas(w, u, EN_COMMANDED | EN_CANCELLING) &&
    conn === targetConn(w, w[u + BLOCK])
  );
}

export function onHandoverCommand(env: Env, u: number, m: number): void {
  const { w } = env;
  const a = w[m + ARG_A];
  if (preparing(w, u, m, (a >>> 8) & 0xff)) commandHandover(env, u, a & 7, w[m + ARG_B]);
}

export function onHandoverPreparationFailure(env: Env, u: number, m: number): void {
  if (preparing(env.w, u, m, env.w[m + ARG_A])) endHandover(env, u, FAILED);
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
  if (!target) env.send(u, UE_CONTEXT_RELEASE_COMMAND, source, 0, 0, 0);
  handoverEnded(env, u);
  if (target) completeRelocation(env, u);
}

/** MME: the source eNB cancels; word A: the target connection. Held or ongoing, it is acknowledged. */
export function onHandoverCancel(env: Env, u: number, m: number): void {
  const { w } = env;
  const conn = w[m + ARG_A];
  const b = w[u + BLOCK];
  if (mmeHas(w, u, MME_HELD_REQUIRED) && handoverConn(w, b) === conn) {
    withdraw(env, u, Q_HANDOVER);
    mmeClear(w, u, MME_HELD_REQUIRED | MME_HELD_INTER);
    handoverEnded(env, u);
  } else if (isCurrent(w, u, conn) && !mmeHas(w, u, MME_TARGET)) {
    if (mmeHas(w, u, MME_FORWARDED)) return cancelRelocation(env, u);
    env.send(u, UE_CONTEXT_RELEASE_COMMAND, conn, 0, 0, 0);
    clearHandover(env, u);
    handoverEnded(env, u);
  }
  env.send(u, HANDOVER_CANCEL_ACKNOWLEDGE, connOf(w, m), conn, 0, 0);
}

/** Source eNB: the cancel is done; the UE stays. */
export function onHandoverCancelAcknowledge(env: Env, u: number, m: number): void {
  const { w } = env;
  if (connOf(w, m) !== enConn(w, u) || !enHas(w, u, EN_CANCELLING)) return;
  if (w[m + ARG_A] === targetConn(w, w[u + BLOCK])) {
    endHandover(env, u, enHas(w, u, EN_COMMANDED) ? FAILED : CANCELLED);
  }
}
