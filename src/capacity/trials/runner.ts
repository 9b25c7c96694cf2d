import { Threads } from '../../engine/workers/threads.js';
import type { Trial, TrialTask } from './trial.js';

/** Where trials are run. */
export interface TrialRunner {
  /** Runs one as soon as there is room for it. */
  run(task: TrialTask): Promise<Trial>;
  /** Ends all, and what they are at: it rejects. */
  end(): Promise<void>;
}

/** Runs trials on threads of this process, one on each. */
export class TrialThreads implements TrialRunner {
  private readonly pool: Threads<TrialTask, Trial>;

  /** @param workers trials at the same time */
  constructor(workers: number) {
    this.pool = new Threads({
      filename: new URL('./worker.js', import.meta.url).href,
      minThreads: 0,
      maxThreads: workers,
      // A thread that has nothing to do for a moment will be needed again.
      idleTimeout: 60_000,
    });
  }

  run(task: TrialTask): Promise<Trial> {
    return this.pool.run(task);
  }

  end(): Promise<void> {
    return this.pool.destroy();
  }
}
