import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { CaptureCase, CaptureMeasurement, Taken } from './capture.case.js';
import { type BenchResult, once } from './measure.js';
import { runCase, series, takeTurns } from './pairs.js';

/*
 * A capture of a million frames with signalling, of a run, and the first quarter of it: how fast they are read and judged, and
 * whether memory grows with their length. The UEs are the same in both.
 */

const run = promisify(execFile);
const CLI = fileURLToPath(new URL('../src/cli/main.js', import.meta.url));
const ROUNDS = 3;
const UES = 4000;
/** Simulated time: of it come a million frames. */
const SECONDS = 1900;
const QUARTER = SECONDS / 4;

const read = (path: string, what: CaptureCase['what'] = 'audit'): Promise<CaptureMeasurement> =>
  runCase<CaptureCase, CaptureMeasurement>('capture.case.js', { path, what });

export async function bench(): Promise<BenchResult[]> {
  const dir = mkdtempSync(join(tmpdir(), 'uestorm-bench-'));
  const at = (name: string): string => join(dir, name);
  const uestorm = (...args: readonly string[]) => run(process.execPath, [CLI, ...args]);
  try {
    const traced = ['--trace', at('run.trace'), '--trace-ues', `0-${UES - 1}`];
    await uestorm('run', 'busy-hour', '--ues', `${UES}`, '--duration', `${SECONDS}s`, ...traced);
    await uestorm('trace', at('run.trace'), '--pcapng', at('whole'));
    await uestorm('trace', at('run.trace'), '--to', `${QUARTER}`, '--pcapng', at('quarter'));
    const { whole, quarter, dissected } = await takeTurns(ROUNDS, {
      whole: () => read(at('whole')),
      quarter: () => read(at('quarter')),
      dissected: () => read(at('whole'), 'dissect'),
    });
    return results(whole, quarter, dissected);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function results(
  whole: readonly CaptureMeasurement[],
  quarter: readonly CaptureMeasurement[],
  dissected: readonly CaptureMeasurement[],
): BenchResult[] {
  const [{ frames, ues }] = whole;
  const more = frames - quarter[0].frames;
  const perFrame = (all: readonly (Taken | null)[]): number[] =>
    known(all).map(({ seconds }) => (seconds / frames) * 1e6);
  const perSecond = (all: readonly CaptureMeasurement[]): number[] =>
    all.map(({ wallSeconds }) => frames / wallSeconds / 1e3);
  const memory = (what: string, of: (measured: CaptureMeasurement) => Taken | null): BenchResult[] => {
    const [short, long] = [quarter, whole].map((all) => known(all.map(of)).map(({ bytes }) => bytes));
    if (short.length < ROUNDS || long.length < ROUNDS) return [];
    const mebibytes = (samples: readonly number[]) => samples.map((bytes) => bytes / 2 ** 20);
    const slopes = long.map((bytes, turn) => (bytes - short[turn]) / more);
    return [
      series(`${what}: peak RSS, a quarter of it`, 'MiB', mebibytes(short)),
      series(`${what}: peak RSS, all of it`, 'MiB', mebibytes(long)),
      series(`${what}: memory per further frame`, 'B', slopes),
    ];
  };
  const optional = (name: string, unit: string, samples: readonly number[]): BenchResult[] =>
    samples.length === 0 ? [] : [series(name, unit, samples)];
  return [
    once('frames with signalling', 'k', frames / 1e3),
    once('UEs as the capture shows them', '', ues),
    series('read and judged: frames per second', 'k/s', perSecond(whole)),
    series('dissected, and read by nobody: frames per second', 'k/s', perSecond(dissected)),
    ...optional('tshark: processor time per frame', 'µs', perFrame(whole.map(({ tshark }) => tshark))),
    series('uestorm: processor time per frame', 'µs', perFrame(whole.map(({ own }) => own))),
    ...memory('uestorm', ({ own }) => own),
    ...memory('tshark', ({ tshark }) => tshark),
  ];
}

const known = (all: readonly (Taken | null)[]): Taken[] => all.filter((taken) => taken !== null);
