import { setFlagsFromString } from 'node:v8';
import { Piscina } from 'piscina';

/*
 * Node.js 20 can take the whole process along when it ends a thread at a bad moment:
 *
 * - while the thread still loads its modules: "v8::Module::IsGraphAsync must be used on an instantiated module";
 * - while V8 compiles for it in the background. If that needs memory just when V8 wants to begin with marking, it asks
 *   for the event loop of a thread that has none any more: "ForIsolate: Assertion failed: (data.first) != nullptr".
 */

/** Pools that are ending their threads now. */
let ending = 0;

/** A pool of threads that can be ended at any time. */
export class Threads<Task, Report> extends Piscina<Task, Report> {
  /** Threads that have loaded their modules, by their ids. */
  private readonly loaded = new Set<number>();
  private ended: Promise<void> | null = null;

  constructor(options: ConstructorParameters<typeof Piscina>[0]) {
    // Waiting for the next task on a shared word would keep an idle thread's core busy.
    super({ atomics: 'disabled', recordTiming: false, ...options });
    // Of the threads of the start piscina says at once that they are ready. Like all others, they send word when they are.
    const first = new Set(this.threads.map(({ threadId }) => threadId));
    for (const thread of this.threads) thread.once('message', () => this.onLoaded(thread.threadId));
    this.on('workerCreate', ({ id }) => {
      if (!first.has(id)) this.onLoaded(id);
    });
  }

  private onLoaded(id: number): void {
    this.loaded.add(id);
    this.emit('loaded');
  }

  /** Ends all threads, and what they are at: waits for those that load, and lets nobody begin with marking meanwhile. */
  override destroy(): Promise<void> {
    // Asked twice at the same time, piscina takes the ends of its threads for deaths, and replaces them.
    this.ended ??= this.end();
    return this.ended;
  }

  private async end(): Promise<void> {
    while (this.threads.some(({ threadId }) => !this.loaded.has(threadId))) await this.next();
    if (ending++ === 0) setFlagsFromString('--no-incremental-marking');
    try {
      await super.destroy();
    } finally {
      if (--ending === 0) setFlagsFromString('--incremental-marking');
    }
  }

  /** Until a thread has loaded its modules, or failed to. */
  private next(): Promise<void> {
    return new Promise((come) => {
      const seen = (): void => {
        this.off('loaded', seen);
        this.off('workerDestroy', seen);
        come();
      };
      this.on('loaded', seen);
      this.on('workerDestroy', seen);
    });
  }
}
