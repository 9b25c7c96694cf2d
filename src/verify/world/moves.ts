import { KIND, TIMER_SLOTS } from '../../model/layout.js';
import * as M from '../../model/messages.js';
import { crosses, isDownlinkNas } from '../../model/record.js';
import { awaitsRelocation } from '../../procedures/mme/retransmission.js';
import { SERVING, WHOLE_MME } from '../../procedures/restart.js';
import { guardT3460 } from '../../rules/guard-t3460.js';
import {
  HEADS,
  KIND_LIST,
  KINDS,
  MAY_BE_LOST,
  MAY_BE_REFUSED,
  NAS_MAY_BE_REFUSED,
  RESTARTS,
  ROWS,
  RULES,
} from './layout.js';
import { EMPTY, messageAt, rowAt } from './records.js';
import { isConcerned } from './restarts.js';
import type { World } from './world.js';

/*
 * A move is what may happen next, as one number: kind (2 bits) | fate (6 bits) | which one: number of the traffic
 * event, place of the message, or row times TIMER_SLOTS plus slot of the timer; or row times 8 plus the node of it that restarts (restarts.ts).
 */
export const TRAFFIC = 0;
export const DELIVER = 1;
export const EXPIRE = 2;
export const RESTART = 3;

const moveOf = (kind: number, fate: number, which: number): number => kind | (fate << 2) | (which << 8);
export const kindOfMove = (move: number): number => move & 3;
export const fateOfMove = (move: number): number => (move >>> 2) & 0x3f;
export const whichOfMove = (move: number): number => move >>> 8;

/** A list of moves that is used again and again, in the words from `at` on: how many, and the moves. */
export class Moves {
  constructor(
    private readonly w: Int32Array,
    private readonly at: number,
  ) {}

  get count(): number {
    return this.w[this.at];
  }

  get(k: number): number {
    return this.w[this.at + 1 + k];
  }

  clear(): void {
    this.w[this.at] = 0;
  }

  add(move: number): void {
    const { w, at } = this;
    w[at]++;
    w[at + w[at]] = move;
  }
}

/** Losses, refusals, cancels and restarts count as faults; the order after RRC Complete does not. */
export const isFault = (move: number): boolean =>
  kindOfMove(move) === RESTART || (fateOfMove(move) & (M.LOST | M.REFUSED)) !== 0;

/**
 * Lists everything that may happen in the state that `world` holds. Returns how many moves need neither traffic
 * nor a fault; 0 means that the state is at rest.
 *
 * There is no time, but timers differ in how far beyond everything else they lie:
 * - T_REKEY, T_SETUP and T_KEY_CHANGE are delays of any length and T304 runs only after the UE failed to reach a cell: these
 *   expire at any moment. So does T3413: a UE may answer late. T_HANDOVER may come early too, as a voluntary cancel, and
 *   is a fault then;
 * - T3460 is longer than any round trip: it expires when no message of AKA or NAS SMC is in flight (without the guard
 *   t3460 also beside one), and not when it would do nothing but start again;
 * - all others guard against messages that never come: they expire when nothing else can happen, T_SETTLE only after
 *   T_ENB, and T_OVERALL (10 s) only after T301 (1 s, and T304 ahead of it).
 *
 * @param remaining bit k: traffic event k of the list has not come yet
 */
export function listMoves(world: World, remaining: number, faultsLeft: number, out: Moves): number {
  const { w, sent } = world;
  out.clear();
  world.findHeads();
  let nasInFlight = false;
  let ordinary = 0;
  for (let i = 0; i < sent; i++) {
    const word = w[messageAt(i) + KIND];
    if (word === EMPTY) continue;
    const kind = word & 0xff;
    const nas = word >>> 24;
    if (!crosses(kind) && nas >= M.AUTHENTICATION_REQUEST && nas <= M.SECURITY_MODE_REJECT)
      nasInFlight = true;
    if (w[HEADS + i] === 0) continue;
    out.add(moveOf(DELIVER, 0, i));
    ordinary++;
    if (kind === M.RRC_RECONFIGURATION_COMPLETE) {
      out.add(moveOf(DELIVER, M.SWAPPED, i));
      ordinary++;
    }
    if (faultsLeft <= 0) continue;
    if (MAY_BE_LOST[kind] !== 0) out.add(moveOf(DELIVER, M.LOST, i));
    const refusal = nas !== 0 && isDownlinkNas(kind) ? NAS_MAY_BE_REFUSED[nas] : MAY_BE_REFUSED[kind];
    if (refusal !== 0) out.add(moveOf(DELIVER, M.REFUSED, i));
    if (kind === M.RRC_RECONFIGURATION_HANDOVER) out.add(moveOf(DELIVER, M.REFUSED | M.AT_TARGET, i));
  }
  const isBounded = (w[RULES] & (1 << guardT3460.number)) !== 0;
  ordinary += listTimers(world, nasInFlight && isBounded, faultsLeft, ordinary > 0, out);
  if (faultsLeft > 0 && w[RESTARTS] !== 0) listRestarts(w, out);
  for (let k = 0; k < w[KINDS]; k++) {
    if ((remaining & (1 << k)) === 0) continue;
    // Of equal events that have not come yet, the first goes first.
    const isLikeLast = k > 0 && w[KIND_LIST + k - 1] === w[KIND_LIST + k];
    if (isLikeLast && (remaining & (1 << (k - 1))) !== 0) continue;
    out.add(moveOf(TRAFFIC, 0, k));
  }
  return ordinary;
}

/** eNBs and MMEs may restart at any moment in which they know the UE. */
function listRestarts(w: Int32Array, out: Moves): void {
  for (let i = 0; i < ROWS; i++) {
    for (let node = SERVING; node <= WHOLE_MME; node *= 2) {
      if (isConcerned(w, i, node)) out.add(moveOf(RESTART, 0, i * 8 + node));
    }
  }
}

function listTimers(
  world: World,
  answerComes: boolean,
  faultsLeft: number,
  busy: boolean,
  out: Moves,
): number {
  let ordinary = 0;
  let last = 0;
  let enbWaits = false;
  let ueWaits = false;
  for (let i = 0; i < ROWS; i++) {
    if (!world.mayHaveTimers(i)) continue;
    for (let slot = 0; slot < TIMER_SLOTS; slot++) {
      const timer = world.timerIn(i, slot);
      if (timer < 0) continue;
      const which = i * TIMER_SLOTS + slot;
      const waits = timer === M.T_NAS && awaitsRelocation(world.w, rowAt(i));
      if (!waits && expiresNow(timer, answerComes)) {
        out.add(moveOf(EXPIRE, 0, which));
        ordinary++;
      } else if (timer !== M.T_NAS) last++;
      if (timer === M.T_ENB) enbWaits = true;
      if (timer === M.T301) ueWaits = true;
      if (timer === M.T_HANDOVER && faultsLeft > 0) out.add(moveOf(EXPIRE, M.REFUSED, which));
    }
  }
  if (busy || ordinary > 0 || last === 0) return ordinary;
  for (let i = 0; i < ROWS; i++) {
    if (!world.mayHaveTimers(i)) continue;
    for (let slot = 0; slot < TIMER_SLOTS; slot++) {
      const timer = world.timerIn(i, slot);
      if (timer < 0 || timer === M.T_NAS) continue;
      if ((timer === M.T_SETTLE && enbWaits) || (timer === M.T_OVERALL && ueWaits)) continue;
      out.add(moveOf(EXPIRE, 0, i * TIMER_SLOTS + slot));
    }
  }
  return last;
}

/** A delay of any length, inside a party. */
export const isDelay = (timer: number): boolean =>
  timer === M.T_REKEY || timer === M.T_SETUP || timer === M.T_KEY_CHANGE;

/** Delays of any length and what follows from a failure; T3460 unless an answer may still come. */
function expiresNow(timer: number, answerComes: boolean): boolean {
  return isDelay(timer) || timer === M.T304 || timer === M.T3413 || (timer === M.T_NAS && !answerComes);
}

/** Does a move in the state that `world` holds; false: traffic that makes no sense there, and nothing happened. */
export function make(world: World, move: number): boolean {
  const which = whichOfMove(move);
  const kind = kindOfMove(move);
  if (kind === TRAFFIC) return world.offer(which);
  if (kind === DELIVER) world.deliver(which, fateOfMove(move));
  else if (kind === RESTART) world.restart(which >>> 3, which & 7);
  else world.expire((which / TIMER_SLOTS) | 0, which % TIMER_SLOTS, fateOfMove(move));
  return true;
}
