import type { Env } from '../../model/env.js';
import {
  UE_AS,
  UE_BACKING_OFF,
  UE_CONNECTED,
  UE_HERE,
  UE_OFF_AIR,
  UE_PROCEDURE,
  UE_REGISTERED,
} from '../../model/flags.js';
import { BLOCK, QUEUE } from '../../model/layout.js';
import { UPLINK_NAS } from '../../model/nas-messages.js';
import { COMPLETED, FAILED, REFUSED_OFFER, SUPERSEDED } from '../../model/outcomes.js';
import { INITIAL_CONTEXT_SETUP } from '../../model/procedures.js';
import { beginTraffic } from '../../model/progress.js';
import { codeOfKind, isAttach, isTraffic, kindOfCode } from '../../model/queue-entry.js';
import { codeAt, length } from '../../model/queue-word.js';
import { has, setWakes, ueHas, wakes } from '../../model/row.js';
import {
  ALGORITHM_CHANGE_KIND,
  DETACH_KIND,
  SERVICE_REQUEST_KIND,
  SWITCH_ON_KIND,
  TAU_KIND,
  TRAFFIC_CONNECTED,
  TRAFFIC_PAGED,
  UPLINK_KIND,
} from '../../model/traffic.js';
import { startAttach } from '../attach/ue.js';
import { startDetach } from '../detach/ue.js';
import { startUplink } from '../nas-transport/ue.js';
import { failEntry, take } from '../queue.js';
import { isHeard } from '../radio.js';
import { startServiceRequest } from '../service-request/ue.js';
import { startTau } from '../tracking-area-update/ue.js';

/** Times an idle UE is woken for work that waits, before that work fails. */
const WAKES = 3;

/** UE: attach, service request, TAU, detach, uplink NAS. */
export function startAtUe(env: Env, u: number, k: number, kind: number): boolean {
  const { w } = env;
  if (!has(w, u, UE_HERE) || ueHas(w, u, UE_PROCEDURE | UE_OFF_AIR)) return false;
  if (isAttach(kind)) {
    // Meanwhile it has attached for another reason.
    if (kind === SWITCH_ON_KIND && has(w, u, UE_REGISTERED))
      return failEntry(env, u, k, SUPERSEDED, COMPLETED);
    startAttach(env, u, kind, take(env, u, k));
    return true;
  }
  if (!has(w, u, UE_REGISTERED)) return failEntry(env, u, k, FAILED, FAILED);
  const connected = has(w, u, UE_CONNECTED);
  if (connected && !isHeard(w, u)) return false;
  if (kind === SERVICE_REQUEST_KIND) {
    if (connected) return failEntry(env, u, k, SUPERSEDED, COMPLETED);
    beginTraffic(env, u, SERVICE_REQUEST_KIND);
    startServiceRequest(env, u, take(env, u, k));
  } else if (kind === TAU_KIND) {
    beginTraffic(env, u, TAU_KIND);
    startTau(env, u, take(env, u, k));
  } else if (kind === DETACH_KIND) {
    beginTraffic(env, u, DETACH_KIND);
    startDetach(env, u, take(env, u, k));
  } else if (kind === UPLINK_KIND) {
    if (!has(w, u, UE_AS)) return false;
    startUplink(env, u, UPLINK_NAS, take(env, u, k));
  }
  return true;
}

/**
 * UE: work of its own that needs a connection waits while it is idle: it sets one up. Returns whether the queue has
 * changed.
 */
export function wake(env: Env, u: number): boolean {
  const { w } = env;
  if (!has(w, u, UE_HERE) || has(w, u, UE_CONNECTED) || ueHas(w, u, UE_PROCEDURE)) return false;
  const word = w[u + QUEUE];
  const n = length(word);
  const b = w[u + BLOCK];
  const give = !has(w, u, UE_REGISTERED) || wakes(w, b) >= WAKES;
  for (let k = n - 1; k >= 0; k--) {
    const code = codeAt(word, k);
    if (!isTraffic(code) || isAttach(kindOfCode(code))) continue;
    // The MME pages for it, or gives it up with the connection.
    if (TRAFFIC_PAGED[kindOfCode(code)] !== 0 || code === codeOfKind(ALGORITHM_CHANGE_KIND)) continue;
    // An idle UE is released already, and gets a new context with its next connection.
    if (TRAFFIC_CONNECTED[kindOfCode(code)] !== 0) return failEntry(env, u, k, SUPERSEDED, COMPLETED);
    if (has(w, u, UE_BACKING_OFF)) return failEntry(env, u, k, REFUSED_OFFER, FAILED);
    if (give) return failEntry(env, u, k, FAILED, FAILED);
    setWakes(w, b, wakes(w, b) + 1);
    env.procedureOffered(INITIAL_CONTEXT_SETUP);
    startServiceRequest(env, u, env.stamp);
    return false;
  }
  return false;
}
