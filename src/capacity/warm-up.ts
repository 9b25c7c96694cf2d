/** Values in a batch: MSER-5. */
const BATCH = 5;

/** Fewer batches than this agree by chance. */
const BATCHES_MIN = 5;

/** Where the beginning of a series ends that is not like the rest. */
export interface Truncation {
  /** Values to leave out. */
  readonly cut: number;
  /** False: the series is best cut in its second half, so it may not have come to rest at all. */
  readonly isSettled: boolean;
}

/**
 * MSER-5 (White, Cobb and Spratt, A comparison of five steady-state truncation heuristics for simulation, WSC 2000):
 * means of five values each, and of these as many left out at the beginning as make the standard error of the mean of
 * the rest smallest. That weighs the bias of an early value against the precision that leaving it out costs. Where
 * the second half of the series would have to be touched, the rule says itself that the series is too short.
 *
 * @param series in order of time; values that were not measured are null, and do not count
 */
export function truncate(series: readonly (number | null)[]): Truncation {
  const batches = batchesOf(series);
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let d = 0; d <= batches.length - BATCHES_MIN; d++) {
    const error = squaredError(batches.slice(d).map(({ mean }) => mean));
    if (error >= least) continue;
    least = error;
    best = d;
  }
  if (best === 0) return { cut: 0, isSettled: true };
  return { cut: batches[best].from, isSettled: best <= batches.length / 2 };
}

interface Batch {
  readonly mean: number;
  /** Where it begins in the series. */
  readonly from: number;
}

function batchesOf(series: readonly (number | null)[]): Batch[] {
  const measured = series.flatMap((value, at) => (value === null ? [] : [{ value, at }]));
  return Array.from({ length: Math.floor(measured.length / BATCH) }, (_, b) => {
    const batch = measured.slice(b * BATCH, (b + 1) * BATCH);
    return { mean: meanOf(batch.map(({ value }) => value)), from: batch[0].at };
  });
}

/** The square of the standard error of the mean, but for a factor that is 1 for many values. */
function squaredError(values: readonly number[]): number {
  const mean = meanOf(values);
  const dust = Math.abs(mean) * ROUNDING;
  return values.reduce((sum, value) => sum + far(value - mean, dust) ** 2, 0) / values.length ** 2;
}

/** Values that differ by less, as a share of their mean, differ by rounding. */
const ROUNDING = 1e-12;

const far = (distance: number, dust: number): number => (Math.abs(distance) <= dust ? 0 : distance);

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
