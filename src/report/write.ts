import { mkdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../errors.js';
import { NewFile, reasonOf, writeNew } from '../files.js';
import { formatJson } from '../format/data.js';
import type { Result } from './result.js';

/** The one file that holds everything; see `Result` for its fields and units. */
export const RESULT_FILE = 'result.json';

/** The text of result.json, as `--json` prints it and `--out` writes it. */
export function formatResult(result: Result): string {
  return formatJson(result);
}

/**
 * Creates the directory for `--out` and proves, by writing a file there, that results can be put into it: a run
 * of an hour must not end with a result that has no place.
 *
 * @throws UsageError if it cannot be created or written to.
 */
export function prepareOut(dir: string): void {
  try {
    createDirectory(resolve(dir));
    new NewFile(join(dir, RESULT_FILE)).abandon();
  } catch (error) {
    throw cannotWrite(dir, error);
  }
}

/** As `mkdir -p`. (Node's own recursive form never returns where a parent refuses with ENOENT, as /proc does.) */
export function createDirectory(dir: string): void {
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory()) return;
  if (dirname(dir) !== dir) createDirectory(dirname(dir));
  mkdirSync(dir);
}

/**
 * Writes `result.json` into `dir`, in place of an earlier one.
 *
 * @throws UsageError if the disk is full or the directory has gone.
 */
export function writeResults(dir: string, result: Result): void {
  writeOut(dir, RESULT_FILE, formatResult(result));
}

/**
 * Writes a file into `dir`, in place of an earlier one. It is written beside its place and renamed, so a reader sees
 * the whole of the old one or the whole of the new one.
 *
 * @throws UsageError if the disk is full or the directory has gone.
 */
export function writeOut(dir: string, name: string, text: string): void {
  try {
    writeNew(join(dir, name), text);
  } catch (error) {
    throw cannotWrite(dir, error, `${name} `);
  }
}

function cannotWrite(dir: string, error: unknown, what = ''): UsageError {
  return new UsageError(
    `--out ${dir}: cannot write ${what}there: ${reasonOf(error)}; name a directory that can be written`,
    { cause: error },
  );
}
