import type { Env } from '../model/env.js';
import { UE_ATTACHING, UE_BACKING_OFF, UE_CONNECTED, UE_HERE, UE_REGISTERED } from '../model/flags.js';
import { QUEUE } from '../model/layout.js';
import { FAILED, REFUSED_OFFER } from '../model/outcomes.js';
import { Q_ANSWER, Q_CONTEXT, Q_HANDOVER, Q_SMC, type Step } from '../model/queue-codes.js';
import { codeOfKind, isAttach, isTraffic, kindOfCode } from '../model/queue-entry.js';
import { codeAt, length } from '../model/queue-word.js';
import { has, ueHas } from '../model/row.js';
import {
  ALGORITHM_CHANGE_KIND,
  ATTACH_KIND,
  DETACH_KIND,
  DOWNLINK_KIND,
  INTER_MME_KIND,
  INTRA_ENB_KIND,
  KENB_REFRESH_KIND,
  MOBILE_TERMINATED_KIND,
  REKEY_KIND,
  RELEASE_KIND,
  S1_KIND,
  SERVICE_REQUEST_KIND,
  SWITCH_ON_KIND,
  TAU_KIND,
  TRAFFIC_CONNECTED,
  TRAFFIC_PAGED,
  TRAFFIC_PROCEDURE,
  type TrafficNumber,
  UNKEYED_MODIFICATION_KIND,
  UPLINK_KIND,
  X2_KIND,
} from '../model/traffic.js';
import { missing } from '../model/words.js';
import { startAlgorithmChange } from './algorithm-change/mme.js';
import { startRekey } from './authentication/mme.js';
import { startHandover } from './enb/start-handover.js';
import { startIntraHandover } from './intra-enb-handover/enb.js';
import { startAnswer } from './mme/answer.js';
import { startHandoverAtMme } from './mme/start-handover.js';
import { startSecurityMode } from './nas-security-mode-control/mme.js';
import { startDownlinkEntry } from './nas-transport/mme.js';
import { page, startMobileTerminated } from './paging/mme.js';
import { endUnbegun, enqueue, refreshHold, refuse, TRAFFIC_PLACES } from './queue.js';
import { startAtUe, wake } from './ue/start.js';
import { startContext } from './ue-context-modification/mme.js';
import { startReleaseEntry } from './ue-context-release/enb.js';
import { startUnkeyed } from './unkeyed-modification/mme.js';

/*
 * Work leaves the queue in order, the first admissible first, except that a held handover goes before what
 * the MME itself wants to start (else SMC and modification, one after the other, could starve it). A
 * starter returns whether it started its entry, which has left the queue then.
 */

/** UE: it is registered, or about to be. */
const isOn = (w: Int32Array, u: number): boolean => has(w, u, UE_REGISTERED) || ueHas(w, u, UE_ATTACHING);

/** A traffic event of a kind arrives at a UE; false: it makes no sense in the UE's state, and is no offer. */
export function offerTraffic(env: Env, u: number, kind: number): boolean {
  const { w } = env;
  if (!has(w, u, UE_HERE)) return false;
  const connected = has(w, u, UE_CONNECTED);
  if (isAttach(kind) ? kind === SWITCH_ON_KIND && isOn(w, u) : !has(w, u, UE_REGISTERED)) return false;
  if ((kind === SERVICE_REQUEST_KIND || kind === MOBILE_TERMINATED_KIND) && connected) return false;
  if (TRAFFIC_CONNECTED[kind] !== 0 && !connected) return false;
  env.trafficOffered(kind);
  env.procedureOffered(TRAFFIC_PROCEDURE[kind]);
  const asks = kind !== DETACH_KIND && TRAFFIC_PAGED[kind] === 0;
  const backsOff = asks && has(w, u, UE_BACKING_OFF);
  if (backsOff) endUnbegun(env, kind, env.stamp, REFUSED_OFFER, FAILED);
  else if (!env.activate(u) || !enqueue(env, u, codeOfKind(kind), env.stamp, TRAFFIC_PLACES)) {
    refuse(env, u, kind, env.stamp);
  }
  return true;
}

/** Starts all that may start now. Called after every event of a UE. */
export function pump(env: Env, u: number): void {
  const { w } = env;
  while (length(w[u + QUEUE]) !== 0) {
    if (!startOne(env, u) && !page(env, u) && !wake(env, u)) return;
  }
}

function startOne(env: Env, u: number): boolean {
  const { w } = env;
  const word = w[u + QUEUE];
  const n = length(word);
  for (let k = 0; k < n; k++) {
    if (codeAt(word, k) === Q_HANDOVER && startHandoverAtMme(env, u, k)) return true;
  }
  for (let k = 0; k < n; k++) {
    const code = codeAt(word, k);
    refreshHold(env, u, k);
    if (code !== Q_HANDOVER && start(env, u, k, code)) return true;
    // A starter that queued a step of its own has changed the queue: look again from the front.
    if (w[u + QUEUE] !== word) return true;
  }
  return false;
}

function start(env: Env, u: number, k: number, code: number): boolean {
  return isTraffic(code)
    ? startTraffic(env, u, k, kindOfCode(code) as TrafficNumber)
    : startStep(env, u, k, code as Step);
}

function startTraffic(env: Env, u: number, k: number, kind: TrafficNumber): boolean {
  switch (kind) {
    case ATTACH_KIND:
    case SWITCH_ON_KIND:
    case SERVICE_REQUEST_KIND:
    case TAU_KIND:
    case UPLINK_KIND:
    case DETACH_KIND:
      return startAtUe(env, u, k, kind);
    case X2_KIND:
    case S1_KIND:
    case INTER_MME_KIND:
      return startHandover(env, u, k, kind);
    case REKEY_KIND:
      return startRekey(env, u, k);
    case MOBILE_TERMINATED_KIND:
      return startMobileTerminated(env, u, k);
    case DOWNLINK_KIND:
      return startDownlinkEntry(env, u, k);
    case RELEASE_KIND:
      return startReleaseEntry(env, u, k);
    case KENB_REFRESH_KIND:
    case INTRA_ENB_KIND:
      return startIntraHandover(env, u, k, kind);
    case UNKEYED_MODIFICATION_KIND:
      return startUnkeyed(env, u, k);
    case ALGORITHM_CHANGE_KIND:
      return startAlgorithmChange(env, u, k);
    default:
      return missing(kind);
  }
}

function startStep(env: Env, u: number, k: number, step: Step): boolean {
  switch (step) {
    case Q_SMC:
      return startSecurityMode(env, u, k);
    case Q_CONTEXT:
      return startContext(env, u, k);
    case Q_ANSWER:
      return startAnswer(env, u, k);
    case Q_HANDOVER:
      return startHandoverAtMme(env, u, k);
    default:
      return missing(step);
  }
}
