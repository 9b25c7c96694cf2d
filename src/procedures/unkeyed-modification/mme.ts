import type { Env } from '../../model/env.js';
import {
  MME_AS,
  MME_AWAITS_TAU,
  MME_CONNECTED,
  MME_DEFERRED,
  MME_HANDOVER,
  MME_ICS,
  MME_MODIFICATION,
  MME_RELEASING,
  MME_TARGET,
  MME_UNKEYED,
  UE_HERE,
} from '../../model/flags.js';
import { BLOCK } from '../../model/layout.js';
import { UE_CONTEXT_MODIFICATION_REQUEST } from '../../model/messages.js';
import { COMPLETED, FAILED, REJECTED, SUPERSEDED } from '../../model/outcomes.js';
import { isHandedOver, setUnkeyed } from '../../model/payload.js';
import { UNKEYED_MODIFICATION } from '../../model/procedures.js';
import {
  beginProcedure,
  beginTraffic,
  endProcedure,
  endTraffic,
  putProcedureAside,
  putTrafficAside,
} from '../../model/progress.js';
import { codeOfKind } from '../../model/queue-entry.js';
import { QUEUE_CAPACITY } from '../../model/queue-word.js';
import { connOf } from '../../model/record.js';
import {
  has,
  mmeClear,
  mmeConn,
  mmeHas,
  mmeRetries,
  mmeSet,
  modificationConn,
  nextOrdinal,
  setMmeRetries,
  setModificationConn,
} from '../../model/row.js';
import { UNKEYED_MODIFICATION_KIND } from '../../model/traffic.js';
import { defer } from '../mme/rekey.js';
import { enqueue, failEntry, refuse, take } from '../queue.js';

/*
 * UE context modification without a KeNB (TS 36.413 8.3.4): a new UE-AMBR, or the CS Fallback Indicator. An eNB does it
 * without RRC. Rules 1, 2 and 7 and guard 11 speak of a new KeNB and do not hold it, nor what runs beside it; rule 5 speaks
 * of any modification, and rejects it. One that an idle UE has no eNB for goes with its next initial context setup.
 */

/** Attempts after the first, as far as they are counted. */
const RETRIES_MAX = 3;

/** MME: starts entry k of the queue if nothing stands against it. Two modifications at a time no answer could tell apart. */
export function startUnkeyed(env: Env, u: number, k: number): boolean {
  const { w } = env;
  if (!has(w, u, MME_CONNECTED)) return failEntry(env, u, k, SUPERSEDED, COMPLETED);
  const busy =
    MME_UNKEYED |
    MME_MODIFICATION |
    MME_ICS |
    MME_RELEASING |
    MME_TARGET |
    MME_AWAITS_TAU |
    MME_DEFERRED |
    MME_HANDOVER;
  if (!has(w, u, MME_AS) || mmeHas(w, u, busy)) return false;
  beginProcedure(env, u, UNKEYED_MODIFICATION, take(env, u, k));
  beginTraffic(env, u, UNKEYED_MODIFICATION_KIND);
  nextOrdinal(w, u);
  mmeSet(w, u, MME_UNKEYED);
  setModificationConn(w, w[u + BLOCK], mmeConn(w, u));
  setUnkeyed(w, env.send(u, UE_CONTEXT_MODIFICATION_REQUEST, mmeConn(w, u)), 1);
  return true;
}

/** Whether a message answers the unkeyed modification that is outstanding. */
export function answersUnkeyed(w: Int32Array, u: number, m: number): boolean {
  return mmeHas(w, u, MME_UNKEYED) && connOf(w, m) === modificationConn(w, w[u + BLOCK]);
}

/** MME: the eNB has taken it in. */
export function onUnkeyedResponse(env: Env, u: number): void {
  end(env, u, COMPLETED, COMPLETED);
}

/** MME: tries again after the handover that was the cause (rule 5), up to a cap. */
export function onUnkeyedFailure(env: Env, u: number, m: number): void {
  const { w } = env;
  const b = w[u + BLOCK];
  const handover = isHandedOver(w, m);
  const before = mmeRetries(w, b);
  if (!handover || before >= env.retries || before >= RETRIES_MAX || !has(w, u, UE_HERE)) {
    end(env, u, handover ? REJECTED : FAILED, FAILED);
    return;
  }
  mmeClear(w, u, MME_UNKEYED);
  setMmeRetries(w, b, before + 1);
  const since = putProcedureAside(w, u, UNKEYED_MODIFICATION);
  putTrafficAside(w, u, UNKEYED_MODIFICATION_KIND);
  const isQueued = enqueue(env, u, codeOfKind(UNKEYED_MODIFICATION_KIND), since, QUEUE_CAPACITY);
  if (!isQueued) refuse(env, u, UNKEYED_MODIFICATION_KIND, since);
  if (connOf(w, m) === mmeConn(w, u) && !mmeHas(w, u, MME_HANDOVER)) defer(env, u);
}

/** MME: another eNB or another connection gets what it was to bring, together with all the rest. */
export function supersedeUnkeyed(env: Env, u: number): void {
  if (mmeHas(env.w, u, MME_UNKEYED)) end(env, u, SUPERSEDED, COMPLETED);
}

function end(env: Env, u: number, outcome: number, traffic: number): void {
  mmeClear(env.w, u, MME_UNKEYED);
  setMmeRetries(env.w, env.w[u + BLOCK], 0);
  endProcedure(env, u, UNKEYED_MODIFICATION, outcome);
  endTraffic(env, u, UNKEYED_MODIFICATION_KIND, traffic);
}
