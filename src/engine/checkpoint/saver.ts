import { join } from 'node:path';
import type { RegionPlan } from '../region/memory.js';
import type { Gauges } from '../workers/gauges.js';
import { beingWritten } from './folder.js';
import { regionFile, writeRegion } from './region-file.js';
import { type CheckpointTask, CheckpointWords } from './words.js';

/** A region as its state is written. */
interface Saved {
  readonly region: number;
  readonly plan: RegionPlan;
  readonly w: Int32Array;
}

/** A worker's side of checkpoints: writes the state of its regions at the end of a window. */
export class Saver {
  private readonly words: CheckpointWords;
  private last: number;

  constructor(
    private readonly task: CheckpointTask,
    private readonly regions: readonly Saved[],
    private readonly gauges: Gauges,
  ) {
    this.words = new CheckpointWords(task);
    this.last = this.words.next;
  }

  /** Whether one is asked for that has not been written. */
  get isAsked(): boolean {
    const { asked } = this.words;
    return asked !== 0 && asked !== this.last;
  }

  /** Whether one is made ready for that is to be written where the run stops. */
  get isDueAtStop(): boolean {
    return this.words.isLast && this.words.next !== this.last;
  }

  /** Writes it, where all until `us` has been worked off and nothing else. A disk that takes no more ends no run. */
  save(us: number): void {
    const { words, task } = this;
    const from = performance.now();
    this.last = words.next;
    try {
      const folder = beingWritten(task.folder, this.last);
      for (const { region, plan, w } of this.regions) {
        words.setRegion(region, writeRegion(join(folder, regionFile(region)), plan, w));
      }
    } catch (error) {
      const { errno } = error as NodeJS.ErrnoException;
      if (errno === undefined) throw error;
      words.fail(errno);
    }
    this.gauges.add('checkpoint', performance.now() - from);
    this.gauges.copyTo(task.gauges);
    words.done(us);
  }
}
