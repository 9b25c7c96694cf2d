import { isMainThread } from 'node:worker_threads';

/*
 * Loaded into a run by `npm run soak -- --leak N`: keeps so many bytes more in each hour, a little every second, on the
 * heap of the main thread. The soak must find that.
 */
const BYTES_PER_HOUR = Number(process.env.UESTORM_SOAK_LEAK);
const DOUBLE_BYTES = 8;

if (isMainThread) {
  const kept: number[][] = [];
  setInterval(
    () => kept.push(new Array<number>(Math.round(BYTES_PER_HOUR / 3600 / DOUBLE_BYTES)).fill(0.5)),
    1000,
  ).unref();
}
