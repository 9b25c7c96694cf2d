import { readFileSync } from 'node:fs';
import type { LiveRun } from '../src/engine/control/live.js';
import { Monitor } from '../src/monitor/monitor.js';
import { runScenario } from '../src/run.js';
import { loadScenario } from '../src/scenario/load.js';

/*
 * A run that is watched, in a process of its own; started with child_process.fork. Its argument is JSON of the UEs. It
 * says where it listens as soon as its UEs are set up, answers every message with how far it is, and ends by
 * `POST /api/stop`.
 */

/** All since the start of the process. */
export interface Reading {
  readonly messages: number;
  readonly wallSeconds: number;
  /** Of all threads. */
  readonly processorSeconds: number;
  /** Of the main thread, which answers; null where the system does not say. */
  readonly mainSeconds: number | null;
}

function mainSeconds(): number | null {
  if (process.platform !== 'linux') return null;
  const [nanoseconds] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ');
  return Number(nanoseconds) / 1e9;
}

function readingOf(run: LiveRun): Reading {
  const { user, system } = process.cpuUsage();
  return {
    messages: run.progress().messages,
    wallSeconds: performance.now() / 1e3,
    processorSeconds: (user + system) / 1e6,
    mainSeconds: mainSeconds(),
  };
}

const { ues } = JSON.parse(process.argv[2]) as { ues: number };
const monitor = await Monitor.start({ host: '127.0.0.1', port: 0, token: null });
// Nobody measures any more.
process.on('disconnect', () => process.exit());
const onStart = (run: LiveRun): void => {
  monitor.attach(run);
  process.on('message', () => process.send?.(readingOf(run)));
  const timer = setInterval(() => {
    if (run.state === 'starting') return;
    clearInterval(timer);
    process.send?.(monitor.url);
  }, 10);
};
const scenario = loadScenario('busy-hour', { ues, duration: '24h' });
await runScenario(scenario, { signal: monitor.stopSignal, onStart });
await monitor.close();
process.disconnect();
