import { Threads } from '../../engine/workers/threads.js';
import { hashOf, type TrialCache } from './cache.js';
import type { Trial, TrialTask } from './trial.js';

/** How far the trials of a search are. */
export interface TrialProgress {
  /** Asked for so far, done, and of these found in the cache. */
  readonly asked: number;
  readonly done: number;
  readonly cached: number;
  /** Of a search: the round of longer and longer trials, and where the answer is, such as `, between 1 × and 2 ×`. */
  readonly stage?: TrialStage | undefined;
}

export interface TrialStage {
  readonly round: number;
  readonly rounds: number;
  readonly between: string;
}

export interface TrialsOptions {
  /** Trials at the same time; each is a run on one thread. */
  readonly workers: number;
  readonly cache: TrialCache;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TrialProgress) => void;
}

/** A search was interrupted before this trial was done. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Runs trials, as many at a time as there are workers, and none twice. */
export class Trials {
  private readonly known = new Map<string, Promise<Trial>>();
  private readonly pool: Threads<TrialTask, Trial>;
  private done = 0;
  private cached = 0;

  constructor(private readonly options: TrialsOptions) {
    this.pool = new Threads({
      filename: new URL('./worker.js', import.meta.url).href,
      minThreads: 0,
      maxThreads: options.workers,
      // A thread that has nothing to do for a moment will be needed again.
      idleTimeout: 60_000,
    });
    options.signal?.addEventListener('abort', this.stop);
  }

  /** @throws Interrupted if the signal came first */
  get(task: TrialTask): Promise<Trial> {
    const hash = hashOf(task);
    let trial = this.known.get(hash);
    if (trial === undefined) {
      trial = this.obtain(task, hash);
      this.known.set(hash, trial);
    }
    return trial;
  }

  /** Ends the threads, and what they are at. */
  async close(): Promise<void> {
    this.options.signal?.removeEventListener('abort', this.stop);
    await this.pool.destroy();
    // What was done by then is still being put into the cache.
    await Promise.allSettled(this.known.values());
  }

  private readonly stop = (): void => {
    void this.pool.destroy();
  };

  private async obtain(task: TrialTask, hash: string): Promise<Trial> {
    const { cache, onProgress } = this.options;
    let trial = await cache.get(hash);
    if (trial !== null) this.cached++;
    else {
      trial = await this.run(task);
      await cache.put(hash, trial);
    }
    this.done++;
    onProgress?.({ asked: this.known.size, done: this.done, cached: this.cached });
    return trial;
  }

  private async run(task: TrialTask): Promise<Trial> {
    const { signal } = this.options;
    if (signal?.aborted) throw new Interrupted('interrupted before a trial');
    try {
      return await this.pool.run(task);
    } catch (error) {
      if (signal?.aborted) throw new Interrupted('interrupted during a trial', { cause: error });
      throw error;
    }
  }
}
