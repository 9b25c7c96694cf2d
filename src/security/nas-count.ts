import { NasCountExhaustedError, requireInteger } from './errors.js';

const VALUES = 2 ** 24;

/**
 * NAS COUNT of one direction of one NAS security context: 24 bits, a 16-bit overflow counter before the 8-bit
 * sequence number (SQN) that a NAS message carries (TS 33.401 clause 6.5, TS 24.301 clause 4.4.3).
 *
 * The sender calls `take` for every message. The receiver calls `estimate` with the SQN it was sent, checks
 * the message's integrity with that COUNT and, if it verified, calls `accept`. Both ends hold the same thing:
 * the lowest COUNT that may still be used.
 *
 * ```
 *  23            8 7       0
 * ├───────────────┼─────────┤
 * │   overflow    │   SQN   │
 * ```
 */
export class NasCount {
  #next: number;

  /**
   * @param next The lowest COUNT that may still be used, 0 for a fresh context.
   * @throws SecurityInputError if it is no integer from 0 to 2^24 (2^24: all are spent).
   */
  constructor(next = 0) {
    requireInteger('next', next, VALUES);
    this.#next = next;
  }

  /** The lowest COUNT that may still be used, 0 to 2^24; 2^24 says that none is left. */
  get next(): number {
    return this.#next;
  }

  /** Messages that can still be sent or accepted before a fresh AKA is needed, 0 to 2^24. */
  get remaining(): number {
    return VALUES - this.#next;
  }

  /**
   * Sender: the COUNT for the next message. Each is given out once; there is no way back to 0.
   *
   * @throws NasCountExhaustedError when all 2^24 are spent.
   */
  take(): number {
    if (this.#next === VALUES) {
      throw new NasCountExhaustedError();
    }
    return this.#next++;
  }

  /**
   * Receiver: the COUNT that a message with this SQN has, taken from the one accepted last: the same
   * overflow, or the following one if the SQN went backwards. Right while fewer than 255 messages in a row
   * are lost. The SQN accepted last gives the COUNT accepted last, which `accept` then refuses.
   *
   * @param sqn 0 to 255.
   * @returns The estimated COUNT; null if it would lie beyond 24 bits: discard the message.
   * @throws SecurityInputError if the SQN is no integer from 0 to 255.
   */
  estimate(sqn: number): number | null {
    requireInteger('sqn', sqn, 255);
    const last = Math.max(this.#next - 1, 0);
    const count = last - sqnOf(last) + sqn + (sqn < sqnOf(last) ? 256 : 0);
    return count < VALUES ? count : null;
  }

  /**
   * Receiver: the replay check, for a COUNT whose message passed its integrity check. A COUNT is accepted at
   * most once, and only above all accepted before.
   *
   * @param count 0 to 2^24 - 1.
   * @returns Whether the message is accepted; false: it is a replay, discard it.
   * @throws SecurityInputError if the COUNT is no integer from 0 to 2^24 - 1.
   */
  accept(count: number): boolean {
    requireInteger('count', count, VALUES - 1);
    if (count < this.#next) {
      return false;
    }
    this.#next = count + 1;
    return true;
  }
}

/** The 8-bit sequence number of a NAS COUNT, which is what a message carries. */
export function sqnOf(count: number): number {
  return count & 0xff;
}

/** The 16-bit overflow counter of a NAS COUNT. */
export function overflowOf(count: number): number {
  return count >>> 8;
}
