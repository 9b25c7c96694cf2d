import { Registry } from 'prom-client';
import type { LiveRun } from '../engine/live.js';
import { type HistogramMetric, type Labels, METRICS, type PlainMetric } from './definitions.js';
import { collectProcessMetrics } from './process-metrics.js';
import { Reading } from './reading.js';

/** Content type of what `text` gives. */
export const CONTENT_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/**
 * The metrics of one run in the text format of Prometheus, read from the run's shared words when they are asked for.
 * Nothing is counted here, so nobody pays for metrics that nobody scrapes.
 */
export class Exposition {
  private readonly registry = new Registry();
  private readonly reading: Reading;

  /** @param withProcess also tells about the process: memory, CPU, event loop, garbage collection */
  constructor(run: LiveRun, { withProcess }: { readonly withProcess: boolean }) {
    this.reading = new Reading(run);
    for (const metric of METRICS) {
      const { name, help, type } = metric;
      const read =
        type === 'histogram' ? histogramReader(metric, this.reading) : plainReader(metric, this.reading);
      // The library calls nothing but get(), and takes from it what its own metrics would hold.
      const source = { name, get: async () => ({ name, help, type, values: read(), aggregator: 'sum' }) };
      this.registry.registerMetric(source as unknown as Parameters<Registry['registerMetric']>[0]);
    }
    if (withProcess) collectProcessMetrics(this.registry);
  }

  /** The text of a scrape. */
  async text(): Promise<string> {
    this.reading.refresh();
    return this.registry.metrics();
  }
}

/**
 * A line of the text, made once per run; a scrape only changes its value. The library writes shared labels out once and
 * keeps what it wrote for as long as it is given the same object, so all labels are shared ones.
 */
interface Line {
  readonly metricName: string;
  readonly labels: Labels;
  readonly sharedLabels: Labels;
  value: number;
}

const NO_LABELS: Labels = {};

function line(metricName: string, sharedLabels: Labels): Line {
  return { metricName, labels: NO_LABELS, sharedLabels, value: 0 };
}

function plainReader({ name, series }: PlainMetric, reading: Reading): () => Line[] {
  const sources = series(reading).map(({ labels, value }) => ({ value, line: line(name, labels) }));
  return () => {
    const lines: Line[] = [];
    for (const { value, line } of sources) {
      const now = value();
      if (now === null) continue;
      line.value = now;
      lines.push(line);
    }
    return lines;
  };
}

function histogramReader({ name, bounds, series }: HistogramMetric, reading: Reading): () => Line[] {
  const sources = series(reading, bounds).map(({ labels, histogram }) => ({
    histogram,
    buckets: bounds.map((bound) => line(`${name}_bucket`, { ...labels, le: String(bound) })),
    all: line(`${name}_bucket`, { ...labels, le: '+Inf' }),
    sum: line(`${name}_sum`, labels),
    count: line(`${name}_count`, labels),
  }));
  const lines = sources.flatMap(({ buckets, all, sum, count }) => [...buckets, all, sum, count]);
  return () => {
    for (const { histogram, buckets, all, sum, count } of sources) {
      histogram.read();
      for (const [n, bucket] of buckets.entries()) bucket.value = histogram.below[n];
      all.value = histogram.count;
      sum.value = histogram.sum;
      count.value = histogram.count;
    }
    return lines;
  };
}
