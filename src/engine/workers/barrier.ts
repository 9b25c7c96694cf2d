import { usableCores } from '../control/cores.js';

/**
 * A barrier for worker threads at the end of each window, which also finds the minimum of a number that each of
 * them brings along.
 *
 * Waiting spins first, because to sleep and be woken costs 23 µs and a short window less than 1 µs; it sleeps
 * when that took too long, so that threads that outnumber the cores do not take them from one another. All watch
 * one word, which says which round it is and whether the run was given up:
 *
 *     round word:  bit 31                                   1     0
 *                  ┌─────────────────────────────────────────┬─────────┐
 *                  │ round, one up each time all have come   │ aborted │
 *                  └─────────────────────────────────────────┴─────────┘
 *
 * A thread sleeps on the value of that word it came with. The last to come, or an abort, changes the word before
 * it looks whether anybody sleeps, and a sleeper counts itself before it looks at the word: in whatever order they
 * do it, either the sleeper sees the change or it is woken.
 *
 * In memory, words that different threads write lie 128 bytes apart (two cache lines, fetched in pairs):
 *
 *     byte 0      128          256         384             512              512 + 128 · parties
 *     ┌──────────┬────────────┬───────────┬───────────────┬────────────────┬────────────────┐
 *     │  round   │  arrived   │ sleepers  │ abort reason, │ numbers, even  │ numbers, odd   │
 *     │          │            │           │ has a gate    │ rounds         │ rounds         │
 *     └──────────┴────────────┴───────────┴───────────────┴────────────────┴────────────────┘
 *
 * The numbers of a round stay until the round after the next: a fast thread is at most one round ahead, where it
 * writes the other half, so it cannot overwrite what a slow one still reads.
 *
 * One party may be a gate, which comes when all others have: whoever comes last of them wakes it.
 */

const LINE_BYTES = 128;
const ROUND = 0;
const ARRIVED = LINE_BYTES / 4;
const SLEEPERS = (2 * LINE_BYTES) / 4;
const REASON = (3 * LINE_BYTES) / 4;
const GATED = REASON + 1;
const NUMBERS_BYTE = 4 * LINE_BYTES;
const NUMBER_STRIDE = LINE_BYTES / 8;

const ABORTED = 1;
const ROUND_ONE = 2;
/** More arrivals than parties: no gate waits for others when the run was given up. */
const NOBODY_COMES = 2 ** 30;

/** Spins before a thread sleeps: some 20 µs, about what sleeping and waking cost. */
const SPINS_DEFAULT = 2000;
/** Looks that are always made, some 45 µs, unless fewer are asked for. */
const SPINS_MIN = 5000;
/** A wait that was long enough earns a 64th more looks, one in vain costs three quarters of them. */
const BUDGET_GROWTH = 6;
const BUDGET_LOSS = 2;

/**
 * How long a sleeper sleeps before it looks again, in ms. No wake-up can be missed; should one ever be, it costs
 * this long instead of the run.
 */
const TIMEOUT_MS_DEFAULT = 100;

/**
 * The shared memory of a barrier.
 *
 * @param parties threads that meet at it, at least 1
 * @param isGated whether the last of them is a gate
 */
export function createBarrier(parties: number, isGated = false): SharedArrayBuffer {
  if (!(Number.isInteger(parties) && parties >= 1)) {
    throw new RangeError(`barrier: expected at least one party, got ${parties}`);
  }
  const buffer = new SharedArrayBuffer(NUMBERS_BYTE + 2 * parties * LINE_BYTES);
  if (isGated) new Int32Array(buffer)[GATED] = 1;
  return buffer;
}

/**
 * Gives up the run, from any thread: whoever waits at the barrier, or comes to it later, is told so. The first
 * reason stays.
 *
 * @param reason why, not 0
 */
export function abortBarrier(buffer: SharedArrayBuffer, reason: number): void {
  if (!Number.isInteger(reason) || (reason | 0) !== reason || reason === 0) {
    throw new RangeError(`barrier: expected a reason that is a 32-bit integer other than 0, got ${reason}`);
  }
  const words = new Int32Array(buffer);
  Atomics.compareExchange(words, REASON, 0, reason);
  Atomics.or(words, ROUND, ABORTED);
  Atomics.notify(words, ROUND);
  if (words[GATED] === 0) return;
  Atomics.or(words, ARRIVED, NOBODY_COMES);
  Atomics.notify(words, ARRIVED);
}

/** Why the run was given up; 0 if it was not. */
export function abortReason(buffer: SharedArrayBuffer): number {
  return Atomics.load(new Int32Array(buffer), REASON);
}

export interface BarrierOptions {
  /** How often to look at most before sleeping. Default: 2000, and 0 where the parties outnumber the cores. */
  readonly spins?: number;
  /** How long to sleep before looking again, in ms. Default: 100. */
  readonly timeoutMs?: number;
}

/** One thread's side of a barrier. */
export class Barrier {
  readonly parties: number;
  private readonly buffer: SharedArrayBuffer;
  private readonly words: Int32Array;
  private readonly numbers: Float64Array;
  private readonly party: number;
  private readonly isGated: boolean;
  private readonly spins: number;
  /** How often to look this time: less after looks in vain, which a thread that has lost its core makes of them. */
  private budget: number;
  private readonly timeoutMs: number;

  /**
   * @param buffer from `createBarrier`
   * @param party which of the threads this is, from 0; each must be there once
   */
  constructor(buffer: SharedArrayBuffer, party: number, options: BarrierOptions = {}) {
    this.buffer = buffer;
    this.parties = (buffer.byteLength - NUMBERS_BYTE) / (2 * LINE_BYTES);
    if (!(Number.isInteger(party) && party >= 0 && party < this.parties)) {
      throw new RangeError(`barrier: expected a party from 0 to ${this.parties - 1}, got ${party}`);
    }
    this.words = new Int32Array(buffer, 0, NUMBERS_BYTE / 4);
    this.numbers = new Float64Array(buffer, NUMBERS_BYTE);
    this.party = party;
    this.isGated = this.words[GATED] !== 0;
    this.spins = options.spins ?? (this.parties > usableCores() ? 0 : SPINS_DEFAULT);
    this.budget = this.spins;
    this.timeoutMs = options.timeoutMs ?? TIMEOUT_MS_DEFAULT;
  }

  /**
   * Waits until all parties have come. What each of them wrote before is visible to all of them afterwards.
   *
   * @returns 'aborted' if the run was given up; then the others may be anywhere
   */
  wait(): 'ok' | 'aborted' {
    const round = Atomics.load(this.words, ROUND);
    return this.meet(round) ? 'ok' : 'aborted';
  }

  /**
   * As `wait`, and gives each party the least of the numbers that all parties brought to this round. All parties
   * must call the same one of the two.
   *
   * @param value any number but NaN; Infinity for a party that has nothing to come
   * @param meanwhile something useful to do once, after coming and before waiting, unless this party is the last
   * @returns NaN if the run was given up
   */
  waitMin(value: number, meanwhile?: () => void): number {
    if (Number.isNaN(value)) {
      throw new RangeError(`barrier: expected a number from party ${this.party}, got NaN`);
    }
    const round = Atomics.load(this.words, ROUND);
    const first = this.firstOf(round);
    this.numbers[first + this.party * NUMBER_STRIDE] = value;
    if (!this.meet(round, meanwhile)) {
      return Number.NaN;
    }
    return this.leastOf(first, this.parties);
  }

  /**
   * Waits for all other parties, without keeping the thread from anything else: for the gate, which comes last, and then
   * lets all go on by coming itself.
   *
   * @returns the least of the numbers that they have brought; NaN if the run was given up
   */
  async others(): Promise<number> {
    const { words, parties } = this;
    const round = Atomics.load(words, ROUND);
    for (;;) {
      if ((Atomics.load(words, ROUND) & ABORTED) !== 0) return Number.NaN;
      const arrived = Atomics.load(words, ARRIVED);
      if (arrived === parties - 1) return this.leastOf(this.firstOf(round), parties - 1);
      const come = Atomics.waitAsync(words, ARRIVED, arrived);
      if (come.async) await come.value;
    }
  }

  /** Where the numbers of a round begin. */
  private firstOf(round: number): number {
    return round & ROUND_ONE ? this.parties * NUMBER_STRIDE : 0;
  }

  private leastOf(first: number, parties: number): number {
    const { numbers } = this;
    let least = numbers[first];
    for (let party = 1, at = first + NUMBER_STRIDE; party < parties; party++, at += NUMBER_STRIDE) {
      if (numbers[at] < least) {
        least = numbers[at];
      }
    }
    return least;
  }

  /** Gives up the run, see `abortBarrier`. */
  abort(reason: number): void {
    abortBarrier(this.buffer, reason);
  }

  /** Why the run was given up; 0 if it was not. */
  get abortReason(): number {
    return Atomics.load(this.words, REASON);
  }

  /** Comes to the barrier in a round and waits for the others; false if the run was given up. */
  private meet(round: number, meanwhile?: () => void): boolean {
    const words = this.words;
    if ((round & ABORTED) !== 0) {
      return false;
    }
    const arrived = Atomics.add(words, ARRIVED, 1) + 1;
    if (arrived === this.parties) {
      return this.release(round);
    }
    if (this.isGated && arrived === this.parties - 1) {
      Atomics.notify(words, ARRIVED);
    }
    meanwhile?.();
    for (let spin = 0; spin < this.budget; spin++) {
      const now = Atomics.load(words, ROUND);
      if (now !== round) {
        this.budget = Math.min(this.spins, this.budget + (this.budget >> BUDGET_GROWTH));
        return (now & ABORTED) === 0;
      }
    }
    this.budget = Math.max(Math.min(this.spins, SPINS_MIN), this.budget >> BUDGET_LOSS);
    return this.sleep(round);
  }

  /** The last one to come lets all the others go. */
  private release(round: number): boolean {
    const words = this.words;
    // Nobody can come to the next round before the round word changes.
    Atomics.store(words, ARRIVED, 0);
    const next = (round + ROUND_ONE) | 0;
    if (Atomics.compareExchange(words, ROUND, round, next) !== round) {
      return false;
    }
    if (Atomics.load(words, SLEEPERS) > 0) {
      Atomics.notify(words, ROUND);
    }
    return true;
  }

  private sleep(round: number): boolean {
    const words = this.words;
    Atomics.add(words, SLEEPERS, 1);
    let now = Atomics.load(words, ROUND);
    while (now === round) {
      Atomics.wait(words, ROUND, round, this.timeoutMs);
      now = Atomics.load(words, ROUND);
    }
    Atomics.sub(words, SLEEPERS, 1);
    return (now & ABORTED) === 0;
  }
}
