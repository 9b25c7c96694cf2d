import type { Env } from '../../model/env.js';
import {
  EN_CANCELLING,
  EN_COMMANDED,
  EN_CONTEXT,
  EN_IS_X2,
  EN_PAIR,
  EN_PATH_SWITCH,
  EN_TARGET,
} from '../../model/flags.js';
import { BLOCK, K_EN_NH, K_TARGET } from '../../model/layout.js';
import {
  REFUSED,
  X2_HANDOVER_PREPARATION_FAILURE,
  X2_HANDOVER_REQUEST,
  X2_HANDOVER_REQUEST_ACKNOWLEDGE,
  X2_UE_CONTEXT_RELEASE,
} from '../../model/messages.js';
import { COMPLETED, FAILED } from '../../model/outcomes.js';
import { copyPayload, messageNcc, setMessageCell, setMessageNcc } from '../../model/payload.js';
import { blockKey, connOf, fateOf, messageKey, rowKey } from '../../model/record.js';
import {
  enClear,
  enConn,
  enHas,
  enSet,
  has,
  leavingConn,
  set,
  setEnPairNcc,
  setLeavingConn,
  setTargetNcc,
  targetCell,
  targetConn,
} from '../../model/row.js';
import { judgeChain } from '../../oracle/agreement.js';
import { deriveKenbStar } from '../enb/kenb-star.js';
import { commandHandover, endHandover } from '../handover/enb.js';
import { releaseUe } from '../ue-context-release/enb.js';

/*
 * X2 handover (TS 33.401 7.2.8.4.2): vertical if the source eNB holds an unused {NH, NCC}, else horizontal.
 * The MME learns of it from PATH SWITCH REQUEST only, which comes over another association than what the
 * source eNB sent before.
 */

/** Source eNB: HANDOVER REQUEST with KeNB* and its NCC. */
export function requestX2(env: Env, u: number): void {
  const { w } = env;
  const b = w[u + BLOCK];
  const m = env.send(u, X2_HANDOVER_REQUEST, targetConn(w, b));
  setMessageCell(w, m, targetCell(w, b));
  setMessageNcc(w, m, deriveKenbStar(env, u, messageKey(m), targetCell(w, b)));
}

/** Target eNB: prepares. (A request of a handover that has been given up since is refused.) */
export function onX2Request(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  const conn = connOf(w, m);
  if ((fateOf(w, m) & REFUSED) !== 0 || conn !== targetConn(w, w[u + BLOCK])) {
    env.send(u, X2_HANDOVER_PREPARATION_FAILURE, conn);
    return;
  }
  keys.copy(w, blockKey(env, u, K_TARGET), messageKey(m));
  setTargetNcc(w, w[u + BLOCK], messageNcc(w, m));
  enSet(w, u, EN_TARGET);
  copyPayload(w, env.send(u, X2_HANDOVER_REQUEST_ACKNOWLEDGE, conn), m);
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
  if (preparing(w, u, m)) commandHandover(env, u, m);
}

export function onX2PreparationFailure(env: Env, u: number, m: number): void {
  if (preparing(env.w, u, m)) endHandover(env, u, FAILED);
}

/** Target eNB: what it prepared is void. */
export function onX2Cancel(env: Env, u: number, m: number): void {
  const { w } = env;
  if (connOf(w, m) === targetConn(w, w[u + BLOCK])) enClear(w, u, EN_TARGET);
}

/** eNB: keeps the pair for the next handover, and lets the source eNB release. */
export function onPathSwitchAcknowledge(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  if (!has(w, u, EN_CONTEXT) || connOf(w, m) !== enConn(w, u) || !enHas(w, u, EN_PATH_SWITCH)) {
    return env.discarded();
  }
  keys.copy(w, rowKey(env, u, K_EN_NH), messageKey(m));
  setEnPairNcc(w, u, messageNcc(w, m));
  set(w, u, EN_PAIR);
  endHandover(env, u, COMPLETED);
  judgeChain(env, u, rowKey(env, u, K_EN_NH), messageNcc(w, m), blockKey(env, u, K_TARGET));
  env.send(u, X2_UE_CONTEXT_RELEASE, leavingConn(w, w[u + BLOCK]));
}

/** eNB: no path, no pair: the UE is released. */
export function onPathSwitchFailure(env: Env, u: number, m: number): void {
  const { w } = env;
  if (!has(w, u, EN_CONTEXT) || connOf(w, m) !== enConn(w, u)) return env.discarded();
  releaseUe(env, u);
}

/** Source eNB: nothing of the UE is left here. */
export function onX2ContextRelease(env: Env, u: number, m: number): void {
  const { w } = env;
  const b = w[u + BLOCK];
  if (connOf(w, m) === leavingConn(w, b)) setLeavingConn(w, b, 0);
}
