import type { LiveRun } from './live.js';
import type { RunOptions } from './options.js';

const PROGRESS_MS = 250;

/** Reports progress and passes a stop on, from the event loop, which nothing else keeps busy during a run. */
export class Watch {
  private readonly timer: NodeJS.Timeout | undefined;
  private failure: { readonly error: unknown } | null = null;

  constructor(
    private readonly live: LiveRun,
    private readonly options: RunOptions,
    private readonly stop: () => void,
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

  private report(onProgress: NonNullable<RunOptions['onProgress']>): void {
    const { control } = this.live;
    if (this.failure !== null || control.readyAt === 0) return;
    try {
      onProgress(this.live.progress());
    } catch (error) {
      this.failure = { error };
      this.stop();
    }
  }
}
