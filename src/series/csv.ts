import { UsageError } from '../errors.js';
import { formatCsv } from '../format/data.js';
import { type Interval, NO_VALUES, quantile, type Series } from './series.js';

/** The time series of a run, a line per interval. */
export const TIMESERIES_FILE = 'timeseries.csv';

const TIMES = ['from_s', 'to_s'] as const;
/** Of each distribution, in seconds; nothing where there was no value. */
const QUANTILES = [
  ['p50', 0.5],
  ['p99', 0.99],
  ['p999', 0.999],
  ['max', 1],
] as const;

/** Columns: from_s, to_s, every count by its path, then `rules.6.hold.p50` and the like. */
export function formatTimeseries({ paths, intervals }: Series): string {
  const shown = [...new Set(intervals.flatMap(({ distributions }) => [...distributions.keys()]))].sort();
  const head = [...TIMES, ...paths, ...shown.flatMap((path) => QUANTILES.map(([name]) => `${path}.${name}`))];
  const rows = intervals.map(({ from, to, counts, distributions }) => [
    ...[from, to],
    ...counts,
    ...shown.flatMap((path) =>
      QUANTILES.map(([, share]) => secondsOf(quantile(distributions.get(path) ?? NO_VALUES, share))),
    ),
  ]);
  return formatCsv([head, ...rows]);
}

const secondsOf = (us: number | null): number | null => (us === null ? null : us / 1e6);

/**
 * The times and counts of a timeseries.csv; latency.hlog has the distributions.
 *
 * @param file what errors call it
 * @throws UsageError if it is none
 */
export function parseTimeseries(text: string, file: string): Series {
  const [head = '', ...lines] = text.trimEnd().split('\n');
  const names = head.split(',');
  if (names[0] !== TIMES[0] || names[1] !== TIMES[1]) throw wrong(file, 1);
  const kept = names.flatMap((name, column) =>
    column >= TIMES.length && !QUANTILES.some(([quantile]) => name.endsWith(`.${quantile}`)) ? [column] : [],
  );
  const intervals = lines.map((line, n): Interval => {
    const fields = line.split(',').map((field) => (field === '' ? Number.NaN : Number(field)));
    const [from, to] = fields;
    const counts = kept.map((column) => fields[column]);
    if (fields.length !== names.length || [from, to, ...counts].some((value) => !Number.isFinite(value))) {
      throw wrong(file, n + 2);
    }
    return { from, to, counts, distributions: new Map() };
  });
  return { paths: kept.map((column) => names[column]), intervals };
}

function wrong(file: string, line: number): UsageError {
  return new UsageError(
    `${file}:${line}: no line of a timeseries.csv of uestorm run --out; run it again, or take the file away`,
  );
}
