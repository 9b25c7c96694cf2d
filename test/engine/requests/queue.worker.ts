import { parentPort, workerData } from 'node:worker_threads';
import { entriesOf, generationOf, offer, reuse, takeAt } from '../../../src/engine/requests/queue.js';
import { codeAt, length, QUEUE_CAPACITY } from '../../../src/model/queue-word.js';
import { randomNumbers } from '../workers/threads.js';

/** What the threads of queue.soak.test.ts share. */
export interface SoakData {
  readonly rows: number;
  readonly producers: number;
  /** Accepted offers that each producer is to make. */
  readonly offers: number;
  /** Which producer this thread is; undefined: the owner of the rows. */
  readonly producer?: number;
  /** One queue per row. */
  readonly queues: BigUint64Array;
  /** How many producers are done. */
  readonly done: Int32Array;
  /** Counts by row, generation and code: by producers when accepted, by the owner when taken out. */
  readonly accepted: Int32Array;
  readonly delivered: Int32Array;
}

export interface SoakReport {
  readonly ok: number;
  readonly full: number;
  readonly stale: number;
  readonly taken: number;
  readonly discarded: number;
  readonly reuses: number;
}

/** Codes of a producer's own; it goes through them in turn, row by row, so that a break in the order shows. */
const CODES_EACH = 10;
const LAST_GENERATION = 255;

function produce(data: SoakData, producer: number): SoakReport {
  const random = randomNumbers(producer + 1);
  const bed = new Int32Array(new SharedArrayBuffer(4));
  const turns = new Int32Array(data.rows);
  // Looked up once and used until found stale: most rows are reused in between.
  const tickets = new Int32Array(data.rows);
  let ok = 0;
  let full = 0;
  let stale = 0;
  let refusedInARow = 0;
  while (ok < data.offers) {
    const row = random() % data.rows;
    const code = 1 + producer * CODES_EACH + (turns[row] % CODES_EACH);
    const ticket = tickets[row];
    switch (offer(data.queues, row, ticket, code)) {
      case 'ok':
        Atomics.add(data.accepted, (row * 256 + ticket) * 32 + code, 1);
        turns[row]++;
        ok++;
        refusedInARow = 0;
        break;
      case 'stale':
        tickets[row] = generationOf(Atomics.load(data.queues, row));
        stale++;
        break;
      case 'full':
        full++;
        if (++refusedInARow > 64) {
          Atomics.wait(bed, 0, 0, 0.05);
        }
        break;
    }
  }
  Atomics.add(data.done, 0, 1);
  return { ok, full, stale, taken: 0, discarded: 0, reuses: 0 };
}

function own(data: SoakData): SoakReport {
  const random = randomNumbers(99);
  const generations = new Int32Array(data.rows);
  const turns = new Int32Array(data.rows * data.producers);
  let taken = 0;
  let discarded = 0;
  let reuses = 0;

  const deliver = (row: number, code: number): void => {
    data.delivered[(row * 256 + generations[row]) * 32 + code]++;
    if (inOrder(row)) {
      const producer = Math.floor((code - 1) / CODES_EACH);
      const turn = turns[row * data.producers + producer]++ % CODES_EACH;
      if (code !== 1 + producer * CODES_EACH + turn) {
        throw new Error(`row ${row}: code ${code} of producer ${producer} came at turn ${turn}`);
      }
    }
  };

  for (;;) {
    const over = Atomics.load(data.done, 0) === data.producers;
    let found = 0;
    for (let row = 0; row < data.rows; row++) {
      const waiting = length(entriesOf(Atomics.load(data.queues, row)));
      if (waiting === 0) {
        continue;
      }
      found += waiting;
      const choice = random();
      if (choice % 32 === 0 && generations[row] < LAST_GENERATION) {
        const left = entriesOf(reuse(data.queues, row));
        for (let k = 0; k < length(left); k++) {
          deliver(row, codeAt(left, k));
          discarded++;
        }
        generations[row]++;
        reuses++;
      } else {
        const k = inOrder(row) ? 0 : (choice >>> 8) % waiting;
        const code = takeAt(data.queues, row, k);
        if (code === 0) {
          throw new Error(`row ${row}: entry ${k} of ${waiting} (at most ${QUEUE_CAPACITY}) was gone`);
        }
        deliver(row, code);
        taken++;
      }
    }
    // Only a round that began after the last offer, and found nothing, is the last one.
    if (over && found === 0) {
      return { ok: 0, full: 0, stale: 0, taken, discarded, reuses };
    }
  }
}

/** In every other row the owner takes from the front alone, so that what it takes has an order to check. */
function inOrder(row: number): boolean {
  return row % 2 === 0;
}

const data = workerData as SoakData;
parentPort?.postMessage(data.producer === undefined ? own(data) : produce(data, data.producer));
