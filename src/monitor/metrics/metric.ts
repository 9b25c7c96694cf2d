import type { HistogramReader } from '../histogram-reader.js';
import type { Reading } from '../reading.js';

export type Labels = Readonly<Record<string, string>>;

interface Common {
  readonly name: string;
  /** What it says, in a sentence without its full stop. */
  readonly help: string;
  /** What it is measured in. */
  readonly unit: string;
  /** Per label its values, or what they are. */
  readonly labels: Readonly<Record<string, readonly string[] | string>>;
}

/** What a run shows under one name with one set of labels; which there are does not change in a run. */
export interface Series {
  readonly labels: Labels;
  /** As of the last refresh of the reading; null: not known yet. */
  readonly value: () => number | null;
}

export interface PlainMetric extends Common {
  readonly type: 'counter' | 'gauge';
  readonly series: (reading: Reading) => readonly Series[];
}

export interface HistogramSeries {
  readonly labels: Labels;
  readonly histogram: HistogramReader;
}

export interface HistogramMetric extends Common {
  readonly type: 'histogram';
  /** Upper bounds in seconds, ascending, +Inf left out. */
  readonly bounds: readonly number[];
  readonly series: (reading: Reading, bounds: readonly number[]) => readonly HistogramSeries[];
}

export type Metric = PlainMetric | HistogramMetric;
