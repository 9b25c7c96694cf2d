import { Registry } from 'prom-client';
import type { LiveRun } from '../engine/control/live.js';
import type { HistogramMetric, Labels, Metric, PlainMetric } from './metrics/metric.js';
import { METRICS } from './metrics/metrics.js';
import { collectProcessMetrics } from './process-metrics.js';
import { Reading } from './reading.js';

/** Content type of what `text` gives. */
export const CONTENT_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/**
 * The metrics of one run in the text format of Prometheus, read from the run's shared words when they are asked for.
 * Nothing is counted here, so nobody pays for metrics that nobody scrapes.
 */
export class Exposition {
  private readonly reading: Reading;
  private readonly process: Registry | null = null;
  private writers: readonly Writer[] | null = null;

  /** @param withProcess also tells about the process: memory, CPU, event loop, garbage collection */
  constructor(run: LiveRun, { withProcess }: { readonly withProcess: boolean }) {
    this.reading = new Reading(run);
    if (!withProcess) return;
    this.process = new Registry();
    collectProcessMetrics(this.process);
  }

  /** The text of a scrape. */
  async text(): Promise<string> {
    this.writers ??= await Promise.all(METRICS.map((metric) => writerOf(metric, this.reading)));
    this.reading.refresh();
    const ofRun = this.writers.map((write) => write()).join('\n');
    return this.process === null ? ofRun : `${ofRun}\n${await this.process.metrics()}`;
  }
}

/** Writes a metric with the values that it has now. */
type Writer = () => string;

/** A line of the text as prom-client has it, and where its value comes from; null: there is none yet. */
interface Line {
  readonly metricName: string;
  readonly labels: Labels;
  readonly value: () => number | null;
}

/**
 * What prom-client writes of a metric, but for the values the same in all scrapes of a run: it is asked once. It puts the
 * labels of each line together anew, for a thousand lines in 0.6 ms, and many times that until it has been compiled.
 */
async function writerOf(metric: Metric, reading: Reading): Promise<Writer> {
  const { name, help, type } = metric;
  const { lines, refresh } =
    type === 'histogram' ? histogramLines(metric, reading) : plainLines(metric, reading);
  const values = lines.map(({ metricName, labels }) => ({ metricName, labels, value: 0 }));
  const registry = new Registry();
  // The library calls nothing but get(), and takes from it what its own metrics would hold.
  const source = { name, get: async () => ({ name, help, type, values, aggregator: 'sum' }) };
  registry.registerMetric(source as unknown as Parameters<Registry['registerMetric']>[0]);
  const [helpLine, typeLine, ...written] = (await registry.getSingleMetricAsString(name)).split('\n');
  const head = `${helpLine}\n${typeLine}\n`;
  const all = lines.map(({ value }, n) => ({ before: written[n].slice(0, -1), value }));
  return () => {
    refresh();
    let text = head;
    for (const { before, value } of all) {
      const known = value();
      if (known !== null) text += `${before}${known}\n`;
    }
    return text;
  };
}

interface Lines {
  readonly lines: readonly Line[];
  /** Reads what their values come from. */
  readonly refresh: () => void;
}

function plainLines({ name, series }: PlainMetric, reading: Reading): Lines {
  const lines = series(reading).map(({ labels, value }) => ({ metricName: name, labels, value }));
  return { lines, refresh: () => {} };
}

function histogramLines({ name, bounds, series }: HistogramMetric, reading: Reading): Lines {
  const all = series(reading, bounds);
  const lines = all.flatMap(({ labels, histogram }): Line[] => {
    const bucket = (le: string, value: () => number): Line => ({
      metricName: `${name}_bucket`,
      labels: { ...labels, le },
      value,
    });
    return [
      ...bounds.map((bound, n) => bucket(String(bound), () => histogram.below[n])),
      bucket('+Inf', () => histogram.count),
      { metricName: `${name}_sum`, labels, value: () => histogram.sum },
      { metricName: `${name}_count`, labels, value: () => histogram.count },
    ];
  });
  const refresh = () => {
    for (const { histogram } of all) histogram.read();
  };
  return { lines, refresh };
}
