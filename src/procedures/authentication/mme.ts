import type { Env } from '../../model/env.js';
import {
  MME_AKA,
  MME_AS,
  MME_AS_OLD,
  MME_ATTACH,
  MME_AWAITS_TAU,
  MME_CONNECTED,
  MME_DEFERRED,
  MME_ICS,
  MME_PENDING,
  MME_RELEASING,
  MME_SMC,
  MME_TARGET,
  MME_UNDELIVERED,
} from '../../model/flags.js';
import { BLOCK, K_MME_PENDING, PENDING_DL, UE_ID } from '../../model/layout.js';
import { AUTHENTICATION_REQUEST } from '../../model/nas-messages.js';
import { COMPLETED, FAILED } from '../../model/outcomes.js';
import { akaRunOf, setAkaRun, setNewEksi } from '../../model/payload.js';
import { AUTHENTICATION, NAS_SMC } from '../../model/procedures.js';
import {
  beginProcedure,
  beginRekey,
  endProcedure,
  endRekeys,
  isOngoing,
  offerProcedure,
} from '../../model/progress.js';
import { Q_CONTEXT, Q_SMC } from '../../model/queue-codes.js';
import { blockKey } from '../../model/record.js';
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
} from '../../model/row.js';
import { T_NAS } from '../../model/timers.js';
import { REKEY_KIND } from '../../model/traffic.js';
import { rule10 } from '../../rules/rule-10.js';
import { failAttach } from '../mme/connection.js';
import { nasDown } from '../mme/nas.js';
import { enqueueStep, holds, isQueued, take } from '../queue.js';

/*
 * Authentication (AKA, TS 33.401 6.1, TS 24.301 5.4.2). It gives both sides a pending KASME whose eKSI is
 * unlike the others'. Word B of AUTHENTICATION REQUEST: number of the AKA run (stands in for RAND and AUTN),
 * and the eKSI above it.
 */

/** MME: AKA of a re-key: in a connection with AS security, beside the initial context setup, or ahead of it. */
export function startRekey(env: Env, u: number, k: number): boolean {
  const { w } = env;
  const hasContext = has(w, u, MME_AS) || mmeHas(w, u, MME_ICS) || isQueued(w, u, Q_CONTEXT);
  if (!has(w, u, MME_CONNECTED) || !hasContext) return false;
  const busy =
    MME_AKA | MME_SMC | MME_PENDING | MME_RELEASING | MME_ATTACH | MME_TARGET | MME_AWAITS_TAU | MME_DEFERRED;
  if (mmeHas(w, u, busy) || isQueued(w, u, Q_SMC)) return false;
  if (holds(env, u, k, 0, rule10)) return false;
  const since = take(env, u, k);
  if (!beginRekey(w, u)) env.trafficEnded(REKEY_KIND, FAILED);
  beginProcedure(env, u, AUTHENTICATION, since);
  startAuthentication(env, u);
  return true;
}

/** MME: begins an AKA. */
export function startAuthentication(env: Env, u: number): void {
  const { w } = env;
  nextOrdinal(w, u);
  if (!isOngoing(w, u, AUTHENTICATION)) offerProcedure(env, u, AUTHENTICATION);
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
  const m = nasDown(env, u, AUTHENTICATION_REQUEST);
  setAkaRun(w, m, akaRuns(w, u));
  setNewEksi(w, m, mmePendingEksi(w, u));
  env.start(u, T_NAS, mmeConn(w, u));
}

/**
 * MME: the pending KASME is ready; NAS security mode control is due. Word B names the AKA run that is answered: RES
 * of an older challenge (its request was sent more than once, and another answer ended that AKA) is not XRES.
 */
export function onAuthenticationResponse(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  if (!mmeHas(w, u, MME_AKA) || akaRunOf(w, m) !== akaRuns(w, u)) return;
  env.stop(u, T_NAS);
  mmeClear(w, u, MME_AKA | MME_UNDELIVERED);
  keys.kasme(w, blockKey(env, u, K_MME_PENDING), w[u + UE_ID], akaRuns(w, u));
  w[w[u + BLOCK] + PENDING_DL] = 0;
  mmeSet(w, u, MME_PENDING);
  endProcedure(env, u, AUTHENTICATION, COMPLETED);
  offerProcedure(env, u, NAS_SMC);
  enqueueStep(env, u, Q_SMC);
}

/** MME: the UE refused (AUTHENTICATION FAILURE), or never answered. */
export function failAuthentication(env: Env, u: number): void {
  const { w } = env;
  if (!mmeHas(w, u, MME_AKA)) return;
  env.stop(u, T_NAS);
  mmeClear(w, u, MME_AKA | MME_UNDELIVERED);
  endProcedure(env, u, AUTHENTICATION, FAILED);
  endRekeys(env, u, FAILED, 1);
  if (mmeHas(w, u, MME_ATTACH)) failAttach(env, u);
}
