import { generationOf, offer, push, removeAt, takeAt } from '../src/engine/requests/queue.js';
import { type BenchResult, nanoseconds } from './measure.js';

const ROWS = 4096;
/** As in the engine: a row is 128 bytes, its queue one word of it. */
const ROW_WORDS = 32;

/** An entry in and out again, by the owner alone and as if other threads were there, on rows in the cache. */
export async function bench(): Promise<BenchResult[]> {
  const words = new Int32Array(new SharedArrayBuffer(ROWS * ROW_WORDS * 4));
  return [
    nanoseconds('queue: push and removeAt', ROWS, () => {
      for (let row = 0; row < words.length; row += ROW_WORDS) {
        push(words, row, 5);
        removeAt(words, row, 0);
      }
    }),
    nanoseconds('queue: offer and takeAt', ROWS, () => {
      for (let row = 0; row < words.length; row += ROW_WORDS) {
        offer(words, row, generationOf(words[row]), 5);
        takeAt(words, row, 0);
      }
    }),
  ];
}
