import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { EngineCase, EngineMeasurement } from './engine.case.js';
import { type BenchResult, once } from './measure.js';

/*
 * The whole engine on busy-hour. Every case runs in a process of its own: peak memory is that of a process, and
 * what one case has compiled must not help the next.
 */

const CASE = fileURLToPath(new URL('./engine.case.js', import.meta.url));
const run = promisify(execFile);

async function measure(engineCase: EngineCase): Promise<EngineMeasurement> {
  const { stdout } = await run(process.execPath, ['--expose-gc', CASE, JSON.stringify(engineCase)]);
  return JSON.parse(stdout) as EngineMeasurement;
}

/**
 * Speed, and where the time goes, of 1 M UEs on one worker and on two; long enough to make little of the second or two
 * that each worker takes to have everything compiled.
 */
export async function bench(): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  for (const workers of [1, 2]) {
    const measured = await measure({ ues: 1e6, seconds: 120, workers });
    results.push(...report(`1 M UEs, ${workers} worker${workers === 1 ? '' : 's'}`, measured));
  }
  return results;
}

/** Memory and set-up of 10 M UEs. */
export async function benchMemory(): Promise<BenchResult[]> {
  return report('10 M UEs, 2 workers', await measure({ ues: 10e6, seconds: 2, workers: 2 }));
}

/** What is left on the workers' heaps after a run, and after one ten times longer. */
export async function benchHeap(): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  for (const seconds of [30, 300]) {
    const { heapBytes, rssBytes } = await measure({ ues: 1e5, seconds, workers: 2 });
    const name = `100 k UEs, ${seconds} s simulated`;
    results.push(once(`${name}: heap of a worker`, 'MiB', Math.max(...heapBytes) / 2 ** 20));
    results.push(once(`${name}: peak RSS`, 'MiB', rssBytes / 2 ** 20));
  }
  return results;
}

function report(name: string, measured: EngineMeasurement): BenchResult[] {
  const { messagesPerSecond, setupSeconds, bytesPerUe, rssBytes, windowUs, shares } = measured;
  return [
    once(`${name}: messages per second`, 'M/s', messagesPerSecond / 1e6),
    once(`${name}: set-up`, 's', setupSeconds),
    once(`${name}: wall time of a window`, 'µs', windowUs),
    ...Object.entries(shares).map(([phase, share]) => once(`${name}: share of ${phase}`, '%', 100 * share)),
    once(`${name}: shared memory per UE`, 'B', bytesPerUe),
    once(`${name}: peak RSS`, 'MiB', rssBytes / 2 ** 20),
  ];
}
