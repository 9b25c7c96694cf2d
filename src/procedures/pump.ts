import type { Env } from '../model/env.js';
import { UE_BACKING_OFF, UE_CONNECTED, UE_HERE, UE_REGISTERED } from '../model/flags.js';
import { QUEUE } from '../model/layout.js';
import { FAILED, REFUSED_OFFER } from '../model/outcomes.js';
import { codeAt, length } from '../model/queue-word.js';
import { has } from '../model/row.js';
import { startRekey } from './authentication/mme.js';
import { startHandover } from './enb/start-handover.js';
import { startAnswer } from './mme/answer.js';
import { startHandoverAtMme } from './mme/start-handover.js';
import { startSecurityMode } from './nas-security-mode-control/mme.js';
import { startDownlinkEntry } from './nas-transport/mme.js';
import {
  enqueue,
  PROCEDURE_OF,
  Q_ANSWER,
  Q_ATTACH,
  Q_CONTEXT,
  Q_DETACH,
  Q_DOWNLINK,
  Q_HANDOVER,
  Q_INTER_MME,
  Q_REKEY,
  Q_RELEASE,
  Q_S1,
  Q_SERVICE_REQUEST,
  Q_SMC,
  Q_X2,
  refreshHold,
  TRAFFIC_PLACES,
} from './queue.js';
import { startAtUe, wake } from './ue/start.js';
import { startContext } from './ue-context-modification/mme.js';
import { startReleaseEntry } from './ue-context-release/enb.js';

/*
 * Work leaves the queue in order, the first admissible first, except that a held handover goes before what
 * the MME itself wants to start (else SMC and modification, one after the other, could starve it). Every
 * starter answers true when its entry has left the queue.
 */

/** A traffic event of a kind arrives at a UE; false: it makes no sense in the UE's state, and is no offer. */
export function offerTraffic(env: Env, u: number, kind: number): boolean {
  const { w } = env;
  const code = kind + 1;
  if (!has(w, u, UE_HERE)) return false;
  const connected = has(w, u, UE_CONNECTED);
  if (code !== Q_ATTACH && !has(w, u, UE_REGISTERED)) return false;
  if (code === Q_SERVICE_REQUEST && connected) return false;
  if (code === Q_RELEASE && !connected) return false;
  env.arrived(kind);
  env.offered(PROCEDURE_OF[code]);
  const backsOff = has(w, u, UE_BACKING_OFF) && code !== Q_DETACH;
  if (backsOff || !env.activate(u) || !enqueue(env, u, code, env.stamp, TRAFFIC_PLACES)) {
    env.ended(PROCEDURE_OF[code], REFUSED_OFFER, env.stamp);
    env.demand(kind, FAILED);
    return true;
  }
  return true;
}

/** Starts all that may start now. Called after every event of a UE. */
export function pump(env: Env, u: number): void {
  const { w } = env;
  while (length(w[u + QUEUE]) !== 0) {
    if (!startOne(env, u) && !wake(env, u)) return;
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
  switch (code) {
    case Q_REKEY:
      return startRekey(env, u, k);
    case Q_DOWNLINK:
      return startDownlinkEntry(env, u, k);
    case Q_X2:
    case Q_S1:
    case Q_INTER_MME:
      return startHandover(env, u, k, code);
    case Q_RELEASE:
      return startReleaseEntry(env, u, k);
    case Q_SMC:
      return startSecurityMode(env, u, k);
    case Q_CONTEXT:
      return startContext(env, u, k);
    case Q_ANSWER:
      return startAnswer(env, u, k);
    default:
      return startAtUe(env, u, k, code);
  }
}
