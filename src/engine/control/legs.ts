import { type Checkpoint, lastCheckpoint } from '../checkpoint/checkpoint.js';
import { Checkpoints } from '../checkpoint/checkpoints.js';
import { nameOf } from '../checkpoint/folder.js';
import { partsToFill } from '../checkpoint/measured.js';
import { Origin } from '../checkpoint/origin.js';
import { WorkersWriting } from '../checkpoint/writing.js';
import type { RegionMemory } from '../results/result.js';
import type { SnapshotTask } from '../results/snapshots.js';
import type { ShardReport } from '../workers/shard.js';
import type { Failure } from './error.js';
import type { LiveRun } from './live.js';
import { createMeeting } from './meeting.js';
import { runHere, runShards } from './pool.js';
import type { EngineOptions } from './run.js';
import { shardTasks, snapshotTasks, timesOfSnapshots } from './tasks.js';

/**
 * What the workers of a run do: from its beginning or from a checkpoint to its end; and where one of them dies and there are
 * checkpoints, once more from the last of them.
 */
export class Legs {
  /** What the workers take, by worker; null: nothing was asked for. */
  readonly snapshots: readonly SnapshotTask[] | null;
  readonly checkpoints: Checkpoints | null;
  private readonly writing: WorkersWriting | null;
  /** Why the run could not go on. */
  failure: Failure | null = null;
  /** When the first workers had set up; 0: never. */
  readyAt = 0;
  private readonly origin: Origin;

  constructor(
    private readonly live: LiveRun,
    private readonly memory: RegionMemory,
    private readonly options: EngineOptions,
  ) {
    const { checkpoint, resumed } = options;
    const times = timesOfSnapshots(live.scenario, memory.pieces, options);
    this.snapshots = snapshotTasks(live.scenario, live.workers, times);
    this.origin = new Origin(resumed ?? null);
    this.writing = checkpoint ? new WorkersWriting(live, checkpoint.folder, this.snapshots ?? []) : null;
    this.checkpoints =
      checkpoint && this.writing
        ? new Checkpoints(live, checkpoint, this.writing, times, resumed?.manifest.past.checkpoints)
        : null;
    if (resumed !== undefined) {
      const { past, loadFactor, steered } = resumed.manifest;
      live.wallBefore = past.wallSeconds;
      live.control.loadFactor = loadFactor;
      if (steered) live.control.markSteered();
    }
  }

  /** Stops the run at the end of a window, where it is written down if it may go on later. */
  stop(): void {
    const { checkpoints, live } = this;
    if (checkpoints === null) live.control.stop();
    else void checkpoints.askLast().then(() => live.control.stop());
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
    const { live, memory, options, checkpoints, snapshots } = this;
    const { from } = this.origin;
    if (from !== null) this.restore(from);
    const { encodeAll = false, interpreted = false, ringBytes, recording } = options;
    const { workers } = live;
    const tasks = shardTasks(live, memory, {
      ...{ part: null, encodeAll, interpreted, snapshots },
      meeting: createMeeting(memory, { workers, part: null, encodeAll, ringBytes }),
      placement: options.placement ?? memory.plans.map((_, region) => region % workers),
      recording: recording?.task ?? null,
      checkpoint: this.writing?.task ?? null,
      resumedAt: from?.manifest.simulated ?? null,
    });
    checkpoints?.begin();
    try {
      if (options.inThisThread) return [await runHere(tasks[0])];
      return await runShards(live, tasks, options, (failure) => {
        this.failure ??= failure;
      });
    } finally {
      await checkpoints?.end();
    }
  }

  private restore(from: Checkpoint): void {
    const { live, memory, snapshots } = this;
    const { simulated, snapshots: kept } = from.manifest;
    from.restore(memory);
    from.readMeasured(partsToFill(live.gaugesBuffer, snapshots ?? [], kept.taken));
    live.control.simulated = simulated;
    live.forgetRequests();
  }

  /** Goes back to the last checkpoint; false: there is none, or workers die always after it. */
  private goBack(failure: Failure): boolean {
    const { live, checkpoints, origin, options } = this;
    if (checkpoints === null || options.checkpoint === undefined) return false;
    const last = lastCheckpoint(options.checkpoint.folder);
    if (last === null) return false;
    const deaths = origin.diedTooOften(last);
    if (deaths > 0) {
      this.failure = { ...failure, again: { deaths, folder: last.folder } };
      return false;
    }
    const lost = origin.goBack(last, live, checkpoints);
    options.checkpoint.onTrouble?.(
      `worker ${failure.worker + 1} of ${live.workers} died in region ${failure.region}, window ${failure.window}: ${failure.reason}; going back ${lost.toFixed(3)} s to ${nameOf(last.number)}`,
    );
    return true;
  }
}
