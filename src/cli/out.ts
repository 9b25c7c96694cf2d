import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ViolationLadder } from '../pages/run/ladders.js';
import type { Result } from '../report/result.js';
import { writeOut, writeResults } from '../report/write.js';
import type { Series } from '../series/series.js';

/** The final values of all metrics, in the text format of Prometheus. */
const METRICS_FILE = 'metrics.prom';

/** What a run leaves in the folder of --out. */
export interface Leavings {
  readonly result: Result;
  /** Null: it ended before there was one. */
  readonly series: Series | null;
  readonly metrics: string | null;
  /** The file of its trace, if there is one. */
  readonly trace: string | undefined;
}

/** Writes all of it. @throws UsageError if there is no room */
export async function writeLeavings(
  out: string,
  { result, series, metrics, trace }: Leavings,
): Promise<void> {
  // The page is worth nothing where the numbers that it is made of could not be written.
  writeResults(out, result);
  if (metrics !== null) writeOut(out, METRICS_FILE, metrics);
  // Loaded when they are needed: the library of histograms takes a while.
  const [{ formatTimeseries, TIMESERIES_FILE }, { formatHlog, HLOG_FILE }] = await Promise.all([
    import('../series/csv.js'),
    import('../series/hlog.js'),
  ]);
  const files: [string, (series: Series) => string][] = [
    [TIMESERIES_FILE, formatTimeseries],
    [HLOG_FILE, formatHlog],
  ];
  for (const [name, format] of files) {
    if (series !== null) writeOut(out, name, format(series));
    else await rm(join(out, name), { force: true });
  }
  await writePage(out, result, series, trace === undefined ? [] : await laddersIn(result, trace));
}

/** Writes report.html; resolves to its path. */
export async function writePage(
  out: string,
  result: Result,
  series: Series | null,
  ladders: readonly ViolationLadder[],
): Promise<string> {
  const { REPORT_FILE, runPage } = await import('../pages/run/page.js');
  writeOut(out, REPORT_FILE, runPage({ result, series, ladders }));
  return join(out, REPORT_FILE);
}

/** The trace that lies in the folder of a run, if there is one. */
export async function traceIn(dir: string): Promise<string | undefined> {
  const [name] = (await readdir(dir)).filter((file) => file.endsWith('.trace')).sort();
  return name === undefined ? undefined : join(dir, name);
}

/** The first violations of a run, from its trace; none where nothing was violated. */
export async function laddersIn({ invariants }: Result, trace: string): Promise<readonly ViolationLadder[]> {
  if (Object.values(invariants).every((count) => count === 0)) return [];
  const [{ ViolationLadders }, { readTrace }] = await Promise.all([
    import('../pages/run/ladders.js'),
    import('../trace/reader.js'),
  ]);
  const ladders = new ViolationLadders();
  await readTrace(trace, { event: (event) => ladders.add(event) });
  return ladders.list();
}
