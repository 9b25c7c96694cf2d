import { collectDefaultMetrics, Registry } from 'prom-client';
import type { LiveRun } from '../engine/live.js';
import { type HistogramMetric, METRICS, type Metric, type Sample } from './definitions.js';
import { Reading } from './reading.js';

/** Of prom-client's own: gauges with the names of counters, which `promtool check metrics` rejects. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

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
      // The library calls nothing but get(), and takes from it what its own metrics would hold.
      const source = { name: metric.name, get: async () => this.read(metric) };
      this.registry.registerMetric(source as unknown as Parameters<Registry['registerMetric']>[0]);
    }
    if (!withProcess) return;
    collectDefaultMetrics({ register: this.registry });
    for (const name of MISNAMED) this.registry.removeSingleMetric(name);
  }

  /** The text of a scrape. */
  async text(): Promise<string> {
    this.reading.ueStates.advance();
    return this.registry.metrics();
  }

  private read(metric: Metric) {
    const { name, help, type } = metric;
    const values = type === 'histogram' ? this.histogram(metric) : metric.read(this.reading);
    return { name, help, type, values, aggregator: 'sum' };
  }

  private histogram({ name, bounds, read }: HistogramMetric) {
    return read(this.reading, bounds).flatMap(({ labels = {}, below, sum, count }) => {
      const bucket = (le: string, value: number) => ({
        metricName: `${name}_bucket`,
        labels: { ...labels, le },
        value,
      });
      const samples: (Sample & { metricName: string })[] = below.map((value, n) =>
        bucket(String(bounds[n]), value),
      );
      samples.push(bucket('+Inf', count));
      samples.push({ metricName: `${name}_sum`, labels, value: sum });
      samples.push({ metricName: `${name}_count`, labels, value: count });
      return samples;
    });
  }
}
