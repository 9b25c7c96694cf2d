import { S1_HANDOVER_TRIGGERED, X2_HANDOVER_TRIGGERED } from '../../model/causes.js';
import type { Env } from '../../model/env.js';
import {
  EN_AS,
  EN_CANCELLING,
  EN_COMMANDED,
  EN_CONTEXT,
  EN_HANDOVER,
  EN_INTRA,
  EN_IS_INTER,
  EN_IS_X2,
  EN_KEY_CHANGE,
  EN_PAIR,
  EN_PATH_SWITCH,
  EN_TARGET,
} from '../../model/flags.js';
import { BLOCK, K_EN_KENB, K_EN_NEW, K_TARGET } from '../../model/layout.js';
import {
  HANDOVER_CANCEL,
  HANDOVER_NOTIFY,
  PATH_SWITCH_REQUEST,
  RRC_RECONFIGURATION_HANDOVER,
  UE_CONTEXT_MODIFICATION_FAILURE,
  X2_HANDOVER_CANCEL,
} from '../../model/messages.js';
import { CANCELLED, COMPLETED, FAILED } from '../../model/outcomes.js';
import { copyPayload, setCause, setOtherConn } from '../../model/payload.js';
import { INTER_MME_HANDOVER, INTRA_ENB_HANDOVER, S1_HANDOVER, X2_HANDOVER } from '../../model/procedures.js';
import { endProcedure, endTraffic } from '../../model/progress.js';
import { blockKey, connOf, messageKey, rowKey } from '../../model/record.js';
import {
  clear,
  enClear,
  enConn,
  enHas,
  enSet,
  leavingConn,
  set,
  setEnCell,
  setEnConn,
  setEnNcc,
  setLeavingConn,
  setLeftBy,
  setTargetConn,
  targetCell,
  targetConn,
  targetNcc,
} from '../../model/row.js';
import { T_ENB, T_HANDOVER, T_OVERALL } from '../../model/timers.js';
import { INTER_MME_KIND, INTRA_ENB_KIND, KENB_REFRESH_KIND, S1_KIND, X2_KIND } from '../../model/traffic.js';
import { judgeAs, judgeChainOfMme } from '../../oracle/agreement.js';
import { requestRelease } from '../enb/request-release.js';

/*
 * What the three kinds of handover share: their start, execution and failure at the source eNB, the UE's key
 * derivation, and the takeover at the target eNB. The connection identity that the source eNB gives to the
 * target is the handover's identity in all its messages.
 */

/** Source eNB: the handover is over; the UE stays, or was lost. */
export function endHandover(env: Env, u: number, outcome: number): void {
  const { w } = env;
  const ended = outcome === COMPLETED ? COMPLETED : FAILED;
  if (enHas(w, u, EN_PATH_SWITCH | EN_IS_X2)) {
    endProcedure(env, u, X2_HANDOVER, outcome);
    endTraffic(env, u, X2_KIND, ended);
  } else if (enHas(w, u, EN_IS_INTER)) {
    endProcedure(env, u, INTER_MME_HANDOVER, outcome);
    endTraffic(env, u, INTER_MME_KIND, ended);
  } else if (enHas(w, u, EN_HANDOVER)) {
    endProcedure(env, u, S1_HANDOVER, outcome);
    endTraffic(env, u, S1_KIND, ended);
  }
  env.stop(u, T_HANDOVER);
  enClear(w, u, EN_HANDOVER | EN_COMMANDED | EN_CANCELLING | EN_IS_X2 | EN_IS_INTER | EN_PATH_SWITCH);
}

/** Source eNB: preparation took too long, or the eNB changed its mind (both before the command). */
export function onHandoverTimer(env: Env, u: number): void {
  if (enHas(env.w, u, EN_HANDOVER)) cancelHandover(env, u, CANCELLED);
}

/** Source eNB: cancels. An X2 handover is over at once, an S1 handover when the MME acknowledges. */
export function cancelHandover(env: Env, u: number, outcome: number): void {
  const { w } = env;
  const conn = targetConn(w, w[u + BLOCK]);
  if (enHas(w, u, EN_IS_X2)) {
    env.send(u, X2_HANDOVER_CANCEL, conn);
    endHandover(env, u, outcome);
    return;
  }
  enSet(w, u, EN_CANCELLING);
  setOtherConn(w, env.send(u, HANDOVER_CANCEL, enConn(w, u)), conn);
  env.start(u, T_OVERALL, enConn(w, u));
}

/** eNB: a handover within it is over; if it has failed, key, cell and pair are those before it. */
export function endIntraHandover(env: Env, u: number, outcome: number): void {
  if (!enHas(env.w, u, EN_INTRA)) return;
  env.stop(u, T_ENB);
  enClear(env.w, u, EN_INTRA);
  const traffic = outcome === COMPLETED ? COMPLETED : FAILED;
  endProcedure(env, u, INTRA_ENB_HANDOVER, outcome);
  endTraffic(env, u, KENB_REFRESH_KIND, traffic);
  endTraffic(env, u, INTRA_ENB_KIND, traffic);
}

/** Source eNB: sends the UE to the target, with what message m says of it. */
export function commandHandover(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  enSet(w, u, EN_COMMANDED);
  const command = env.send(u, RRC_RECONFIGURATION_HANDOVER, enConn(w, u));
  copyPayload(w, command, m);
  setOtherConn(w, command, targetConn(w, w[u + BLOCK]));
  keys.copy(w, messageKey(command), rowKey(env, u, K_EN_KENB));
  env.start(u, T_OVERALL, enConn(w, u));
}

/**
 * Source eNB: the cancel was not acknowledged, and counts as done (TS 36.413 8.4.5.4): the UE stays. Or TS1RELOCoverall or
 * TX2RELOCoverall has expired: the UE neither left nor came back, and its release is asked for (8.3.3.2). Target eNB of a
 * source that has restarted: the UE did not come.
 */
export function onOverallTimer(env: Env, u: number): void {
  const { w } = env;
  if (enHas(w, u, EN_CANCELLING)) endCancelled(env, u);
  else if (enHas(w, u, EN_HANDOVER)) requestRelease(env, u);
  else enClear(w, u, EN_TARGET | EN_IS_X2);
}

/** Source eNB: the cancel of an S1 handover is done; the UE stays. */
export function endCancelled(env: Env, u: number): void {
  endHandover(env, u, enHas(env.w, u, EN_COMMANDED) ? FAILED : CANCELLED);
}

/** Target eNB: the UE has arrived; this is the serving eNB now. Returns false if it is not expected here. */
export function takeOver(env: Env, u: number, m: number): boolean {
  const { w, keys } = env;
  const b = w[u + BLOCK];
  const conn = connOf(w, m);
  if (!enHas(w, u, EN_TARGET) || conn !== targetConn(w, b)) return false;
  judgeAs(env, u, keys.matchesRrc(w, messageKey(m), blockKey(env, u, K_TARGET)));
  const x2 = enHas(w, u, EN_IS_X2);
  const by = x2 ? X2_HANDOVER_TRIGGERED : S1_HANDOVER_TRIGGERED;
  if (enHas(w, u, EN_KEY_CHANGE)) {
    // Only with rule 5 off: the source eNB had a key change under way when it let the UE go.
    env.stop(u, T_ENB);
    setCause(w, env.send(u, UE_CONTEXT_MODIFICATION_FAILURE, enConn(w, u)), by);
  }
  const source = enConn(w, u);
  if (!x2) endHandover(env, u, COMPLETED);
  env.stop(u, T_HANDOVER);
  enClear(w, u, EN_HANDOVER | EN_COMMANDED | EN_IS_X2 | EN_KEY_CHANGE | EN_TARGET);
  setLeavingConn(w, b, source);
  setLeftBy(w, b, by);
  setEnConn(w, u, conn);
  setEnCell(w, u, targetCell(w, b));
  setEnNcc(w, u, targetNcc(w, b));
  setTargetConn(w, b, 0);
  keys.copy(w, rowKey(env, u, K_EN_KENB), blockKey(env, u, K_TARGET));
  clear(w, u, EN_PAIR);
  set(w, u, EN_CONTEXT | EN_AS);
  if (x2) enSet(w, u, EN_PATH_SWITCH);
  env.inactivity(u, conn);
  return true;
}

/** Target eNB: tells the MME that the UE has arrived. */
export function announceArrival(env: Env, u: number): void {
  const { w } = env;
  if (enHas(w, u, EN_PATH_SWITCH)) {
    setOtherConn(w, env.send(u, PATH_SWITCH_REQUEST, enConn(w, u)), leavingConn(w, w[u + BLOCK]));
    return;
  }
  env.send(u, HANDOVER_NOTIFY, enConn(w, u));
  judgeChainOfMme(env, u, blockKey(env, u, K_EN_NEW));
}
