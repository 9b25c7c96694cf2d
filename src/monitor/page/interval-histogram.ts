import {
  type Counts,
  HISTOGRAM_BUCKETS,
  highestEquivalent,
  merge,
  percentile,
} from '../../measure/histogram.js';
import type { Percentiles } from './protocol.js';

const US = 1e-6;

/**
 * What several writers counted in one histogram (µs) since it was read the last time. It is read twice a second for as long
 * as a run goes on, so what it reads into is made once.
 */
export class IntervalHistogram {
  /** All that was counted until the last reading, and what the next one is read into. */
  private before: Float64Array = new Float64Array(HISTOGRAM_BUCKETS);
  private spare: Float64Array = new Float64Array(HISTOGRAM_BUCKETS);
  private readonly fresh: Float64Array = new Float64Array(HISTOGRAM_BUCKETS);
  private total = 0;
  private now: Counts = { buckets: this.fresh, count: 0, sum: 0, max: 0 };

  /** @param areas one per writer */
  constructor(private readonly areas: readonly Int32Array[]) {}

  /** Reads it anew. */
  read(): void {
    const { before, spare, fresh, total } = this;
    const { buckets, count, sum, max } = merge(this.areas, spare);
    // Where nothing came nobody looks at the buckets.
    if (count !== total)
      for (let n = 0; n < fresh.length; n++) fresh[n] = Math.max(0, buckets[n] - before[n]);
    this.now = { buckets: fresh, count: count - total, sum, max };
    this.before = spare;
    this.spare = before;
    this.total = count;
  }

  percentiles(): Percentiles {
    const { now } = this;
    if (now.count <= 0) return null;
    return [percentile(now, 500) * US, percentile(now, 990) * US, percentile(now, 999) * US];
  }

  /** Values by class: those up to each bound (s), and those above all. Null: there are none. */
  classes(bounds: readonly number[]): number[] | null {
    const { buckets, count } = this.now;
    if (count <= 0) return null;
    const counts = new Array<number>(bounds.length + 1).fill(0);
    let at = 0;
    for (let index = 0; index < buckets.length; index++) {
      if (buckets[index] === 0) continue;
      while (at < bounds.length && highestEquivalent(index) * US > bounds[at]) at++;
      counts[at] += buckets[index];
    }
    return counts;
  }
}
