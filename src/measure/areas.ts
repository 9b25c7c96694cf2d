import { MAX, SUM_HIGH, SUM_LOW } from './count.js';
import { HISTOGRAM_WORDS, highestEquivalent, indexOf } from './histogram.js';

/** Adds the counts of an area (histogram.ts) to another one that has no other writer. */
export function addArea(into: Int32Array, area: Int32Array): void {
  // Nothing lies above the bucket of the maximum.
  const top = indexOf(area[MAX]);
  for (let index = 0; index <= top; index++) into[index] += area[index];
  writeSum(into, sumOf(into) + sumOf(area));
  into[MAX] = Math.max(into[MAX], area[MAX]);
}

/**
 * What was counted in an area between two copies of it. Its maximum is as good as its bucket: the highest value that
 * the highest bucket with a count stands for, but none above the later maximum.
 */
export function differenceOf(later: Int32Array, earlier: Int32Array): Int32Array {
  const area = new Int32Array(HISTOGRAM_WORDS);
  const last = indexOf(later[MAX]);
  let top = -1;
  for (let index = 0; index <= last; index++) {
    area[index] = later[index] - earlier[index];
    if (area[index] !== 0) top = index;
  }
  writeSum(area, sumOf(later) - sumOf(earlier));
  if (top >= 0) area[MAX] = Math.min(highestEquivalent(top), later[MAX]);
  return area;
}

function sumOf(area: Int32Array): number {
  return (area[SUM_HIGH] >>> 0) * 2 ** 32 + (area[SUM_LOW] >>> 0);
}

function writeSum(area: Int32Array, sum: number): void {
  area[SUM_LOW] = (sum % 2 ** 32) | 0;
  area[SUM_HIGH] = Math.floor(sum / 2 ** 32) | 0;
}
