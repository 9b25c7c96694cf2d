import { COMPLETED, type Env, FAILED } from '../model/env.js';
import {
  EN_CANCELLING,
  EN_COMMANDED,
  EN_CONTEXT,
  EN_IS_X2,
  EN_PAIR,
  EN_PATH_SWITCH,
  EN_TARGET,
  MME_CONNECTED,
  MME_HANDOVER,
  MME_HELD_PATH_SWITCH,
  MME_PAIR,
  MME_RELEASING,
  UE_HERE,
} from '../model/flags.js';
import { ARG_A, ARG_B, BLOCK, K_EN_KENB, K_EN_NH, K_MME_NH, K_TARGET } from '../model/layout.js';
import {
  PATH_SWITCH_REQUEST_ACKNOWLEDGE,
  PATH_SWITCH_REQUEST_FAILURE,
  REFUSED,
  RRC_CONNECTION_RELEASE,
  X2_HANDOVER_PREPARATION_FAILURE,
  X2_HANDOVER_REQUEST,
  X2_HANDOVER_REQUEST_ACKNOWLEDGE,
  X2_UE_CONTEXT_RELEASE,
} from '../model/messages.js';
import { blockKey, connOf, fateOf, messageKey, rowKey } from '../model/record.js';
import {
  enClear,
  enConn,
  enHas,
  enNcc,
  enPairNcc,
  enSet,
  handoverConn,
  has,
  leavingConn,
  mmeClear,
  mmeConn,
  mmeHas,
  mmeNcc,
  mmeSet,
  set,
  setEnPairNcc,
  setLeavingConn,
  setMmeConn,
  setMmePairSteps,
  setTargetNcc,
  setUndelivered,
  targetCell,
  targetConn,
} from '../model/row.js';
import { judgeChain } from '../oracle/agreement.js';
import { pci } from './cells.js';
import { chainIsExhausted, consumePair, stepChain } from './chain.js';
import { abandonConnection, dropServingContext } from './connection.js';
import { commandHandover, endHandover, handoverEnded } from './handover.js';
import { completeContextSetup } from './initial-context-setup.js';
import { enqueueStep, Q_HANDOVER } from './queue.js';
import { completeS1 } from './s1-handover.js';

/*
 * X2 handover (TS 33.401 7.2.8.4.2): vertical if the source eNB holds an unused {NH, NCC}, else horizontal.
 * The MME learns of it from PATH SWITCH REQUEST only, which comes over another association than what the
 * source eNB sent before.
 */

/** Source eNB: HANDOVER REQUEST with KeNB* and its NCC. */
export function requestX2(env: Env, u: number): void {
  const { w, keys } = env;
  const b = w[u + BLOCK];
  const vertical = has(w, u, EN_PAIR);
  const ncc = vertical ? enPairNcc(w, u) : enNcc(w, u);
  const m = env.send(u, X2_HANDOVER_REQUEST, targetConn(w, b), ncc, targetCell(w, b), 0);
  const key = rowKey(env, u, vertical ? K_EN_NH : K_EN_KENB);
  keys.kenbStar(w, messageKey(m), key, pci(targetCell(w, b)), env.earfcn);
}

/** Target eNB: prepares. (A request of a handover that has been given up since is refused.) */
export function onX2Request(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  const conn = connOf(w, m);
  if ((fateOf(w, m) & REFUSED) !== 0 || conn !== targetConn(w, w[u + BLOCK])) {
    env.send(u, X2_HANDOVER_PREPARATION_FAILURE, conn, 0, 0, 0);
    return;
  }
  keys.copy(w, blockKey(env, u, K_TARGET), messageKey(m));
  setTargetNcc(w, w[u + BLOCK], w[m + ARG_A]);
  enSet(w, u, EN_TARGET);
  env.send(u, X2_HANDOVER_REQUEST_ACKNOWLEDGE, conn, w[m + ARG_A], w[m + ARG_B], 0);
}

/** Is this message about the X2 handover that the source eNB is preparing? */
function preparing(w: Int32Array, u: number, m: number): boolean {
  return (
    enHas(w, u, EN_IS_X2) &&
    !enHas(w, u, EN_COMMANDED | EN_CANCELLING) &&
    connOf(w, m) === targetConn(w, w[u + BLOCK])
  );
}

export function onX2Acknowledge(env: Env, u: number, m: number): void {
  const { w } = env;
  if (preparing(w, u, m)) commandHandover(env, u, w[m + ARG_A] & 7, w[m + ARG_B]);
}

export function onX2PreparationFailure(env: Env, u: number, m: number): void {
  if (preparing(env.w, u, m)) endHandover(env, u, FAILED);
}

/** Target eNB: what it prepared is void. */
export function onX2Cancel(env: Env, u: number, m: number): void {
  const { w } = env;
  if (connOf(w, m) === targetConn(w, w[u + BLOCK])) enClear(w, u, EN_TARGET);
}

/** MME: PATH SWITCH REQUEST; word A: the connection that the UE came from. */
export function onPathSwitchRequest(env: Env, u: number, m: number): void {
  const { w } = env;
  const conn = connOf(w, m);
  const from = w[m + ARG_A];
  // The UE went on by X2 before HANDOVER NOTIFY of its S1 handover arrived.
  if (mmeHas(w, u, MME_HANDOVER) && handoverConn(w, w[u + BLOCK]) === from) completeS1(env, u);
  if (!has(w, u, MME_CONNECTED) || mmeHas(w, u, MME_RELEASING) || from !== mmeConn(w, u)) {
    env.send(u, PATH_SWITCH_REQUEST_FAILURE, conn, 0, 0, 0);
    return;
  }
  consumePair(w, u);
  if ((fateOf(w, m) & REFUSED) !== 0 || chainIsExhausted(w, u)) {
    abandonConnection(env, u);
    setMmeConn(w, u, 0);
    env.send(u, PATH_SWITCH_REQUEST_FAILURE, conn, 0, 0, 0);
    return;
  }
  // The UE was handed over, so its context setup succeeded, even if the RESPONSE is still on its way.
  completeContextSetup(env, u);
  setMmeConn(w, u, conn);
  setUndelivered(w, w[u + BLOCK], 0);
  handoverEnded(env, u);
  mmeSet(w, u, MME_HELD_PATH_SWITCH);
  enqueueStep(env, u, Q_HANDOVER);
}

/** MME: the path is switched; the next {NH, NCC} goes to the eNB. */
export function acknowledgePathSwitch(env: Env, u: number): void {
  const { w, keys } = env;
  mmeClear(w, u, MME_HELD_PATH_SWITCH);
  stepChain(env, u);
  setMmePairSteps(w, u, 0);
  set(w, u, MME_PAIR);
  const m = env.send(u, PATH_SWITCH_REQUEST_ACKNOWLEDGE, mmeConn(w, u), mmeNcc(w, u), 0, 0);
  keys.copy(w, messageKey(m), rowKey(env, u, K_MME_NH));
}

/** eNB: keeps the pair for the next handover, and lets the source eNB release. */
export function onPathSwitchAcknowledge(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  if (!has(w, u, EN_CONTEXT) || connOf(w, m) !== enConn(w, u) || !enHas(w, u, EN_PATH_SWITCH)) {
    return env.discarded();
  }
  keys.copy(w, rowKey(env, u, K_EN_NH), messageKey(m));
  setEnPairNcc(w, u, w[m + ARG_A]);
  set(w, u, EN_PAIR);
  endHandover(env, u, COMPLETED);
  judgeChain(env, u, rowKey(env, u, K_EN_NH), w[m + ARG_A] & 7, blockKey(env, u, K_TARGET));
  env.send(u, X2_UE_CONTEXT_RELEASE, leavingConn(w, w[u + BLOCK]), 0, 0, 0);
}

/** eNB: no path, no pair: the UE is released. */
export function onPathSwitchFailure(env: Env, u: number, m: number): void {
  const { w } = env;
  if (!has(w, u, EN_CONTEXT) || connOf(w, m) !== enConn(w, u)) return env.discarded();
  if (has(w, u, UE_HERE)) env.send(u, RRC_CONNECTION_RELEASE, connOf(w, m), 0, 0, 0);
  dropServingContext(env, u);
}

/** Source eNB: nothing of the UE is left here. */
export function onX2ContextRelease(env: Env, u: number, m: number): void {
  const { w } = env;
  const b = w[u + BLOCK];
  if (connOf(w, m) === leavingConn(w, b)) setLeavingConn(w, b, 0);
}
