import { MAX, SUM_HIGH, SUM_LOW } from '../measure/count.js';
import { HISTOGRAM_BUCKETS, highestEquivalent, indexOf } from '../measure/histogram.js';

/**
 * Reads one histogram of several writers (measure/histogram.ts) as Prometheus wants it, again and again: which buckets
 * lie below which bound is worked out once, and what is read is put where the last reading was.
 */
export class HistogramReader {
  /** By bound: values up to it. A value within 0.8 % under a bound may count above it. */
  readonly below: Float64Array;
  /** In seconds. */
  sum = 0;
  count = 0;
  /** By bound: the first bucket with values above it; then one for all buckets. */
  private readonly ends: Int32Array;

  /**
   * @param areas one per writer
   * @param unitSeconds seconds in one recorded unit: 1e-6 for µs, 1e-9 for ns
   * @param bounds upper bounds in seconds, ascending
   */
  constructor(
    private readonly areas: readonly Int32Array[],
    private readonly unitSeconds: number,
    bounds: readonly number[],
  ) {
    this.below = new Float64Array(bounds.length);
    this.ends = new Int32Array(bounds.length + 1).fill(HISTOGRAM_BUCKETS);
    let index = 0;
    for (const [n, bound] of bounds.entries()) {
      // Whole units: 0.00025 s / 1e-6 is 249.99999999999997.
      const units = Math.round(bound / unitSeconds);
      while (index < HISTOGRAM_BUCKETS && highestEquivalent(index) <= units) index++;
      this.ends[n] = index;
    }
  }

  /** Reads it anew. */
  read(): void {
    const { areas, below } = this;
    below.fill(0);
    let above = 0;
    let units = 0;
    for (const area of areas) {
      above += this.add(area);
      units += (area[SUM_HIGH] >>> 0) * 2 ** 32 + (area[SUM_LOW] >>> 0);
    }
    let seen = 0;
    for (let n = 0; n < below.length; n++) {
      seen += below[n];
      below[n] = seen;
    }
    this.count = seen + above;
    this.sum = units * this.unitSeconds;
  }

  /** Adds the counts between two bounds to those of the upper one; returns those above the last bound. */
  private add(area: Int32Array): number {
    const { ends, below } = this;
    // Most areas of a run are nearly empty: nothing lies above the bucket of the maximum.
    const top = indexOf(area[MAX]) + 1;
    let index = 0;
    for (let n = 0; ; n++) {
      const end = ends[n] < top ? ends[n] : top;
      const counts = total(area, index, end);
      index = end;
      if (n === below.length) return counts;
      below[n] += counts;
    }
  }
}

/** The counts of some buckets added up. Most are 0, so that eight at a time are passed over. */
function total(area: Int32Array, from: number, end: number): number {
  let sum = 0;
  let i = from;
  for (; i + 8 <= end; i += 8) {
    const any =
      area[i] |
      area[i + 1] |
      area[i + 2] |
      area[i + 3] |
      area[i + 4] |
      area[i + 5] |
      area[i + 6] |
      area[i + 7];
    if (any === 0) continue;
    sum += (area[i] >>> 0) + (area[i + 1] >>> 0) + (area[i + 2] >>> 0) + (area[i + 3] >>> 0);
    sum += (area[i + 4] >>> 0) + (area[i + 5] >>> 0) + (area[i + 6] >>> 0) + (area[i + 7] >>> 0);
  }
  for (; i < end; i++) sum += area[i] >>> 0;
  return sum;
}
