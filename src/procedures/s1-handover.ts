import { CANCELLED, type Env, FAILED } from '../model/env.js';
import {
  EN_CANCELLING,
  EN_COMMANDED,
  EN_CONTEXT,
  EN_HANDOVER,
  EN_TARGET,
  ME_CONNECTED,
  ME_FORWARDED,
  ME_HANDOVER,
  ME_HELD_INTER,
  ME_HELD_PATH_SWITCH,
  ME_HELD_REQUIRED,
  ME_PAIR,
  ME_RELEASING,
  ME_TARGET,
} from '../model/flags.js';
import { ARG_A, ARG_B, BLOCK, K_ME_NH, K_TARGET } from '../model/layout.js';
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
  meClear,
  meConn,
  meHas,
  meNcc,
  meSet,
  setHandoverCell,
  setHandoverConn,
  setMeConn,
  setMeSteps,
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
    connOf(w, m) !== meConn(w, u) || !has(w, u, ME_CONNECTED) || meHas(w, u, ME_RELEASING | ME_HANDOVER);
  if (stray || (fateOf(w, m) & CONGESTED) !== 0) {
    env.send(u, HANDOVER_PREPARATION_FAILURE, connOf(w, m), conn, 0, 0);
    return;
  }
  setHandoverConn(w, b, conn);
  setHandoverCell(w, b, w[m + ARG_B]);
  setPeerRegion(w, b, w[m + ARG_B] >>> 16);
  meSet(w, u, (w[m + ARG_A] & OTHER_MME) !== 0 ? ME_HELD_REQUIRED | ME_HELD_INTER : ME_HELD_REQUIRED);
  enqueueStep(env, u, Q_HANDOVER);
}

/** MME: starts what entry k of the queue stands for, if no rule holds it. True: the entry is gone. */
export function startHandoverAtMme(env: Env, u: number, k: number): boolean {
  const { w } = env;
  if (meHas(w, u, ME_HELD_INTER)) {
    if (holds(env, u, k, 0, rule06) || holds(env, u, k, 1, rule07)) return false;
  } else if (holds(env, u, k, 0, rule11)) return false;
  take(env, u, k);
  if (meHas(w, u, ME_HELD_PATH_SWITCH)) {
    acknowledgePathSwitch(env, u);
    return true;
  }
  const inter = meHas(w, u, ME_HELD_INTER);
  meClear(w, u, ME_HELD_REQUIRED | ME_HELD_INTER);
  if (chainIsExhausted(w, u)) {
    env.send(u, HANDOVER_PREPARATION_FAILURE, meConn(w, u), handoverConn(w, w[u + BLOCK]), 0, 0);
    handoverEnded(env, u);
    return true;
  }
  meSet(w, u, ME_HANDOVER);
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
  const m = env.send(u, HANDOVER_REQUEST, handoverConn(w, b), meNcc(w, u), handoverCell(w, b), 0);
  keys.copy(w, messageKey(m), rowKey(env, u, K_ME_NH));
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
  return meHas(w, u, ME_HANDOVER) && handoverConn(w, w[u + BLOCK]) === conn;
}

export function onHandoverRequestAcknowledge(env: Env, u: number, m: number): void {
  const { w } = env;
  if (!isCurrent(w, u, connOf(w, m))) return;
  if (meHas(w, u, ME_TARGET)) answerForwardRelocation(env, u);
  else sendHandoverCommand(env, u);
}

/** MME: HANDOVER COMMAND with the target's NCC, cell and (another) region. */
export function sendHandoverCommand(env: Env, u: number): void {
  const { w } = env;
  const b = w[u + BLOCK];
  const inter = meHas(w, u, ME_FORWARDED);
  // Region numbers count from 0; on the air interface 0 stands for "this region".
  const cell = handoverCell(w, b) | (inter ? 1 << 16 : 0);
  env.send(u, HANDOVER_COMMAND, meConn(w, u), meNcc(w, u) | (handoverConn(w, b) << 8), cell, 0);
}

export function onHandoverFailure(env: Env, u: number, m: number): void {
  const { w } = env;
  if (!isCurrent(w, u, connOf(w, m))) return;
  if (meHas(w, u, ME_TARGET)) refuseRelocation(env, u);
  else failPreparation(env, u);
}

/** Target MME: its eNB refused. */
function refuseRelocation(env: Env, u: number): void {
  meClear(env.w, u, ME_HANDOVER);
  answerForwardRelocation(env, u);
}

/** MME: the handover has failed before the command. */
export function failPreparation(env: Env, u: number): void {
  const { w } = env;
  clearHandover(env, u);
  env.send(u, HANDOVER_PREPARATION_FAILURE, meConn(w, u), handoverConn(w, w[u + BLOCK]), 0, 0);
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
  const target = meHas(w, u, ME_TARGET);
  const source = meConn(w, u);
  clearHandover(env, u);
  setUndelivered(w, w[u + BLOCK], 0);
  setMeConn(w, u, handoverConn(w, w[u + BLOCK]));
  setMeSteps(w, u, 0);
  clear(w, u, ME_PAIR);
  if (!target) env.send(u, UE_CONTEXT_RELEASE_COMMAND, source, 0, 0, 0);
  handoverEnded(env, u);
  if (target) completeRelocation(env, u);
}

/** MME: the source eNB cancels; word A: the target connection. Held or ongoing, it is acknowledged. */
export function onHandoverCancel(env: Env, u: number, m: number): void {
  const { w } = env;
  const conn = w[m + ARG_A];
  const b = w[u + BLOCK];
  if (meHas(w, u, ME_HELD_REQUIRED) && handoverConn(w, b) === conn) {
    withdraw(env, u, Q_HANDOVER);
    meClear(w, u, ME_HELD_REQUIRED | ME_HELD_INTER);
    handoverEnded(env, u);
  } else if (isCurrent(w, u, conn) && !meHas(w, u, ME_TARGET)) {
    if (meHas(w, u, ME_FORWARDED)) return cancelRelocation(env, u);
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
