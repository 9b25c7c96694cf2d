import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../errors.js';
import { parseTimeseries, TIMESERIES_FILE } from './csv.js';
import { HLOG_FILE, type Logged, parseHlog } from './hlog.js';
import type { Distribution, Series } from './series.js';

/**
 * The time series that `run --out` left in a folder; null if there is none.
 *
 * @throws UsageError if one of the two files is missing, or is not what it should be
 */
export async function readSeries(dir: string): Promise<Series | null> {
  const [csv, hlog] = await Promise.all([TIMESERIES_FILE, HLOG_FILE].map((name) => read(join(dir, name))));
  if (csv === null && hlog === null) return null;
  if (csv === null || hlog === null) {
    const [here, missing] = csv === null ? [HLOG_FILE, TIMESERIES_FILE] : [TIMESERIES_FILE, HLOG_FILE];
    throw new UsageError(`${dir}: has ${here} and no ${missing}; run it again, or take the file away`);
  }
  const { paths, intervals } = parseTimeseries(csv, join(dir, TIMESERIES_FILE));
  const logged = byInterval(parseHlog(hlog, join(dir, HLOG_FILE)));
  return {
    paths,
    intervals: intervals.map((interval) => ({
      ...interval,
      distributions: logged.get(keyOf(interval.from)) ?? new Map(),
    })),
  };
}

async function read(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new UsageError(`${file}: cannot be read (${code}); make it readable, or take it away`, {
      cause: error,
    });
  }
}

/** The log has times to the millisecond. */
const keyOf = (from: number): string => from.toFixed(3);

function byInterval(logged: readonly Logged[]): Map<string, Map<string, Distribution>> {
  const intervals = new Map<string, Map<string, Distribution>>();
  for (const { from, path, distribution } of logged) {
    const key = keyOf(from);
    const paths = intervals.get(key) ?? new Map<string, Distribution>();
    paths.set(path, distribution);
    intervals.set(key, paths);
  }
  return intervals;
}
