/*
 * What a run counted, interval by interval of simulated time: what timeseries.csv and latency.hlog hold. Counts and
 * times have the paths that they have in result.json, so `rules.6.holds` here adds up to `rules.6.holds` there.
 */

/** Values and how often each came, the smallest first; values in µs, within 0.8 %. */
export interface Distribution {
  readonly values: readonly number[];
  readonly counts: readonly number[];
}

export interface Interval {
  /** Simulated seconds. */
  readonly from: number;
  readonly to: number;
  /** In the order of the series' paths. */
  readonly counts: readonly number[];
  /** By path, such as `rules.6.hold`; only those with a value. */
  readonly distributions: ReadonlyMap<string, Distribution>;
}

export interface Series {
  /** What is counted. */
  readonly paths: readonly string[];
  /** One after the other, without a gap. */
  readonly intervals: readonly Interval[];
}

export const NO_VALUES: Distribution = { values: [], counts: [] };

/** Several distributions together. */
export function together(parts: readonly Distribution[]): Distribution {
  const all = new Map<number, number>();
  for (const { values, counts } of parts) {
    values.forEach((value, n) => {
      all.set(value, (all.get(value) ?? 0) + counts[n]);
    });
  }
  const values = [...all.keys()].sort((a, b) => a - b);
  return { values, counts: values.map((value) => all.get(value) ?? 0) };
}

export function total({ counts }: Distribution): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The value that a share of all does not exceed, in µs; null where there is none. */
export function quantile(distribution: Distribution, share: number): number | null {
  const { values, counts } = distribution;
  const rank = Math.max(1, Math.ceil(total(distribution) * share));
  let seen = 0;
  for (let n = 0; n < values.length; n++) {
    seen += counts[n];
    if (seen >= rank) return values[n];
  }
  return null;
}

/** How many exceed a value in µs. */
export function above({ values, counts }: Distribution, value: number): number {
  return values.reduce((sum, each, n) => (each > value ? sum + counts[n] : sum), 0);
}

/** A distribution over the whole run. */
export function distributionOf({ intervals }: Series, path: string): Distribution {
  return together(intervals.map(({ distributions }) => distributions.get(path) ?? NO_VALUES));
}

/** A count, by interval; zeros where the series does not have it. */
export function countsOf({ paths, intervals }: Series, path: string): number[] {
  const n = paths.indexOf(path);
  return intervals.map(({ counts }) => (n < 0 ? 0 : counts[n]));
}
