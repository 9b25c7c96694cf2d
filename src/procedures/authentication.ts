import { AUTHENTICATION, COMPLETED, type Env, FAILED, NAS_SMC } from '../model/env.js';
import { MME_AKA, MME_AS_OLD, MME_ATTACH, MME_PENDING, MME_UNDELIVERED, UE_PENDING } from '../model/flags.js';
import { ARG_B, BLOCK, K_MME_PENDING, K_UE_PENDING, PENDING_DL, UE_ID } from '../model/layout.js';
import {
  AUTHENTICATION_FAILURE,
  AUTHENTICATION_REQUEST,
  AUTHENTICATION_RESPONSE,
  REFUSED,
  T_NAS,
} from '../model/messages.js';
import { end, isOngoing, launch, settleRekeys } from '../model/progress.js';
import { blockKey, fateOf } from '../model/record.js';
import {
  akaRuns,
  has,
  mmeAsEksi,
  mmeClear,
  mmeConn,
  mmeEksi,
  mmeHas,
  mmePendingEksi,
  mmeSet,
  nextOrdinal,
  setAkaRuns,
  setMmePendingEksi,
  setResends,
  setUePendingEksi,
  ueSet,
} from '../model/row.js';
import { failAttach } from './attach.js';
import { nasDown, nasUp, verifyDown } from './nas.js';
import { enqueueStep, Q_SMC } from './queue.js';

/*
 * Authentication (AKA, TS 33.401 6.1, TS 24.301 5.4.2). It gives both sides a pending KASME whose eKSI is
 * unlike the others'. Word B of AUTHENTICATION REQUEST: number of the AKA run (stands in for RAND and AUTN),
 * and the eKSI above it.
 */

/** MME: begins an AKA. */
export function startAuthentication(env: Env, u: number): void {
  const { w } = env;
  nextOrdinal(w, u);
  if (!isOngoing(w, u, AUTHENTICATION)) launch(env, u, AUTHENTICATION);
  setAkaRuns(w, u, akaRuns(w, u) + 1);
  setMmePendingEksi(w, u, freshEksi(w, u));
  mmeClear(w, u, MME_PENDING | MME_UNDELIVERED);
  mmeSet(w, u, MME_AKA);
  setResends(w, w[u + BLOCK], 0);
  sendAuthenticationRequest(env, u);
}

/** The lowest eKSI that neither the KASME in NAS use nor the one of AS has. */
function freshEksi(w: Int32Array, u: number): number {
  let eksi = 0;
  while (eksi === mmeEksi(w, u) || (has(w, u, MME_AS_OLD) && eksi === mmeAsEksi(w, u))) eksi++;
  return eksi;
}

/** MME: sends AUTHENTICATION REQUEST, the first time or again. */
export function sendAuthenticationRequest(env: Env, u: number): void {
  const { w } = env;
  nasDown(env, u, AUTHENTICATION_REQUEST, akaRuns(w, u) | (mmePendingEksi(w, u) << 16));
  env.start(u, T_NAS, mmeConn(w, u));
}

/** UE: derives its own pending KASME and answers. */
export function onAuthenticationRequest(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  if (!verifyDown(env, u, m)) return;
  if ((fateOf(w, m) & REFUSED) !== 0) {
    nasUp(env, u, AUTHENTICATION_FAILURE, 0);
    return;
  }
  keys.kasme(w, blockKey(env, u, K_UE_PENDING), w[u + UE_ID], w[m + ARG_B] & 0xffff);
  setUePendingEksi(w, u, (w[m + ARG_B] >>> 16) & 7);
  ueSet(w, u, UE_PENDING);
  nasUp(env, u, AUTHENTICATION_RESPONSE, w[m + ARG_B] & 0xffff);
}

/**
 * MME: the pending KASME is ready; NAS security mode control is due. Word B names the AKA run that is answered: RES
 * of an older challenge (its request was sent more than once, and another answer ended that AKA) is not XRES.
 */
export function onAuthenticationResponse(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  if (!mmeHas(w, u, MME_AKA) || w[m + ARG_B] !== akaRuns(w, u)) return;
  env.stop(u, T_NAS);
  mmeClear(w, u, MME_AKA | MME_UNDELIVERED);
  keys.kasme(w, blockKey(env, u, K_MME_PENDING), w[u + UE_ID], akaRuns(w, u));
  w[w[u + BLOCK] + PENDING_DL] = 0;
  mmeSet(w, u, MME_PENDING);
  end(env, u, AUTHENTICATION, COMPLETED);
  launch(env, u, NAS_SMC);
  enqueueStep(env, u, Q_SMC);
}

/** MME: the UE refused (AUTHENTICATION FAILURE), or never answered. */
export function failAuthentication(env: Env, u: number): void {
  const { w } = env;
  if (!mmeHas(w, u, MME_AKA)) return;
  env.stop(u, T_NAS);
  mmeClear(w, u, MME_AKA | MME_UNDELIVERED);
  end(env, u, AUTHENTICATION, FAILED);
  settleRekeys(env, u, FAILED, 1);
  if (mmeHas(w, u, MME_ATTACH)) failAttach(env, u);
}
