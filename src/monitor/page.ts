import type { Metric } from './metrics/metric.js';
import { METRICS } from './metrics/metrics.js';

const HEAD = `# Metrics

Generated from \`src/monitor/metrics\` by \`npm run generate\`; change it there.

A run with the real clock serves them at \`http://127.0.0.1:9464/metrics\`, one with the virtual clock where
\`--metrics-port\` says, and \`run --out\` writes their final values to \`metrics.prom\`. They are read from the counters of
the workers when they are asked for; nobody pays for metrics that nobody scrapes. No label ever names a UE.

A scrape of busy-hour with 1 M UEs, flat out on both cores of a small machine, took 10 ms (95 %: at most 13 ms), the first
one of a run 11 ms, and 5 ms of a processor. In seconds with a scrape the run did 0.98 times what it did in those without,
from pair to pair 0.88 to 1.12, which 24 pairs cannot tell from 1 (\`npm run bench -- scrape\`).

\`procedure\`, \`rule\`, \`invariant\`, \`traffic\` and \`outcome\` have the names of result.json; rule 11 and those
with a name are guards beyond the clause. Every histogram is a classic one in seconds. Its buckets are added up from finer ones, 0.8 % wide, so
a value within 0.8 % under a bound may count above it; sums and counts are exact.

Remote write and the push gateway are left out on purpose: Prometheus knows from a failed scrape that a run is gone,
which a push cannot tell. For a run in batch, take \`metrics.prom\`, or keep the values with \`--linger\` until they
were scraped.

## Of uestorm
`;

const TAIL = `
## Of the process

\`process_*\` and \`nodejs_*\` are those of [prom-client](https://github.com/siimon/prom-client#default-metrics): CPU,
memory, open files of the whole process; heap, garbage collection and event loop of the main thread, which is on no
data path. Of the lag of the event loop there are the maximum and three percentiles since the last scrape; its standard
deviation alone would cost a scrape more than all the rest of the process. They are not in \`metrics.prom\`.
`;

/** docs/metrics.md: every metric with type, unit, labels and meaning. */
export function formatMetricsPage(): string {
  return `${HEAD}${METRICS.map(formatMetric).join('')}${TAIL}`;
}

function formatMetric(metric: Metric): string {
  const { name, type, unit, labels, help } = metric;
  const lines = [`\n### \`${name}\`\n`, `${help}.\n`, `- type: ${type}${unit === '' ? '' : `, in ${unit}`}`];
  for (const [label, values] of Object.entries(labels)) {
    const said = typeof values === 'string' ? values : values.map((value) => `\`${value}\``).join(', ');
    lines.push(`- \`${label}\`: ${said}`);
  }
  if (metric.type === 'histogram')
    lines.push(`- buckets up to: ${metric.bounds.map(formatBound).join(', ')}`);
  return `${lines.join('\n')}\n`;
}

/** `250 µs`, `2.5 s`. */
function formatBound(seconds: number): string {
  const [unit, factor] =
    seconds >= 1 ? ['s', 1] : seconds >= 1e-3 ? ['ms', 1e3] : seconds >= 1e-6 ? ['µs', 1e6] : ['ns', 1e9];
  return `${Number((seconds * Number(factor)).toPrecision(3))} ${unit}`;
}
