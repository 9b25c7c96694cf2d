/** Fewer values than this agree by chance. */
const VALUES_MIN = 10;

/** A cut is looked for in so much of a series, so that what is left of it never agrees by chance either. */
const LOOKED_AT = 3 / 4;

/** Where the beginning of a series ends that is not like the rest. */
export interface Truncation {
  /** Values to leave out. */
  readonly cut: number;
  /** False: the series is best cut in its second half, so it may not have come to rest at all. */
  readonly isSettled: boolean;
}

/**
 * MSER-m (White, Cobb and Spratt, A comparison of five steady-state truncation heuristics for simulation, WSC 2000):
 * leaves out as many values at the beginning as make the standard error of the mean of the rest smallest. That weighs
 * the bias of an early value against the precision that leaving it out costs. Where the second half of the series
 * would have to be touched, the rule says itself that the series is too short.
 *
 * @param series batch means in order of time, each of all that was observed in its part of a trial; null: nothing
 * was, and the part does not count
 */
export function truncate(series: readonly (number | null)[]): Truncation {
  const measured = series.flatMap((value, at) => (value === null ? [] : [{ value, at }]));
  const values = measured.map(({ value }) => value);
  const last = Math.min(values.length - VALUES_MIN, Math.floor(values.length * LOOKED_AT));
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let d = 0; d <= last; d++) {
    const error = squaredError(values.slice(d));
    if (error >= least) continue;
    least = error;
    best = d;
  }
  return { cut: best === 0 ? 0 : measured[best].at, isSettled: best <= values.length / 2 };
}

/** The square of the standard error of the mean, but for a factor that is 1 for many values. */
function squaredError(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const dust = Math.abs(mean) * ROUNDING;
  return values.reduce((sum, value) => sum + far(value - mean, dust) ** 2, 0) / values.length ** 2;
}

/** Values that differ by less, as a share of their mean, differ by rounding. */
const ROUNDING = 1e-12;

const far = (distance: number, dust: number): number => (Math.abs(distance) <= dust ? 0 : distance);
