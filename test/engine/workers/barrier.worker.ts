import { parentPort, workerData } from 'node:worker_threads';
import { Barrier } from '../../../src/engine/workers/barrier.js';
import { randomNumbers } from './threads.js';

export interface BarrierData {
  readonly buffer: SharedArrayBuffer;
  readonly parties: number;
  readonly party: number;
  readonly rounds: number;
  readonly task: 'count' | 'minimum' | 'mixed' | 'until aborted';
  readonly spins?: number;
  readonly timeoutMs?: number;
  /** One word: what `count` counts without atomics, or the round that the threads of 'until aborted' have reached. */
  readonly shared: Int32Array;
  /** The party that aborts, and in which round. */
  readonly abort?: { readonly party: number; readonly round: number; readonly reason: number };
}

export interface BarrierReport {
  /** Rounds in which all came. */
  readonly rounds: number;
  readonly reason: number;
}

const data = workerData as BarrierData;
const { parties, party, rounds, shared } = data;
const barrier = new Barrier(data.buffer, party, {
  ...(data.spins === undefined ? {} : { spins: data.spins }),
  ...(data.timeoutMs === undefined ? {} : { timeoutMs: data.timeoutMs }),
});

function met(): void {
  if (barrier.wait() !== 'ok') {
    throw new Error(`party ${party}: aborted, reason ${barrier.abortReason}`);
  }
}

/**
 * In each round one party alone adds to a plain word, and all read it in the next half: with a barrier that lets
 * anybody through early, or does not make the store visible, somebody reads another number.
 */
function count(): void {
  for (let round = 0; round < rounds; round++) {
    if (round % parties === party) {
      shared[0]++;
    }
    met();
    if (shared[0] !== round + 1) {
      throw new Error(`party ${party}, round ${round}: expected ${round + 1}, the counter is ${shared[0]}`);
    }
    met();
  }
}

/** What a party brings to a round: whole numbers of up to 53 bits, sometimes nothing. */
function contribution(round: number, of: number): number {
  const random = randomNumbers(1 + round * parties + of);
  random();
  const draw = random();
  return draw % 8 === 0 ? Number.POSITIVE_INFINITY : draw * 2 ** 21 + (random() >>> 11);
}

function minimum(round: number): void {
  let expected = Number.POSITIVE_INFINITY;
  for (let of = 0; of < parties; of++) {
    expected = Math.min(expected, contribution(round, of));
  }
  const got = barrier.waitMin(contribution(round, party));
  if (got !== expected) {
    throw new Error(`party ${party}, round ${round}: expected the minimum ${expected}, got ${got}`);
  }
}

function untilAborted(): number {
  for (let round = 0; ; round++) {
    if (data.abort?.party === party && data.abort.round === round) {
      barrier.abort(data.abort.reason);
    }
    const over = round % 2 === 0 ? barrier.wait() === 'aborted' : Number.isNaN(barrier.waitMin(party));
    if (over) {
      return round;
    }
    Atomics.store(shared, 0, round);
  }
}

let done = rounds;
switch (data.task) {
  case 'count':
    count();
    break;
  case 'minimum':
    for (let round = 0; round < rounds; round++) {
      minimum(round);
    }
    break;
  case 'mixed':
    for (let round = 0; round < rounds; round++) {
      if (contribution(round, 0) % 3 === 0) {
        met();
      } else {
        minimum(round);
      }
    }
    break;
  case 'until aborted':
    done = untilAborted();
    break;
}
parentPort?.postMessage({ rounds: done, reason: barrier.abortReason } satisfies BarrierReport);
