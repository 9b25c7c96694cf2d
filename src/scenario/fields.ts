import { z } from 'zod';
import {
  COUNT_PATTERN,
  DURATION_PATTERN,
  readCount,
  readDuration,
  readShare,
  SHARE_PATTERN,
  writeDuration,
} from './quantities.js';

/*
 * The kinds of fields that a scenario is made of. Every one says what it expects in its own words; the loader
 * adds what it got, the path and the line (load.ts).
 */

/** Bounds of a duration in seconds, both included. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

const expected = (text: string): string => `expected ${text}`;

/** A number that has to lie in a range; a `what` reads "a rate per UE and hour". */
export function number(what: string, min: number, max: number) {
  const tooLow = expected(`${what} >= ${min}`);
  return z
    .number(tooLow)
    .min(min, tooLow)
    .max(max, expected(`${what} <= ${max}`));
}

export function integer(what: string, min: number, max: number) {
  const error = expected(`${what}, a whole number from ${min} to ${max}`);
  return z.int(error).min(min, error).max(max, error);
}

/** A whole number that may be large: `250k`, `1M` or plain digits. */
export function count(what: string, min: number, max: number) {
  const error = expected(`${what}, a whole number from ${min} to ${max} such as 250000, 250k or 1M`);
  return z
    .union([z.int(error).min(min, error).max(max, error), z.string().regex(COUNT_PATTERN, error)], error)
    .transform(readCount)
    .refine((value) => Number.isInteger(value) && value >= min && value <= max, error);
}

/** A fraction of one, or a percentage; `above` 0 asks for more than nothing. */
export function share(what: string, above = false) {
  const error = expected(
    `${what} ${above ? 'above 0 and up to 1' : 'from 0 to 1'}, or a percentage such as 5%`,
  );
  return z
    .union([z.number(error).min(0, error).max(1, error), z.string().regex(SHARE_PATTERN, error)], error)
    .transform(readShare)
    .refine((value) => value <= 1 && (above ? value > 0 : value >= 0), error);
}

/** `1h30m`, `250ms`, or a number of seconds; rounded to whole µs. */
export function duration(what: string, bounds: Bounds) {
  const error = expected(durationText(what, bounds));
  return writtenDuration(error).refine((value) => value >= bounds.min && value <= bounds.max, error);
}

export function durationText(what: string, { min, max }: Bounds): string {
  const example = max <= 1 ? '20ms' : max <= 60 ? '5s' : '10m';
  return `${what} from ${writeDuration(min)} to ${writeDuration(max)}, such as ${example} or a number of seconds`;
}

/** A duration whose bounds somebody else checks. */
export function writtenDuration(error: string) {
  return z.union([z.number(error), z.string().regex(DURATION_PATTERN, error)], error).transform(readDuration);
}

/** A map with these keys and no others, which is all defaults where the file does not have it. */
export function group<Shape extends z.core.$ZodShape>(what: string, shape: Shape) {
  return strict(what, shape).prefault({} as never);
}

/** A map with these keys and no others. */
export function strict<Shape extends z.core.$ZodShape>(what: string, shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? undefined : expected(`a map of ${what}`)),
  });
}

/** One field per name, made from what a table says about it. */
export function fieldsOf<Name extends string, Entry, Field>(
  table: Readonly<Record<Name, Entry>>,
  make: (entry: Entry, name: Name) => Field,
): Record<Name, Field> {
  const entries = Object.entries(table) as [Name, Entry][];
  return Object.fromEntries(entries.map(([name, entry]) => [name, make(entry, name)])) as Record<Name, Field>;
}
