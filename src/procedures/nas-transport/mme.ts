import type { Env } from '../../model/env.js';
import {
  MME_AKA,
  MME_AS,
  MME_AWAITS_TAU,
  MME_CONNECTED,
  MME_DEFERRED,
  MME_OWES_DETACH,
  MME_OWES_TAU,
  MME_RELEASING,
  MME_SMC,
  MME_SMC_NEW,
  MME_TARGET,
  MME_UNDELIVERED,
  UE_HERE,
} from '../../model/flags.js';
import { BLOCK, K_MME_NAS, K_MME_PENDING, PENDING_DL } from '../../model/layout.js';
import {
  AUTHENTICATION_REQUEST,
  DETACH_ACCEPT,
  DOWNLINK_NAS,
  SECURITY_MODE_COMPLETE,
  TRACKING_AREA_UPDATE_ACCEPT,
  UPLINK_NAS,
} from '../../model/nas-messages.js';
import { COMPLETED, FAILED, REFUSED_OFFER } from '../../model/outcomes.js';
import { akaRunOf, algorithmsOf, countOf, isPlain, offeredAt, setOfferedAt } from '../../model/payload.js';
import { DL_NAS, UL_NAS } from '../../model/procedures.js';
import { beginTransport, endTransport, putTransportAside } from '../../model/progress.js';
import { Q_ANSWER } from '../../model/queue-codes.js';
import { codeOfKind } from '../../model/queue-entry.js';
import { QUEUE_CAPACITY } from '../../model/queue-word.js';
import { blockKey, connOf, nasOf, rowKey } from '../../model/record.js';
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
} from '../../model/row.js';
import { DOWNLINK_KIND, UPLINK_KIND } from '../../model/traffic.js';
import { guardDownlinkNas } from '../../rules/guard-downlink-nas.js';
import { rule10 } from '../../rules/rule-10.js';
import { loseNas } from '../bookkeeping.js';
import { releaseFromMme } from '../mme/connection.js';
import { NONE, nasDown, PENDING, verifyUp } from '../mme/nas.js';
import { defer } from '../mme/rekey.js';
import { resendNas } from '../mme/retransmission.js';
import { isUnder } from '../nas-message.js';
import { adoptPending } from '../nas-security-mode-control/mme.js';
import { enqueue, enqueueStep, holds, isQueued, take } from '../queue.js';

/*
 * NAS messages at their two ends: downlink at the UE, uplink at the MME, and what could not be delivered. Any other NAS message than those of the named procedures is a transport of its own; its word B is
 * the time at which it was offered.
 */

export function startDownlinkEntry(env: Env, u: number, k: number): boolean {
  const { w } = env;
  if (!has(w, u, MME_CONNECTED) || !has(w, u, MME_AS)) return false;
  if (mmeHas(w, u, MME_RELEASING | MME_TARGET | MME_AWAITS_TAU | MME_DEFERRED)) return false;
  if (holds(env, u, k, 1, guardDownlinkNas) || holds(env, u, k, 0, rule10)) return false;
  startDownlink(env, u, take(env, u, k));
  return true;
}

/** MME: sends a downlink NAS message that was offered at `since`. */
function startDownlink(env: Env, u: number, since: number): void {
  nextOrdinal(env.w, u);
  beginTransport(env, u, DL_NAS);
  setOfferedAt(env.w, nasDown(env, u, DOWNLINK_NAS), since);
}

/**
 * MME: takes in an uplink NAS message of the present connection; returns the NAS security context that it verified
 * under, or NONE: nothing comes of it.
 */
export function takeUplinkNas(env: Env, u: number, m: number): number {
  const { w } = env;
  if (!has(w, u, MME_CONNECTED) || connOf(w, m) !== mmeConn(w, u) || mmeHas(w, u, MME_RELEASING)) {
    env.discarded();
    loseNas(env, u, m);
    return NONE;
  }
  const context = verifyUp(env, u, m, mmeHas(w, u, MME_SMC_NEW));
  if (context === NONE) loseNas(env, u, m);
  if (context === PENDING && nasOf(w, m) !== SECURITY_MODE_COMPLETE) {
    // COMPLETE was lost; this message tells that the UE accepted. The SMC goes on, as one on the KASME now in
    // use: the UE answers the next COMMAND too, and the basis of its next KeNB is the COUNT of that answer.
    adoptPending(env, u, countOf(w, m));
    mmeClear(w, u, MME_SMC_NEW);
  }
  return context;
}

/** MME: any other uplink NAS message. */
export function onUplinkNas(env: Env, u: number, m: number): void {
  const { w } = env;
  endTransport(env, u, UL_NAS, COMPLETED, offeredAt(w, m));
  if (nasOf(w, m) === UPLINK_NAS) env.trafficEnded(UPLINK_KIND, COMPLETED);
}

/** MME: an eNB could not deliver. It is tried again when the handover has ended, up to a cap. */
export function onNasNonDelivery(env: Env, u: number, m: number): void {
  const { w } = env;
  const nas = nasOf(w, m);
  if (!has(w, u, MME_CONNECTED) || mmeHas(w, u, MME_RELEASING)) return loseNas(env, u, m);
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
  if (nas === AUTHENTICATION_REQUEST) return mmeHas(w, u, MME_AKA) && akaRunOf(w, m) === akaRuns(w, u);
  if (!mmeHas(w, u, MME_SMC) || isPlain(w, m) !== 0) return false;
  const isNew = mmeHas(w, u, MME_SMC_NEW);
  const key = isNew ? blockKey(env, u, K_MME_PENDING) : rowKey(env, u, K_MME_NAS);
  const next = isNew ? w[w[u + BLOCK] + PENDING_DL] : mmeDl(w, u);
  return countOf(w, m) === next - 1 && isUnder(env, m, key, algorithmsOf(w, m));
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
    return loseNas(env, u, m);
  }
  setUndelivered(w, b, undelivered(w, b) + 1);
  const since = offeredAt(w, m);
  if (enqueue(env, u, codeOfKind(DOWNLINK_KIND), since, QUEUE_CAPACITY)) putTransportAside(env, u);
  else {
    env.queueFull();
    endTransport(env, u, DL_NAS, REFUSED_OFFER, since);
    env.trafficEnded(DOWNLINK_KIND, FAILED);
  }
}
