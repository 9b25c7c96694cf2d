import type { LiveRun } from '../engine/control/live.js';
import { UsageError } from '../errors.js';
import type { Exposition } from '../monitor/exposition.js';
import { isToken } from '../monitor/guard.js';
import type { Monitor, MonitorOptions } from '../monitor/monitor.js';
import { readSeconds } from '../scenario/effective.js';
import type { Scenario } from '../scenario/scenario.js';
import { interruptible } from './interrupt.js';
import { openPage } from './open.js';
import type { Output } from './output.js';
import type { Signals } from './signals.js';

/** Of the registered ports for exporters of Prometheus, the one that OpenTelemetry uses too. */
export const METRICS_PORT = 9464;
export const METRICS_HOST = '127.0.0.1';

/** As on the command line. */
export interface MonitoringFlags {
  readonly metricsPort?: string;
  readonly metricsHost?: string;
  readonly controlToken?: string;
  readonly linger?: string;
  readonly open?: boolean;
}

export interface Monitoring {
  /** Null: nobody listens. */
  readonly server: MonitorOptions | null;
  readonly lingerSeconds: number;
  /** Opens the page in a browser. */
  readonly opens: boolean;
}

/**
 * Reads what to serve and for how long. A run with the real clock is there to be watched, so it is served on the
 * default port; one with the virtual clock only if a port is named.
 *
 * @throws UsageError
 */
export function readMonitoring(
  flags: MonitoringFlags,
  { clock }: Scenario,
  env: Readonly<Record<string, string | undefined>>,
): Monitoring {
  const { metricsPort, metricsHost, controlToken, linger, open: opens = false } = flags;
  // Who wants to see the page wants it served.
  if (metricsPort === undefined && clock === 'virtual' && !opens) {
    const [option] = Object.entries({ metricsHost, controlToken, linger }).find(([, value]) => value) ?? [];
    if (option === undefined) return { server: null, lingerSeconds: 0, opens };
    const name = option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new UsageError(
      `--${name}: with the virtual clock nothing is served unless there is a port; add --metrics-port ${METRICS_PORT}`,
    );
  }
  return {
    server: {
      host: metricsHost ?? METRICS_HOST,
      port: metricsPort === undefined ? METRICS_PORT : readPort(metricsPort),
      token: readToken(controlToken, env.UESTORM_CONTROL_TOKEN),
    },
    lingerSeconds: linger === undefined ? 0 : readLinger(linger),
    opens,
  };
}

function readPort(written: string): number {
  const port = /^\d+$/.test(written) ? Number(written) : Number.NaN;
  if (port <= 65_535) return port;
  throw new UsageError(
    `--metrics-port: expected a port from 1 to 65535, or 0 for any that is free, got ${JSON.stringify(written)}`,
  );
}

/** The option, or the environment variable, which nobody else on this machine can see; null: none. */
function readToken(option: string | undefined, variable: string | undefined): string | null {
  const token = option ?? (variable || undefined);
  if (token === undefined) return null;
  if (isToken(token)) return token;
  const place = option === undefined ? 'UESTORM_CONTROL_TOKEN' : '--control-token';
  throw new UsageError(
    `${place}: expected at least 8 ASCII characters without spaces; openssl rand -hex 16 gives some`,
  );
}

function readLinger(written: string): number {
  const seconds = readSeconds(written);
  if (seconds >= 0) return seconds;
  throw new UsageError(`--linger: expected a duration such as 30s or 5m, got ${JSON.stringify(written)}`);
}

/** Who looks at a run from the command line: the HTTP server if there is one, and metrics.prom at the end. */
export class Watcher {
  private live: LiveRun | null = null;

  private constructor(
    private readonly monitor: Monitor | null,
    private readonly lingerSeconds: number,
    private readonly stderr: Output,
  ) {}

  /** Listens, and says where: with port 0 nobody would know. @throws UsageError */
  static async start(
    { server, lingerSeconds, opens }: Monitoring,
    { stderr, env }: { readonly stderr: Output; readonly env: Readonly<Record<string, string | undefined>> },
  ): Promise<Watcher> {
    if (server === null) return new Watcher(null, 0, stderr);
    // Loaded where it is needed: most runs serve nothing.
    const { Monitor } = await import('../monitor/monitor.js');
    const monitor = await Monitor.start(server);
    stderr.write(`uestorm: metrics and control at ${monitor.url}/\n`);
    if (opens) openPage(`${monitor.url}/`, env, stderr);
    return new Watcher(monitor, lingerSeconds, stderr);
  }

  readonly attach = (run: LiveRun): void => {
    this.live = run;
    this.monitor?.attach(run);
  };

  /** Aborted with `signal`, or when a stop is asked for over HTTP. */
  stopSignal(signal: AbortSignal): AbortSignal {
    if (this.monitor === null) return signal;
    const either = new AbortController();
    for (const one of [signal, this.monitor.stopSignal]) {
      if (one.aborted) either.abort();
      one.addEventListener('abort', () => either.abort(), { once: true });
    }
    return either.signal;
  }

  /** The final values for metrics.prom; null if nothing ran. */
  async finalMetrics(): Promise<string | null> {
    if (this.live === null) return null;
    const module: { Exposition: typeof Exposition } = await import('../monitor/exposition.js');
    return new module.Exposition(this.live, { withProcess: false }).text();
  }

  /** Keeps serving the final values, until the time is over, a signal comes, or a stop is asked for over HTTP. */
  async linger(signals: Signals): Promise<void> {
    const { monitor, lingerSeconds } = this;
    if (monitor === null || lingerSeconds === 0) return;
    this.stderr.write(`uestorm: the final values stay at ${monitor.url}/metrics for ${lingerSeconds} s\n`);
    await interruptible(
      signals,
      () => undefined,
      (signal) => sleep(lingerSeconds, this.stopSignal(signal)),
    );
  }

  async close(): Promise<void> {
    await this.monitor?.close();
  }
}

function sleep(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((awake) => {
    if (signal.aborted) return awake();
    const end = () => {
      clearTimeout(timer);
      awake();
    };
    const timer = setTimeout(end, Math.min(seconds * 1e3, 2 ** 31 - 1));
    signal.addEventListener('abort', end, { once: true });
  });
}
