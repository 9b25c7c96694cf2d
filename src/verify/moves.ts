import { KIND, TIMER_SLOTS } from '../model/layout.js';
import * as M from '../model/messages.js';
import { isTransfer, messageAt, ROWS, type World } from './world.js';

/*
 * A move is what may happen next, as one number: kind (2 bits) | fate (4 bits) | which one: number of the traffic
 * event, place of the message, or row times TIMER_SLOTS plus slot of the timer.
 */
export const TRAFFIC = 0;
export const DELIVER = 1;
export const EXPIRE = 2;

const moveOf = (kind: number, fate: number, which: number): number => kind | (fate << 2) | (which << 6);
export const kindOfMove = (move: number): number => move & 3;
export const fateOfMove = (move: number): number => (move >>> 2) & 0xf;
export const whichOfMove = (move: number): number => move >>> 6;

/** Losses, refusals and cancels count as faults; the order after RRC Complete does not. */
export const isFault = (move: number): boolean => (fateOfMove(move) & (M.LOST | M.REFUSED)) !== 0;

/** Timers that stand for a delay of any length, or follow from a failure that was chosen before. */
const ANY_TIME: ReadonlySet<number> = new Set([M.T_REKEY, M.T_SETUP, M.T304]);

/**
 * Lists everything that may happen in the state that `world` holds. Returns how many moves need neither traffic
 * nor a fault; 0 means that the state is at rest.
 *
 * There is no time, but timers differ in how far beyond everything else they lie:
 * - T_REKEY and T_SETUP are delays of any length and T304 runs only after the UE failed to reach a cell: these
 *   expire at any moment. T_HANDOVER may come early too, as a voluntary cancel, and is a fault then;
 * - T3460 is longer than any round trip: it expires when no message of AKA or NAS SMC is in flight;
 * - all others guard against messages that never come: they expire when nothing else can happen.
 *
 * @param traffic kinds of the traffic events, sorted; bit k of `remaining`: number k has not come yet
 */
export function listMoves(
  world: World,
  traffic: readonly number[],
  remaining: number,
  faultsLeft: number,
  out: number[],
): number {
  const { w } = world;
  out.length = 0;
  let nasInFlight = false;
  for (let i = 0; i < world.sent; i++) {
    const word = w[messageAt(i) + KIND];
    const kind = word & 0xff;
    const nas = word >>> 24;
    if (!isTransfer(kind) && nas >= M.AUTHENTICATION_REQUEST && nas <= M.SECURITY_MODE_REJECT)
      nasInFlight = true;
    if (!world.isHead(i)) continue;
    out.push(moveOf(DELIVER, 0, i));
    if (kind === M.RRC_RECONFIGURATION_COMPLETE) out.push(moveOf(DELIVER, M.SWAPPED, i));
    if (faultsLeft <= 0) continue;
    const type = M.MESSAGES[kind];
    if (type.loss) out.push(moveOf(DELIVER, M.LOST, i));
    const refusable = nas !== 0 ? kind === M.DL_INFORMATION_TRANSFER && M.NAS_REFUSALS[nas] : type.refusal;
    if (refusable) out.push(moveOf(DELIVER, M.REFUSED, i));
  }
  let ordinary = out.reduce((n, move) => (isFault(move) ? n : n + 1), 0);
  ordinary += listTimers(world, nasInFlight, faultsLeft, ordinary > 0, out);
  for (let k = 0; k < traffic.length; k++) {
    if ((remaining & (1 << k)) === 0) continue;
    // Of equal events that have not come yet, the first goes first.
    if (k > 0 && traffic[k - 1] === traffic[k] && (remaining & (1 << (k - 1))) !== 0) continue;
    out.push(moveOf(TRAFFIC, 0, k));
  }
  return ordinary;
}

function listTimers(
  world: World,
  nasInFlight: boolean,
  faultsLeft: number,
  busy: boolean,
  out: number[],
): number {
  const last: number[] = [];
  let ordinary = 0;
  for (let i = 0; i < ROWS; i++) {
    for (let slot = 0; slot < TIMER_SLOTS; slot++) {
      const timer = world.timerIn(i, slot);
      if (timer < 0) continue;
      const which = i * TIMER_SLOTS + slot;
      if (ANY_TIME.has(timer) || (timer === M.T_NAS && !nasInFlight)) {
        out.push(moveOf(EXPIRE, 0, which));
        ordinary++;
      } else if (timer !== M.T_NAS) last.push(moveOf(EXPIRE, 0, which));
      if (timer === M.T_HANDOVER && faultsLeft > 0) out.push(moveOf(EXPIRE, M.REFUSED, which));
    }
  }
  if (busy || ordinary > 0) return ordinary;
  out.push(...last);
  return last.length;
}

/** Does a move in the state that `world` holds; false: traffic that makes no sense there, and nothing happened. */
export function make(world: World, traffic: readonly number[], move: number): boolean {
  const which = whichOfMove(move);
  switch (kindOfMove(move)) {
    case TRAFFIC:
      return world.offer(traffic[which]);
    case DELIVER:
      world.deliver(which, fateOfMove(move));
      return true;
    default:
      world.expire(Math.floor(which / TIMER_SLOTS), which % TIMER_SLOTS, fateOfMove(move));
      return true;
  }
}
