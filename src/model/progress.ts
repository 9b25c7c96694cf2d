import type { Env } from './env.js';
import { BLOCK, DEMAND, ONGOING, STARTED } from './layout.js';
import { COMPLETED, FAILED, SUPERSEDED } from './outcomes.js';
import { DL_NAS, NAS_SMC, PROCEDURE_CLASS } from './procedures.js';
import { ALGORITHM_CHANGE_KIND, ATTACH_KIND, REKEY_KIND, SWITCH_ON_KIND } from './traffic.js';

/*
 * Counting of what is in progress. Procedures and traffic events have verbs of their own: `beginProcedure` and
 * `endTraffic` here, `procedureOffered` and `trafficEnded` where the environment counts. A procedure begins once, ends
 * once. Start times are kept per class, since procedures of a class never run side by side for one UE.
 */

/** Begins a procedure that was offered at `since`. */
export function beginProcedure(env: Env, u: number, procedure: number, since: number): void {
  const { w } = env;
  // A procedure that begins anew while the old one is open has superseded it.
  endProcedure(env, u, procedure, SUPERSEDED);
  const b = w[u + BLOCK];
  w[b + ONGOING] |= 1 << procedure;
  w[b + STARTED + PROCEDURE_CLASS[procedure]] = since;
}

/** Offers and begins a procedure at once. */
export function offerProcedure(env: Env, u: number, procedure: number): void {
  env.procedureOffered(procedure);
  beginProcedure(env, u, procedure, env.stamp);
}

export function isOngoing(w: Int32Array, u: number, procedure: number): boolean {
  const b = w[u + BLOCK];
  return b !== 0 && (w[b + ONGOING] & (1 << procedure)) !== 0;
}

/** Ends a procedure if it is ongoing. */
export function endProcedure(env: Env, u: number, procedure: number, outcome: number): void {
  const { w } = env;
  const b = w[u + BLOCK];
  if (b === 0 || (w[b + ONGOING] & (1 << procedure)) === 0) return;
  w[b + ONGOING] &= ~(1 << procedure);
  env.procedureEnded(procedure, outcome, w[b + STARTED + PROCEDURE_CLASS[procedure]]);
}

/** Puts an ongoing procedure aside without an end, to be begun again; returns when it was offered. */
export function putProcedureAside(w: Int32Array, u: number, procedure: number): number {
  const b = w[u + BLOCK];
  w[b + ONGOING] &= ~(1 << procedure);
  return w[b + STARTED + PROCEDURE_CLASS[procedure]];
}

/** NAS transports in flight: 8 bits each in ONGOING, downlink and uplink (several may fly at once). */
const transportShift = (procedure: number): number => (procedure === DL_NAS ? 16 : 24);

export function beginTransport(env: Env, u: number, procedure: number): void {
  env.w[env.w[u + BLOCK] + ONGOING] += 1 << transportShift(procedure);
}
export function endTransport(env: Env, u: number, procedure: number, outcome: number, since: number): void {
  env.w[env.w[u + BLOCK] + ONGOING] -= 1 << transportShift(procedure);
  env.procedureEnded(procedure, outcome, since);
}

/** Puts a downlink NAS transport aside without an end: it waits in the queue again. */
export function putTransportAside(env: Env, u: number): void {
  env.w[env.w[u + BLOCK] + ONGOING] -= 1 << transportShift(DL_NAS);
}

/*
 * Traffic events in progress (word DEMAND): re-keys waiting for their KeNB (4 bits), then one bit each for
 * attach, service request, TAU, detach, release, the handover kinds, downlink data and switch-on, which end with their
 * procedure.
 */
const REKEYS = 0xf;
export const DEMAND_BIT = 4;

/** Begins a re-key; false: too many are in progress, and it is not counted among them. */
export function beginRekey(w: Int32Array, u: number): boolean {
  const b = w[u + BLOCK];
  if ((w[b + DEMAND] & REKEYS) === REKEYS) return false;
  w[b + DEMAND] += 1;
  return true;
}

/** Ends the re-keys in progress, at most `most` of them. */
export function endRekeys(env: Env, u: number, outcome: number, most: number = REKEYS): void {
  const { w } = env;
  const b = w[u + BLOCK];
  if (b === 0) return;
  const rekeys = w[b + DEMAND] & REKEYS;
  const n = rekeys < most ? rekeys : most;
  w[b + DEMAND] -= n;
  for (let k = 0; k < n; k++) env.trafficEnded(REKEY_KIND, outcome);
}

/** Ends the re-keys in progress but the last, which goes on. */
export function endRekeysButOne(env: Env, u: number, outcome: number): void {
  const rekeys = env.w[env.w[u + BLOCK] + DEMAND] & REKEYS;
  if (rekeys > 1) endRekeys(env, u, outcome, rekeys - 1);
}

/** Begins a traffic event of a kind. */
export function beginTraffic(env: Env, u: number, kind: number): void {
  // One that begins anew has taken the place of the old one.
  endTraffic(env, u, kind, FAILED);
  env.w[env.w[u + BLOCK] + DEMAND] |= 1 << (DEMAND_BIT + kind);
}

/** Ends NAS security mode control if it is ongoing, and with it the change of algorithms that it was for. */
export function endNasSmc(env: Env, u: number, outcome: number): void {
  endProcedure(env, u, NAS_SMC, outcome);
  endTraffic(env, u, ALGORITHM_CHANGE_KIND, outcome === COMPLETED ? COMPLETED : FAILED);
}

/** Puts a traffic event aside with its procedure, without an end; false: there is none. */
export function putTrafficAside(w: Int32Array, u: number, kind: number): boolean {
  const at = w[u + BLOCK] + DEMAND;
  const bit = 1 << (DEMAND_BIT + kind);
  if ((w[at] & bit) === 0) return false;
  w[at] &= ~bit;
  return true;
}

/** Ends the traffic event of a kind if it is in progress. */
export function endTraffic(env: Env, u: number, kind: number, outcome: number): void {
  const { w } = env;
  const b = w[u + BLOCK];
  const bit = 1 << (DEMAND_BIT + kind);
  if (b === 0 || (w[b + DEMAND] & bit) === 0) return;
  w[b + DEMAND] &= ~bit;
  env.trafficEnded(kind, outcome);
}

/** The kind of the attach in progress: a UE that was switched on has one of its own. */
export function attachKind(w: Int32Array, u: number): number {
  return (w[w[u + BLOCK] + DEMAND] & (1 << (DEMAND_BIT + SWITCH_ON_KIND))) !== 0
    ? SWITCH_ON_KIND
    : ATTACH_KIND;
}

/** Ends the attach in progress, whatever kind of traffic it is. */
export function endAttach(env: Env, u: number, outcome: number): void {
  endTraffic(env, u, ATTACH_KIND, outcome);
  endTraffic(env, u, SWITCH_ON_KIND, outcome);
}
