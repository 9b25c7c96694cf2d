import type { Env } from '../../model/env.js';
import {
  MME_AS,
  MME_CONNECTED,
  MME_HANDOVER,
  MME_PAGING,
  MME_REGISTERED,
  MME_TARGET,
} from '../../model/flags.js';
import { BLOCK, QUEUE } from '../../model/layout.js';
import { PAGING_REQUEST } from '../../model/messages.js';
import { SERVICE_REQUEST } from '../../model/nas-messages.js';
import { COMPLETED, FAILED, SUPERSEDED } from '../../model/outcomes.js';
import { PAGING } from '../../model/procedures.js';
import {
  beginProcedure,
  beginTraffic,
  endProcedure,
  endTraffic,
  offerProcedure,
  putProcedureAside,
  putTrafficAside,
} from '../../model/progress.js';
import { codeOfKind, isTraffic, kindOfCode } from '../../model/queue-entry.js';
import { codeAt, length, QUEUE_CAPACITY } from '../../model/queue-word.js';
import { has, mmeClear, mmeHas, mmePages, mmeSet, nextOrdinal, setMmePages } from '../../model/row.js';
import { T3413 } from '../../model/timers.js';
import { MOBILE_TERMINATED_KIND, TRAFFIC_PAGED } from '../../model/traffic.js';
import { enqueue, failEntry, find, refuse, take } from '../queue.js';

/*
 * Paging (TS 24.301 5.6.2, TS 36.413 8.5): the MME has something for a UE that is idle. PAGING goes to the eNBs of the
 * UE's tracking area list and, when T3413 has expired, to all that the MME has. One page is for all that waits: it stays
 * in the queue until the UE has answered, but for the downlink data that the page began with.
 */

/** PAGINGs before the MME gives up. TS 24.301 leaves their number to the network. */
const PAGES = 3;

/** MME: downlink data of entry k reach a UE that has bearers by now; else they wait. Returns whether the entry is done. */
export function startMobileTerminated(env: Env, u: number, k: number): boolean {
  return has(env.w, u, MME_AS) && failEntry(env, u, k, SUPERSEDED, COMPLETED);
}

/** MME: pages an idle UE if something waits for it. Returns whether the queue has changed. */
export function page(env: Env, u: number): boolean {
  const { w } = env;
  if (has(w, u, MME_CONNECTED) || mmeHas(w, u, MME_PAGING | MME_HANDOVER | MME_TARGET)) return false;
  if (firstPaged(w, u) < 0) return false;
  if (!has(w, u, MME_REGISTERED) || mmePages(w, w[u + BLOCK]) >= PAGES) {
    failWaiting(env, u);
    return true;
  }
  const k = find(w, u, codeOfKind(MOBILE_TERMINATED_KIND));
  if (k >= 0) {
    beginTraffic(env, u, MOBILE_TERMINATED_KIND);
    beginProcedure(env, u, PAGING, take(env, u, k));
  } else offerProcedure(env, u, PAGING);
  nextOrdinal(w, u);
  mmeSet(w, u, MME_PAGING);
  sendPaging(env, u);
  return k >= 0;
}

/** Place of the oldest entry that an idle UE is paged for, or -1. */
function firstPaged(w: Int32Array, u: number): number {
  const word = w[u + QUEUE];
  const n = length(word);
  for (let k = 0; k < n; k++) {
    const code = codeAt(word, k);
    if (isTraffic(code) && TRAFFIC_PAGED[kindOfCode(code)] !== 0) return k;
  }
  return -1;
}

function sendPaging(env: Env, u: number): void {
  const b = env.w[u + BLOCK];
  const before = mmePages(env.w, b);
  setMmePages(env.w, b, before + 1);
  env.paged(before > 0);
  env.send(u, PAGING_REQUEST, 0);
  env.start(u, T3413, 0);
}

/** MME: T3413 expired: once more, in a wider area, or the UE cannot be reached. */
export function onPagingTimer(env: Env, u: number): void {
  const { w } = env;
  if (mmePages(w, w[u + BLOCK]) < PAGES) return sendPaging(env, u);
  mmeClear(w, u, MME_PAGING);
  endProcedure(env, u, PAGING, FAILED);
  endTraffic(env, u, MOBILE_TERMINATED_KIND, FAILED);
  failWaiting(env, u);
}

/** MME: forgets whom it pages and what waits for that. */
export function forgetPaging(env: Env, u: number): void {
  const { w } = env;
  env.stop(u, T3413);
  endProcedure(env, u, PAGING, FAILED);
  endTraffic(env, u, MOBILE_TERMINATED_KIND, FAILED);
  failWaiting(env, u);
  mmeClear(w, u, MME_PAGING);
}

/** MME: what waits for the UE has failed. */
function failWaiting(env: Env, u: number): void {
  const { w } = env;
  for (let k = firstPaged(w, u); k >= 0; k = firstPaged(w, u)) failEntry(env, u, k, FAILED, FAILED);
  setMmePages(w, w[u + BLOCK], 0);
}

/**
 * MME: the first NAS message of a connection ends the paging, before the connection begins. SERVICE REQUEST is the
 * answer. Whatever else the UE asks for may give it no bearers, so the data wait again, as the same offer.
 */
export function endPaging(env: Env, u: number, nas: number): void {
  const { w } = env;
  if (!mmeHas(w, u, MME_PAGING)) return;
  env.stop(u, T3413);
  mmeClear(w, u, MME_PAGING);
  if (nas === SERVICE_REQUEST) return endProcedure(env, u, PAGING, COMPLETED);
  if (!putTrafficAside(w, u, MOBILE_TERMINATED_KIND)) return endProcedure(env, u, PAGING, SUPERSEDED);
  const since = putProcedureAside(w, u, PAGING);
  if (enqueue(env, u, codeOfKind(MOBILE_TERMINATED_KIND), since, QUEUE_CAPACITY)) return;
  refuse(env, u, MOBILE_TERMINATED_KIND, since);
}
