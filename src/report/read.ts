import { z } from 'zod';
import { UsageError } from '../errors.js';
import { flag, invariants, number, object, procedures, rules, statistic, text } from './form.js';
import type { Result } from './result.js';

/*
 * Reads a result.json again. Only what a summary shows is looked at.
 */

const result = object({
  version: z.literal(1, 'expected version 1: it is of another version of uestorm'),
  status: z.enum(
    ['completed', 'interrupted', 'partial'],
    'expected a status: completed, interrupted or partial',
  ),
  machine: object({}),
  scenario: object({
    name: text,
    withoutRules: z.array(number, 'expected a list of numbers'),
    withoutGuards: z.array(text, 'expected a list of names'),
  }),
  seed: number,
  digest: text,
  engine: object({
    workers: number,
    regions: number,
    ues: number,
    clock: text,
    keys: text,
    simulatedSeconds: number,
    wallSeconds: number,
    setupSeconds: number,
    messagesPerSecond: number,
    proceduresPerSecond: number,
    bytesPerUe: number,
    peakRssBytes: number,
  }),
  load: object({ offered: number, refused: number, registered: number.nullable(), missing: number }),
  procedures,
  rules,
  invariants,
  thresholds: z.array(
    object({ expression: text, value: number.nullable(), ok: flag.nullable() }),
    'expected a list of thresholds',
  ),
  realTime: object({
    speed: number,
    windows: number,
    lateWindows: number,
    lateness: statistic,
    tooLate: flag,
    suspendedSeconds: number,
    steered: flag,
  }).optional(),
});

/** Problems that are named; the others have the same reason. */
const SHOWN_MAX = 3;

/**
 * Reads the text of a result.json.
 *
 * @param file what errors call it
 * @throws UsageError if it is no result
 */
export function parseResult(json: string, file: string): Result {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    const { message } = error as SyntaxError;
    throw new UsageError(`${file}: not JSON: ${message}; name a result.json of uestorm run --out`, {
      cause: error,
    });
  }
  const read = result.safeParse(value);
  if (read.success) return read.data as unknown as Result;
  const problems = read.error.issues
    .slice(0, SHOWN_MAX)
    .map(({ path, message }) => [path.join('.'), message].filter((part) => part !== '').join(': '));
  const more = read.error.issues.length - problems.length;
  if (more > 0) problems.push(`${more} more`);
  throw new UsageError(
    `${file}: no result of uestorm run: ${problems.join('; ')}; name a result.json of uestorm run --out`,
  );
}
