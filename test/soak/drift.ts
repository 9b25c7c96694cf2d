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

/**
 * The straight line through the least reading of each block, by least squares: memory is given back now and then.
 *
 * @param from seconds at the beginning that do not count, in which everything finds its size
 * @throws RangeError if there are too few readings
 */
export function driftOf(readings: readonly Reading[], from: number): Drift {
  const end = readings.at(-1)?.at ?? 0;
  const length = (end - from) / BLOCKS;
  const points = Array.from({ length: BLOCKS }, (_, n) => {
    const inBlock = readings.filter(
      ({ at }) => at > from + n * length && at <= from + (n + 1) * length + 1e-9,
    );
    if (inBlock.length === 0)
      throw new RangeError(`drift: no reading from ${from + n * length} s, got ${readings.length} in all`);
    return {
      hours: (from + (n + 0.5) * length) / 3600,
      value: Math.min(...inBlock.map(({ value }) => value)),
    };
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

/** What something may gain in an hour. */
export interface Limit {
  /** So much is called no growth, even if it is sure. */
  readonly allowed: number;
  /** Growth by so much must be ruled out: a measurement that is too rough for that proves nothing. */
  readonly excluded: number;
}

/** Flat: it does not grow by `excluded`, as sure as the drift's interval is. */
export type Verdict = 'flat' | 'grows' | 'unclear';

export function judge({ perHour, half }: Drift, { allowed, excluded }: Limit): Verdict {
  if (perHour - half > 0 && perHour > allowed) return 'grows';
  return perHour + half < excluded ? 'flat' : 'unclear';
}
