import { monitorEventLoopDelay } from 'node:perf_hooks';
import { collectDefaultMetrics, Gauge, type Registry } from 'prom-client';

/** Gauges with the names of counters, which `promtool check metrics` rejects. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

const LAG = 'nodejs_eventloop_lag';
/** Milliseconds between two looks at the event loop; prom-client's own number. */
const RESOLUTION_MS = 10;
/** So rarely that it costs nothing. */
const HARDLY_EVER_MS = 86_400_000;
const LAGS = ['', '_min', '_max', '_mean', '_stddev', '_p50', '_p90', '_p99'].map(
  (which) => `${LAG}${which}_seconds`,
);

/**
 * Registers what prom-client tells about a process, less what is misnamed and what takes long: the standard deviation of
 * the lag of the event loop alone takes a third of a millisecond, more than all the rest. So the lag is looked at here.
 */
export function collectProcessMetrics(register: Registry): void {
  collectDefaultMetrics({ register, eventLoopMonitoringPrecision: HARDLY_EVER_MS });
  for (const name of [...MISNAMED, ...LAGS]) register.removeSingleMetric(name);
  collectLag(register);
}

/** The lag since the last scrape, under the names and with the help of prom-client. */
function collectLag(register: Registry): void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const gauge = (which: string, help: string, collect?: () => void) =>
    new Gauge({ name: `${LAG}_${which}_seconds`, help, registers: [register], ...(collect && { collect }) });
  const collect = () => {
    max.set(delay.max / 1e9);
    for (const [percentage, percentile] of percentiles) percentile.set(delay.percentile(percentage) / 1e9);
    delay.reset();
  };
  // The first one is asked first, and sets the others.
  const max = gauge('max', 'The maximum recorded event loop delay.', collect);
  const percentiles = [50, 90, 99].map(
    (percentage) =>
      [
        percentage,
        gauge(`p${percentage}`, `The ${percentage}th percentile of the recorded event loop delays.`),
      ] as const,
  );
}
