import { COMPLETED, DL_NAS, type Env, FAILED, REFUSED_OFFER, UL_NAS } from '../model/env.js';
import {
  MME_AKA,
  MME_CONNECTED,
  MME_OWES_DETACH,
  MME_OWES_TAU,
  MME_RELEASING,
  MME_SMC,
  MME_SMC_NEW,
  MME_UNDELIVERED,
  UE_ATTACHING,
  UE_HERE,
  UE_SERVICE_REQUEST,
  UE_TAU,
} from '../model/flags.js';
import { ARG_B, BLOCK, K_MME_NAS, K_MME_PENDING, PENDING_DL } from '../model/layout.js';
import {
  ATTACH_REJECT,
  AUTHENTICATION_FAILURE,
  AUTHENTICATION_REQUEST,
  AUTHENTICATION_RESPONSE,
  DETACH_ACCEPT,
  DETACH_REQUEST,
  DOWNLINK_NAS,
  SECURITY_MODE_COMMAND,
  SECURITY_MODE_COMPLETE,
  SECURITY_MODE_REJECT,
  SERVICE_REJECT,
  TRACKING_AREA_UPDATE_ACCEPT,
  TRACKING_AREA_UPDATE_REJECT,
  TRACKING_AREA_UPDATE_REQUEST,
  UPLINK_NAS,
} from '../model/messages.js';
import {
  beginTransport,
  DOWNLINK_KIND,
  endTransport,
  returnToQueue,
  UPLINK_KIND,
} from '../model/progress.js';
import { blockKey, connOf, nasOf, rowKey } from '../model/record.js';
import {
  akaRuns,
  has,
  mmeClear,
  mmeConn,
  mmeDl,
  mmeHas,
  mmeSet,
  nextOrdinal,
  setUndelivered,
  undelivered,
} from '../model/row.js';
import { failAuthentication, onAuthenticationRequest, onAuthenticationResponse } from './authentication.js';
import { onReject } from './congestion.js';
import { onDetachAccept, onDetachRequest } from './detach.js';
import {
  countOf,
  hears,
  isPlain,
  isUnder,
  lostNas,
  NONE,
  nasDown,
  nasUp,
  PENDING,
  verifyDown,
  verifyUp,
} from './nas.js';
import { resendNas } from './nas-retransmission.js';
import {
  adoptPending,
  onSecurityModeCommand,
  onSecurityModeComplete,
  onSecurityModeReject,
} from './nas-security-mode-control.js';
import {
  enqueue,
  enqueueStep,
  isQueued,
  Q_ANSWER,
  Q_ATTACH,
  Q_DOWNLINK,
  Q_SERVICE_REQUEST,
  Q_TAU,
} from './queue.js';
import { onTauAccept, onTauRequest } from './tracking-area-update.js';
import { defer } from './ue-context-modification.js';
import { releaseFromMme } from './ue-context-release.js';

/*
 * NAS messages at their two ends: downlink at the UE, uplink at the MME, and what could not be delivered. Any other NAS message than those of the named procedures is a transport of its own; its word B is
 * the time at which it was offered.
 */

/** MME: sends a downlink NAS message that was offered at `since`. */
export function startDownlink(env: Env, u: number, since: number): void {
  nextOrdinal(env.w, u);
  beginTransport(env, u, DL_NAS);
  nasDown(env, u, DOWNLINK_NAS, since);
}

/** UE: sends an uplink NAS message that was offered at `since`. */
export function startUplink(env: Env, u: number, nas: number, since: number): void {
  nextOrdinal(env.w, u);
  beginTransport(env, u, UL_NAS);
  nasUp(env, u, nas, since);
}

/** UE: a downlink NAS message. */
export function onDlInformationTransfer(env: Env, u: number, m: number): void {
  const { w } = env;
  if (!hears(w, u, connOf(w, m))) {
    env.discarded();
    lostNas(env, u, m);
    return;
  }
  switch (nasOf(w, m)) {
    case AUTHENTICATION_REQUEST:
      return onAuthenticationRequest(env, u, m);
    case SECURITY_MODE_COMMAND:
      return onSecurityModeCommand(env, u, m);
    case TRACKING_AREA_UPDATE_ACCEPT:
      return onTauAccept(env, u, m);
    case DETACH_ACCEPT:
      return onDetachAccept(env, u, m);
    case ATTACH_REJECT:
      return onReject(env, u, m, UE_ATTACHING, Q_ATTACH);
    case SERVICE_REJECT:
      return onReject(env, u, m, UE_SERVICE_REQUEST, Q_SERVICE_REQUEST);
    case TRACKING_AREA_UPDATE_REJECT:
      return onReject(env, u, m, UE_TAU, Q_TAU);
    default:
      if (!verifyDown(env, u, m)) return lostNas(env, u, m);
      endTransport(env, u, DL_NAS, COMPLETED, w[m + ARG_B]);
      env.demand(DOWNLINK_KIND, COMPLETED);
  }
}

/** MME: an uplink NAS message of the present connection. */
export function onUplinkNasTransport(env: Env, u: number, m: number): void {
  const { w } = env;
  if (!has(w, u, MME_CONNECTED) || connOf(w, m) !== mmeConn(w, u) || mmeHas(w, u, MME_RELEASING)) {
    env.discarded();
    lostNas(env, u, m);
    return;
  }
  const nas = nasOf(w, m);
  const context = verifyUp(env, u, m, mmeHas(w, u, MME_SMC_NEW));
  if (context === NONE) return lostNas(env, u, m);
  if (context === PENDING && nas !== SECURITY_MODE_COMPLETE) {
    // COMPLETE was lost; this message tells that the UE accepted. The SMC goes on, as one on the KASME now in
    // use: the UE answers the next COMMAND too, and the basis of its next KeNB is the COUNT of that answer.
    adoptPending(env, u, countOf(w, m));
    mmeClear(w, u, MME_SMC_NEW);
  }
  switch (nas) {
    case AUTHENTICATION_RESPONSE:
      return onAuthenticationResponse(env, u, m);
    case AUTHENTICATION_FAILURE:
      return failAuthentication(env, u);
    case SECURITY_MODE_COMPLETE:
      return onSecurityModeComplete(env, u, m, context === PENDING);
    case SECURITY_MODE_REJECT:
      return onSecurityModeReject(env, u);
    case TRACKING_AREA_UPDATE_REQUEST:
      return onTauRequest(env, u);
    case DETACH_REQUEST:
      return onDetachRequest(env, u);
    default:
      endTransport(env, u, UL_NAS, COMPLETED, w[m + ARG_B]);
      if (nas === UPLINK_NAS) env.demand(UPLINK_KIND, COMPLETED);
  }
}

/** MME: an eNB could not deliver. It is tried again when the handover has ended, up to a cap. */
export function onNasNonDelivery(env: Env, u: number, m: number): void {
  const { w } = env;
  const nas = nasOf(w, m);
  if (!has(w, u, MME_CONNECTED) || mmeHas(w, u, MME_RELEASING)) return lostNas(env, u, m);
  const ended = connOf(w, m) !== mmeConn(w, u);
  if (!ended) defer(env, u);
  if (nas === DOWNLINK_NAS) retryDownlink(env, u, m);
  else if (nas === TRACKING_AREA_UPDATE_ACCEPT || nas === DETACH_ACCEPT) retryAnswer(env, u, nas);
  else if (isOutstanding(env, u, m, nas)) {
    if (ended) resendNas(env, u);
    else mmeSet(w, u, MME_UNDELIVERED);
  }
}

/** Is this the latest request of the AKA or SMC that is ongoing now? (Not one of an older connection.) */
function isOutstanding(env: Env, u: number, m: number, nas: number): boolean {
  const { w } = env;
  if (nas === AUTHENTICATION_REQUEST)
    return mmeHas(w, u, MME_AKA) && (w[m + ARG_B] & 0xffff) === akaRuns(w, u);
  if (!mmeHas(w, u, MME_SMC) || isPlain(w, m)) return false;
  const isNew = mmeHas(w, u, MME_SMC_NEW);
  const key = isNew ? blockKey(env, u, K_MME_PENDING) : rowKey(env, u, K_MME_NAS);
  const next = isNew ? w[w[u + BLOCK] + PENDING_DL] : mmeDl(w, u);
  return countOf(w, m) === next - 1 && isUnder(env, m, key);
}

/** TAU and detach: the answer is owed again; after too many attempts the UE is released instead. */
function retryAnswer(env: Env, u: number, nas: number): void {
  const { w } = env;
  const b = w[u + BLOCK];
  if (undelivered(w, b) >= env.retries) return releaseFromMme(env, u);
  setUndelivered(w, b, undelivered(w, b) + 1);
  mmeSet(w, u, nas === DETACH_ACCEPT ? MME_OWES_DETACH : MME_OWES_TAU);
  if (!isQueued(w, u, Q_ANSWER)) enqueueStep(env, u, Q_ANSWER);
}

function retryDownlink(env: Env, u: number, m: number): void {
  const { w } = env;
  const b = w[u + BLOCK];
  if (undelivered(w, b) >= env.retries || !has(w, u, UE_HERE)) {
    setUndelivered(w, b, 0);
    return lostNas(env, u, m);
  }
  setUndelivered(w, b, undelivered(w, b) + 1);
  const since = w[m + ARG_B];
  if (enqueue(env, u, Q_DOWNLINK, since, 6)) returnToQueue(env, u);
  else {
    endTransport(env, u, DL_NAS, REFUSED_OFFER, since);
    env.demand(DOWNLINK_KIND, FAILED);
  }
}
