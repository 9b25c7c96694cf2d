import { z } from 'zod';
import { duration, durationText, integer } from './fields.js';
import { MAX_DURATION_S } from './profile.js';
import { writeDuration } from './quantities.js';

/*
 * What comes at times that are known before, to those of a range: bursts of traffic, and faults.
 */

/** Repetitions are told apart by whole numbers of 32 bits over the longest run. */
const EVERY_MIN_S = 0.01;
const TIMES_MAX = 1_000_000;

const AT_BOUNDS = { min: 0, max: MAX_DURATION_S };
const AT = `expected ${durationText('a time', AT_BOUNDS)}, or a list of times`;
const time = duration('a time', AT_BOUNDS);

/** When it comes: a time, or a list of them. */
export const at = z.union([time.transform((one): readonly number[] => [one]), z.array(time).min(1, AT)], AT);

/** Time after which it comes again. */
export const every = duration('a time', { min: EVERY_MIN_S, max: MAX_DURATION_S }).nullable().prefault(null);

export const times = integer('how many times', 1, TIMES_MAX)
  .nullable()
  .prefault(null)
  .describe('How often it comes, with `every`; null: until the end of the run.');

interface Timed {
  readonly at: readonly number[];
  readonly every: number | null;
  readonly times: number | null;
}

/** Times of all of them together, repetitions not counted. */
export const countTimes = (all: readonly Pick<Timed, 'at'>[]): number =>
  all.reduce((sum, one) => sum + one.at.length, 0);

export const writeAt = ({ at }: Pick<Timed, 'at'>): unknown =>
  at.length === 1 ? writeDuration(at[0]) : at.map(writeDuration);

export const writeRepetition = ({ every, times }: Omit<Timed, 'at'>) => ({
  ...(every !== null && { every: writeDuration(every) }),
  ...(times !== null && { times }),
});

/**
 * The first and the last number of a range, as it is written: a number, or such as 0-31.
 *
 * @param error what was expected
 * @param digits that a number in a text may have
 * @param number what a number alone may be
 */
export function numberRange(error: string, digits: number, number: z.ZodInt = z.int(error).min(0, error)) {
  const pattern = new RegExp(`^(\\d{1,${digits}})(?:\\s?-\\s?(\\d{1,${digits}}))?$`);
  return z
    .union([number, z.string(error).regex(pattern, error)], error)
    .transform((written): readonly [number, number] => {
      const [, first, last = first] = pattern.exec(String(written)) ?? [];
      return [Number(first), Number(last)];
    })
    .refine(([first, last]) => first <= last, error);
}
