import {
  CANCELLED,
  COMPLETED,
  type Env,
  FAILED,
  INTER_MME_HANDOVER,
  S1_HANDOVER,
  TAU,
  X2_HANDOVER,
} from '../model/env.js';
import {
  EN_AS,
  EN_CANCELLING,
  EN_COMMANDED,
  EN_CONTEXT,
  EN_HANDOVER,
  EN_IS_INTER,
  EN_IS_X2,
  EN_KEY_CHANGE,
  EN_PAIR,
  EN_PATH_SWITCH,
  EN_RELEASING,
  EN_SETUP,
  EN_TARGET,
  MME_ACCEPTED,
  MME_AWAITS_TAU,
  MME_CANCELLING,
  MME_DEFERRED,
  MME_FORWARDED,
  MME_HANDOVER,
  MME_TARGET,
  MME_UNDELIVERED,
  UE_ACCESS_FAILED,
  UE_AS_OLD,
  UE_TAU,
} from '../model/flags.js';
import {
  ARG_A,
  ARG_B,
  BLOCK,
  K_EN_KENB,
  K_EN_NEW,
  K_MME_NH,
  K_TARGET,
  K_UE_AS,
  K_UE_KENB,
  K_UE_NAS,
  K_UE_NH,
} from '../model/layout.js';
import {
  HANDOVER_CANCEL,
  HANDOVER_NOTIFY,
  HANDOVER_REQUIRED,
  PATH_SWITCH_REQUEST,
  REFUSED,
  RRC_CONNECTION_RELEASE,
  RRC_HANDOVER_COMPLETE,
  RRC_RECONFIGURATION_HANDOVER,
  RRC_REESTABLISHMENT_REQUEST,
  T_ENB,
  T_GUARD,
  T_HANDOVER,
  T_OVERALL,
  T304,
  UE_CONTEXT_MODIFICATION_FAILURE,
  X2_HANDOVER_CANCEL,
} from '../model/messages.js';
import { begin, end, INTER_MME_KIND, S1_KIND, settle, wanted, X2_KIND } from '../model/progress.js';
import { blockKey, connOf, fateOf, messageKey, rowKey } from '../model/record.js';
import {
  clear,
  enClear,
  enConn,
  enHas,
  enSet,
  giveConn,
  has,
  mmeClear,
  mmeConn,
  mmeHas,
  mmeNcc,
  nextOrdinal,
  set,
  setEnCell,
  setEnConn,
  setEnNcc,
  setLeavingConn,
  setTargetCell,
  setTargetConn,
  setUeCell,
  setUeConn,
  setUeNcc,
  targetCell,
  targetConn,
  targetNcc,
  ueClear,
  ueConn,
  ueHas,
  ueNcc,
  ueSet,
} from '../model/row.js';
import { judgeAs, judgeChain, judgeKenbUse } from '../oracle/agreement.js';
import { selects } from '../rules/ask.js';
import { rule04 } from '../rules/rule-04.js';
import { rule05 } from '../rules/rule-05.js';
import { pci } from './cells.js';
import { leaveRegion, releaseTarget } from './inter-mme-handover.js';
import { hears } from './nas.js';
import { endNasHold, resendNas } from './nas-retransmission.js';
import { find, holds, Q_INTER_MME, Q_X2, take } from './queue.js';
import { repeatTau, startTau } from './tracking-area-update.js';
import { failKeyChange } from './ue-context-modification.js';
import { releaseFromMme, requestRelease } from './ue-context-release.js';
import { requestX2 } from './x2-handover.js';

/*
 * What the three kinds of handover share: their start, execution and failure at the source eNB, the UE's key
 * derivation, and the takeover at the target eNB. The connection identity that the source eNB gives to the
 * target is the handover's identity in all its messages.
 */

/** Source eNB: may this eNB start anything that moves or releases the UE now? (Rule 5b apart.) */
export function enbIsFree(w: Int32Array, u: number): boolean {
  return (
    has(w, u, EN_CONTEXT) &&
    has(w, u, EN_AS) &&
    !enHas(w, u, EN_SETUP | EN_HANDOVER | EN_PATH_SWITCH | EN_RELEASING)
  );
}

/** Source eNB: starts entry k (any kind of handover) if nothing stands against it. True: it is gone. */
export function startHandover(env: Env, u: number, k: number, code: number): boolean {
  const { w } = env;
  if (!enbIsFree(w, u) || holds(env, u, k, 0, rule05)) return false;
  const since = take(env, u, k);
  const b = w[u + BLOCK];
  nextOrdinal(w, u);
  const target = env.neighbour(u, code);
  // A row keeps the latest target context only.
  enClear(w, u, EN_TARGET);
  setTargetConn(w, b, giveConn(w, u));
  setTargetCell(w, b, target & 0xffff);
  if (code === Q_X2) {
    begin(env, u, X2_HANDOVER, since);
    wanted(env, u, X2_KIND);
    enSet(w, u, EN_HANDOVER | EN_IS_X2);
    requestX2(env, u);
  } else {
    const inter = code === Q_INTER_MME;
    begin(env, u, inter ? INTER_MME_HANDOVER : S1_HANDOVER, since);
    wanted(env, u, inter ? INTER_MME_KIND : S1_KIND);
    enSet(w, u, inter ? EN_HANDOVER | EN_IS_INTER : EN_HANDOVER);
    const a = targetConn(w, b) | (inter ? 0x100 : 0);
    env.send(u, HANDOVER_REQUIRED, enConn(w, u), a, target, 0);
  }
  env.start(u, T_HANDOVER, enConn(w, u));
  return true;
}

/** Source eNB: starts a handover that waits in the queue, if there is one and it may start. */
export function startHeldHandover(env: Env, u: number): void {
  for (let code = Q_X2; code <= Q_INTER_MME; code++) {
    const k = find(env.w, u, code);
    if (k >= 0 && startHandover(env, u, k, code)) return;
  }
}

/** Source eNB: the handover is over; the UE stays, or was lost. */
export function endHandover(env: Env, u: number, outcome: number): void {
  const { w } = env;
  const ended = outcome === COMPLETED ? COMPLETED : FAILED;
  if (enHas(w, u, EN_PATH_SWITCH | EN_IS_X2)) {
    end(env, u, X2_HANDOVER, outcome);
    settle(env, u, X2_KIND, ended);
  } else if (enHas(w, u, EN_IS_INTER)) {
    end(env, u, INTER_MME_HANDOVER, outcome);
    settle(env, u, INTER_MME_KIND, ended);
  } else if (enHas(w, u, EN_HANDOVER)) {
    end(env, u, S1_HANDOVER, outcome);
    settle(env, u, S1_KIND, ended);
  }
  env.stop(u, T_HANDOVER);
  enClear(w, u, EN_HANDOVER | EN_COMMANDED | EN_CANCELLING | EN_IS_X2 | EN_IS_INTER | EN_PATH_SWITCH);
}

/** Source eNB: preparation took too long, or the eNB changed its mind (both before the command). */
export function onHandoverTimer(env: Env, u: number): void {
  if (enHas(env.w, u, EN_HANDOVER)) cancelHandover(env, u, CANCELLED);
}

/** Source eNB: cancels. An X2 handover is over at once, an S1 handover when the MME acknowledges. */
function cancelHandover(env: Env, u: number, outcome: number): void {
  const { w } = env;
  const conn = targetConn(w, w[u + BLOCK]);
  if (enHas(w, u, EN_IS_X2)) {
    env.send(u, X2_HANDOVER_CANCEL, conn, 0, 0, 0);
    endHandover(env, u, outcome);
    return;
  }
  enSet(w, u, EN_CANCELLING);
  env.send(u, HANDOVER_CANCEL, enConn(w, u), conn, 0, 0);
  env.start(u, T_OVERALL, enConn(w, u));
}

/** Source eNB: sends the UE to the target cell. */
export function commandHandover(env: Env, u: number, ncc: number, target: number): void {
  const { w, keys } = env;
  enSet(w, u, EN_COMMANDED);
  const a = ncc | (targetConn(w, w[u + BLOCK]) << 8);
  const m = env.send(u, RRC_RECONFIGURATION_HANDOVER, enConn(w, u), a, target, 0);
  keys.copy(w, messageKey(m), rowKey(env, u, K_EN_KENB));
  env.start(u, T_OVERALL, enConn(w, u));
}

/** Source eNB: the UE neither left nor came back, or the cancel was not acknowledged. */
export function onOverallTimer(env: Env, u: number): void {
  const { w } = env;
  if (!enHas(w, u, EN_HANDOVER)) {
    // Target of a relocation: the UE never came.
    if (mmeHas(w, u, MME_TARGET)) releaseTarget(env, u);
    return;
  }
  if (!enHas(w, u, EN_CANCELLING)) cancelHandover(env, u, FAILED);
  else endHandover(env, u, enHas(w, u, EN_COMMANDED) ? FAILED : CANCELLED);
  requestRelease(env, u);
}

/** UE: goes to the target cell with keys for it, or cannot reach it and comes back when T304 expires. */
export function onHandoverReconfiguration(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  if (!hears(w, u, connOf(w, m))) return env.discarded();
  const genuine = keys.equal(w, messageKey(m), rowKey(env, u, K_UE_KENB));
  judgeAs(env, u, genuine);
  if (!genuine) return;
  if ((fateOf(w, m) & REFUSED) !== 0) {
    ueSet(w, u, UE_ACCESS_FAILED);
    env.start(u, T304, connOf(w, m));
    return;
  }
  const cell = w[m + ARG_B] & 0xffff;
  deriveAtUe(env, u, w[m + ARG_A] & 7, cell);
  setUeConn(w, u, (w[m + ARG_A] >>> 8) & 0xff);
  setUeCell(w, u, cell);
  if (w[m + ARG_B] >>> 16 !== 0) leaveRegion(env, u);
  else arriveAtTarget(env, u);
}

/** UE: NCC as before: from the present KeNB; another NCC: NH is stepped until it matches. */
function deriveAtUe(env: Env, u: number, ncc: number, cell: number): void {
  const { w, keys } = env;
  const kenb = rowKey(env, u, K_UE_KENB);
  if (ncc === ueNcc(w, u)) keys.kenbStar(w, kenb, kenb, pci(cell), env.earfcn);
  else {
    const nh = rowKey(env, u, K_UE_NH);
    const old = selects(env, u, rule04) && has(w, u, UE_AS_OLD);
    const kasme = old ? blockKey(env, u, K_UE_AS) : rowKey(env, u, K_UE_NAS);
    for (let n = ueNcc(w, u); n !== ncc; n = (n + 1) & 7) keys.nh(w, nh, kasme, nh);
    keys.kenbStar(w, kenb, nh, pci(cell), env.earfcn);
    setUeNcc(w, u, ncc);
  }
  judgeKenbUse(env, u, kenb);
}

/** UE: is in the target cell. */
export function arriveAtTarget(env: Env, u: number): void {
  const { w, keys } = env;
  const m = env.send(u, RRC_HANDOVER_COMPLETE, ueConn(w, u), 0, 0, 0);
  keys.rrcKeys(w, messageKey(m), rowKey(env, u, K_UE_KENB));
}

/** UE: T304 expired; it asks its source eNB back in, on the keys it had. */
export function onT304(env: Env, u: number): void {
  ueClear(env.w, u, UE_ACCESS_FAILED);
  env.send(u, RRC_REESTABLISHMENT_REQUEST, ueConn(env.w, u), 0, 0, 0);
}

/** Source eNB: the UE is back; what it was told to do has failed. */
export function onReestablishment(env: Env, u: number, m: number): void {
  const { w } = env;
  if (!has(w, u, EN_CONTEXT) || connOf(w, m) !== enConn(w, u)) {
    // Released meanwhile: re-establishment is rejected, and the UE goes idle.
    env.send(u, RRC_CONNECTION_RELEASE, connOf(w, m), 0, 0, 0);
    return;
  }
  if (enHas(w, u, EN_COMMANDED) && !enHas(w, u, EN_CANCELLING)) cancelHandover(env, u, FAILED);
  else if (enHas(w, u, EN_KEY_CHANGE)) failKeyChange(env, u, false);
}

/** Target eNB: the UE has arrived; this is the serving eNB now. */
export function onHandoverComplete(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  const b = w[u + BLOCK];
  const conn = connOf(w, m);
  if (!enHas(w, u, EN_TARGET) || conn !== targetConn(w, b)) return env.discarded();
  judgeAs(env, u, keys.matchesRrc(w, messageKey(m), blockKey(env, u, K_TARGET)));
  const x2 = enHas(w, u, EN_IS_X2);
  const relocated = mmeHas(w, u, MME_TARGET);
  if (enHas(w, u, EN_KEY_CHANGE)) {
    // Only with rule 5 off: the source eNB had a key change under way when it let the UE go.
    env.stop(u, T_ENB);
    env.send(u, UE_CONTEXT_MODIFICATION_FAILURE, enConn(w, u), 1, 0, 0);
  }
  const source = enConn(w, u);
  if (!x2) endHandover(env, u, COMPLETED);
  env.stop(u, T_HANDOVER);
  enClear(w, u, EN_HANDOVER | EN_COMMANDED | EN_IS_X2 | EN_KEY_CHANGE | EN_TARGET);
  setLeavingConn(w, b, source);
  setEnConn(w, u, conn);
  setEnCell(w, u, targetCell(w, b));
  setEnNcc(w, u, targetNcc(w, b));
  setTargetConn(w, b, 0);
  keys.copy(w, rowKey(env, u, K_EN_KENB), blockKey(env, u, K_TARGET));
  clear(w, u, EN_PAIR);
  set(w, u, EN_CONTEXT | EN_AS);
  env.inactivity(u, conn);
  if (ueHas(w, u, UE_TAU)) repeatTau(env, u);
  if (x2) {
    enSet(w, u, EN_PATH_SWITCH);
    env.send(u, PATH_SWITCH_REQUEST, conn, source, 0, 0);
    return;
  }
  env.send(u, HANDOVER_NOTIFY, conn, 0, 0, 0);
  judgeChain(env, u, rowKey(env, u, K_MME_NH), mmeNcc(w, u), blockKey(env, u, K_EN_NEW));
  if (relocated) {
    env.offered(TAU);
    startTau(env, u, env.stamp);
  }
}

/** MME: a handover ended, well or badly: what waited for that goes on. */
export function handoverEnded(env: Env, u: number): void {
  const { w } = env;
  mmeClear(w, u, MME_DEFERRED);
  if (!mmeHas(w, u, MME_AWAITS_TAU)) env.stop(u, T_GUARD);
  endNasHold(env, u);
  if (!mmeHas(w, u, MME_UNDELIVERED)) return;
  mmeClear(w, u, MME_UNDELIVERED);
  resendNas(env, u);
}

/** MME: that end did not come, or a relocated UE sent no TAU. */
export function onGuardTimer(env: Env, u: number): void {
  if (!mmeHas(env.w, u, MME_AWAITS_TAU)) handoverEnded(env, u);
  else if (mmeHas(env.w, u, MME_HANDOVER)) env.start(u, T_GUARD, mmeConn(env.w, u));
  else releaseFromMme(env, u);
}

/** MME: the S1 handover is not ongoing any more. */
export function clearHandover(env: Env, u: number): void {
  mmeClear(env.w, u, MME_HANDOVER | MME_FORWARDED | MME_TARGET | MME_CANCELLING | MME_ACCEPTED);
}
