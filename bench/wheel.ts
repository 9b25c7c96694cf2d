import { TICK_US, WHEEL_WORDS, Wheel } from '../src/engine/region/wheel.js';
import { DUE, NEXT, NODE_WORDS } from '../src/model/layout.js';
import { type BenchResult, nanoseconds } from './measure.js';

const NODES = 4096;
/** Node 0 means none. */
const FIRST = WHEEL_WORDS + NODE_WORDS;

/** Nodes in and out of a wheel, by stopping them and by letting their time come, in the cache. */
export async function bench(): Promise<BenchResult[]> {
  const w = new Int32Array(FIRST + NODES * NODE_WORDS);
  const wheel = new Wheel(w, 0);
  const end = FIRST + NODES * NODE_WORDS;
  let tick = 0;
  const insertAll = () => {
    for (let m = FIRST, at = tick; m < end; m += NODE_WORDS) {
      at = tick + 1 + ((at * 31 + 7) & 511);
      w[m + DUE] = at * TICK_US;
      wheel.insert(m, at);
    }
  };
  return [
    nanoseconds('wheel: insert and remove', NODES, () => {
      insertAll();
      for (let m = FIRST; m < end; m += NODE_WORDS) wheel.remove(m);
    }),
    nanoseconds('wheel: insert, and take when due', NODES, () => {
      insertAll();
      let taken = 0;
      while (taken < NODES) {
        tick = wheel.next(tick, tick + 2048);
        for (let m = wheel.take(tick); m !== 0; m = w[m + NEXT]) taken++;
      }
    }),
  ];
}
