import {
  appended,
  checkCode,
  codeAt,
  generationOf,
  length,
  QUEUE_CAPACITY,
  reused,
  without,
} from '../queue-word.js';

export {
  bumpGeneration,
  clear,
  codeAt,
  generationOf,
  length,
  push,
  QUEUE_CAPACITY,
  removeAt,
} from '../queue-word.js';

/*
 * The procedure queue of one UE as threads share it: queue-word.ts says what is in the word, and why each of these
 * operations takes effect at one access.
 */

/** What became of an offer: in the queue, refused because it was full, or the row has another UE by now. */
export type Offer = 'ok' | 'full' | 'stale';

/** The accesses that the shared family is made of; `Atomics` in earnest, something that can be stepped in a test. */
export interface WordAccess {
  load(words: Int32Array, i: number): number;
  compareExchange(words: Int32Array, i: number, expected: number, replacement: number): number;
}

/**
 * Enqueues behind all others, from any thread.
 *
 * @param generation the generation in which the caller found the UE in this row
 * @param limit as for `push`
 */
export function offer(
  words: Int32Array,
  i: number,
  generation: number,
  code: number,
  limit = QUEUE_CAPACITY,
  access: WordAccess = Atomics,
): Offer {
  checkCode(code);
  let word = access.load(words, i);
  for (;;) {
    // The generation is looked at in every round: the row may have been reused since the last one.
    if (generationOf(word) !== generation) {
      return 'stale';
    }
    const count = length(word);
    if (count >= limit || count === QUEUE_CAPACITY) {
      return 'full';
    }
    const seen = access.compareExchange(words, i, word, appended(word, count, code));
    if (seen === word) {
      return 'ok';
    }
    word = seen;
  }
}

/**
 * Takes entry `k` out while others may offer; for the owner. Returns its code, 0 if it is not there. Offers only
 * append, so entry `k` stays what the owner saw it to be.
 */
export function takeAt(words: Int32Array, i: number, k: number, access: WordAccess = Atomics): number {
  let word = access.load(words, i);
  for (;;) {
    const code = codeAt(word, k);
    if (code === 0) {
      return 0;
    }
    const seen = access.compareExchange(words, i, word, without(word, k));
    if (seen === word) {
      return code;
    }
    word = seen;
  }
}

/**
 * Gives the row to its next UE while others may offer; for the owner. Returns the word before: it holds every entry
 * that was ever accepted and not taken, later offers for that UE are stale. So a UE that moves takes all of its
 * queue along, and nothing is lost between looking and leaving.
 */
export function bumpShared(words: Int32Array, i: number, access: WordAccess = Atomics): number {
  let word = access.load(words, i);
  for (;;) {
    const seen = access.compareExchange(words, i, word, reused(word));
    if (seen === word) {
      return word;
    }
    word = seen;
  }
}
