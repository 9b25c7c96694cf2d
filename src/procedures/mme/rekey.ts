import type { Env } from '../../model/env.js';
import {
  MME_AKA,
  MME_AS,
  MME_AS_OLD,
  MME_DEFERRED,
  MME_HANDOVER,
  MME_INHERITED,
  MME_KEY_CHANGE,
  MME_MODIFICATION,
  MME_PENDING,
  MME_REKEY_WAIT,
  MME_RELEASING,
  MME_SMC,
} from '../../model/flags.js';
import { BLOCK, K_MME_AS, K_MME_NAS } from '../../model/layout.js';
import { COMPLETED, FAILED } from '../../model/outcomes.js';
import { INITIAL_CONTEXT_SETUP, UE_CONTEXT_MODIFICATION } from '../../model/procedures.js';
import { endProcedure, endRekeys, endRekeysButOne, isOngoing, offerProcedure } from '../../model/progress.js';
import { Q_CONTEXT } from '../../model/queue-codes.js';
import { blockKey, rowKey } from '../../model/record.js';
import { clear, has, mmeClear, mmeConn, mmeHas, mmeSet, set, setAttempts } from '../../model/row.js';
import { T_GUARD, T_REKEY } from '../../model/timers.js';
import { guardKeyChain } from '../../rules/guard-key-chain.js';
import { enqueueStep, isQueued, withdraw } from '../queue.js';

/*
 * A KeNB for the eNB from the KASME in NAS use: when it is due, when it waits, and when it is given up.
 */

/** MME: a KeNB for the eNB is due; offers the procedure that will bring it. */
export function dueContext(env: Env, u: number): void {
  const procedure = has(env.w, u, MME_AS) ? UE_CONTEXT_MODIFICATION : INITIAL_CONTEXT_SETUP;
  if (!isOngoing(env.w, u, procedure)) offerProcedure(env, u, procedure);
  if (!isQueued(env.w, u, Q_CONTEXT)) enqueueStep(env, u, Q_CONTEXT);
}

/** MME: the KeNB from the new KASME follows after a delay, in which rules 3, 4, 8 and 9 bite. */
export function waitForRekey(env: Env, u: number): void {
  if (isQueued(env.w, u, Q_CONTEXT) || mmeHas(env.w, u, MME_REKEY_WAIT)) return;
  // Their timers share a slot. An SMC has passed (guard off), so there is nothing to be held any more.
  mmeClear(env.w, u, MME_KEY_CHANGE);
  mmeSet(env.w, u, MME_REKEY_WAIT);
  env.start(u, T_REKEY, mmeConn(env.w, u));
}

/** MME: is a chain that is used up to be started anew, by a KeNB from the KASME that AS runs on? */
export function mustRenewChain(env: Env, u: number): boolean {
  return (env.rules & (1 << guardKeyChain.number)) !== 0 && guardKeyChain.applies(env.w, u);
}

/** MME: starts a chain anew that is used up, unless a re-key is under way that will. */
export function renewChain(env: Env, u: number): void {
  const { w } = env;
  const comes =
    MME_AKA | MME_SMC | MME_PENDING | MME_REKEY_WAIT | MME_MODIFICATION | MME_RELEASING | MME_HANDOVER;
  if (!mustRenewChain(env, u) || !has(w, u, MME_AS) || mmeHas(w, u, comes)) return;
  dueContext(env, u);
}

/** MME: waits for the end of a handover that it has not seen yet, or for the guard timer. */
export function defer(env: Env, u: number): void {
  if (mmeHas(env.w, u, MME_DEFERRED)) return;
  mmeSet(env.w, u, MME_DEFERRED);
  env.start(u, T_GUARD, mmeConn(env.w, u));
}

/** MME: AS runs on the KASME in NAS use. That ends its re-keys, but not one whose AKA or SMC has begun meanwhile. */
export function completeRekeys(env: Env, u: number): void {
  if (mmeHas(env.w, u, MME_AKA | MME_SMC | MME_PENDING)) endRekeysButOne(env, u, COMPLETED);
  else endRekeys(env, u, COMPLETED);
}

/** MME: the re-key of AS is given up; AS stays on the old KASME until release or another re-key. */
export function giveUpModification(env: Env, u: number, outcome: number): void {
  setAttempts(env.w, env.w[u + BLOCK], 0);
  withdraw(env, u, Q_CONTEXT);
  endProcedure(env, u, UE_CONTEXT_MODIFICATION, outcome);
  endRekeys(env, u, FAILED);
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
