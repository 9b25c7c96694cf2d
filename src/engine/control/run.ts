import type { Result } from '../../report/result.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { Pieces } from '../region/config.js';
import { RegionMemory } from '../results/result.js';
import { Snapshots } from '../results/snapshots.js';
import type { Pace } from '../workers/real-clock.js';
import type { ShardReport } from '../workers/shard.js';
import { piecesOf } from '../workers/windows.js';
import { Control, monotonicSeconds } from './control.js';
import { usableCores } from './cores.js';
import { engineError } from './error.js';
import { factsOf } from './facts.js';
import { Legs } from './legs.js';
import { LiveRun } from './live.js';
import type { RunOptions } from './options.js';
import type { Recording } from './recorder.js';
import { Watch } from './watch.js';

/*
 * The control plane of a run: it gives out memory, starts the workers and watches. It is on no data path: workers
 * learn from it when to stop, and it learns from their counters how far they are.
 */

/** How a run is carried out. The outcome depends on none of it; tests and benchmarks do. */
export interface EngineOptions extends RunOptions {
  /** Which worker has each region; default: in turn. */
  readonly placement?: readonly number[];
  /** Encodes what goes to the same worker too. */
  readonly encodeAll?: boolean;
  /** Works events off in JavaScript instead of the compiled core. */
  readonly interpreted?: boolean;
  /** How the run is cut, where it is not as usual. */
  readonly pieces?: Partial<Pieces>;
  /** Bytes of each ring, a power of two. */
  readonly ringBytes?: number;
  /** What runs on the workers, in place of the bundled worker.js. */
  readonly workerFile?: string;
  /** The same with the real clock: it looks at UEs when somebody wants to watch them. */
  readonly watcherFile?: string;
  /** What the workers write down. */
  readonly recording?: Recording;
  /** Simulated times (s) in ascending order at which to copy what has been counted. */
  readonly snapshots?: readonly number[];
  /** Gets them when the run has ended: those before its end. */
  readonly onSnapshots?: (snapshots: Snapshots) => void;
  /** Works in this thread, which it blocks, with one worker: for who has threads of its own. Nothing stops it. */
  readonly inThisThread?: boolean;
}

export interface EngineRun {
  readonly result: Result;
  /** What each worker says about itself. */
  readonly shards: readonly ShardReport[];
  /** As asked for; null if they were not, or the run did not come to its end. */
  readonly snapshots: Snapshots | null;
}

/**
 * Runs an effective scenario, and tells how the workers fared.
 *
 * @throws EngineError if a worker died
 */
export type Engine = (scenario: Scenario, options?: EngineOptions) => Promise<EngineRun>;

/** On worker threads of this process. */
export const runEngine: Engine = async (scenario, options = {}) => {
  const startedAt = monotonicSeconds();
  const workers = options.inThisThread ? 1 : Math.min(options.workers ?? usableCores(), scenario.regions);
  const memory = new RegionMemory(
    scenario,
    options.recording?.extraKeyWords ?? 0,
    cutOf(scenario, workers, options),
  );
  const pace = paceOf(scenario, options);
  const live = new LiveRun(memory, new Control(), workers, pace, {
    isWatchable: pace !== null && options.watcherFile !== undefined,
  });
  const legs = new Legs(live, memory, options);
  const watch = new Watch(live, options, () => legs.stop());
  options.onStart?.(live);
  let reports: readonly ShardReport[];
  try {
    reports = await legs.run();
  } finally {
    watch.end();
  }
  const { failure, checkpoints } = legs;
  const { readyAt } = legs;
  const result = memory.result(
    factsOf(live, { isWhole: failure === null, workers, startedAt, readyAt, checkpoints }),
  );
  live.result = result;
  if (failure !== null) throw engineError(failure, workers, result);
  watch.rethrow();
  const snapshots = legs.snapshots === null ? null : new Snapshots(legs.snapshots);
  if (snapshots !== null) options.onSnapshots?.(snapshots);
  // Who asks for parts of a run by number counts on all of them.
  return { result, shards: reports, snapshots: result.status === 'completed' ? snapshots : null };
};

/** A run that goes on from a checkpoint is cut as it was: only what several workers tell each other may differ. */
export function cutOf(scenario: Scenario, workers: number, { pieces, resumed }: EngineOptions): Pieces {
  const grid = pieces?.window === undefined ? {} : { grid: pieces.window };
  const cut = { ...piecesOf(scenario, workers), ...grid, ...pieces };
  if (resumed === undefined) return cut;
  const { window, grid: kept, inOrder } = resumed.manifest.pieces;
  return { ...cut, window, grid: kept, inOrder };
}

/** Null for the virtual clock. */
export function paceOf(
  { clock }: Scenario,
  { speed = 1, maxLateness }: Pick<EngineOptions, 'speed' | 'maxLateness'>,
): Pace | null {
  return clock === 'real' ? { speed, maxLateness: maxLateness ?? null } : null;
}
