import type { Env } from '../../model/env.js';
import { UE_BACKING_OFF } from '../../model/flags.js';
import { ARG_B } from '../../model/layout.js';
import { FAILED, REFUSED_OFFER } from '../../model/outcomes.js';
import { isOngoing, launch, putAside, unwanted } from '../../model/progress.js';
import { connOf } from '../../model/record.js';
import { clear, set, ueClear, ueHas } from '../../model/row.js';
import { dropTraffic, enqueue, PROCEDURE_OF, TRAFFIC_PLACES } from '../queue.js';
import { goIdle } from '../ue/connection.js';
import { verifyDown } from '../ue/nas.js';

/*
 * NAS level congestion control (TS 24.301 5.3.9): an MME whose input queue is full rejects what a UE asks for with EMM
 * cause #22 and a value for T3346, and releases the connection. Until T3346 expires the UE asks for nothing but a
 * detach; then it tries again what was refused, which is the same offer as before.
 */

/**
 * UE: what it asked for (`flag`, queue code `code`) is refused. It leaves the connection without waiting for the release
 * and starts T3346; what waits for a connection is refused with it.
 */
export function onReject(env: Env, u: number, m: number, flag: number, code: number): void {
  const { w } = env;
  if (!verifyDown(env, u, m) || !ueHas(w, u, flag)) return;
  const procedure = PROCEDURE_OF[code];
  // The MME may have ended what it took for its own: an AKA of the connection before.
  if (!isOngoing(w, u, procedure)) launch(env, u, procedure);
  const since = putAside(w, u, procedure);
  // A UE that was woken for other work has no traffic event of its own to try again.
  const again = unwanted(w, u, code - 1);
  ueClear(w, u, flag);
  const backsOff = env.backOff(u, again ? code : 0, since);
  if (backsOff) set(w, u, UE_BACKING_OFF);
  if (!again || !backsOff) env.ended(procedure, REFUSED_OFFER, since);
  if (again && !backsOff) env.demand(code - 1, FAILED);
  dropTraffic(env, u, REFUSED_OFFER);
  goIdle(env, u);
}

/** UE: T3346 has expired: what was refused is tried again. */
export function onBackOffOver(env: Env, u: number, m: number): void {
  const { w } = env;
  clear(w, u, UE_BACKING_OFF);
  const code = connOf(w, m);
  if (code === 0) return;
  const since = w[m + ARG_B];
  if (env.activate(u) && enqueue(env, u, code, since, TRAFFIC_PLACES)) return;
  env.ended(PROCEDURE_OF[code], REFUSED_OFFER, since);
  env.demand(code - 1, FAILED);
}
