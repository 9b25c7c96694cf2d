import {
  count,
  HALF_COUNT,
  HALF_MAGNITUDE,
  HISTOGRAM_BUCKETS,
  HISTOGRAM_MAX_VALUE,
  HISTOGRAM_WORDS,
  MAX,
  SUB_BUCKETS_MASK,
  SUM_HIGH,
  SUM_LOW,
} from './count.js';
import type { Statistic } from './statistic.js';

export { HISTOGRAM_BUCKETS, HISTOGRAM_MAX_VALUE, HISTOGRAM_WORDS } from './count.js';

/**
 * Latency counts as plain words in shared memory, one writer per area.
 *
 * The buckets are those of HdrHistogram with a lowest discernible value of 1 and two significant digits, so a
 * count can be handed to hdr-histogram-js without loss (see hdr.ts); recording here costs a few nanoseconds, in
 * the library over a hundred. Values are integers from 0 to 2³¹ − 1 in any unit (µs or ns); a larger one counts
 * as 2³¹ − 1. Up to 255 every value has a bucket of its own, above that a bucket spans less than 0.8 % of its
 * values:
 *
 *     index     0 … 255   256 … 383   384 … 511   …   3072 … 3199
 *     width           1           2           4   …          2²³
 *     from            0         256         512   …          2³⁰
 *
 * An area is HISTOGRAM_WORDS words, all 0 at the start:
 *
 *     0                                    3200      3201       3202    3203 … 3231
 *     ┌────────────────────────────────────┬─────────┬──────────┬───────┬────────────────┐
 *     │ one unsigned count per bucket      │ sum low │ sum high │  max  │ unused         │
 *     └────────────────────────────────────┴─────────┴──────────┴───────┴────────────────┘
 *
 * Stores are plain: whoever reads while the writer goes on sees a count or two less, and, within the instant in
 * which the low word of the sum carries, a sum that is 2³² units off. Areas are whole cache lines, so the areas
 * of two writers side by side share none as long as the first starts on one.
 */

/** The bucket that a value ≥ 0 counts in; of a fraction only the whole part matters. */
export function indexOf(value: number): number {
  const whole = value > HISTOGRAM_MAX_VALUE ? HISTOGRAM_MAX_VALUE : value | 0;
  const shift = 24 - Math.clz32(whole | SUB_BUCKETS_MASK);
  return (shift << HALF_MAGNITUDE) + (whole >>> shift);
}

/** By how many bits the values of a bucket are shifted: its width is 2 to this power. */
function shiftOf(index: number): number {
  return index < HALF_COUNT ? 0 : (index >>> HALF_MAGNITUDE) - 1;
}

/** The lowest value that counts in a bucket. */
export function lowestEquivalent(index: number): number {
  const shift = shiftOf(index);
  return (index - (shift << HALF_MAGNITUDE)) << shift;
}

/** The highest value that counts in a bucket. */
export function highestEquivalent(index: number): number {
  return lowestEquivalent(index) + ((1 << shiftOf(index)) - 1);
}

/**
 * Counts one value in the area that starts at word `offset`. Only the area's one writer may call it.
 *
 * @throws RangeError if the value is negative or not a number: it would count outside the area.
 */
export function record(words: Int32Array, offset: number, value: number): void {
  if (!(value >= 0)) {
    throw new RangeError(
      `histogram: expected a value ≥ 0 to record, got ${value}; check the clock it came from`,
    );
  }
  count(words, offset, value > HISTOGRAM_MAX_VALUE ? HISTOGRAM_MAX_VALUE : value | 0);
}

/** The view of one area in a larger block, as the readers below want it. */
export function areaOf(words: Int32Array, offset: number): Int32Array {
  return words.subarray(offset, offset + HISTOGRAM_WORDS);
}

/** The areas of several writers added up; values in the unit they were recorded in. */
export interface Counts {
  /** One count per bucket. */
  readonly buckets: Float64Array;
  readonly count: number;
  readonly sum: number;
  /** The largest value recorded, exactly; 0 if there is none. */
  readonly max: number;
}

/**
 * @param buckets where the counts go, for who merges again and again; what it holds is overwritten
 * @throws RangeError if an area does not have HISTOGRAM_WORDS words.
 */
export function merge(
  areas: readonly Int32Array[],
  buckets: Float64Array = new Float64Array(HISTOGRAM_BUCKETS),
): Counts {
  buckets.fill(0);
  let total = 0;
  let sum = 0;
  let max = 0;
  for (const [position, area] of areas.entries()) {
    if (area.length !== HISTOGRAM_WORDS) {
      throw new RangeError(
        `histogram: expected areas of ${HISTOGRAM_WORDS} words, area ${position} has ${area.length}; use areaOf()`,
      );
    }
    // Most areas of a run are nearly empty: nothing lies above the bucket of the maximum.
    const top = indexOf(area[MAX]);
    for (let index = 0; index <= top; index++) {
      const here = area[index] >>> 0;
      buckets[index] += here;
      total += here;
    }
    sum += (area[SUM_HIGH] >>> 0) * 2 ** 32 + (area[SUM_LOW] >>> 0);
    max = Math.max(max, area[MAX]);
  }
  return { buckets, count: total, sum, max };
}

/**
 * The value that the given share of all values does not exceed, as HdrHistogram defines it (the highest value of
 * the bucket where that share is reached), but never above the largest value recorded.
 *
 * @param permille the share in thousandths, so that p999 is an integer and its rank exact
 */
export function percentile(counts: Counts, permille: number): number {
  const rank = Math.max(1, Math.ceil((counts.count * permille) / 1000));
  let seen = 0;
  for (let index = 0; index < HISTOGRAM_BUCKETS; index++) {
    seen += counts.buckets[index];
    if (seen >= rank) {
      return Math.min(highestEquivalent(index), counts.max);
    }
  }
  return counts.max;
}

/**
 * The statistic over the areas of several writers, in seconds. Mean and maximum are exact, percentiles within 0.8 %.
 *
 * @param unitSeconds seconds in one recorded unit: 1e-6 for µs, 1e-9 for ns
 */
export function statistic(areas: readonly Int32Array[], unitSeconds: number): Statistic {
  const counts = merge(areas);
  if (counts.count === 0) {
    return { count: 0, mean: null, p50: null, p90: null, p99: null, p999: null, max: null };
  }
  return {
    count: counts.count,
    mean: (counts.sum / counts.count) * unitSeconds,
    p50: percentile(counts, 500) * unitSeconds,
    p90: percentile(counts, 900) * unitSeconds,
    p99: percentile(counts, 990) * unitSeconds,
    p999: percentile(counts, 999) * unitSeconds,
    max: counts.max * unitSeconds,
  };
}
