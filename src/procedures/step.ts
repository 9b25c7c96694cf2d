import type { Env } from '../model/env.js';
import {
  BROKEN_PROGRESS,
  EN_CONTEXT,
  MME_AS_OLD,
  MME_SMC_UNKNOWN,
  ROW_USED,
  UE_AS_OLD,
  UE_CONNECTED,
  UE_HERE,
  UE_PENDING,
} from '../model/flags.js';
import { PROGRESS } from '../model/invariants.js';
import {
  BLOCK,
  DEMAND,
  EN_FLAGS,
  IN_FLIGHT,
  MME_FLAGS,
  ONGOING,
  QUEUE,
  STATE,
  UE_FLAGS,
  X_ROW,
} from '../model/layout.js';
import { enConn, has, set, ueConn } from '../model/row.js';
import { pump } from './pump.js';
import { goIdle } from './ue/connection.js';

/*
 * What follows an event, the same in every environment: in a region under load, in the explorer, in tests.
 */

/* What becomes of a row after an event. */

/** Something of its UE is in flight. */
const BUSY = 0;
/** Nothing is, but the active block holds what will be asked for again. */
const KEEP = 1;
/** The active block may go. */
const AT_REST = 2;
/** The UE is not in this row, and nothing of it will come any more. */
const FREE = 3;

/**
 * What follows every event of the UE in row u: waiting work starts, and the row gives back what it needs no longer.
 * Returns false if the row is free now.
 */
export function afterEvent(env: Env, u: number): boolean {
  const rest = restOf(env, u);
  if (rest === AT_REST) env.deactivate(u);
  else if (rest === FREE) env.dismiss(u);
  return rest !== FREE;
}

/** The row that transfer x was about, now that it was handled: the one that was found for its UE, or its own. 0: none. */
export function rowAfter(w: Int32Array, x: number, admitted: number): number {
  const u = admitted !== 0 ? admitted : w[x + X_ROW];
  return u !== 0 && has(w, u, ROW_USED) ? u : 0;
}

/** A UE whose eNB has dropped it, and that was not told, finds out by itself: radio link failure. */
function isLost(w: Int32Array, u: number): boolean {
  const connected = has(w, u, UE_HERE) && has(w, u, UE_CONNECTED);
  return connected && !(has(w, u, EN_CONTEXT) && enConn(w, u) === ueConn(w, u));
}

/**
 * Starts waiting work, and says what becomes of the row. Nothing may be ongoing while nothing is in flight: then it would
 * never end, and that is a violation of progress (counted once).
 */
function restOf(env: Env, u: number): number {
  const { w } = env;
  if (w[u + QUEUE] !== 0) pump(env, u);
  const b = w[u + BLOCK];
  if (b === 0) return AT_REST;
  if (w[b + IN_FLIGHT] === 0 && isLost(w, u)) {
    goIdle(env, u);
    if (w[u + QUEUE] !== 0) pump(env, u);
  }
  if (w[b + IN_FLIGHT] !== 0) return BUSY;
  // A target that the UE never reached, or the stub that it left.
  if ((w[u + STATE] & UE_HERE) === 0) return FREE;
  const open =
    w[b + MME_FLAGS] | w[b + EN_FLAGS] | (w[b + UE_FLAGS] & ~UE_PENDING) | w[b + ONGOING] | w[b + DEMAND];
  if (open !== 0 || w[u + QUEUE] !== 0) {
    if (!has(w, u, BROKEN_PROGRESS)) {
      set(w, u, BROKEN_PROGRESS);
      env.violation(u, PROGRESS);
    }
    return KEEP;
  }
  return has(w, u, UE_AS_OLD | MME_AS_OLD | MME_SMC_UNKNOWN) ? KEEP : AT_REST;
}
