import { appended, codeAt, ENTRY_MASK, length, QUEUE_CAPACITY, without } from '../../model/queue-word.js';

/**
 * A procedure queue into which any thread may enqueue, in one 64-bit word:
 *
 *     bit 63                       32 31                        0
 *        ┌───────────────────────────┬───────────────────────────┐
 *        │ generation                │ entries (queue-word.ts)   │
 *        └───────────────────────────┴───────────────────────────┘
 *
 * The generation counts the UEs that had the row, modulo 2^32. Whoever wants to enqueue names the generation in which it
 * found its UE, so that an offer that comes late never lands in the queue of the next UE in that row. (Six entries of
 * five bits leave no room for that in 32 bits. Requests from outside are rare, so a bigint each costs nothing that
 * counts, and a generation does not come round again while anybody keeps one.)
 *
 * Because the whole state is one word, a compare-and-exchange that succeeds has seen all of it: a word that changed
 * and changed back (ABA) stands for the very same queue, and every operation takes effect at its last access. Any thread
 * may offer while the owner, and only the owner, takes entries out and reuses rows. No operation waits for another
 * thread, and one that has to try again does so because another one got through.
 */
export type SharedQueue = bigint;

const HALF = 32n;
const ENTRIES = 0xffff_ffffn;

/** The entries, as a word of queue-word.ts. */
export function entriesOf(queue: SharedQueue): number {
  return Number(queue & ENTRIES);
}

/** The generation of the row, 0 to 2^32 - 1. */
export function generationOf(queue: SharedQueue): number {
  return Number(queue >> HALF);
}

/** The queue of this generation with these entries. */
export function sharedQueue(generation: number, entries: number): SharedQueue {
  return (BigInt(generation) << HALF) | BigInt(entries);
}

const withEntries = (queue: SharedQueue, entries: number): SharedQueue =>
  (queue & ~ENTRIES) | BigInt(entries);

/** What became of an offer: in the queue, refused because it was full, or the row has another UE by now. */
export type Offer = 'ok' | 'full' | 'stale';

/** The accesses that all operations are made of; `Atomics` in earnest, something that can be stepped in a test. */
export interface WordAccess {
  load(words: BigUint64Array, i: number): bigint;
  compareExchange(words: BigUint64Array, i: number, expected: bigint, replacement: bigint): bigint;
}

/** @throws RangeError if a code is none */
function checkCode(code: number): void {
  if (!(code >= 1 && code <= ENTRY_MASK)) {
    throw new RangeError(
      `procedure queue: expected a code from 1 to ${ENTRY_MASK}, got ${code}; 0 means no entry`,
    );
  }
}

/**
 * Enqueues behind all others, from any thread.
 *
 * @param generation the generation in which the caller found the UE in this row
 * @param limit how many entries may wait afterwards (default: all six)
 */
export function offer(
  words: BigUint64Array,
  i: number,
  generation: number,
  code: number,
  limit = QUEUE_CAPACITY,
  access: WordAccess = Atomics,
): Offer {
  checkCode(code);
  let queue = access.load(words, i);
  for (;;) {
    // The generation is looked at in every round: the row may have been reused since the last one.
    if (generationOf(queue) !== generation) {
      return 'stale';
    }
    const entries = entriesOf(queue);
    const count = length(entries);
    if (count >= limit || count === QUEUE_CAPACITY) {
      return 'full';
    }
    const longer = withEntries(queue, appended(entries, count, code));
    const seen = access.compareExchange(words, i, queue, longer);
    if (seen === queue) {
      return 'ok';
    }
    queue = seen;
  }
}

/**
 * Takes entry `k` out while others may offer; for the owner. Returns its code, 0 if it is not there. Offers only
 * append, so entry `k` stays what the owner saw it to be.
 */
export function takeAt(words: BigUint64Array, i: number, k: number, access: WordAccess = Atomics): number {
  let queue = access.load(words, i);
  for (;;) {
    const entries = entriesOf(queue);
    const code = codeAt(entries, k);
    if (code === 0) {
      return 0;
    }
    const seen = access.compareExchange(words, i, queue, withEntries(queue, without(entries, k)));
    if (seen === queue) {
      return code;
    }
    queue = seen;
  }
}

/**
 * Gives the row to its next UE while others may offer; for the owner. Returns the queue before: it holds every entry
 * that was ever accepted and not taken, later offers for that UE are stale. So nothing is lost between looking and
 * leaving.
 */
export function reuse(words: BigUint64Array, i: number, access: WordAccess = Atomics): SharedQueue {
  let queue = access.load(words, i);
  for (;;) {
    const next = sharedQueue((generationOf(queue) + 1) >>> 0, 0);
    const seen = access.compareExchange(words, i, queue, next);
    if (seen === queue) {
      return queue;
    }
    queue = seen;
  }
}
