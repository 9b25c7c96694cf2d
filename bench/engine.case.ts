import { runEngine } from '../src/engine/control/run.js';
import { piecesOf } from '../src/engine/workers/windows.js';
import { loadScenario } from '../src/scenario/load.js';
import type { MeasuredReport } from './engine.case.worker.js';

/** One run of busy-hour; the program's argument, as JSON. */
export interface EngineCase {
  readonly ues: number;
  /** Simulated time. */
  readonly seconds: number;
  readonly workers: number;
  /** Default: symbolic. */
  readonly keys?: 'symbolic' | 'hmac';
  /** Default: those of the preset. */
  readonly regions?: number;
}

/** A short run is measured with the windows of one of so many seconds. */
const RUN_S = 3600;

const PHASES = ['work', 'encode', 'wait', 'decode'] as const;

/** What the program prints, as JSON. */
export interface EngineMeasurement {
  readonly messagesPerSecond: number;
  readonly wallSeconds: number;
  /** Simulated time over wall time. */
  readonly simulatedOverWall: number;
  readonly setupSeconds: number;
  readonly bytesPerUe: number;
  readonly rssBytes: number;
  /** Wall time of a window, and all phases' shares of it, as the mean of the workers. */
  readonly windowUs: number;
  readonly shares: Readonly<Record<(typeof PHASES)[number], number>>;
  readonly heapBytes: readonly number[];
}

const { ues, seconds, workers, keys, regions } = JSON.parse(process.argv[2]) as EngineCase;
const scenario = loadScenario('busy-hour', {
  ues,
  duration: seconds,
  ...(keys === undefined ? {} : { keys }),
  ...(regions === undefined ? {} : { set: [`regions=${regions}`] }),
});
const { result, shards } = await runEngine(scenario, {
  workers,
  pieces: piecesOf({ ...scenario, duration: RUN_S }, workers),
  workerFile: new URL('./engine.case.worker.js', import.meta.url).href,
});
const { messagesPerSecond, setupSeconds, wallSeconds, bytesPerUe, peakRssBytes } = result.engine;
const total = shards.reduce((sum, shard) => sum + PHASES.reduce((ms, phase) => ms + shard[phase], 0), 0);
const share = (phase: (typeof PHASES)[number]) =>
  shards.reduce((sum, shard) => sum + shard[phase], 0) / total;
const measurement: EngineMeasurement = {
  messagesPerSecond,
  wallSeconds,
  simulatedOverWall: seconds / wallSeconds,
  setupSeconds,
  bytesPerUe,
  rssBytes: peakRssBytes,
  windowUs: (wallSeconds * 1e6) / shards[0].windows,
  shares: { work: share('work'), encode: share('encode'), wait: share('wait'), decode: share('decode') },
  heapBytes: (shards as readonly MeasuredReport[]).map((shard) => shard.heapBytes),
};
console.log(JSON.stringify(measurement));
