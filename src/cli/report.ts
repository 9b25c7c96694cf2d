import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { UsageError } from '../errors.js';
import { parseResult } from '../report/read.js';
import type { Result } from '../report/result.js';
import { RESULT_FILE } from '../report/write.js';
import { evaluateThreshold, parseThreshold } from '../results/thresholds.js';
import { exitStatus } from './exit.js';
import { type Deps, printResult } from './run.js';
import { EXIT } from './statuses.js';

/** As on the command line. */
export interface ReportFlags {
  readonly json?: boolean;
  readonly threshold?: readonly string[];
  readonly allowUnmeasured?: boolean;
  readonly html?: boolean;
}

/**
 * `uestorm report`: shows a result again as the run did, judged by more thresholds if there are any. Resolves to the
 * exit status that the run would have had.
 */
export async function reportCommand(place: string, flags: ReportFlags, deps: Deps): Promise<number> {
  const more = (flags.threshold ?? []).map(parseThreshold);
  const result = parseResult(await readResultText(place, deps), place === '-' ? 'standard input' : place);
  const thresholds = [...result.thresholds, ...more.map((threshold) => evaluateThreshold(threshold, result))];
  const judged: Result = { ...result, thresholds };
  if (flags.html) deps.stdout.write(`${await renderAgain(place, judged)}\n`);
  else printResult(judged, flags, deps);
  return judged.status === 'partial' ? EXIT.internal : exitStatus(judged, flags);
}

/** Writes report.html from what a run left; resolves to its path. */
async function renderAgain(place: string, result: Result): Promise<string> {
  const isDirectory = place !== '-' && (await stat(place)).isDirectory();
  if (!isDirectory) {
    throw new UsageError(
      `--html: ${place} is no directory; name the one of uestorm run --out, the page is put there`,
    );
  }
  const [{ laddersIn, traceIn, writePage }, { readSeries }] = await Promise.all([
    import('./out.js'),
    import('../series/read.js'),
  ]);
  const trace = await traceIn(place);
  const ladders = trace === undefined ? [] : await laddersIn(result, trace);
  return writePage(place, result, await readSeries(place), ladders);
}

/** @param place a result.json, the directory that it lies in, or - for standard input */
export async function readResultText(place: string, { stdin }: Deps): Promise<string> {
  if (place === '-') return text((stdin ?? process.stdin) as AsyncIterable<Uint8Array>);
  try {
    return await readFile(place, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EISDIR') throw error;
      return readFile(join(place, RESULT_FILE), 'utf8');
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = message.replace(/^\w+: /, '').replace(/,.*$/, '');
    throw new UsageError(
      `${place}: cannot read a result there: ${reason} (${code}); name a result.json, or the directory of uestorm run --out`,
      { cause: error },
    );
  }
}
