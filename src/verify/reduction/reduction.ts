import {
  MME_CANCELLING,
  MME_FORWARDED,
  MME_HANDOVER,
  MME_TARGET,
  ROW_USED,
  UE_HERE,
} from '../../model/flags.js';
import {
  ARG_A,
  BLOCK,
  IN_FLIGHT,
  KIND,
  MME_FLAGS,
  NODE_ROW,
  PEER_ROW,
  STATE,
  TIMER_SLOTS,
  X_FROM,
  X_IDS,
  X_ROW,
} from '../../model/layout.js';
import * as M from '../../model/messages.js';
import { toOtherMme } from '../../model/payload.js';
import { connOf, crosses } from '../../model/record.js';
import {
  enConn,
  epoch,
  handoverConn,
  leavingConn,
  mmeConn,
  setLeavingConn,
  targetConn,
  ueConn,
} from '../../model/row.js';
import { ACCEPTED } from '../../procedures/transfer.js';
import { DEAD_WORDS, MAY_GO, ROWS } from '../world/layout.js';
import { DELIVER, EXPIRE, isDelay, isFault, kindOfMove, type Moves, whichOfMove } from '../world/moves.js';
import { EMPTY, isLeftover, messageAt, rowAt, rowIndex } from '../world/records.js';
import type { World } from '../world/world.js';

/*
 * What a survey need not look at, because something that it does look at says the same. Two kinds of reduction:
 * some messages are taken out of a state that would change nothing (`absorb`); and in some states only a few of the
 * possible moves are made, because all others can be made after them with the same outcome (`restrict`, a persistent
 * set). Neither is used in the search for a counterexample, which must be a shortest one, and test/verify/reduction
 * compares surveys with and without each of them.
 *
 * In the arguments below a move *commutes* with another if after both, in either order, the state is the same and
 * the same invariants were violated on the way. Only one row at a time holds the UE; rows have no words in common,
 * and what one row's procedures tell another's goes by transfer. Which row of a region a UE is admitted to depends
 * on which are free, but rows differ in nothing but their number.
 *
 * A persistent set must not be preferred for ever: where none of its moves leads on (survey.ts, makeAll), all moves
 * are made.
 */

/**
 * Bits; each can be switched off, for the comparison.
 *
 * S10 messages with which their receiver does nothing are absorbed: nothing counts them as in flight, and no other
 * waits behind them, since S10 has no order. FORWARD RELOCATION COMPLETE ACKNOWLEDGE is always one. The others
 * name an attempt at a relocation (epoch), and who is not, or no longer, at that attempt ignores them:
 * RELOCATION CANCEL REQUEST at a target that has prepared nothing or has given it up (it only answers, and that
 * answer must be one of these too); RELOCATION CANCEL RESPONSE, FORWARD RELOCATION COMPLETE NOTIFICATION and a
 * negative FORWARD RELOCATION RESPONSE at a source that has forgotten the attempt. No attempt begins twice.
 */
export const SPENT_TRANSFERS = 1;
/**
 * What is left of a connection that is gone: neither UE, serving eNB nor MME is on it, and it is no target. A
 * connection that the MME has released never comes back (identities are given once, and the MME learns each of
 * them once), so it stays gone.
 * - UE CONTEXT RELEASE COMMAND only clears the identity of the connection that was left, if it is still that, and
 *   makes the eNB answer; UE CONTEXT RELEASE of X2 does the first only. They do so when they are sent, unless a
 *   modification is on its way to that connection, for then rule 5a will ask for that identity. Nobody else does,
 *   but those who set another.
 * - UE CONTEXT RELEASE COMPLETE does nothing at the MME.
 * What remains of each of them is that it counts as in flight, and some things happen when a row's last message is
 * gone: a UE finds out that it was lost, a block is given back. All leftovers of a row are therefore taken for one,
 * which may be delivered out of order (it changes nothing for those behind it) and waits for as long as other
 * messages or timers keep the row busy: until then it commutes with everything.
 */
export const LEFTOVERS = 2;
/**
 * A detached row: the UE is not in it, it takes no part in a relocation, no transfer to it or from it is in
 * flight (an answer would come back), nor a command that sends the UE there. What is left of it (the stub of a
 * relocation, a target given up) is about its own messages and timers only. So its moves, all of them, come first.
 * The source of a relocation that the target has reported to be complete is one already, if FORWARD RELOCATION
 * COMPLETE NOTIFICATION is the only transfer of that kind: to deliver it is one more move of the row.
 * Where it has only one move, that is made at once, as if it belonged to the step before.
 * (Faults are counted over the whole path, so one that comes earlier leaves as many for the others as before.
 * Timers that wait until nothing else can happen, and T3460, wait for the detached row too: its moves can only let
 * them expire, as they would have later.)
 */
export const DETACHED_ROWS = 4;
export const ALL_REDUCTIONS: number = SPENT_TRANSFERS | LEFTOVERS | DETACHED_ROWS | DEAD_WORDS;

/** Whether a connection of row u that the MME has released is gone for good. */
function isGone(w: Int32Array, u: number, conn: number): boolean {
  const b = w[u + BLOCK];
  if (conn === enConn(w, u) || conn === mmeConn(w, u) || conn === ueConn(w, u)) return false;
  if (conn === targetConn(w, b)) return false;
  return (w[b + MME_FLAGS] & MME_HANDOVER) === 0 || conn !== handoverConn(w, b);
}

/** Takes messages out, after a step, that change nothing. */
export function absorb(world: World, on: number): void {
  const { w, sent } = world;
  let leftovers = 0;
  for (let i = 0; i < sent; i++) {
    const m = messageAt(i);
    const kind = w[m + KIND] & 0xff;
    if (MAY_GO[kind] === 0) continue;
    if (crosses(kind)) {
      if ((on & SPENT_TRANSFERS) !== 0 && isSpent(w, m, kind)) world.drop(m, 0);
      continue;
    }
    if ((on & LEFTOVERS) === 0 || !becomesLeftover(world, m, kind)) continue;
    const u = w[m + NODE_ROW];
    const bit = 1 << rowIndex(u);
    if ((leftovers & bit) !== 0) world.drop(m, u);
    else world.makeLeftover(m);
    leftovers |= bit;
  }
}

/** Whether a message of a row has nothing left to do but arrive. */
function becomesLeftover(world: World, m: number, kind: number): boolean {
  const { w } = world;
  const isX2 = kind === M.X2_UE_CONTEXT_RELEASE;
  if (isLeftover(w[m + KIND])) return true;
  const u = w[m + NODE_ROW];
  const b = w[u + BLOCK];
  const conn = connOf(w, m);
  if (!isX2 && !isGone(w, u, conn)) return false;
  if (kind === M.UE_CONTEXT_RELEASE_COMPLETE) return true;
  const isLeft = conn === leavingConn(w, b);
  if (isLeft && (conn === mmeConn(w, u) || isModified(world, u, conn))) return false;
  if (isLeft) setLeavingConn(w, b, 0);
  return true;
}

/** Whether UE CONTEXT MODIFICATION REQUEST is on its way to a connection. */
function isModified(world: World, u: number, conn: number): boolean {
  const { w, sent } = world;
  for (let i = 0; i < sent; i++) {
    const m = messageAt(i);
    const word = w[m + KIND];
    const isRequest = (word & 0xff) === M.UE_CONTEXT_MODIFICATION_REQUEST;
    if (isRequest && w[m + NODE_ROW] === u && connOf(w, m) === conn) return true;
  }
  return false;
}

/** Whether a transfer will do nothing, whenever it arrives. */
function isSpent(w: Int32Array, m: number, kind: number): boolean {
  const x = w[m + ARG_A];
  switch (kind) {
    case M.FORWARD_RELOCATION_COMPLETE_ACKNOWLEDGE:
      return true;
    case M.FORWARD_RELOCATION_RESPONSE:
      return ((w[x + X_IDS] >>> 24) & ACCEPTED) === 0 && !isAt(w, x, w[x + X_ROW], MME_FORWARDED);
    case M.FORWARD_RELOCATION_COMPLETE_NOTIFICATION:
    case M.RELOCATION_CANCEL_RESPONSE:
      return !isAt(w, x, w[x + X_ROW], MME_FORWARDED);
    case M.RELOCATION_CANCEL_REQUEST:
      return !isAt(w, x, w[x + X_ROW], MME_TARGET) && !isAt(w, x, w[x + X_FROM], MME_FORWARDED);
    default:
      return false;
  }
}

/** Whether row u is still at the attempt that a transfer names, as its source or target. */
function isAt(w: Int32Array, x: number, u: number, flag: number): boolean {
  if (u === 0 || (w[u + STATE] & ROW_USED) === 0 || w[u + BLOCK] === 0) return false;
  const b = w[u + BLOCK];
  return epoch(w, b) === (w[x + X_IDS] & 0xff) && (w[b + MME_FLAGS] & flag) !== 0;
}

/** Takes moves out of the list that need not be made here; true: those that are left are a persistent set. */
export function restrict(world: World, moves: Moves, on: number): boolean {
  if ((on & LEFTOVERS) !== 0 && hasLeftover(world)) postponeLeftovers(world, moves);
  return (on & DETACHED_ROWS) !== 0 && restrictToDetachedRow(world, moves);
}

function hasLeftover(world: World): boolean {
  const { w, sent } = world;
  for (let i = 0; i < sent; i++) if (isLeftover(w[messageAt(i) + KIND])) return true;
  return false;
}

function postponeLeftovers(world: World, moves: Moves): void {
  const { w } = world;
  const { count } = moves;
  moves.clear();
  for (let k = 0; k < count; k++) {
    const move = moves.get(k);
    if (kindOfMove(move) === DELIVER) {
      const m = messageAt(whichOfMove(move));
      if (isLeftover(w[m + KIND]) && isBusy(world, w[m + NODE_ROW])) continue;
    }
    moves.add(move);
  }
}

/** Whether anything but a leftover and timers of last resort (which wait for it) is in flight in row u. */
function isBusy(world: World, u: number): boolean {
  const { w, sent } = world;
  if (w[w[u + BLOCK] + IN_FLIGHT] === 1) return false;
  for (let i = 0; i < sent; i++) {
    const m = messageAt(i);
    const word = w[m + KIND];
    if (word === EMPTY || crosses(word & 0xff) || isLeftover(word)) continue;
    if (w[m + NODE_ROW] === u) return true;
  }
  const row = rowIndex(u);
  for (let slot = 0; slot < TIMER_SLOTS; slot++) {
    const timer = world.timerIn(row, slot);
    if (isDelay(timer) || timer === M.T304) return true;
  }
  return false;
}

/** Whether there is a detached row. */
export function hasDetachedRow(world: World): boolean {
  const { w } = world;
  for (let row = 0; row < ROWS; row++) {
    const u = rowAt(row);
    if ((w[u + STATE] & (ROW_USED | UE_HERE)) === ROW_USED && isDetached(world, u)) return true;
  }
  return false;
}

function restrictToDetachedRow(world: World, moves: Moves): boolean {
  const { w } = world;
  for (let row = 0; row < ROWS; row++) {
    const u = rowAt(row);
    if ((w[u + STATE] & (ROW_USED | UE_HERE)) !== ROW_USED || !isDetached(world, u)) continue;
    let ordinary = 0;
    const { count } = moves;
    for (let k = 0; k < count; k++) {
      const move = moves.get(k);
      if (rowOf(world, move) === row && !isFault(move)) ordinary++;
    }
    if (ordinary === 0) continue;
    moves.clear();
    for (let k = 0; k < count; k++) {
      const move = moves.get(k);
      if (rowOf(world, move) === row) moves.add(move);
    }
    return true;
  }
  return false;
}

/** The row that a move is about; -1: another transfer than the notification, or traffic. */
function rowOf(world: World, move: number): number {
  if (kindOfMove(move) === EXPIRE) return (whichOfMove(move) / TIMER_SLOTS) | 0;
  if (kindOfMove(move) !== DELIVER) return -1;
  const { w } = world;
  const m = messageAt(whichOfMove(move));
  const kind = w[m + KIND] & 0xff;
  if (kind === M.FORWARD_RELOCATION_COMPLETE_NOTIFICATION) return rowIndex(w[w[m + ARG_A] + X_ROW]);
  return crosses(kind) ? -1 : rowIndex(w[m + NODE_ROW]);
}

function isDetached(world: World, u: number): boolean {
  const { w, sent } = world;
  const b = w[u + BLOCK];
  if (b === 0 || (w[b + MME_FLAGS] & (MME_TARGET | MME_CANCELLING)) !== 0) return false;
  let takesPart = (w[b + MME_FLAGS] & (MME_HANDOVER | MME_FORWARDED)) !== 0;
  for (let i = 0; i < sent; i++) {
    const m = messageAt(i);
    const kind = w[m + KIND] & 0xff;
    if (crosses(kind)) {
      const x = w[m + ARG_A];
      if (kind === M.FORWARD_RELOCATION_COMPLETE_NOTIFICATION && w[x + X_ROW] === u) takesPart = false;
      else if (w[x + X_ROW] === u || w[x + X_FROM] === u) return false;
    }
    const sendsAway = kind === M.HANDOVER_COMMAND || kind === M.RRC_RECONFIGURATION_HANDOVER;
    if (sendsAway && toOtherMme(w, m) !== 0 && w[w[w[m + NODE_ROW] + BLOCK] + PEER_ROW] === u) return false;
  }
  if (takesPart) return false;
  for (let row = 0; row < ROWS; row++) {
    const v = rowAt(row);
    if (v === u || (w[v + STATE] & ROW_USED) === 0 || w[v + BLOCK] === 0) continue;
    const peer = w[v + BLOCK];
    if ((w[peer + MME_FLAGS] & (MME_FORWARDED | MME_TARGET)) !== 0 && w[peer + PEER_ROW] === u) return false;
  }
  return true;
}
