import { build, type Histogram, HistogramLogReader, HistogramLogWriter } from 'hdr-histogram-js';
import { UsageError } from '../errors.js';
import { HISTOGRAM_MAX_VALUE } from '../measure/histogram.js';
import { VERSION } from '../version.js';
import type { Distribution, Series } from './series.js';

/** The distributions of a run, a histogram per interval, in the log format of HdrHistogram (version 1.3, with tags). */
export const HLOG_FILE = 'latency.hlog';

/** Values are µs; the largest of an interval stands in its line in ms, as HdrHistogram's own tools expect it. */
const US_IN_MS = 1e3;

/** The text of latency.hlog: what each line is of says its tag, the path in result.json. */
export function formatHlog({ intervals }: Series): string {
  let text = '';
  const writer = new HistogramLogWriter((line) => {
    text += line;
  });
  writer.outputComment(`[uestorm ${VERSION}: simulated time; values in microseconds, Interval_Max in ms]`);
  writer.outputLogFormatVersion();
  writer.outputStartTime(0);
  writer.outputLegend();
  for (const { from, to, distributions } of intervals) {
    for (const [path, distribution] of distributions) {
      const histogram = toHistogram(distribution);
      histogram.tag = path;
      writer.outputIntervalHistogram(histogram, from, to, US_IN_MS);
      histogram.destroy();
    }
  }
  return text;
}

function toHistogram({ values, counts }: Distribution): Histogram {
  const histogram = build({
    bitBucketSize: 64,
    autoResize: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: HISTOGRAM_MAX_VALUE,
    numberOfSignificantValueDigits: 2,
  });
  values.forEach((value, n) => {
    histogram.recordValueWithCount(value, counts[n]);
  });
  return histogram;
}

/** A distribution of a log, and the interval that it is of. */
export interface Logged {
  readonly path: string;
  /** Simulated seconds at its beginning. */
  readonly from: number;
  readonly distribution: Distribution;
}

/**
 * Reads a log.
 *
 * @param file what errors call it
 * @throws UsageError if it is none
 */
export function parseHlog(text: string, file: string): Logged[] {
  const reader = new HistogramLogReader(text, 64);
  const logged: Logged[] = [];
  for (;;) {
    const histogram = next(reader, file);
    if (histogram === null) return logged;
    logged.push({
      path: histogram.tag,
      from: histogram.startTimeStampMsec / 1e3,
      distribution: fromHistogram(histogram),
    });
    histogram.destroy();
  }
}

function next(reader: HistogramLogReader, file: string): Histogram | null {
  try {
    return reader.nextIntervalHistogram();
  } catch (error) {
    throw new UsageError(
      `${file}: no log of HdrHistogram: ${(error as Error).message}; run it again, or take the file away`,
      { cause: error },
    );
  }
}

/** What the library's own histograms have, and its types do not say. */
interface Iterable {
  readonly recordedValuesIterator: {
    reset(): void;
    hasNext(): boolean;
    next(): { readonly valueIteratedTo: number; readonly countAddedInThisIterationStep: number };
  };
}

function fromHistogram(histogram: Histogram): Distribution {
  const values: number[] = [];
  const counts: number[] = [];
  const { recordedValuesIterator: iterator } = histogram as unknown as Iterable;
  for (iterator.reset(); iterator.hasNext(); ) {
    const { valueIteratedTo, countAddedInThisIterationStep } = iterator.next();
    values.push(valueIteratedTo);
    counts.push(countAddedInThisIterationStep);
  }
  return { values, counts };
}
