import { COMPLETED, type Env, FAILED, INITIAL_CONTEXT_SETUP } from '../model/env.js';
import {
  EN_AS,
  EN_CONTEXT,
  EN_PAIR,
  EN_SETUP,
  EN_SETUP_SENT,
  MME_AKA,
  MME_AS,
  MME_AS_OLD,
  MME_ATTACH,
  MME_ICS,
  MME_INHERITED,
  MME_NEEDS_SMC,
  MME_PAIR,
  MME_PENDING,
  MME_SMC,
  UE_AS,
  UE_AS_OLD,
  UE_ATTACHING,
  UE_SERVICE_REQUEST,
  UE_TAU,
} from '../model/flags.js';
import {
  BLOCK,
  K_EN_KENB,
  K_EN_NEW,
  K_MME_NAS,
  K_MME_NEW,
  K_MME_NH,
  K_UE_KENB,
  K_UE_NAS,
  K_UE_NH,
  MME_BASIS,
  UE_BASIS,
} from '../model/layout.js';
import {
  INITIAL_CONTEXT_SETUP_FAILURE,
  INITIAL_CONTEXT_SETUP_REQUEST,
  INITIAL_CONTEXT_SETUP_RESPONSE,
  REFUSED,
  RRC_SECURITY_MODE_COMMAND,
  RRC_SECURITY_MODE_COMPLETE,
  RRC_SECURITY_MODE_FAILURE,
  T_ENB,
  T_SETUP,
  T_UE,
} from '../model/messages.js';
import { ATTACH_KIND, end, SERVICE_REQUEST_KIND, settle, settleRekeys } from '../model/progress.js';
import { blockKey, connOf, fateOf, messageKey, rowKey } from '../model/record.js';
import {
  clear,
  enClear,
  enConn,
  enHas,
  enSet,
  has,
  mmeClear,
  mmeConn,
  mmeHas,
  mmeSet,
  set,
  setEnNcc,
  setMmeNcc,
  setMmePairSteps,
  setMmeSteps,
  setUeNcc,
  setWakes,
  ueClear,
  ueHas,
} from '../model/row.js';
import { judgeAs, judgeKenbUse } from '../oracle/agreement.js';
import { completeAttachAtUe } from './attach.js';
import { failSetup } from './connection.js';
import { hears } from './nas.js';
import { asRunsOn, waitForRekey } from './ue-context-modification.js';
import { releaseFromMme } from './ue-context-release.js';

/*
 * Initial context setup: KeNB = A.3(KASME in NAS use, UL NAS COUNT of the SERVICE REQUEST or TAU with the active flag,
 * or of the latest SECURITY MODE COMPLETE if an SMC followed it). It goes with NCC 0; the MME keeps NH for NCC 1.
 */

/** MME: sends INITIAL CONTEXT SETUP REQUEST. */
export function startContextSetup(env: Env, u: number): void {
  const { w, keys } = env;
  const m = env.send(u, INITIAL_CONTEXT_SETUP_REQUEST, mmeConn(w, u), 0, 0, 0);
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

/** eNB: prepares; RRC SecurityModeCommand follows after a delay of its own. */
export function onContextSetupRequest(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  const conn = connOf(w, m);
  if (!has(w, u, EN_CONTEXT) || conn !== enConn(w, u)) {
    env.send(u, INITIAL_CONTEXT_SETUP_FAILURE, conn, 0, 0, 0);
    return;
  }
  keys.copy(w, blockKey(env, u, K_EN_NEW), messageKey(m));
  enSet(w, u, EN_SETUP);
  env.start(u, T_SETUP, conn);
}

/** eNB: the delay is over. */
export function onSetupDelay(env: Env, u: number): void {
  const { w, keys } = env;
  if (!enHas(w, u, EN_SETUP)) return;
  enSet(w, u, EN_SETUP_SENT);
  const m = env.send(u, RRC_SECURITY_MODE_COMMAND, enConn(w, u), 0, 0, 0);
  keys.rrcKeys(w, messageKey(m), blockKey(env, u, K_EN_NEW));
  env.start(u, T_ENB, enConn(w, u));
}

/** UE: derives its own KeNB and checks the message with it. */
export function onRrcSecurityModeCommand(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  const conn = connOf(w, m);
  if (!hears(w, u, conn)) return env.discarded();
  const kenb = rowKey(env, u, K_UE_KENB);
  keys.kenb(w, kenb, rowKey(env, u, K_UE_NAS), w[u + UE_BASIS]);
  const genuine = keys.matchesRrc(w, messageKey(m), kenb);
  judgeAs(env, u, genuine);
  if (!genuine || (fateOf(w, m) & REFUSED) !== 0) {
    env.send(u, RRC_SECURITY_MODE_FAILURE, conn, 0, 0, 0);
    return;
  }
  keys.copy(w, rowKey(env, u, K_UE_NH), kenb);
  setUeNcc(w, u, 0);
  set(w, u, UE_AS);
  clear(w, u, UE_AS_OLD);
  judgeKenbUse(env, u, kenb);
  const answer = env.send(u, RRC_SECURITY_MODE_COMPLETE, conn, 0, 0, 0);
  keys.copy(w, messageKey(answer), kenb);
  setWakes(w, w[u + BLOCK], 0);
  // The MME has given this connection up and left the end of its setup to the UE, which has it just now.
  if (!mmeHas(w, u, MME_ICS)) failSetup(env, u);
  if (ueHas(w, u, UE_SERVICE_REQUEST)) {
    ueClear(w, u, UE_SERVICE_REQUEST);
    // It goes on if the UE still waits for the answer to its TAU.
    if (!ueHas(w, u, UE_TAU)) env.stop(u, T_UE);
  }
  if (ueHas(w, u, UE_ATTACHING)) completeAttachAtUe(env, u);
}

/** eNB: AS security is active. */
export function onRrcSecurityModeComplete(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  const conn = connOf(w, m);
  if (!has(w, u, EN_CONTEXT) || conn !== enConn(w, u) || !enHas(w, u, EN_SETUP_SENT)) return env.discarded();
  env.stop(u, T_ENB);
  enClear(w, u, EN_SETUP | EN_SETUP_SENT);
  judgeAs(env, u, keys.equal(w, messageKey(m), blockKey(env, u, K_EN_NEW)));
  keys.copy(w, rowKey(env, u, K_EN_KENB), blockKey(env, u, K_EN_NEW));
  setEnNcc(w, u, 0);
  clear(w, u, EN_PAIR);
  set(w, u, EN_AS);
  env.inactivity(u, conn);
  env.send(u, INITIAL_CONTEXT_SETUP_RESPONSE, conn, 0, 0, 0);
}

/** eNB: the UE refused, or did not answer. */
export function failContextSetup(env: Env, u: number): void {
  const { w } = env;
  if (!enHas(w, u, EN_SETUP)) return;
  env.stop(u, T_ENB);
  enClear(w, u, EN_SETUP | EN_SETUP_SENT);
  env.send(u, INITIAL_CONTEXT_SETUP_FAILURE, enConn(w, u), 0, 0, 0);
}

/** MME: the AS context exists. Also called when PATH SWITCH REQUEST overtakes the RESPONSE. */
export function completeContextSetup(env: Env, u: number): void {
  const { w } = env;
  if (!mmeHas(w, u, MME_ICS)) return;
  mmeClear(w, u, MME_ICS | MME_ATTACH);
  set(w, u, MME_AS);
  asRunsOn(env, u, blockKey(env, u, K_MME_NEW));
  end(env, u, INITIAL_CONTEXT_SETUP, COMPLETED);
  settle(env, u, SERVICE_REQUEST_KIND, COMPLETED);
  settle(env, u, ATTACH_KIND, COMPLETED);
  if (has(w, u, MME_AS_OLD)) waitForRekey(env, u);
  else if (!mmeHas(w, u, MME_AKA | MME_SMC | MME_PENDING)) settleRekeys(env, u, COMPLETED);
}

export function onContextSetupResponse(env: Env, u: number, m: number): void {
  if (connOf(env.w, m) === mmeConn(env.w, u)) completeContextSetup(env, u);
}

export function onContextSetupFailure(env: Env, u: number, m: number): void {
  const { w } = env;
  if (connOf(w, m) !== mmeConn(w, u) || !mmeHas(w, u, MME_ICS)) return;
  mmeClear(w, u, MME_ICS);
  end(env, u, INITIAL_CONTEXT_SETUP, FAILED);
  settle(env, u, SERVICE_REQUEST_KIND, FAILED);
  settle(env, u, ATTACH_KIND, FAILED);
  releaseFromMme(env, u);
}
