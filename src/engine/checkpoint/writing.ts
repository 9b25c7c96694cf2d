import { getSystemErrorName } from 'node:util';
import type { LiveRun } from '../control/live.js';
import type { SnapshotTask } from '../results/snapshots.js';
import { Gauges } from '../workers/gauges.js';
import type { Checksum } from './checked-file.js';
import { type CheckpointTask, CheckpointWords, createCheckpointTask } from './words.js';

/** How often the main thread looks whether the workers have written. */
const LOOK_MS = 20;

/** What a checkpoint holds besides the files of the regions, as soon as those have been written. */
export interface Saved {
  /** Simulated µs that it stands at. */
  readonly simulated: number;
  readonly regions: readonly Checksum[];
  /** What each worker measured by then, and the snapshots that it had taken. */
  readonly gauges: readonly Gauges[];
  readonly snapshots: readonly SnapshotTask[];
}

/** Has the files of all regions written, into the folder of what is being written. */
export interface Writing {
  /**
   * Resolves to null if the run ended before.
   *
   * @param isLast whether it is written where the run stops, and not at the next end of a window
   */
  write(number: number, isLast: boolean, isOver: () => boolean): Promise<Saved | null>;
}

/** The workers of this process write them, at the end of a window. */
export class WorkersWriting implements Writing {
  readonly task: CheckpointTask;
  private readonly words: CheckpointWords;

  /** @param snapshots what the workers take, by worker */
  constructor(
    private readonly live: LiveRun,
    folder: string,
    private readonly snapshots: readonly SnapshotTask[],
  ) {
    this.task = createCheckpointTask(folder, live.scenario.regions, live.workers);
    this.words = new CheckpointWords(this.task);
  }

  write(number: number, isLast: boolean, isOver: () => boolean): Promise<Saved | null> {
    this.makeReady(number, isLast);
    if (!isLast) this.ask();
    return this.saved(isOver);
  }

  makeReady(number: number, isLast: boolean): void {
    this.words.makeReady(number, isLast);
  }

  ask(): void {
    this.words.ask();
  }

  /** What was written, when all workers have. */
  async saved(isOver: () => boolean): Promise<Saved | null> {
    const { words, live, task, snapshots } = this;
    while (words.saved < live.workers) {
      // A run that has ended wants none any more.
      if (isOver()) return null;
      await new Promise((come) => setTimeout(come, LOOK_MS));
    }
    if (words.errno !== 0) throw new Error(getSystemErrorName(words.errno));
    return {
      simulated: words.simulated,
      regions: live.memory.plans.map((_, region) => words.region(region)),
      gauges: live.gauges.map((_, worker) => new Gauges(task.gauges, worker)),
      snapshots,
    };
  }
}
