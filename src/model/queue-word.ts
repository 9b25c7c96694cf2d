/**
 * The procedure queue of one UE: up to six procedures that wait, oldest first, in one 32-bit word of the UE's row.
 *
 *     bit 31  30 29      25 24      20 19      15 14      10 9        5 4        0
 *        ┌──────┬──────────┬──────────┬──────────┬──────────┬──────────┬──────────┐
 *        │  0   │ entry 5  │ entry 4  │ entry 3  │ entry 2  │ entry 1  │ entry 0  │
 *        └──────┴──────────┴──────────┴──────────┴──────────┴──────────┴──────────┘
 *
 * An entry is a code from 1 to 31, or 0 where there is none; entries have no gaps and entry 0 is the oldest. So the
 * word of an empty queue is 0. Only the owner of the region touches the words of its rows, with plain accesses. Where
 * any thread may enqueue (engine/requests/queue.ts), a word of the same form is half of a longer one, whose other half says which
 * UE it is meant for.
 */

/** Entries that a queue has room for. */
export const QUEUE_CAPACITY = 6;

const ENTRY_BITS = 5;
/** The largest code. */
export const ENTRY_MASK = 31;

/** How many entries wait in the queue with this word: 0 to 6. */
export function length(word: number): number {
  // Bits in use and four more, divided by five: 13 / 64 is near enough.
  return ((36 - Math.clz32(word)) * 13) >>> 6;
}

/** The code of entry `k`, 0 being the oldest; 0 if there is no such entry. */
export function codeAt(word: number, k: number): number {
  return k < QUEUE_CAPACITY ? (word >>> (k * ENTRY_BITS)) & ENTRY_MASK : 0;
}

/** The word with `code` behind its `count` entries. */
export function appended(word: number, count: number, code: number): number {
  return word | (code << (count * ENTRY_BITS));
}

/** The word without entry `k`, which must be there; the younger entries move up. */
export function without(word: number, k: number): number {
  const older = (1 << (k * ENTRY_BITS)) - 1;
  return (word & older) | ((word >>> ENTRY_BITS) & ~older);
}

/**
 * Enqueues a code from 1 to 31 behind all others.
 *
 * @param limit how many entries may wait afterwards (default: all six); a smaller one keeps places free for others
 * @returns false if the queue was full: nothing was changed, and the caller counts a refusal
 */
export function push(words: Int32Array, i: number, code: number, limit: number = QUEUE_CAPACITY): boolean {
  const word = words[i];
  const count = length(word);
  if (count >= limit || count === QUEUE_CAPACITY) {
    return false;
  }
  words[i] = appended(word, count, code);
  return true;
}

/** Takes entry `k` out, the others keep their order. Returns its code, 0 if it is not there. */
export function removeAt(words: Int32Array, i: number, k: number): number {
  const word = words[i];
  const code = codeAt(word, k);
  if (code !== 0) {
    words[i] = without(word, k);
  }
  return code;
}
