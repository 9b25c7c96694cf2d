import type { Env } from '../../model/env.js';
import {
  MME_AKA,
  MME_ALGORITHMS_UNKNOWN,
  MME_AS,
  MME_AS_OLD,
  MME_ATTACH,
  MME_AWAITS_TAU,
  MME_CONNECTED,
  MME_DEFERRED,
  MME_INHERITED,
  MME_NAS_HELD,
  MME_NEEDS_SMC,
  MME_PENDING,
  MME_REGISTERED,
  MME_RELEASING,
  MME_SMC,
  MME_SMC_ABORTED,
  MME_SMC_ALGORITHMS,
  MME_SMC_NEW,
  MME_SMC_OTHER,
  MME_SMC_UNKNOWN,
  MME_TARGET,
  MME_UNDELIVERED,
} from '../../model/flags.js';
import { BLOCK, K_MME_AS, K_MME_NAS, K_MME_PENDING, MME_BASIS, PENDING_DL } from '../../model/layout.js';
import { DOWNLINK_NAS_TRANSPORT } from '../../model/messages.js';
import { SECURITY_MODE_COMMAND } from '../../model/nas-messages.js';
import { CANCELLED, COMPLETED, FAILED, REJECTED, SUPERSEDED } from '../../model/outcomes.js';
import {
  countOf,
  setAlgorithms,
  setCount,
  setEksi,
  setHasNasKeys,
  setTakesNewKasme,
} from '../../model/payload.js';
import { NAS_SMC, UE_CONTEXT_MODIFICATION } from '../../model/procedures.js';
import { endNasSmc, endProcedure, endRekeys, isOngoing } from '../../model/progress.js';
import { blockKey, messageKey, rowKey } from '../../model/record.js';
import {
  clear,
  has,
  mmeClear,
  mmeConn,
  mmeEksi,
  mmeHas,
  mmePendingEksi,
  mmeSet,
  nextOrdinal,
  resends,
  set,
  setMmeAlgorithms,
  setMmeAsEksi,
  setMmeDl,
  setMmeEksi,
  setMmeUl,
  setResends,
} from '../../model/row.js';
import { T_NAS } from '../../model/timers.js';
import { guardKeyChange } from '../../rules/guard-key-change.js';
import { rule02 } from '../../rules/rule-02.js';
import { rule10 } from '../../rules/rule-10.js';
import { failAttach, releaseFromMme } from '../mme/connection.js';
import { nasDown } from '../mme/nas.js';
import { dueContext, giveUpModification, waitForRekey } from '../mme/rekey.js';
import { holds, take } from '../queue.js';

/*
 * NAS security mode control (TS 24.301 5.4.3). It takes the pending KASME into use, or confirms the current
 * one again: for the UL NAS COUNT of its COMPLETE, the basis of a fresh KeNB, or to change its algorithms (algorithm-change).
 * The UE
 * takes KASME and algorithms into use when it accepts the COMMAND, the MME at COMPLETE; at REJECT both stay on the old
 * context. Word B of the COMMAND: the MME's intent is a new KASME (1), which decides what a refusal may do.
 */

/** An SMC has to wait for what of the MME's own has not ended. */
export const AHEAD_OF_SMC: number =
  MME_AKA | MME_SMC | MME_RELEASING | MME_TARGET | MME_AWAITS_TAU | MME_DEFERRED;

/** MME: starts entry k of the queue if nothing stands against it. Returns whether it did. */
export function startSecurityMode(env: Env, u: number, k: number): boolean {
  const { w } = env;
  if (!has(w, u, MME_CONNECTED)) return false;
  if (mmeHas(w, u, AHEAD_OF_SMC)) return false;
  if (holds(env, u, k, 0, rule02) || holds(env, u, k, 1, rule10)) return false;
  if (holds(env, u, k, 2, guardKeyChange)) return false;
  take(env, u, k);
  if (!mmeHas(w, u, MME_PENDING) && !has(w, u, MME_NEEDS_SMC)) {
    // Something else brought a fresh COUNT meanwhile.
    endProcedure(env, u, NAS_SMC, SUPERSEDED);
    return true;
  }
  nextOrdinal(w, u);
  mmeSet(w, u, mmeHas(w, u, MME_PENDING) ? MME_SMC | MME_SMC_NEW : MME_SMC);
  setResends(w, w[u + BLOCK], 0);
  sendSecurityModeCommand(env, u);
  return true;
}

/** MME: sends SECURITY MODE COMMAND, the first time or again; each one takes a COUNT of its own. */
export function sendSecurityModeCommand(env: Env, u: number): void {
  const { w, keys } = env;
  if (mmeHas(w, u, MME_SMC_NEW)) {
    const b = w[u + BLOCK];
    const m = env.sendNas(u, DOWNLINK_NAS_TRANSPORT, mmeConn(w, u), SECURITY_MODE_COMMAND);
    setCount(w, m, w[b + PENDING_DL]);
    setEksi(w, m, mmePendingEksi(w, u));
    setHasNasKeys(w, m, 1);
    setTakesNewKasme(w, m, 1);
    setAlgorithms(w, m, env.preferred);
    w[b + PENDING_DL] += 1;
    keys.nasKeys(w, messageKey(m), blockKey(env, u, K_MME_PENDING), env.preferred);
  } else {
    const m = nasDown(env, u, SECURITY_MODE_COMMAND);
    if (mmeHas(w, u, MME_SMC_ALGORITHMS)) {
      const algorithms = mmeHas(w, u, MME_SMC_OTHER) ? 1 : 0;
      setHasNasKeys(w, m, 1);
      setAlgorithms(w, m, algorithms);
      keys.nasKeys(w, messageKey(m), rowKey(env, u, K_MME_NAS), algorithms);
    }
  }
  mmeClear(w, u, MME_UNDELIVERED);
  env.start(u, T_NAS, mmeConn(w, u));
}

/** MME: COMPLETE verified, under the pending KASME (new) or the current one. */
export function onSecurityModeComplete(env: Env, u: number, m: number, pending: boolean): void {
  const { w } = env;
  const count = countOf(w, m);
  if (!mmeHas(w, u, MME_SMC)) return;
  if (pending && mmeHas(w, u, MME_SMC_NEW)) adoptPending(env, u, count);
  endSecurityMode(env, u, COMPLETED);
  w[u + MME_BASIS] = count;
  clear(w, u, MME_NEEDS_SMC);
  if (mmeHas(w, u, MME_ATTACH)) dueContext(env, u);
  else if (has(w, u, MME_AS_OLD) && !isOngoing(w, u, UE_CONTEXT_MODIFICATION)) waitForRekey(env, u);
}

/** MME: an uplink message under the pending KASME says that the UE has accepted it. */
export function adoptPending(env: Env, u: number, ulCount: number): void {
  const { w, keys } = env;
  if (has(w, u, MME_AS)) {
    if (!has(w, u, MME_AS_OLD)) {
      keys.copy(w, blockKey(env, u, K_MME_AS), rowKey(env, u, K_MME_NAS));
      setMmeAsEksi(w, u, mmeEksi(w, u));
      set(w, u, MME_AS_OLD);
    }
    clear(w, u, MME_INHERITED);
  }
  keys.copy(w, rowKey(env, u, K_MME_NAS), blockKey(env, u, K_MME_PENDING));
  setMmeEksi(w, u, mmePendingEksi(w, u));
  setMmeUl(w, u, ulCount + 1);
  setMmeDl(w, u, w[w[u + BLOCK] + PENDING_DL]);
  setMmeAlgorithms(w, u, env.preferred);
  clear(w, u, MME_SMC_UNKNOWN | MME_ALGORITHMS_UNKNOWN);
  set(w, u, MME_REGISTERED | MME_NEEDS_SMC);
  mmeClear(w, u, MME_PENDING);
}

/** MME: the SMC is over as far as rules 1, 3 and 6 are concerned. */
function endSecurityMode(env: Env, u: number, outcome: number): void {
  const { w } = env;
  env.stop(u, T_NAS);
  mmeClear(w, u, MME_SMC | MME_SMC_NEW | MME_SMC_ABORTED | MME_UNDELIVERED | MME_PENDING);
  mmeClear(w, u, MME_SMC_ALGORITHMS | MME_SMC_OTHER);
  endNasSmc(env, u, outcome);
}

/**
 * MME: the UE rejects; both stay on the old context. If the COMMAND on the current KASME was sent again, the UE may have
 * accepted it before, and take the COUNT of that COMPLETE for the latest one (A.3): the next KeNB waits for another SMC, and a
 * UE that has none yet is released, as when T3460 runs out for the last time.
 */
export function onSecurityModeReject(env: Env, u: number): void {
  const { w } = env;
  if (!mmeHas(w, u, MME_SMC)) return;
  const wasNew = mmeHas(w, u, MME_SMC_NEW);
  const wasForAlgorithms = mmeHas(w, u, MME_SMC_ALGORITHMS);
  const isInDoubt = resends(w, w[u + BLOCK]) > 0 && !has(w, u, MME_AS);
  endSecurityMode(env, u, REJECTED);
  if (mmeHas(w, u, MME_ATTACH)) failAttach(env, u);
  else if (wasNew) endRekeys(env, u, FAILED, 1);
  else if (isInDoubt) releaseFromMme(env, u);
  else if (!wasForAlgorithms) giveUpModification(env, u, FAILED);
}

/** MME: a NAS request of the UE aborts the SMC (TS 24.301 5.4.3.7); what became of it is awaited. */
export function abortSecurityMode(env: Env, u: number): void {
  if (!mmeHas(env.w, u, MME_SMC) || mmeHas(env.w, u, MME_SMC_ABORTED)) return;
  mmeSet(env.w, u, MME_SMC_ABORTED);
  endNasSmc(env, u, CANCELLED);
  // T3460 had run out, and rule 10 held the COMMAND that would start it again. That is not sent any more: only T3460
  // brings the wait for an outcome to its end.
  if (mmeHas(env.w, u, MME_NAS_HELD)) env.start(u, T_NAS, mmeConn(env.w, u));
}
