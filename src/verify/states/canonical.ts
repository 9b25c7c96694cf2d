import { ROW_USED, UE_HERE } from '../../model/flags.js';
import {
  ARG_A,
  ARG_B,
  BLOCK,
  BLOCK_KEYS,
  BLOCK_WORDS,
  DEMAND,
  DRAWS,
  HELD_BY,
  KIND,
  NODE_KEY,
  NODE_ROW,
  PEER_ROW,
  ROW_KEYS,
  ROW_WORDS,
  STATE,
  TIMER_SLOTS,
  TIMERS,
  X_DUE_HIGH,
  X_DUE_LOW,
} from '../../model/layout.js';
import { crosses } from '../../model/record.js';
import {
  ALL_BLOCK_KEYS,
  ALL_ROW_KEYS,
  forgetInBlock,
  forgetInRow,
  forgetInTransfer,
  liveBlockKeys,
  liveRowKeys,
} from '../reduction/dead-words.js';
import {
  DEAD_WORDS,
  IN_ORDER,
  KEY_WORDS,
  LINK_OF,
  LINKS,
  ORDER,
  PLACES,
  REDUCTIONS,
  ROW_ORDER,
  ROWS,
  ROWS_PER_REGION,
  SENT,
  TRANSFER_KEPT,
  TRANSFER_WORDS_KEPT,
  X_FROM_KEPT,
  X_ROW_KEPT,
} from '../world/layout.js';
import {
  blockAt,
  EMPTY,
  isLeftover,
  linkOf,
  messageAt,
  rowAt,
  rowIndex,
  rowOfMessage,
  timerNode,
  transferAt,
} from '../world/records.js';

/*
 * The canonical form of a state. Of a row and a block everything is kept that is protocol state: no clocks, statistics
 * or places; with the reduction DEAD_WORDS, nothing either that nobody will read. Of a block these are the words ahead of
 * its timers, two single ones and its keys.
 */

const BLOCK_AHEAD: number = TIMERS;

const omitsDeadWords = (w: Int32Array): boolean => (w[REDUCTIONS] & DEAD_WORDS) !== 0;

/**
 * Writes the state in its canonical form: protocol words of used rows and blocks, armed timers, messages link by
 * link. Rows of a region differ in nothing but their number, so used ones come first, that of the UE before all,
 * and who points to a row that is free points to none. Returns how many words it took.
 *
 * @param to where it is written, from `at` on
 */
export function encode(w: Int32Array, to: Int32Array, at: number): number {
  let n = at + 1;
  let used = 0;
  orderRows(w);
  for (let place = 0; place < ROWS; place++) {
    const i = w[ROW_ORDER + place];
    if (i < 0) continue;
    const u = rowAt(i);
    used |= 1 << (2 * place);
    n = encodeRow(w, u, to, n);
    const b = w[u + BLOCK];
    if (b === 0) continue;
    used |= 2 << (2 * place);
    n = encodeBlock(w, b, w[u + STATE], to, n);
  }
  const inFlight = orderMessages(w);
  to[at] = used | (inFlight << 16);
  for (let i = 0; i < inFlight; i++) n = encodeMessage(w, w[ORDER + i], to, n);
  return n - at;
}

function encodeRow(w: Int32Array, u: number, to: Int32Array, at: number): number {
  for (let k = 0; k < ROW_WORDS; k++) to[at + k] = w[u + k];
  to[at + BLOCK] = 0;
  to[at + DRAWS] = 0;
  const state = w[u + STATE];
  if (omitsDeadWords(w)) forgetInRow(to, at, state);
  return copyKeys(
    w,
    u + ROW_WORDS,
    omitsDeadWords(w) ? liveRowKeys(state) : ALL_ROW_KEYS,
    to,
    at + ROW_WORDS,
  );
}

/** Writes the keys from `from` on whose bits are set; returns the place behind them. */
function copyKeys(w: Int32Array, from: number, live: number, to: Int32Array, at: number): number {
  let n = at;
  for (let slot = 0; live >>> slot !== 0; slot++) {
    if (((live >>> slot) & 1) === 0) continue;
    to[n] = w[from + KEY_WORDS * slot];
    to[n + 1] = w[from + KEY_WORDS * slot + 1];
    n += KEY_WORDS;
  }
  return n;
}

/** The reverse of copyKeys; keys whose bits are not set become 0. */
function takeKeys(
  w: Int32Array,
  to: number,
  count: number,
  live: number,
  from: Int32Array,
  at: number,
): number {
  let n = at;
  for (let slot = 0; slot < count; slot++) {
    const isLive = ((live >>> slot) & 1) !== 0;
    w[to + KEY_WORDS * slot] = isLive ? from[n] : 0;
    w[to + KEY_WORDS * slot + 1] = isLive ? from[n + 1] : 0;
    if (isLive) n += KEY_WORDS;
  }
  return n;
}

function encodeBlock(w: Int32Array, b: number, state: number, to: Int32Array, at: number): number {
  let n = at;
  const omits = omitsDeadWords(w);
  for (let k = 0; k < BLOCK_AHEAD; k++) to[n + k] = w[b + k];
  to[n + PEER_ROW] = renamed(w, w[b + PEER_ROW]);
  if (omits) forgetInBlock(to, n, state);
  n += BLOCK_AHEAD;
  to[n++] = omits ? 0 : w[b + HELD_BY];
  to[n++] = w[b + DEMAND];
  n = copyKeys(w, b + BLOCK_WORDS, omits ? liveBlockKeys(w, b, state) : ALL_BLOCK_KEYS, to, n);
  let armed = 0;
  const atArmed = n++;
  for (let slot = 0; slot < TIMER_SLOTS; slot++) {
    const m = w[b + TIMERS + slot];
    if (m === 0) continue;
    armed |= 1 << slot;
    to[n++] = w[m + KIND];
  }
  to[atArmed] = armed;
  return n;
}

function encodeMessage(w: Int32Array, m: number, to: Int32Array, at: number): number {
  let n = at;
  const word = w[m + KIND];
  to[n++] = word & ~0xff00;
  if (crosses(word & 0xff)) {
    const x = w[m + ARG_A];
    if (omitsDeadWords(w)) forgetInTransfer(w, x, word & 0xff);
    for (let i = 0; i < TRANSFER_KEPT; i++) to[n + i] = w[x + TRANSFER_WORDS_KEPT[i]];
    to[n + X_ROW_KEPT] = renamed(w, to[n + X_ROW_KEPT]);
    to[n + X_FROM_KEPT] = renamed(w, to[n + X_FROM_KEPT]);
    return n + TRANSFER_KEPT;
  }
  const isBare = isLeftover(word);
  to[n - 1] |= w[PLACES + rowOfMessage(w, m)] << 8;
  to[n] = isBare ? 0 : w[m + ARG_A];
  to[n + 1] = isBare ? 0 : w[m + ARG_B];
  to[n + 2] = isBare ? 0 : w[m + NODE_KEY];
  to[n + 3] = isBare ? 0 : w[m + NODE_KEY + 1];
  return n + 4;
}

/** Decides which row stands at which place. */
function orderRows(w: Int32Array): void {
  for (let first = 0; first < ROWS; first += ROWS_PER_REGION) {
    let next = first;
    for (let i = first; i < first + ROWS_PER_REGION; i++) {
      const state = w[rowAt(i) + STATE];
      if ((state & ROW_USED) === 0) continue;
      let place = next++;
      if ((state & UE_HERE) !== 0) {
        for (; place > first; place--) placeRow(w, w[ROW_ORDER + place - 1], place);
      }
      placeRow(w, i, place);
    }
    while (next < first + ROWS_PER_REGION) w[ROW_ORDER + next++] = -1;
  }
}

function placeRow(w: Int32Array, i: number, place: number): void {
  w[PLACES + i] = place;
  w[ROW_ORDER + place] = i;
}

/** The row at u as it will be called in the canonical form; 0: none, or one that is free. */
function renamed(w: Int32Array, u: number): number {
  if (u === 0 || (w[u + STATE] & ROW_USED) === 0) return 0;
  return rowAt(w[PLACES + rowIndex(u)]);
}

/** Sorts the messages by their links, and where there is no order, by what they say. Returns how many there are. */
function orderMessages(w: Int32Array): number {
  let inFlight = 0;
  const sent = w[SENT];
  for (let i = 0; i < sent; i++) {
    const m = messageAt(i);
    if (w[m + KIND] === EMPTY) continue;
    const link = linkOf(w, m, w[PLACES + rowOfMessage(w, m)]);
    let k = inFlight++;
    while (k > 0 && goesBefore(w, m, link, w[ORDER + k - 1], w[LINKS + k - 1])) {
      w[ORDER + k] = w[ORDER + k - 1];
      w[LINKS + k] = w[LINKS + k - 1];
      k--;
    }
    w[ORDER + k] = m;
    w[LINKS + k] = link;
  }
  w[IN_ORDER] = inFlight;
  return inFlight;
}

function goesBefore(w: Int32Array, m: number, link: number, other: number, otherLink: number): boolean {
  if (link !== otherLink) return link < otherLink;
  if (LINK_OF[w[m + KIND] & 0xff] >= 0) return false;
  const x = w[m + ARG_A];
  const y = w[other + ARG_A];
  for (let k = 0; k < TRANSFER_KEPT; k++) {
    const i = TRANSFER_WORDS_KEPT[k];
    if (w[x + i] !== w[y + i]) return w[x + i] < w[y + i];
  }
  return false;
}

/** Brings back a state that `encode` wrote at `at`. */
export function decode(w: Int32Array, from: Int32Array, at: number): void {
  const used = from[at];
  let n = at + 1;
  for (let i = 0; i < ROWS; i++) {
    const u = rowAt(i);
    if ((used & (1 << (2 * i))) === 0) {
      w[u + STATE] = 0;
      w[u + BLOCK] = 0;
      continue;
    }
    for (let k = 0; k < ROW_WORDS; k++) w[u + k] = from[n + k];
    const live = omitsDeadWords(w) ? liveRowKeys(w[u + STATE]) : ALL_ROW_KEYS;
    n = takeKeys(w, u + ROW_WORDS, ROW_KEYS, live, from, n + ROW_WORDS);
    if ((used & (2 << (2 * i))) === 0) w[u + BLOCK] = 0;
    else n = decodeBlock(w, i, from, n);
  }
  const sent = used >>> 16;
  w[SENT] = sent;
  for (let i = 0; i < sent; i++) n = decodeMessage(w, i, from, n);
}

function decodeBlock(w: Int32Array, i: number, from: Int32Array, at: number): number {
  let n = at;
  const b = blockAt(i);
  w[rowAt(i) + BLOCK] = b;
  for (let k = 0; k < BLOCK_AHEAD; k++) w[b + k] = from[n + k];
  n += BLOCK_AHEAD;
  w[b + HELD_BY] = from[n++];
  w[b + DEMAND] = from[n++];
  const live = omitsDeadWords(w) ? liveBlockKeys(w, b, w[rowAt(i) + STATE]) : ALL_BLOCK_KEYS;
  n = takeKeys(w, b + BLOCK_WORDS, BLOCK_KEYS, live, from, n);
  const armed = from[n++];
  for (let slot = 0; slot < TIMER_SLOTS; slot++) {
    const m = timerNode(i, slot);
    if ((armed & (1 << slot)) === 0) w[b + TIMERS + slot] = 0;
    else {
      w[b + TIMERS + slot] = m;
      w[m + KIND] = from[n++];
      w[m + NODE_ROW] = rowAt(i);
    }
  }
  return n;
}

function decodeMessage(w: Int32Array, i: number, from: Int32Array, at: number): number {
  const m = messageAt(i);
  const word = from[at];
  const n = at + 1;
  w[m + KIND] = word & ~0xff00;
  if (crosses(word & 0xff)) {
    const x = transferAt(i);
    w[m + NODE_ROW] = 0;
    w[m + ARG_A] = x;
    for (let k = 0; k < TRANSFER_KEPT; k++) w[x + TRANSFER_WORDS_KEPT[k]] = from[n + k];
    w[x + X_DUE_LOW] = 0;
    w[x + X_DUE_HIGH] = 0;
    return n + TRANSFER_KEPT;
  }
  w[m + NODE_ROW] = rowAt((word >>> 8) & 0xff);
  w[m + ARG_A] = from[n];
  w[m + ARG_B] = from[n + 1];
  w[m + NODE_KEY] = from[n + 2];
  w[m + NODE_KEY + 1] = from[n + 3];
  return n + 4;
}

/**
 * Writes the key of the n words at `at` to the two words at `key`, neither of them 0. Words go two by two, mixed into
 * each half in another way: as a map of both words the two mixtures are invertible (the determinant is odd), so no two
 * words that differ are lost before the chains, which take most of the time, have seen them. The word behind the last
 * is overwritten.
 */
export function hash(w: Int32Array, at: number, n: number, key: number): void {
  let a = n ^ 0x9e3779b9;
  let b = n ^ 0x7f4a7c15;
  w[at + n] = 0;
  for (let i = at; i < at + n; i += 2) {
    const x = w[i];
    const y = w[i + 1];
    a = Math.imul(a ^ (x + Math.imul(y, 0x9e3779b2)), 0x85ebca6b);
    b = Math.imul(b ^ (y + Math.imul(x, 0xc2b2ae3c)), 0x27d4eb2f);
    a ^= a >>> 15;
    b ^= b >>> 13;
  }
  a = Math.imul(a ^ (b >>> 7), 0xc2b2ae35);
  b = Math.imul(b ^ (a >>> 16), 0x165667b1);
  a ^= a >>> 14;
  b ^= b >>> 16;
  w[key] = a === 0 ? 1 : a;
  w[key + 1] = b === 0 ? 1 : b;
}
