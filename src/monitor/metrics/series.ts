import type { GaugeName } from '../../engine/workers/gauges.js';
import type { HistogramReader } from '../histogram-reader.js';
import type { Reading } from '../reading.js';
import type { HistogramSeries, Labels, Series } from './metric.js';

/** From a tenth of a millisecond, below any link's latency, to a minute, above any timer of the procedures. */
export const SIMULATED_BOUNDS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
];

export const US = 1e-6;
export const NS = 1e-9;

export const one = (value: () => number | null, labels: Labels = {}): Series[] => [{ labels, value }];
export const oneHistogram = (histogram: HistogramReader): HistogramSeries[] => [{ labels: {}, histogram }];

/** A series per value of a label. */
export function each<T extends string>(
  label: string,
  values: readonly T[],
  read: (value: T, n: number) => number | null,
): Series[] {
  return values.map((value, n) => ({ labels: { [label]: value }, value: () => read(value, n) }));
}

export const perWorker = ({ run }: Reading, gauge: GaugeName): Series[] =>
  run.gauges.map((gauges, worker) => ({
    labels: { worker: String(worker) },
    value: () => gauges.get(gauge),
  }));
