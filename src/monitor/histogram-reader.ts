import { MAX, SUM_HIGH, SUM_LOW } from '../measure/count.js';
import { HISTOGRAM_BUCKETS, highestEquivalent, indexOf } from '../measure/histogram.js';

/** Buckets that are looked at together; divides their number. */
const TOGETHER = 8;

/**
 * Reads one histogram of several writers (measure/histogram.ts) as Prometheus wants it, again and again: which bucket
 * lies between which bounds is worked out once, and what is read is put where the last reading was.
 */
export class HistogramReader {
  /** By bound: values up to it. A value within 0.8 % under a bound may count above it. */
  readonly below: Float64Array;
  /** In seconds. */
  sum = 0;
  count = 0;
  /** By bucket: the first bound that none of its values exceeds, or the number of bounds. */
  private readonly bound: Uint8Array;
  /** By bound, and one more for the rest: values above the bound before. */
  private readonly between: Float64Array;

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
    this.between = new Float64Array(bounds.length + 1);
    // Whole units: 0.00025 s / 1e-6 is 249.99999999999997.
    const units = bounds.map((bound) => Math.round(bound / unitSeconds));
    let n = 0;
    this.bound = Uint8Array.from({ length: HISTOGRAM_BUCKETS }, (_, index) => {
      while (n < units.length && highestEquivalent(index) > units[n]) n++;
      return n;
    });
  }

  /** Reads it anew. */
  read(): void {
    const { areas, below, between } = this;
    between.fill(0);
    let units = 0;
    for (const area of areas) {
      this.add(area);
      units += (area[SUM_HIGH] >>> 0) * 2 ** 32 + (area[SUM_LOW] >>> 0);
    }
    this.sum = units * this.unitSeconds;
    let seen = 0;
    for (let n = 0; n < below.length; n++) {
      seen += between[n];
      below[n] = seen;
    }
    this.count = seen + between[below.length];
  }

  private add(area: Int32Array): void {
    const { bound, between } = this;
    // Most areas of a run are nearly empty: nothing lies above the bucket of the maximum. Of the others nine buckets in
    // ten are, and of the rest most have neighbours between the same bounds.
    const top = indexOf(area[MAX]);
    for (let i = 0; i <= top; i += TOGETHER) {
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
      const n = bound[i];
      if (n === bound[i + TOGETHER - 1]) {
        between[n] += (area[i] >>> 0) + (area[i + 1] >>> 0) + (area[i + 2] >>> 0) + (area[i + 3] >>> 0);
        between[n] += (area[i + 4] >>> 0) + (area[i + 5] >>> 0) + (area[i + 6] >>> 0) + (area[i + 7] >>> 0);
      } else {
        for (let k = i; k < i + TOGETHER; k++) between[bound[k]] += area[k] >>> 0;
      }
    }
  }
}
