import { CONFIDENCE, studentQuantile } from '../../src/capacity/statistics/student.js';

/** Something that was measured again and again. */
export interface Reading {
  /** Wall seconds since the run began. */
  readonly at: number;
  readonly value: number;
}

/** How something grows: what it gains in an hour, and the interval that holds that with 95 % confidence. */
export interface Drift {
  readonly perHour: number;
  readonly half: number;
}

/** Blocks that readings are taken together in, so that saw teeth of a garbage collector are none. */
const BLOCKS = 12;
/** Share of the time at the beginning in which everything finds its size. */
const WARM_UP = 0.25;

/**
 * The straight line through one reading of each block after the warm-up, by least squares.
 *
 * @param choose which one: the least, of memory that is given back now and then
 * @throws RangeError if there are too few readings
 */
export function driftOf(
  readings: readonly Reading[],
  choose: (values: readonly number[]) => number = (values) => Math.min(...values),
): Drift {
  const end = readings.at(-1)?.at ?? 0;
  const from = WARM_UP * end;
  const length = (end - from) / BLOCKS;
  const points = Array.from({ length: BLOCKS }, (_, n) => {
    const inBlock = readings.filter(
      ({ at }) => at > from + n * length && at <= from + (n + 1) * length + 1e-9,
    );
    if (inBlock.length === 0)
      throw new RangeError(`drift: no reading from ${from + n * length} s, got ${readings.length} in all`);
    return { hours: (from + (n + 0.5) * length) / 3600, value: choose(inBlock.map(({ value }) => value)) };
  });
  return slopeOf(points);
}

function slopeOf(points: readonly { readonly hours: number; readonly value: number }[]): Drift {
  const mean = (of: (point: (typeof points)[number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const hours = mean((point) => point.hours);
  const value = mean((point) => point.value);
  const spread = points.reduce((sum, point) => sum + (point.hours - hours) ** 2, 0);
  const perHour =
    points.reduce((sum, point) => sum + (point.hours - hours) * (point.value - value), 0) / spread;
  const left = points.reduce(
    (sum, point) => sum + (point.value - value - perHour * (point.hours - hours)) ** 2,
    0,
  );
  const df = points.length - 2;
  const half = studentQuantile(df, (1 + CONFIDENCE) / 2) * Math.sqrt(left / df / spread);
  return { perHour, half };
}

/** Whether something surely grows, and by more than `allowed` in an hour. */
export const grows = ({ perHour, half }: Drift, allowed: number): boolean =>
  perHour - half > 0 && perHour > allowed;
