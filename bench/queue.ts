import { generationOf, offer, takeAt } from '../src/engine/requests/queue.js';
import { push, removeAt } from '../src/model/queue-word.js';
import { type BenchResult, nanoseconds } from './measure.js';

const ROWS = 4096;
/** As in the engine: a row is 128 bytes, its queue one word of it. */
const ROW_WORDS = 32;

/** An entry in and out again, in a row by its owner and in a queue that threads share, all of it in the cache. */
export async function bench(): Promise<BenchResult[]> {
  const words = new Int32Array(new SharedArrayBuffer(ROWS * ROW_WORDS * 4));
  const shared = new BigUint64Array(new SharedArrayBuffer(ROWS * 8));
  return [
    nanoseconds('queue: push and removeAt', ROWS, () => {
      for (let row = 0; row < words.length; row += ROW_WORDS) {
        push(words, row, 5);
        removeAt(words, row, 0);
      }
    }),
    nanoseconds('queue: offer and takeAt', ROWS, () => {
      for (let row = 0; row < ROWS; row++) {
        offer(shared, row, generationOf(shared[row]), 5);
        takeAt(shared, row, 0);
      }
    }),
  ];
}
