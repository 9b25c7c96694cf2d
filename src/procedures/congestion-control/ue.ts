import type { Env } from '../../model/env.js';
import { UE_BACKING_OFF, UE_HERE } from '../../model/flags.js';
import { FAILED, REFUSED_OFFER } from '../../model/outcomes.js';
import { offeredAt } from '../../model/payload.js';
import {
  endAttach,
  isOngoing,
  offerProcedure,
  putProcedureAside,
  putTrafficAside,
} from '../../model/progress.js';
import { codeOfKind, kindOfCode } from '../../model/queue-entry.js';
import { connOf } from '../../model/record.js';
import { clear, has, set, ueClear, ueHas } from '../../model/row.js';
import { TRAFFIC_PROCEDURE } from '../../model/traffic.js';
import { dropTraffic, endUnbegun, enqueue, refuse, TRAFFIC_PLACES } from '../queue.js';
import { goIdle } from '../ue/connection.js';
import { verifyDown } from '../ue/nas.js';

/*
 * NAS level congestion control (TS 24.301 5.3.9): an MME whose input queue is full rejects what a UE asks for with EMM
 * cause #22 and a value for T3346, and releases the connection. Until T3346 expires the UE asks for nothing but a
 * detach; then it tries again what was refused, which is the same offer as before.
 */

/**
 * UE: what it asked for (`flag`, traffic of a kind) is refused. It leaves the connection without waiting for the release
 * and starts T3346; what waits for a connection is refused with it.
 */
export function onReject(env: Env, u: number, m: number, flag: number, kind: number): void {
  const { w } = env;
  if (!verifyDown(env, u, m) || !ueHas(w, u, flag)) return;
  const procedure = TRAFFIC_PROCEDURE[kind];
  // The MME may have ended what it took for its own: an AKA of the connection before.
  if (!isOngoing(w, u, procedure)) offerProcedure(env, u, procedure);
  const since = putProcedureAside(w, u, procedure);
  // A UE that was woken for other work has no traffic event of its own to try again.
  const again = putTrafficAside(w, u, kind);
  // One whose own setup was lost with its eNB waits for what is refused here (bookkeeping.ts, failSetup).
  endAttach(env, u, FAILED);
  ueClear(w, u, flag);
  const backsOff = env.backOff(u, again ? codeOfKind(kind) : 0, since);
  if (backsOff) set(w, u, UE_BACKING_OFF);
  if (!again || !backsOff) env.procedureEnded(procedure, REFUSED_OFFER, since);
  if (again && !backsOff) env.trafficEnded(kind, FAILED);
  dropTraffic(env, u, REFUSED_OFFER);
  goIdle(env, u);
}

/** UE: T3346 has expired: what was refused is tried again, unless the UE has been paged since and left for another MME. */
export function onBackOffOver(env: Env, u: number, m: number): void {
  const { w } = env;
  clear(w, u, UE_BACKING_OFF);
  const code = connOf(w, m);
  if (code === 0) return;
  const since = offeredAt(w, m);
  if (!has(w, u, UE_HERE)) return endUnbegun(env, kindOfCode(code), since, REFUSED_OFFER, FAILED);
  if (env.activate(u) && enqueue(env, u, code, since, TRAFFIC_PLACES)) return;
  refuse(env, u, kindOfCode(code), since);
}
