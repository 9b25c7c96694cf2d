import type { Env } from './env.js';
import { BLOCK, DEMAND, ONGOING, STARTED } from './layout.js';
import { FAILED, SUPERSEDED } from './outcomes.js';
import { DL_NAS, PROCEDURE_CLASS } from './procedures.js';
import { REKEY_KIND } from './traffic.js';

/*
 * Book-keeping of what is ongoing. A procedure begins once, ends once. Start times are kept per class, since
 * procedures of a class never run side by side for one UE.
 */

/** Begins a procedure that was offered at `since`. */
export function begin(env: Env, u: number, procedure: number, since: number): void {
  const { w } = env;
  // A procedure that begins anew while the old one is open has superseded it.
  end(env, u, procedure, SUPERSEDED);
  const b = w[u + BLOCK];
  w[b + ONGOING] |= 1 << procedure;
  w[b + STARTED + PROCEDURE_CLASS[procedure]] = since;
}

/** Offers and begins a procedure at once. */
export function launch(env: Env, u: number, procedure: number): void {
  env.offered(procedure);
  begin(env, u, procedure, env.stamp);
}

export function isOngoing(w: Int32Array, u: number, procedure: number): boolean {
  const b = w[u + BLOCK];
  return b !== 0 && (w[b + ONGOING] & (1 << procedure)) !== 0;
}

/** Ends a procedure if it is ongoing. */
export function end(env: Env, u: number, procedure: number, outcome: number): void {
  const { w } = env;
  const b = w[u + BLOCK];
  if (b === 0 || (w[b + ONGOING] & (1 << procedure)) === 0) return;
  w[b + ONGOING] &= ~(1 << procedure);
  env.ended(procedure, outcome, w[b + STARTED + PROCEDURE_CLASS[procedure]]);
}

/** An ongoing procedure is put aside without an end, to be begun again; returns when it was offered. */
export function putAside(w: Int32Array, u: number, procedure: number): number {
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
  env.ended(procedure, outcome, since);
}

/** A NAS transport that was begun waits in the queue again. */
export function returnToQueue(env: Env, u: number): void {
  env.w[env.w[u + BLOCK] + ONGOING] -= 1 << transportShift(DL_NAS);
}

/*
 * Traffic events in progress (word DEMAND): re-keys waiting for their KeNB (4 bits), then one bit each for
 * attach, service request, TAU, detach, release and the handover kinds, which end with their procedure.
 */
const REKEYS = 0xf;
export const DEMAND_BIT = 4;

/** A re-key is under way; false: too many are. */
export function addRekey(w: Int32Array, u: number): boolean {
  const b = w[u + BLOCK];
  if ((w[b + DEMAND] & REKEYS) === REKEYS) return false;
  w[b + DEMAND] += 1;
  return true;
}

/** Ends the re-key traffic events that wait for their outcome, at most `most` of them. */
export function settleRekeys(env: Env, u: number, outcome: number, most: number = REKEYS): void {
  const { w } = env;
  const b = w[u + BLOCK];
  if (b === 0) return;
  const rekeys = w[b + DEMAND] & REKEYS;
  const n = rekeys < most ? rekeys : most;
  w[b + DEMAND] -= n;
  for (let k = 0; k < n; k++) env.demand(REKEY_KIND, outcome);
}

/** Marks a traffic event of a kind as in progress, and ends it if it is. */
export function wanted(env: Env, u: number, kind: number): void {
  // One that begins anew has taken the place of the old one.
  settle(env, u, kind, FAILED);
  env.w[env.w[u + BLOCK] + DEMAND] |= 1 << (DEMAND_BIT + kind);
}
/** Forgets a traffic event that is put aside with its procedure; false: there is none. */
export function unwanted(w: Int32Array, u: number, kind: number): boolean {
  const at = w[u + BLOCK] + DEMAND;
  const bit = 1 << (DEMAND_BIT + kind);
  if ((w[at] & bit) === 0) return false;
  w[at] &= ~bit;
  return true;
}
export function settle(env: Env, u: number, kind: number, outcome: number): void {
  const { w } = env;
  const b = w[u + BLOCK];
  const bit = 1 << (DEMAND_BIT + kind);
  if (b === 0 || (w[b + DEMAND] & bit) === 0) return;
  w[b + DEMAND] &= ~bit;
  env.demand(kind, outcome);
}
