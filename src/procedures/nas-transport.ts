import { COMPLETED, DL_NAS, type Env, FAILED, REFUSED_OFFER, UL_NAS } from '../model/env.js';
import {
  ME_AKA,
  ME_CONNECTED,
  ME_HANDOVER,
  ME_OWES_DETACH,
  ME_OWES_TAU,
  ME_RELEASING,
  ME_SMC,
  ME_SMC_ABORTED,
  ME_UNDELIVERED,
} from '../model/flags.js';
import { ARG_B, BLOCK } from '../model/layout.js';
import {
  AUTHENTICATION_FAILURE,
  AUTHENTICATION_REQUEST,
  AUTHENTICATION_RESPONSE,
  DETACH_ACCEPT,
  DETACH_REQUEST,
  DOWNLINK_NAS,
  SECURITY_MODE_COMMAND,
  SECURITY_MODE_COMPLETE,
  SECURITY_MODE_REJECT,
  TRACKING_AREA_UPDATE_ACCEPT,
  TRACKING_AREA_UPDATE_REQUEST,
} from '../model/messages.js';
import {
  beginTransport,
  DOWNLINK_KIND,
  endTransport,
  returnToQueue,
  settle,
  UPLINK_KIND,
} from '../model/progress.js';
import { connOf, nasOf } from '../model/record.js';
import {
  has,
  meConn,
  meHas,
  meSet,
  nextOrdinal,
  resends,
  setResends,
  setUndelivered,
  undelivered,
} from '../model/row.js';
import {
  failAuthentication,
  onAuthenticationRequest,
  onAuthenticationResponse,
  sendAuthenticationRequest,
} from './authentication.js';
import { onDetachAccept, onDetachRequest } from './detach.js';
import { countOf, hears, lostNas, nasDown, nasUp, verifyDown, verifyUp } from './nas.js';
import {
  adoptPending,
  endSecurityMode,
  onSecurityModeCommand,
  onSecurityModeComplete,
  onSecurityModeReject,
  sendSecurityModeCommand,
} from './nas-security-mode-control.js';
import { enqueue, enqueueStep, isQueued, Q_ANSWER, Q_DOWNLINK } from './queue.js';
import { onTauAccept, onTauRequest } from './tracking-area-update.js';
import { defer } from './ue-context-modification.js';
import { releaseFromMme } from './ue-context-release.js';

/*
 * NAS messages at their two ends: downlink at the UE, uplink at the MME, what could not be delivered, and
 * T3460. Any other NAS message than those of the named procedures is a transport of its own; its word B is
 * the time at which it was offered.
 */

/** Retransmissions on T3460; the fifth expiry aborts (TS 24.301 5.4.2.7, 5.4.3.7). */
const RESENDS = 4;

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
    default:
      if (!verifyDown(env, u, m)) return lostNas(env, u, m);
      endTransport(env, u, DL_NAS, COMPLETED, w[m + ARG_B]);
      settle(env, u, DOWNLINK_KIND, COMPLETED);
  }
}

/** MME: an uplink NAS message of the present connection. */
export function onUplinkNasTransport(env: Env, u: number, m: number): void {
  const { w } = env;
  if (!has(w, u, ME_CONNECTED) || connOf(w, m) !== meConn(w, u)) {
    env.discarded();
    lostNas(env, u, m);
    return;
  }
  const nas = nasOf(w, m);
  const context = verifyUp(env, u, m, meHas(w, u, ME_SMC));
  if (context === 'none') return lostNas(env, u, m);
  if (context === 'pending' && nas !== SECURITY_MODE_COMPLETE) {
    // COMPLETE was lost; this message tells that the UE accepted.
    adoptPending(env, u, countOf(w, m));
    endSecurityMode(env, u, COMPLETED);
  }
  switch (nas) {
    case AUTHENTICATION_RESPONSE:
      return onAuthenticationResponse(env, u);
    case AUTHENTICATION_FAILURE:
      return failAuthentication(env, u);
    case SECURITY_MODE_COMPLETE:
      return onSecurityModeComplete(env, u, m, context === 'pending');
    case SECURITY_MODE_REJECT:
      return onSecurityModeReject(env, u);
    case TRACKING_AREA_UPDATE_REQUEST:
      return onTauRequest(env, u);
    case DETACH_REQUEST:
      return onDetachRequest(env, u);
    default:
      endTransport(env, u, UL_NAS, COMPLETED, w[m + ARG_B]);
      settle(env, u, UPLINK_KIND, COMPLETED);
  }
}

/** MME: an eNB could not deliver. It is tried again when the handover has ended, up to a cap. */
export function onNasNonDelivery(env: Env, u: number, m: number): void {
  const { w } = env;
  const nas = nasOf(w, m);
  if (!has(w, u, ME_CONNECTED) || meHas(w, u, ME_RELEASING)) return lostNas(env, u, m);
  const ended = connOf(w, m) !== meConn(w, u);
  if (!ended && !meHas(w, u, ME_HANDOVER)) defer(env, u);
  if (nas === DOWNLINK_NAS) retryDownlink(env, u, m);
  else if (nas === TRACKING_AREA_UPDATE_ACCEPT || nas === DETACH_ACCEPT) {
    meSet(w, u, nas === DETACH_ACCEPT ? ME_OWES_DETACH : ME_OWES_TAU);
    if (!isQueued(w, u, Q_ANSWER)) enqueueStep(env, u, Q_ANSWER);
  } else if (meHas(w, u, nas === AUTHENTICATION_REQUEST ? ME_AKA : ME_SMC)) {
    if (ended) resend(env, u);
    else meSet(w, u, ME_UNDELIVERED);
  }
}

function retryDownlink(env: Env, u: number, m: number): void {
  const { w } = env;
  const b = w[u + BLOCK];
  if (undelivered(w, b) >= env.retries) {
    setUndelivered(w, b, 0);
    return lostNas(env, u, m);
  }
  setUndelivered(w, b, undelivered(w, b) + 1);
  const since = w[m + ARG_B];
  if (enqueue(env, u, Q_DOWNLINK, since, 6)) returnToQueue(env, u);
  else {
    endTransport(env, u, DL_NAS, REFUSED_OFFER, since);
    settle(env, u, DOWNLINK_KIND, FAILED);
  }
}

/** MME: sends the request of the ongoing AKA or SMC again. */
function resend(env: Env, u: number): void {
  const { w } = env;
  const b = w[u + BLOCK];
  setResends(w, b, resends(w, b) + 1);
  if (meHas(w, u, ME_AKA)) sendAuthenticationRequest(env, u);
  else if (!meHas(w, u, ME_SMC_ABORTED)) sendSecurityModeCommand(env, u);
}

/** MME: T3460 expired. */
export function onNasTimer(env: Env, u: number): void {
  const { w } = env;
  if (resends(w, w[u + BLOCK]) < RESENDS && !meHas(w, u, ME_SMC_ABORTED)) return resend(env, u);
  // Aborted. Which KASME the UE is on is not known after an SMC: the UE is released, its next message tells.
  if (meHas(w, u, ME_AKA)) failAuthentication(env, u);
  releaseFromMme(env, u);
}
