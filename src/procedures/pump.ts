import {
  AUTHENTICATION,
  COMPLETED,
  type Env,
  FAILED,
  INITIAL_CONTEXT_SETUP,
  REFUSED_OFFER,
  SUPERSEDED,
} from '../model/env.js';
import {
  EN_KEY_CHANGE,
  MME_AKA,
  MME_AS,
  MME_ATTACH,
  MME_AWAITS_TAU,
  MME_CONNECTED,
  MME_DEFERRED,
  MME_PENDING,
  MME_RELEASING,
  MME_SMC,
  MME_TARGET,
  UE_ACCESS_FAILED,
  UE_AS,
  UE_BACKING_OFF,
  UE_CONNECTED,
  UE_HERE,
  UE_PROCEDURE,
  UE_REGISTERED,
} from '../model/flags.js';
import { BLOCK, QUEUE } from '../model/layout.js';
import { UPLINK_NAS } from '../model/messages.js';
import {
  addRekey,
  begin,
  DETACH_KIND,
  REKEY_KIND,
  RELEASE_KIND,
  SERVICE_REQUEST_KIND,
  TAU_KIND,
  wanted,
} from '../model/progress.js';
import { codeAt, length } from '../model/queue-word.js';
import { enConn, enHas, has, mmeHas, setWakes, ueConn, ueHas, wakes } from '../model/row.js';
import { rule10 } from '../rules/rule-10.js';
import { startAttach } from './attach.js';
import { startAuthentication } from './authentication.js';
import { startDetach } from './detach.js';
import { enbIsFree, startHandover } from './handover.js';
import { startSecurityMode } from './nas-security-mode-control.js';
import { startDownlink, startUplink } from './nas-transport.js';
import {
  enqueue,
  holds,
  isQueued,
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
  Q_TAU,
  Q_UPLINK,
  Q_X2,
  refreshHold,
  TRAFFIC_PLACES,
  take,
} from './queue.js';
import { startHandoverAtMme } from './s1-handover.js';
import { startServiceRequest } from './service-request.js';
import { startAnswer, startTau } from './tracking-area-update.js';
import { startContext } from './ue-context-modification.js';
import { startRelease } from './ue-context-release.js';

/*
 * Work leaves the queue in order, the first admissible first, except that a held handover goes before what
 * the MME itself wants to start (else SMC and modification, one after the other, could starve it). Every
 * starter answers true when its entry has left the queue.
 */

/** Times an idle UE is woken for work that waits, before that work fails. */
const WAKES = 3;

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

/** MME: AKA of a re-key. Before the first KeNB of a connection it may go ahead of the context setup. */
function startRekey(env: Env, u: number, k: number): boolean {
  const { w } = env;
  if (!has(w, u, MME_CONNECTED) || !(has(w, u, MME_AS) || isQueued(w, u, Q_CONTEXT))) return false;
  const busy =
    MME_AKA | MME_SMC | MME_PENDING | MME_RELEASING | MME_ATTACH | MME_TARGET | MME_AWAITS_TAU | MME_DEFERRED;
  if (mmeHas(w, u, busy) || isQueued(w, u, Q_SMC)) return false;
  if (holds(env, u, k, 0, rule10)) return false;
  const since = take(env, u, k);
  if (!addRekey(w, u)) env.demand(REKEY_KIND, FAILED);
  begin(env, u, AUTHENTICATION, since);
  startAuthentication(env, u);
  return true;
}

function startDownlinkEntry(env: Env, u: number, k: number): boolean {
  const { w } = env;
  if (!has(w, u, MME_CONNECTED) || !has(w, u, MME_AS)) return false;
  if (mmeHas(w, u, MME_SMC | MME_RELEASING | MME_TARGET | MME_AWAITS_TAU | MME_DEFERRED)) return false;
  if (holds(env, u, k, 0, rule10)) return false;
  startDownlink(env, u, take(env, u, k));
  return true;
}

function startReleaseEntry(env: Env, u: number, k: number): boolean {
  const { w } = env;
  if (!enbIsFree(w, u) || enHas(w, u, EN_KEY_CHANGE)) return false;
  wanted(env, u, RELEASE_KIND);
  startRelease(env, u, take(env, u, k));
  return true;
}

/** UE: attach, service request, TAU, detach, uplink NAS. */
function startAtUe(env: Env, u: number, k: number, code: number): boolean {
  const { w } = env;
  if (!has(w, u, UE_HERE) || ueHas(w, u, UE_PROCEDURE | UE_ACCESS_FAILED)) return false;
  if (code === Q_ATTACH) {
    startAttach(env, u, take(env, u, k));
    return true;
  }
  if (!has(w, u, UE_REGISTERED)) return fail(env, u, k, code, FAILED, FAILED);
  const connected = has(w, u, UE_CONNECTED);
  // After a handover the UE speaks when the target eNB has heard it.
  if (connected && ueConn(w, u) !== enConn(w, u)) return false;
  if (code === Q_SERVICE_REQUEST) {
    if (connected) return fail(env, u, k, code, SUPERSEDED, COMPLETED);
    wanted(env, u, SERVICE_REQUEST_KIND);
    startServiceRequest(env, u, take(env, u, k));
  } else if (code === Q_TAU) {
    wanted(env, u, TAU_KIND);
    startTau(env, u, take(env, u, k));
  } else if (code === Q_DETACH) {
    wanted(env, u, DETACH_KIND);
    startDetach(env, u, take(env, u, k));
  } else if (code === Q_UPLINK) {
    if (!has(w, u, UE_AS)) return false;
    startUplink(env, u, UPLINK_NAS, take(env, u, k));
  }
  return true;
}

/** Ends the procedure and the traffic event of entry k without starting it. */
function fail(env: Env, u: number, k: number, code: number, outcome: number, traffic: number): boolean {
  const since = take(env, u, k);
  env.ended(PROCEDURE_OF[code], outcome, since);
  env.demand(code - 1, traffic);
  return true;
}

/**
 * Work that needs a connection waits at an idle UE: the UE sets one up (paging is not modelled). True: the
 * queue has changed.
 */
function wake(env: Env, u: number): boolean {
  const { w } = env;
  if (!has(w, u, UE_HERE) || has(w, u, UE_CONNECTED) || ueHas(w, u, UE_PROCEDURE)) return false;
  const word = w[u + QUEUE];
  const n = length(word);
  const b = w[u + BLOCK];
  const give = !has(w, u, UE_REGISTERED) || wakes(w, b) >= WAKES;
  for (let k = n - 1; k >= 0; k--) {
    const code = codeAt(word, k);
    if (code > Q_DETACH || code === Q_ATTACH) continue;
    // An idle UE is released already.
    if (code === Q_RELEASE) return fail(env, u, k, code, SUPERSEDED, COMPLETED);
    if (has(w, u, UE_BACKING_OFF)) return fail(env, u, k, code, REFUSED_OFFER, FAILED);
    if (give) return fail(env, u, k, code, FAILED, FAILED);
    setWakes(w, b, wakes(w, b) + 1);
    env.offered(INITIAL_CONTEXT_SETUP);
    startServiceRequest(env, u, env.stamp);
    return false;
  }
  return false;
}
