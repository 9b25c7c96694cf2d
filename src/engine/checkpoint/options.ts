import { UsageError } from '../../errors.js';
import { reasonOf } from '../../files.js';
import { createDirectory } from '../../report/write.js';
import { readSeconds } from '../../scenario/effective.js';
import { numbersIn } from './folder.js';

/** A wall time between checkpoints that loses little, and costs less. */
export const EVERY_DEFAULT = '10m';

/**
 * Wall seconds from one checkpoint to the next, as a number or as written on a command line.
 *
 * @throws UsageError unless it is a duration above 0
 */
export function readEvery(written: number | string): number {
  const seconds = readSeconds(written);
  if (seconds > 0) return seconds;
  throw new UsageError(
    `checkpoint-every: expected a duration above 0 such as 90s or 10m, got ${JSON.stringify(written)}`,
  );
}

/** Traces are written beside the regions, and do not go back with them. @throws UsageError */
export function refuseTrace(trace: unknown): void {
  if (trace === undefined) return;
  throw new UsageError('--trace: a run with --checkpoint leaves no trace; leave one of the two out');
}

/** Creates the folder for the checkpoints of a run. @throws UsageError if it holds those of another one */
export function prepareFolder(folder: string): void {
  let found: readonly number[];
  try {
    createDirectory(folder);
    found = numbersIn(folder);
  } catch (error) {
    throw new UsageError(
      `--checkpoint ${folder}: cannot be written to: ${reasonOf(error)}; name a directory that can be written`,
      { cause: error },
    );
  }
  if (found.length === 0) return;
  throw new UsageError(
    `--checkpoint ${folder}: there are checkpoints of a run; uestorm resume ${folder} goes on with it, or name another directory`,
  );
}
