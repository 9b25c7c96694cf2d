import type { Env } from '../../model/env.js';
import {
  UE_ACCESS_FAILED,
  UE_AS,
  UE_BACKING_OFF,
  UE_CONNECTED,
  UE_HERE,
  UE_PROCEDURE,
  UE_REGISTERED,
} from '../../model/flags.js';
import { BLOCK, QUEUE } from '../../model/layout.js';
import { UPLINK_NAS } from '../../model/nas-messages.js';
import { COMPLETED, FAILED, REFUSED_OFFER, SUPERSEDED } from '../../model/outcomes.js';
import { INITIAL_CONTEXT_SETUP } from '../../model/procedures.js';
import { wanted } from '../../model/progress.js';
import { codeAt, length } from '../../model/queue-word.js';
import { has, setWakes, ueHas, wakes } from '../../model/row.js';
import { DETACH_KIND, SERVICE_REQUEST_KIND, TAU_KIND } from '../../model/traffic.js';
import { startAttach } from '../attach/ue.js';
import { startDetach } from '../detach/ue.js';
import { startUplink } from '../nas-transport/ue.js';
import {
  failEntry,
  Q_ATTACH,
  Q_DETACH,
  Q_RELEASE,
  Q_SERVICE_REQUEST,
  Q_TAU,
  Q_UPLINK,
  take,
} from '../queue.js';
import { isHeard } from '../radio.js';
import { startServiceRequest } from '../service-request/ue.js';
import { startTau } from '../tracking-area-update/ue.js';

/** Times an idle UE is woken for work that waits, before that work fails. */
const WAKES = 3;

/** UE: attach, service request, TAU, detach, uplink NAS. */
export function startAtUe(env: Env, u: number, k: number, code: number): boolean {
  const { w } = env;
  if (!has(w, u, UE_HERE) || ueHas(w, u, UE_PROCEDURE | UE_ACCESS_FAILED)) return false;
  if (code === Q_ATTACH) {
    startAttach(env, u, take(env, u, k));
    return true;
  }
  if (!has(w, u, UE_REGISTERED)) return failEntry(env, u, k, code, FAILED, FAILED);
  const connected = has(w, u, UE_CONNECTED);
  if (connected && !isHeard(w, u)) return false;
  if (code === Q_SERVICE_REQUEST) {
    if (connected) return failEntry(env, u, k, code, SUPERSEDED, COMPLETED);
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

/**
 * Work that needs a connection waits at an idle UE: the UE sets one up (paging is not modelled). True: the
 * queue has changed.
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
    if (code > Q_DETACH || code === Q_ATTACH) continue;
    // An idle UE is released already.
    if (code === Q_RELEASE) return failEntry(env, u, k, code, SUPERSEDED, COMPLETED);
    if (has(w, u, UE_BACKING_OFF)) return failEntry(env, u, k, code, REFUSED_OFFER, FAILED);
    if (give) return failEntry(env, u, k, code, FAILED, FAILED);
    setWakes(w, b, wakes(w, b) + 1);
    env.offered(INITIAL_CONTEXT_SETUP);
    startServiceRequest(env, u, env.stamp);
    return false;
  }
  return false;
}
