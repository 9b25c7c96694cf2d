import type { Result } from '../../report/result.js';
import type { Scenario } from '../../scenario/scenario.js';
import { createAnnouncements } from '../exchange/exchange.js';
import { frameBytesMin } from '../exchange/frames.js';
import { createRing } from '../exchange/ring.js';
import type { Pieces } from '../region/config.js';
import { planRegion } from '../region/memory.js';
import { RegionMemory } from '../results/result.js';
import { createSnapshots, Snapshots } from '../results/snapshots.js';
import { abortBarrier, createBarrier } from '../workers/barrier.js';
import type { Pace } from '../workers/real-clock.js';
import type { ShardReport, ShardTask } from '../workers/shard.js';
import { Threads } from '../workers/threads.js';
import { piecesOf } from '../workers/windows.js';
import { Control, monotonicSeconds } from './control.js';
import { usableCores } from './cores.js';
import { EngineError } from './error.js';
import { LiveRun } from './live.js';
import type { RunOptions } from './options.js';
import type { Recording } from './recorder.js';

/*
 * The control plane of a run: it gives out memory, starts the workers and watches. It is on no data path: workers
 * learn from it when to stop, and it learns from their counters how far they are.
 */

const PROGRESS_MS = 250;

/** Rings together; each is as large as that allows, within its bounds. */
const RINGS_BYTES = 2 ** 25;
const RING_BYTES_MIN = 2 ** 13;
const RING_BYTES_MAX = 2 ** 18;

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
export async function runEngine(scenario: Scenario, options: EngineOptions = {}): Promise<EngineRun> {
  const startedAt = monotonicSeconds();
  const workers = options.inThisThread ? 1 : Math.min(options.workers ?? usableCores(), scenario.regions);
  const pieces = { ...piecesOf(scenario, workers), ...options.pieces };
  const memory = new RegionMemory(scenario, options.recording?.extraKeyWords ?? 0, pieces);
  const control = new Control();
  const pace = paceOf(scenario, options);
  const { watcherFile } = pace === null ? {} : options;
  const live = new LiveRun(memory, control, workers, pace, watcherFile !== undefined);
  const tasks = shardTasks(live, options);
  const watch = new Watch(live, options);
  options.onStart?.(live);
  let failure: Failure | null = null;
  let reports: readonly ShardReport[];
  try {
    reports = options.inThisThread
      ? [await runHere(tasks[0])]
      : await runShards(
          tasks,
          options.workerFile ?? options.recording?.workerFile ?? watcherFile ?? WORKER,
          (found) => {
            failure ??= found;
            live.lostWorkers++;
          },
        );
  } finally {
    watch.end();
  }
  const found = failure as Failure | null;
  const readyAt = control.readyAt || monotonicSeconds();
  const doneAt = control.doneAt || Math.max(readyAt, monotonicSeconds());
  const stopped = control.simulated < scenario.duration * 1e6;
  const result = memory.result({
    status: found !== null ? 'partial' : stopped ? 'interrupted' : 'completed',
    workers,
    simulatedSeconds: Math.min(control.simulated / 1e6, scenario.duration),
    wallSeconds: control.readyAt === 0 ? 0 : doneAt - readyAt,
    setupSeconds: readyAt - startedAt,
    ...live.timekeeping(),
  });
  live.result = result;
  if (found !== null) throw engineError(found, workers, result);
  watch.rethrow();
  const taken = tasks.map((task) => task.snapshots).filter((task) => task !== null);
  const snapshots = taken.length > 0 ? new Snapshots(taken) : null;
  if (snapshots !== null) options.onSnapshots?.(snapshots);
  // Who asks for parts of a run by number counts on all of them.
  return { result, shards: reports, snapshots: stopped ? null : snapshots };
}

/** What happened to the first worker that died. */
interface Failure {
  readonly worker: number;
  readonly cause: unknown;
}

function engineError({ worker, cause }: Failure, workers: number, partial: Result): EngineError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const at = `${partial.engine.simulatedSeconds.toFixed(3)} s of simulated time`;
  return new EngineError(`worker ${worker + 1} of ${workers} died after ${at}: ${reason}`, partial, {
    cause,
  });
}

const WORKER = new URL('../workers/worker.bundle.js', import.meta.url).href;

async function runHere(task: ShardTask): Promise<ShardReport> {
  const worker: { default(task: ShardTask): ShardReport } = await import(WORKER);
  return worker.default(task);
}

/** One long task per worker (a short one per procedure would cost 84 µs each). A dead worker ends them all. */
async function runShards(
  tasks: readonly ShardTask[],
  filename: string,
  onFailure: (failure: Failure) => void,
): Promise<ShardReport[]> {
  const pool = new Threads<ShardTask, ShardReport>({
    filename,
    minThreads: tasks.length,
    maxThreads: tasks.length,
  });
  const fail = (task: ShardTask, cause: unknown) => {
    onFailure({ worker: task.worker, cause });
    abortBarrier(task.barrier, task.worker + 1);
  };
  // A thread that dies when its task has ended; the pool replaces it.
  pool.on('error', () => undefined);
  try {
    const runs = tasks.map((task) =>
      pool.run(task).catch((cause: unknown) => {
        fail(task, cause);
        return null;
      }),
    );
    return (await Promise.all(runs)).filter((report) => report !== null);
  } finally {
    await pool.destroy();
  }
}

/** Null for the virtual clock. */
function paceOf({ clock }: Scenario, { speed = 1, maxLateness }: EngineOptions): Pace | null {
  return clock === 'real' ? { speed, maxLateness: maxLateness ?? null } : null;
}

function shardTasks(live: LiveRun, options: EngineOptions): ShardTask[] {
  const { memory, control, workers, pace } = live;
  const { scenario } = memory;
  const { encodeAll = false, interpreted = false } = options;
  const placement = options.placement ?? Array.from({ length: scenario.regions }, (_, r) => r % workers);
  const barrier = createBarrier(workers);
  const announcements = createAnnouncements(workers);
  const ringBytes = options.ringBytes ?? bytesOfRings(memory, workers);
  const rings = Array.from({ length: workers }, (_, from) =>
    Array.from({ length: workers }, (_, to) => (from !== to || encodeAll ? createRing(ringBytes) : null)),
  );
  return Array.from({ length: workers }, (_, worker) => ({
    scenario,
    worker,
    placement,
    regions: placement.map((owner, region) => (owner === worker ? memory.of(region) : null)),
    barrier,
    pieces: memory.pieces,
    control: control.buffer,
    gauges: live.gaugesBuffer,
    pace,
    requests: live.requestBuffers,
    exchange: { announcements, to: rings[worker], from: rings.map((ring) => ring[worker]) },
    encodeAll,
    interpreted,
    recording: options.recording?.task ?? null,
    watch: live.watched?.taskOf(worker) ?? null,
    snapshots:
      options.snapshots === undefined ? null : createSnapshots(scenario, options.snapshots, memory.pieces),
  }));
}

/** Capacity of each ring. A record may take an eighth of it, and the largest transfer must fit in one. */
function bytesOfRings({ scenario, extraKeyWords }: RegionMemory, workers: number): number {
  const share = 2 ** Math.floor(Math.log2(RINGS_BYTES / workers ** 2));
  const least = 8 * frameBytesMin(planRegion(scenario, 0, extraKeyWords).sizes);
  return Math.max(RING_BYTES_MIN, 2 ** Math.ceil(Math.log2(least)), Math.min(RING_BYTES_MAX, share));
}

/** Reports progress and passes a stop on, from the event loop, which nothing else keeps busy during a run. */
class Watch {
  private readonly timer: NodeJS.Timeout | undefined;
  private failure: { readonly error: unknown } | null = null;

  constructor(
    private readonly live: LiveRun,
    private readonly options: RunOptions,
  ) {
    const { signal, onProgress } = options;
    if (signal?.aborted) this.stop();
    signal?.addEventListener('abort', this.stop);
    if (onProgress !== undefined) this.timer = setInterval(() => this.report(onProgress), PROGRESS_MS);
  }

  end(): void {
    clearInterval(this.timer);
    this.options.signal?.removeEventListener('abort', this.stop);
  }

  /** Throws what the progress callback threw. */
  rethrow(): void {
    if (this.failure !== null) throw this.failure.error;
  }

  private readonly stop = (): void => this.live.control.stop();

  private report(onProgress: NonNullable<RunOptions['onProgress']>): void {
    const { control } = this.live;
    if (this.failure !== null || control.readyAt === 0) return;
    try {
      onProgress(this.live.progress());
    } catch (error) {
      this.failure = { error };
      control.stop();
    }
  }
}
