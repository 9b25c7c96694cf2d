import { ENB_ANSWERS_AT_ONCE } from '../../model/enb-kind.js';
import type { Env } from '../../model/env.js';
import {
  MME_AKA,
  MME_AS,
  MME_AS_OLD,
  MME_AWAITS_TAU,
  MME_CONNECTED,
  MME_DEFERRED,
  MME_HANDOVER,
  MME_ICS,
  MME_KEY_CHANGE,
  MME_MODIFICATION,
  MME_NEEDS_SMC,
  MME_PAIR,
  MME_PENDING,
  MME_REKEY_WAIT,
  MME_RELEASING,
  MME_SMC,
  MME_UNKEYED,
} from '../../model/flags.js';
import { BLOCK, K_MME_NAS, K_MME_NEW, K_MME_NEW_NH, K_MME_NH, MME_BASIS } from '../../model/layout.js';
import { UE_CONTEXT_MODIFICATION_REQUEST } from '../../model/messages.js';
import { COMPLETED, FAILED, REJECTED, SUPERSEDED } from '../../model/outcomes.js';
import { isHandedOver } from '../../model/payload.js';
import { NAS_SMC, UE_CONTEXT_MODIFICATION } from '../../model/procedures.js';
import { endProcedure, offerProcedure } from '../../model/progress.js';
import { Q_SMC } from '../../model/queue-codes.js';
import { blockKey, connOf, messageKey, rowKey } from '../../model/record.js';
import {
  attempts,
  clear,
  has,
  mmeClear,
  mmeConn,
  mmeHas,
  mmeSet,
  modificationConn,
  nextOrdinal,
  set,
  setAttempts,
  setMmeNcc,
  setMmePairSteps,
  setMmeSteps,
  setModificationConn,
} from '../../model/row.js';
import { T_SETTLE } from '../../model/timers.js';
import { judgeChain } from '../../oracle/agreement.js';
import { rule01 } from '../../rules/rule-01.js';
import { startContextSetup } from '../initial-context-setup/mme.js';
import { handoverEnded } from '../mme/handover.js';
import {
  asRunsOn,
  completeRekeys,
  defer,
  dueContext,
  giveUpModification,
  mustRenewChain,
  waitForRekey,
} from '../mme/rekey.js';
import { enqueueStep, holds, isQueued, take } from '../queue.js';

/*
 * UE context modification with a KeNB (TS 33.401 7.2.9.2): AS goes over to the KASME that NAS is on. The KeNB
 * that the MME sends is a basis: eNB and UE run on A.5 of it, NCC 0. FAILURE says whether a
 * handover was the cause.
 */

/** MME: starts entry k of the queue if nothing stands against it. Returns whether it did. */
export function startContext(env: Env, u: number, k: number): boolean {
  const { w } = env;
  if (!has(w, u, MME_CONNECTED)) return false;
  if (
    mmeHas(
      w,
      u,
      MME_UNKEYED | MME_ICS | MME_MODIFICATION | MME_RELEASING | MME_AWAITS_TAU | MME_DEFERRED | MME_HANDOVER,
    )
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
  if (!has(w, u, MME_AS_OLD) && !mustRenewChain(env, u)) {
    take(env, u, k);
    endProcedure(env, u, UE_CONTEXT_MODIFICATION, SUPERSEDED);
    return true;
  }
  if (holds(env, u, k, 0, rule01)) return false;
  if (has(w, u, MME_NEEDS_SMC)) {
    if (!isQueued(w, u, Q_SMC) && !mmeHas(w, u, MME_AKA | MME_SMC | MME_PENDING)) {
      offerProcedure(env, u, NAS_SMC);
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
  const m = env.send(u, UE_CONTEXT_MODIFICATION_REQUEST, mmeConn(w, u));
  keys.kenb(w, messageKey(m), rowKey(env, u, K_MME_NAS), w[u + MME_BASIS]);
  keys.copy(w, blockKey(env, u, K_MME_NEW), rowKey(env, u, K_MME_NAS));
  keys.nh(w, blockKey(env, u, K_MME_NEW_NH), rowKey(env, u, K_MME_NAS), messageKey(m));
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
  endProcedure(env, u, UE_CONTEXT_MODIFICATION, COMPLETED);
  if (!has(w, u, MME_AS_OLD)) completeRekeys(env, u);
  if ((env.enbKind & ENB_ANSWERS_AT_ONCE) === 0) {
    judgeChain(env, u, rowKey(env, u, K_MME_NH), 1, blockKey(env, u, K_MME_NEW_NH));
  } else if (!mmeHas(w, u, MME_REKEY_WAIT)) {
    // The UE may still be on the old chain; the next handover shows whether it has followed.
    mmeSet(w, u, MME_KEY_CHANGE);
    env.start(u, T_SETTLE, mmeConn(w, u));
  }
  sendHeldNas(env, u);
}

/** MME: an eNB that keeps NAS back during a key change, and has said so, takes it again. */
function sendHeldNas(env: Env, u: number): void {
  if (mmeHas(env.w, u, MME_DEFERRED) && !mmeHas(env.w, u, MME_HANDOVER)) handoverEnded(env, u);
}

/** MME: whatever became of the key change has been told by now. */
export function onKeyChangeTimer(env: Env, u: number): void {
  mmeClear(env.w, u, MME_KEY_CHANGE);
}

/** MME: tries again after the handover, with an SMC on the current KASME first; up to a cap. */
export function onModificationFailure(env: Env, u: number, m: number): void {
  const { w } = env;
  const b = w[u + BLOCK];
  if (!mmeHas(w, u, MME_MODIFICATION) || connOf(w, m) !== modificationConn(w, b)) return;
  mmeClear(w, u, MME_MODIFICATION);
  sendHeldNas(env, u);
  const handover = isHandedOver(w, m);
  setAttempts(w, b, attempts(w, b) + 1);
  if (attempts(w, b) > env.retries || !has(w, u, MME_AS)) {
    giveUpModification(env, u, handover ? REJECTED : FAILED);
    return;
  }
  if (handover && connOf(w, m) === mmeConn(w, u) && !mmeHas(w, u, MME_HANDOVER)) defer(env, u);
  dueContext(env, u);
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
