import { codeOfKind, kindOfCode } from '../../model/queue-entry.js';
import { length, QUEUE_CAPACITY } from '../../model/queue-word.js';
import { Host } from '../region/host.js';
import type { RegionPlan } from '../region/memory.js';
import { entriesOf, generationOf, type Offer, offer, reuse, takeAt } from './queue.js';

/**
 * Requests from outside a run with the real clock: traffic events for UEs of one region, offered by any thread and
 * taken in by the region's owner before each window. Inside a window the owner uses the queue in the row
 * with plain accesses; so a request waits in a queue of its own, one per row of the region (queue.ts): an offer names
 * the generation in which it found its UE, and one that comes when the row was freed meanwhile is stale. Nobody waits
 * for anybody.
 *
 *     word 0      32                       64               64 + 2 rows
 *     ┌──────────┬────────────────────────┬────────────────┬────────────────────────────────┐
 *     │ any      │ counts, by the owner   │ queue per row  │ bit per row: look at its queue │
 *     └──────────┴────────────────────────┴────────────────┴────────────────────────────────┘
 *
 * An offer goes into the queue, then sets the row's bit, then `any`; the owner takes them back in the other order
 * before it looks, so what it misses it finds before the next window.
 */
const ANY = 0;
const COUNTS = 32;
const QUEUES = 64;
/** 32-bit words of a queue. */
const QUEUE_WORDS = 2;
const ROWS_PER_WORD = 32;

/** What became of requests that were accepted: taken in as an arrival at the UE, or the UE had left its row. */
export const REQUEST_OUTCOMES = ['taken', 'stale'] as const;
export type RequestOutcome = (typeof REQUEST_OUTCOMES)[number];

/** The shared memory for the requests to a region of `rows` rows. */
export function createRequests(rows: number): SharedArrayBuffer {
  return new SharedArrayBuffer(4 * (QUEUES + QUEUE_WORDS * rows + Math.ceil(rows / ROWS_PER_WORD)));
}

/** One thread's view of the requests to a region. */
export class Requests {
  private readonly words: Int32Array;
  /** The queues, by row. */
  private readonly queues: BigUint64Array;
  private readonly bits: number;

  /** @param buffer from `createRequests` for the same number of rows */
  constructor(buffer: SharedArrayBuffer, rows: number) {
    this.words = new Int32Array(buffer);
    this.queues = new BigUint64Array(buffer, 4 * QUEUES, rows);
    this.bits = QUEUES + QUEUE_WORDS * rows;
  }

  /** The generation of a row: read it before looking which UE the row has, and offer with it. */
  generation(row: number): number {
    return generationOf(Atomics.load(this.queues, row));
  }

  /** Asks for a traffic event of a kind at the UE of a row; from any thread. */
  ask(row: number, generation: number, kind: number): Offer {
    const { words, queues, bits } = this;
    const outcome = offer(queues, row, generation, codeOfKind(kind), QUEUE_CAPACITY);
    if (outcome === 'ok') {
      Atomics.or(words, bits + Math.floor(row / ROWS_PER_WORD), 1 << (row % ROWS_PER_WORD));
      Atomics.store(words, ANY, 1);
    }
    return outcome;
  }

  /** Takes in requests, so many at most; the others stay for the next time. For the owner. */
  drain(limit: number, handle: (row: number, kind: number) => void): void {
    const { words, bits } = this;
    if (Atomics.load(words, ANY) === 0) return;
    Atomics.store(words, ANY, 0);
    let left = limit;
    for (let at = bits; at < words.length; at++) {
      if (Atomics.load(words, at) === 0) continue;
      for (let set = Atomics.exchange(words, at, 0); set !== 0; set &= set - 1) {
        left = this.drainRow((at - bits) * ROWS_PER_WORD + 31 - Math.clz32(set & -set), left, handle);
        if (left > 0) continue;
        Atomics.or(words, at, set);
        Atomics.store(words, ANY, 1);
        return;
      }
    }
  }

  /** Returns how many more may be taken in. */
  private drainRow(row: number, limit: number, handle: (row: number, kind: number) => void): number {
    for (let left = limit; left > 0; left--) {
      const code = takeAt(this.queues, row, 0);
      if (code === 0) return left;
      handle(row, kindOfCode(code));
      this.count('taken', 1);
    }
    return 0;
  }

  /** The row's UE has gone; for the owner, when the row no longer says that it has one. */
  rowFreed(row: number): void {
    this.count('stale', length(entriesOf(reuse(this.queues, row))));
  }

  /** All that waits is stale: the rows have other UEs now, as when a run goes back. Nobody takes anything in meanwhile. */
  forget(): void {
    this.queues.forEach((queue, row) => {
      if (entriesOf(queue) !== 0) this.rowFreed(row);
    });
  }

  private count(outcome: RequestOutcome, n: number): void {
    this.words[COUNTS + REQUEST_OUTCOMES.indexOf(outcome)] += n;
  }

  /** Requests that ended in this way so far. */
  counted(outcome: RequestOutcome): number {
    return this.words[COUNTS + REQUEST_OUTCOMES.indexOf(outcome)] >>> 0;
  }
}

/** The host of a region that may be asked for something: it makes stale what waits for a UE that leaves its row. */
export class SteeredHost extends Host {
  constructor(
    private readonly plan: RegionPlan,
    private readonly requests: Requests,
  ) {
    super();
  }

  override rowFreed(u: number): void {
    const { rows, sizes } = this.plan;
    this.requests.rowFreed((u - rows) / sizes.row);
  }
}
