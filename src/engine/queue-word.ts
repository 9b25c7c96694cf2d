/**
 * The procedure queue of one UE: up to six procedures that wait, oldest first, in one 32-bit word of the UE's row.
 *
 *     bit 31        24 23    20 19    16 15    12 11     8 7      4 3      0
 *        ┌────────────┬────────┬────────┬────────┬────────┬────────┬────────┐
 *        │ generation │ entry 5│ entry 4│ entry 3│ entry 2│ entry 1│ entry 0│
 *        └────────────┴────────┴────────┴────────┴────────┴────────┴────────┘
 *
 * An entry is a code from 1 to 15, or 0 where there is none; entries have no gaps and entry 0 is the oldest. The
 * generation counts the UEs that had the row, modulo 256. Whoever wants to enqueue names the generation in which
 * it found its UE, so that an offer that comes late never lands in the queue of the next UE in that row. A
 * generation must not be kept for longer than 255 reuses of a row: then it comes round again.
 *
 * Because the whole state is one word, a compare-and-exchange that succeeds has seen all of it: a word that changed
 * and changed back (ABA) stands for the very same queue, and every operation takes effect at its last access.
 *
 * Two families work on the same words, but never at the same time:
 * - plain (`push`, `removeAt`, `clear`, `bumpGeneration`, here): only the owner of the region touches the words, as
 *   inside a window of a deterministic run;
 * - shared (`offer`, `takeAt`, `bumpShared`, queue.ts): any thread may offer while the owner, and only the owner, takes
 *   entries out and reuses rows. No operation waits for another thread, and one that has to try again does so
 *   because another one got through.
 */

/** Entries that a queue has room for. */
export const QUEUE_CAPACITY = 6;

const ENTRY_BITS = 4;
const ENTRY_MASK = 15;
const ENTRIES_MASK = 0x00ff_ffff;
const GENERATION_SHIFT = 24;
const GENERATION_ONE = 1 << GENERATION_SHIFT;

/** How many entries wait in the queue with this word: 0 to 6. */
export function length(word: number): number {
  return (35 - Math.clz32(word & ENTRIES_MASK)) >>> 2;
}

/** The code of entry `k`, 0 being the oldest; 0 if there is no such entry. */
export function codeAt(word: number, k: number): number {
  return k < QUEUE_CAPACITY ? (word >>> (k * ENTRY_BITS)) & ENTRY_MASK : 0;
}

/** The generation of the row, 0 to 255. */
export function generationOf(word: number): number {
  return word >>> GENERATION_SHIFT;
}

/** The word with `code` behind its `count` entries. */
export function appended(word: number, count: number, code: number): number {
  return word | (code << (count * ENTRY_BITS));
}

/** The word without entry `k`, which must be there; the younger entries move up. */
export function without(word: number, k: number): number {
  const entries = word & ENTRIES_MASK;
  const older = (1 << (k * ENTRY_BITS)) - 1;
  return (word & ~ENTRIES_MASK) | (entries & older) | ((entries >>> ENTRY_BITS) & ~older);
}

/** The empty word of the next generation. */
export function reused(word: number): number {
  return ((word & ~ENTRIES_MASK) + GENERATION_ONE) | 0;
}

/** @throws RangeError if a code is none */
export function checkCode(code: number): void {
  if (!(code >= 1 && code <= ENTRY_MASK)) {
    throw new RangeError(
      `procedure queue: expected a code from 1 to ${ENTRY_MASK}, got ${code}; 0 means no entry`,
    );
  }
}

/**
 * Enqueues behind all others; for the owner alone.
 *
 * @param limit how many entries may wait afterwards (default: all six); a smaller one keeps places free for others
 * @returns false if the queue was full: nothing was changed, and the caller counts a refusal
 */
export function push(words: Int32Array, i: number, code: number, limit: number = QUEUE_CAPACITY): boolean {
  checkCode(code);
  const word = words[i];
  const count = length(word);
  if (count >= limit || count === QUEUE_CAPACITY) {
    return false;
  }
  words[i] = appended(word, count, code);
  return true;
}

/** Takes entry `k` out, the others keep their order; for the owner alone. Returns its code, 0 if it is not there. */
export function removeAt(words: Int32Array, i: number, k: number): number {
  const word = words[i];
  const code = codeAt(word, k);
  if (code !== 0) {
    words[i] = without(word, k);
  }
  return code;
}

/** Empties the queue within its generation; for the owner alone. Returns the word before, to count what was in it. */
export function clear(words: Int32Array, i: number): number {
  const word = words[i];
  words[i] = word & ~ENTRIES_MASK;
  return word;
}

/**
 * Gives the row to its next UE: the queue is empty and the generation one up; for the owner alone. Returns the word
 * before, to count or to move along what was in it.
 */
export function bumpGeneration(words: Int32Array, i: number): number {
  const word = words[i];
  words[i] = reused(word);
  return word;
}
