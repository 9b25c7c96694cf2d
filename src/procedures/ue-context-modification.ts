import {
  COMPLETED,
  type Env,
  FAILED,
  INITIAL_CONTEXT_SETUP,
  NAS_SMC,
  REJECTED,
  SUPERSEDED,
  UE_CONTEXT_MODIFICATION,
} from '../model/env.js';
import {
  EN_AS,
  EN_CONTEXT,
  EN_HANDOVER,
  EN_KEY_CHANGE,
  EN_PAIR,
  EN_RELEASING,
  MME_AKA,
  MME_AS,
  MME_AS_OLD,
  MME_AWAITS_TAU,
  MME_CONNECTED,
  MME_DEFERRED,
  MME_HANDOVER,
  MME_ICS,
  MME_INHERITED,
  MME_MODIFICATION,
  MME_NEEDS_SMC,
  MME_PAIR,
  MME_PENDING,
  MME_REKEY_WAIT,
  MME_RELEASING,
  MME_SMC,
  UE_AS_OLD,
} from '../model/flags.js';
import {
  ARG_A,
  BLOCK,
  K_EN_KENB,
  K_EN_NEW,
  K_MME_AS,
  K_MME_NAS,
  K_MME_NEW,
  K_MME_NEW_NH,
  K_MME_NH,
  K_UE_KENB,
  K_UE_NAS,
  K_UE_NH,
  MME_BASIS,
  UE_BASIS,
} from '../model/layout.js';
import {
  REFUSED,
  RRC_RECONFIGURATION_COMPLETE,
  RRC_RECONFIGURATION_KEY_CHANGE,
  RRC_REESTABLISHMENT_REQUEST,
  SWAPPED,
  T_ENB,
  T_GUARD,
  T_REKEY,
  UE_CONTEXT_MODIFICATION_FAILURE,
  UE_CONTEXT_MODIFICATION_REQUEST,
  UE_CONTEXT_MODIFICATION_RESPONSE,
} from '../model/messages.js';
import { end, isOngoing, launch, settleRekeys } from '../model/progress.js';
import { blockKey, connOf, fateOf, messageKey, rowKey } from '../model/record.js';
import {
  attempts,
  clear,
  enCell,
  enClear,
  enConn,
  enHas,
  enSet,
  has,
  leavingConn,
  mmeClear,
  mmeConn,
  mmeHas,
  mmeSet,
  modificationConn,
  nextOrdinal,
  set,
  setAttempts,
  setEnNcc,
  setMmeNcc,
  setMmePairSteps,
  setMmeSteps,
  setModificationConn,
  setUeNcc,
  ueCell,
} from '../model/row.js';
import { judgeAs, judgeChain, judgeKenbUse } from '../oracle/agreement.js';
import { rejects } from '../rules/ask.js';
import { rule01 } from '../rules/rule-01.js';
import { rule05 } from '../rules/rule-05.js';
import { pci } from './cells.js';
import { startHeldHandover } from './handover.js';
import { startContextSetup } from './initial-context-setup.js';
import { hears } from './nas.js';
import { enqueueStep, holds, isQueued, Q_CONTEXT, Q_SMC, take, withdraw } from './queue.js';
import { requestRelease } from './ue-context-release.js';

/*
 * UE context modification with a KeNB (TS 33.401 7.2.9.2): AS goes over to the KASME that NAS is on. The KeNB
 * that the MME sends is a basis: eNB and UE run on A.5 of it, NCC 0. FAILURE carries in word A whether a
 * handover was the cause.
 */
const CAUSE_HANDOVER = 1;

/** MME: a KeNB for the eNB is due; offers the procedure that will bring it. */
export function dueContext(env: Env, u: number): void {
  const procedure = has(env.w, u, MME_AS) ? UE_CONTEXT_MODIFICATION : INITIAL_CONTEXT_SETUP;
  if (!isOngoing(env.w, u, procedure)) launch(env, u, procedure);
  if (!isQueued(env.w, u, Q_CONTEXT)) enqueueStep(env, u, Q_CONTEXT);
}

/** MME: starts entry k if nothing stands against it. True: the entry is gone. */
export function startContext(env: Env, u: number, k: number): boolean {
  const { w } = env;
  if (!has(w, u, MME_CONNECTED)) return false;
  if (
    mmeHas(w, u, MME_ICS | MME_MODIFICATION | MME_RELEASING | MME_AWAITS_TAU | MME_DEFERRED | MME_HANDOVER)
  ) {
    return false;
  }
  if (!has(w, u, MME_AS)) {
    // Before the first KeNB the MME finishes authenticating the UE.
    if (mmeHas(w, u, MME_AKA) || isQueued(w, u, Q_SMC)) return false;
    if (holds(env, u, k, 0, rule01)) return false;
    take(env, u, k);
    startContextSetup(env, u);
    return true;
  }
  if (!has(w, u, MME_AS_OLD)) {
    take(env, u, k);
    end(env, u, UE_CONTEXT_MODIFICATION, SUPERSEDED);
    return true;
  }
  if (holds(env, u, k, 0, rule01)) return false;
  if (has(w, u, MME_NEEDS_SMC)) {
    if (!isQueued(w, u, Q_SMC) && !mmeHas(w, u, MME_AKA | MME_SMC | MME_PENDING)) {
      launch(env, u, NAS_SMC);
      enqueueStep(env, u, Q_SMC);
    }
    return false;
  }
  take(env, u, k);
  startModification(env, u);
  return true;
}

function startModification(env: Env, u: number): void {
  const { w, keys } = env;
  const b = w[u + BLOCK];
  nextOrdinal(w, u);
  mmeSet(w, u, MME_MODIFICATION);
  // That COUNT is used up now: another attempt begins with an SMC.
  set(w, u, MME_NEEDS_SMC);
  setModificationConn(w, b, mmeConn(w, u));
  const m = env.send(u, UE_CONTEXT_MODIFICATION_REQUEST, mmeConn(w, u), 0, 0, 0);
  keys.kenb(w, messageKey(m), rowKey(env, u, K_MME_NAS), w[u + MME_BASIS]);
  keys.copy(w, blockKey(env, u, K_MME_NEW), rowKey(env, u, K_MME_NAS));
  keys.nh(w, blockKey(env, u, K_MME_NEW_NH), rowKey(env, u, K_MME_NAS), messageKey(m));
}

/** eNB: rule 5a, or the key change on RRC. */
export function onModificationRequest(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  const conn = connOf(w, m);
  const b = w[u + BLOCK];
  const serving = has(w, u, EN_CONTEXT) && conn === enConn(w, u);
  const left = !serving && conn === leavingConn(w, b);
  if (rejects(env, u, rule05, left || (serving && enHas(w, u, EN_HANDOVER)))) {
    env.send(u, UE_CONTEXT_MODIFICATION_FAILURE, conn, CAUSE_HANDOVER, 0, 0);
    return;
  }
  if (!serving || !has(w, u, EN_AS) || enHas(w, u, EN_RELEASING)) {
    env.send(u, UE_CONTEXT_MODIFICATION_FAILURE, conn, left ? CAUSE_HANDOVER : 0, 0, 0);
    return;
  }
  keys.kenbStar(w, blockKey(env, u, K_EN_NEW), messageKey(m), pci(enCell(w, u)), env.earfcn);
  enSet(w, u, EN_KEY_CHANGE);
  const rrc = env.send(u, RRC_RECONFIGURATION_KEY_CHANGE, conn, 0, 0, 0);
  keys.copy(w, messageKey(rrc), rowKey(env, u, K_EN_KENB));
  env.start(u, T_ENB, conn);
}

/** UE: changes its key, or keeps the old one and asks for re-establishment. */
export function onKeyChange(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  const conn = connOf(w, m);
  if (!hears(w, u, conn)) return env.discarded();
  const kenb = rowKey(env, u, K_UE_KENB);
  const genuine = keys.equal(w, messageKey(m), kenb);
  judgeAs(env, u, genuine);
  if (!genuine) return;
  if ((fateOf(w, m) & REFUSED) !== 0) {
    env.send(u, RRC_REESTABLISHMENT_REQUEST, conn, 0, 0, 0);
    return;
  }
  const basis = rowKey(env, u, K_UE_NH);
  keys.kenb(w, basis, rowKey(env, u, K_UE_NAS), w[u + UE_BASIS]);
  keys.kenbStar(w, kenb, basis, pci(ueCell(w, u)), env.earfcn);
  setUeNcc(w, u, 0);
  clear(w, u, UE_AS_OLD);
  judgeKenbUse(env, u, kenb);
  const rrc = env.send(u, RRC_RECONFIGURATION_COMPLETE, conn, 0, 0, 0);
  keys.rrcKeys(w, messageKey(rrc), kenb);
}

/** eNB: activates the new key; its unused pair belongs to the old chain and is dropped. */
export function onKeyChangeComplete(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  const conn = connOf(w, m);
  if (!has(w, u, EN_CONTEXT) || conn !== enConn(w, u) || !enHas(w, u, EN_KEY_CHANGE)) return env.discarded();
  env.stop(u, T_ENB);
  judgeAs(env, u, keys.matchesRrc(w, messageKey(m), blockKey(env, u, K_EN_NEW)));
  keys.copy(w, rowKey(env, u, K_EN_KENB), blockKey(env, u, K_EN_NEW));
  setEnNcc(w, u, 0);
  clear(w, u, EN_PAIR);
  enClear(w, u, EN_KEY_CHANGE);
  // The eNB may send its RESPONSE and a handover that rule 5b held in either order.
  if ((fateOf(w, m) & SWAPPED) !== 0) startHeldHandover(env, u);
  env.send(u, UE_CONTEXT_MODIFICATION_RESPONSE, conn, 0, 0, 0);
}

/** eNB: the key change failed on the radio; with `lost` the UE did not answer at all. */
export function failKeyChange(env: Env, u: number, lost: boolean): void {
  const { w } = env;
  env.stop(u, T_ENB);
  enClear(w, u, EN_KEY_CHANGE);
  env.send(u, UE_CONTEXT_MODIFICATION_FAILURE, enConn(w, u), 0, 0, 0);
  if (lost) requestRelease(env, u);
}

/** MME: AS runs on the new KASME now; the chain begins anew with NH for NCC 1. */
export function onModificationResponse(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  if (!mmeHas(w, u, MME_MODIFICATION) || connOf(w, m) !== modificationConn(w, w[u + BLOCK])) return;
  mmeClear(w, u, MME_MODIFICATION);
  keys.copy(w, rowKey(env, u, K_MME_NH), blockKey(env, u, K_MME_NEW_NH));
  setMmeNcc(w, u, 1);
  setMmeSteps(w, u, 1);
  setMmePairSteps(w, u, 0);
  clear(w, u, MME_PAIR);
  asRunsOn(env, u, blockKey(env, u, K_MME_NEW));
  setAttempts(w, w[u + BLOCK], 0);
  end(env, u, UE_CONTEXT_MODIFICATION, COMPLETED);
  if (!has(w, u, MME_AS_OLD)) settleRekeys(env, u, COMPLETED);
  judgeChain(env, u, rowKey(env, u, K_MME_NH), 1, blockKey(env, u, K_MME_NEW_NH));
}

/** MME: remembers which KASME AS runs on (another one than NAS only if rule 1 or 2 is off). */
export function asRunsOn(env: Env, u: number, kasme: number): void {
  const { w, keys } = env;
  clear(w, u, MME_INHERITED);
  if (keys.equal(w, kasme, rowKey(env, u, K_MME_NAS))) clear(w, u, MME_AS_OLD);
  else {
    keys.copy(w, blockKey(env, u, K_MME_AS), kasme);
    set(w, u, MME_AS_OLD);
  }
}

/** MME: tries again after the handover, with an SMC on the current KASME first; up to a cap. */
export function onModificationFailure(env: Env, u: number, m: number): void {
  const { w } = env;
  const b = w[u + BLOCK];
  if (!mmeHas(w, u, MME_MODIFICATION) || connOf(w, m) !== modificationConn(w, b)) return;
  mmeClear(w, u, MME_MODIFICATION);
  const handover = w[m + ARG_A] === CAUSE_HANDOVER;
  setAttempts(w, b, attempts(w, b) + 1);
  if (attempts(w, b) > env.retries || !has(w, u, MME_AS)) {
    giveUpModification(env, u, handover ? REJECTED : FAILED);
    return;
  }
  if (handover && connOf(w, m) === mmeConn(w, u) && !mmeHas(w, u, MME_HANDOVER)) defer(env, u);
  dueContext(env, u);
}

/** MME: the re-key of AS is given up; AS stays on the old KASME until release or another re-key. */
export function giveUpModification(env: Env, u: number, outcome: number): void {
  setAttempts(env.w, env.w[u + BLOCK], 0);
  withdraw(env, u, Q_CONTEXT);
  end(env, u, UE_CONTEXT_MODIFICATION, outcome);
  settleRekeys(env, u, FAILED);
}

/** MME: waits for the end of a handover that it has not seen yet, or for the guard timer. */
export function defer(env: Env, u: number): void {
  if (mmeHas(env.w, u, MME_DEFERRED)) return;
  mmeSet(env.w, u, MME_DEFERRED);
  env.start(u, T_GUARD, mmeConn(env.w, u));
}

/** MME: the KeNB from the new KASME follows after a delay, in which rules 3, 4, 8 and 9 bite. */
export function waitForRekey(env: Env, u: number): void {
  if (isQueued(env.w, u, Q_CONTEXT) || mmeHas(env.w, u, MME_REKEY_WAIT)) return;
  mmeSet(env.w, u, MME_REKEY_WAIT);
  env.start(u, T_REKEY, mmeConn(env.w, u));
}

/** MME: that delay is over. */
export function onRekeyDelay(env: Env, u: number): void {
  const { w } = env;
  mmeClear(w, u, MME_REKEY_WAIT);
  if (!has(w, u, MME_AS_OLD)) return;
  // Outstanding here only with rule 2 off: that modification is for an older KASME.
  if (mmeHas(w, u, MME_MODIFICATION)) waitForRekey(env, u);
  else dueContext(env, u);
}
