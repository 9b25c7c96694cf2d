import { hashOf, type TrialCache } from './cache.js';
import type { TrialRunner } from './runner.js';
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
  readonly runner: TrialRunner;
  readonly cache: TrialCache;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TrialProgress) => void;
}

/** A search was interrupted before this trial was done. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Runs trials, and none twice. */
export class Trials {
  private readonly known = new Map<string, Promise<Trial>>();
  private done = 0;
  private cached = 0;

  constructor(private readonly options: TrialsOptions) {
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

  /** Ends the runner, and what it is at. */
  async close(): Promise<void> {
    this.options.signal?.removeEventListener('abort', this.stop);
    await this.options.runner.end();
    // What was done by then is still being put into the cache.
    await Promise.allSettled(this.known.values());
  }

  private readonly stop = (): void => {
    void this.options.runner.end();
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
    const { signal, runner } = this.options;
    if (signal?.aborted) throw new Interrupted('interrupted before a trial');
    try {
      return await runner.run(task);
    } catch (error) {
      if (signal?.aborted) throw new Interrupted('interrupted during a trial', { cause: error });
      throw error;
    }
  }
}
