import type { Env } from '../../model/env.js';
import {
  MME_AS,
  MME_AS_OLD,
  MME_ATTACH,
  MME_ICS,
  MME_INHERITED,
  MME_NEEDS_SMC,
  MME_PAIR,
} from '../../model/flags.js';
import { BLOCK, K_MME_NAS, K_MME_NEW, K_MME_NH, MME_BASIS } from '../../model/layout.js';
import { INITIAL_CONTEXT_SETUP_REQUEST } from '../../model/messages.js';
import { COMPLETED } from '../../model/outcomes.js';
import { INITIAL_CONTEXT_SETUP } from '../../model/procedures.js';
import { endAttach, endProcedure, endTraffic } from '../../model/progress.js';
import { blockKey, connOf, messageKey, rowKey } from '../../model/record.js';
import {
  clear,
  has,
  mmeClear,
  mmeConn,
  mmeHas,
  mmeSet,
  set,
  setMmeNcc,
  setMmePages,
  setMmePairSteps,
  setMmeSteps,
} from '../../model/row.js';
import { MOBILE_TERMINATED_KIND, SERVICE_REQUEST_KIND } from '../../model/traffic.js';
import { failSetup } from '../bookkeeping.js';
import { releaseFromMme } from '../mme/connection.js';
import { asRunsOn, completeRekeys, waitForRekey } from '../mme/rekey.js';

/*
 * Initial context setup: KeNB = A.3(KASME in NAS use, UL NAS COUNT of the SERVICE REQUEST or TAU with the active flag,
 * or of the latest SECURITY MODE COMPLETE if an SMC followed it). It goes with NCC 0; the MME keeps NH for NCC 1.
 */

/** MME: sends INITIAL CONTEXT SETUP REQUEST. */
export function startContextSetup(env: Env, u: number): void {
  const { w, keys } = env;
  const m = env.send(u, INITIAL_CONTEXT_SETUP_REQUEST, mmeConn(w, u));
  const kasme = rowKey(env, u, K_MME_NAS);
  keys.kenb(w, messageKey(m), kasme, w[u + MME_BASIS]);
  keys.nh(w, rowKey(env, u, K_MME_NH), kasme, messageKey(m));
  keys.copy(w, blockKey(env, u, K_MME_NEW), kasme);
  setMmeNcc(w, u, 1);
  setMmeSteps(w, u, 1);
  setMmePairSteps(w, u, 0);
  clear(w, u, MME_PAIR | MME_AS_OLD | MME_INHERITED);
  set(w, u, MME_NEEDS_SMC);
  mmeSet(w, u, MME_ICS);
}

/** MME: the AS context exists. Also called when PATH SWITCH REQUEST overtakes the RESPONSE. */
export function completeContextSetup(env: Env, u: number): void {
  const { w } = env;
  if (!mmeHas(w, u, MME_ICS)) return;
  mmeClear(w, u, MME_ICS | MME_ATTACH);
  set(w, u, MME_AS);
  asRunsOn(env, u, blockKey(env, u, K_MME_NEW));
  endProcedure(env, u, INITIAL_CONTEXT_SETUP, COMPLETED);
  endTraffic(env, u, SERVICE_REQUEST_KIND, COMPLETED);
  endTraffic(env, u, MOBILE_TERMINATED_KIND, COMPLETED);
  endAttach(env, u, COMPLETED);
  setMmePages(w, w[u + BLOCK], 0);
  if (has(w, u, MME_AS_OLD)) waitForRekey(env, u);
  else completeRekeys(env, u);
}

export function onContextSetupResponse(env: Env, u: number, m: number): void {
  if (connOf(env.w, m) === mmeConn(env.w, u)) completeContextSetup(env, u);
}

export function onContextSetupFailure(env: Env, u: number, m: number): void {
  const { w } = env;
  if (connOf(w, m) !== mmeConn(w, u) || !mmeHas(w, u, MME_ICS)) return;
  mmeClear(w, u, MME_ICS);
  failSetup(env, u);
  releaseFromMme(env, u);
}
