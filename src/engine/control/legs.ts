import { type Checkpoint, openCheckpoint } from '../checkpoint/checkpoint.js';
import { Checkpoints } from '../checkpoint/checkpoints.js';
import { nameOf } from '../checkpoint/folder.js';
import { partsToFill } from '../checkpoint/measured.js';
import type { SnapshotTask } from '../results/snapshots.js';
import { abortBarrier } from '../workers/barrier.js';
import type { ShardReport, ShardTask } from '../workers/shard.js';
import { Threads } from '../workers/threads.js';
import type { Failure } from './error.js';
import type { LiveRun } from './live.js';
import type { EngineOptions } from './run.js';
import { shardTasks, snapshotTasks } from './tasks.js';

const WORKER = new URL('../workers/worker.bundle.js', import.meta.url).href;

/** Deaths after the same checkpoint that a run goes back for: what dies once more there dies always. */
const DEATHS_MAX = 3;

/**
 * What the workers of a run do: from its beginning or from a checkpoint to its end; and where one of them dies and there are
 * checkpoints, once more from the last of them.
 */
export class Legs {
  /** What the workers take, by worker; null: nothing was asked for. */
  readonly snapshots: readonly SnapshotTask[] | null;
  readonly checkpoints: Checkpoints | null;
  /** Why the run could not go on. */
  failure: Failure | null = null;
  /** When the first workers had set up; 0: never. */
  readyAt = 0;
  /** The checkpoint that the present workers began with, and how often workers that did died. */
  private from: Checkpoint | null;
  private deathsThere = 0;

  constructor(
    private readonly live: LiveRun,
    private readonly options: EngineOptions,
  ) {
    const { checkpoint, resumed } = options;
    this.snapshots = snapshotTasks(live, options);
    this.from = resumed ?? null;
    this.checkpoints =
      checkpoint === undefined
        ? null
        : new Checkpoints(live, checkpoint, this.snapshots ?? [], resumed?.manifest.past.checkpoints);
    if (resumed !== undefined) {
      const { past, loadFactor, steered } = resumed.manifest;
      live.wallBefore = past.wallSeconds;
      live.control.loadFactor = loadFactor;
      if (steered) live.control.markSteered();
    }
  }

  /** Stops the run at the end of a window, where it is written down if it may go on later. */
  stop(): void {
    this.checkpoints?.askNow();
    this.live.control.stop();
  }

  /** What the workers say about themselves in the end; `failure` says whether they came to it. */
  async run(): Promise<readonly ShardReport[]> {
    for (;;) {
      const reports = await this.leg();
      this.readyAt ||= this.live.control.readyAt;
      if (this.failure === null || !this.goBack(this.failure)) return reports;
      this.failure = null;
    }
  }

  private async leg(): Promise<readonly ShardReport[]> {
    const { live, options, from, checkpoints } = this;
    if (from !== null) this.restore(from);
    const resumedAt = from?.manifest.simulated ?? null;
    const tasks = shardTasks(live, options, this.snapshots, checkpoints?.task ?? null, resumedAt);
    checkpoints?.begin();
    try {
      return options.inThisThread ? [await runHere(tasks[0])] : await this.runShards(tasks);
    } finally {
      await checkpoints?.end();
    }
  }

  private restore(from: Checkpoint): void {
    const { live, snapshots } = this;
    const { simulated, snapshots: kept } = from.manifest;
    from.restore(live.memory);
    from.readMeasured(partsToFill(live.gaugesBuffer, snapshots ?? [], kept.taken));
    live.control.simulated = simulated;
    live.forgetRequests();
  }

  /** Goes back to the last checkpoint; false: there is none, or workers die always after it. */
  private goBack(failure: Failure): boolean {
    const { live, checkpoints, from, options } = this;
    if (checkpoints === null || options.checkpoint === undefined) return false;
    const last = this.lastOne(options.checkpoint.folder);
    if (last === null) return false;
    this.deathsThere = last.number === from?.number ? this.deathsThere + 1 : 1;
    if (this.deathsThere >= DEATHS_MAX) {
      this.failure = { ...failure, again: { deaths: this.deathsThere, folder: last.folder } };
      return false;
    }
    const lost = (live.control.simulated - last.manifest.simulated) / 1e6;
    checkpoints.goBack(lost);
    options.checkpoint.onTrouble?.(
      `worker ${failure.worker + 1} of ${live.workers} died in region ${failure.region}, window ${failure.window}: ${failure.reason}; going back ${lost.toFixed(3)} s to ${nameOf(last.number)}`,
    );
    live.wallBefore = live.wallSeconds;
    live.control.restart();
    this.from = last;
    return true;
  }

  private lastOne(folder: string): Checkpoint | null {
    try {
      return openCheckpoint(folder, () => undefined);
    } catch {
      return null;
    }
  }

  /** One long task per worker (a short one per procedure would cost 84 µs each). A dead worker ends them all. */
  private async runShards(tasks: readonly ShardTask[]): Promise<ShardReport[]> {
    const { workerFile, recording, watcherFile } = this.options;
    const pool = new Threads<ShardTask, ShardReport>({
      filename:
        workerFile ?? recording?.workerFile ?? (this.live.pace === null ? undefined : watcherFile) ?? WORKER,
      minThreads: tasks.length,
      maxThreads: tasks.length,
    });
    const fail = ({ worker, barrier }: ShardTask, cause: unknown) => {
      this.failure ??= this.failureOf(worker, cause);
      this.live.lostWorkers++;
      abortBarrier(barrier, worker + 1);
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

  private failureOf(worker: number, cause: unknown): Failure {
    const gauges = this.live.gauges[worker];
    const reason = cause instanceof Error ? cause.message : String(cause);
    return { worker, cause, reason, region: gauges.get('region'), window: gauges.get('window'), again: null };
  }
}

async function runHere(task: ShardTask): Promise<ShardReport> {
  const worker: { default(task: ShardTask): ShardReport } = await import(WORKER);
  return worker.default(task);
}
