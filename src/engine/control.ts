/*
 * Words that the main thread and the workers of a run share. The main thread writes the first line, worker 0 all
 * others, once per window at most; lines are 128 bytes apart.
 *
 *     byte 0      128                    256
 *     ┌──────────┬──────────────────────┬────────────────────────────────────────────┐
 *     │ stop     │ simulated time, µs   │ wall time: set-up done, run done, in s     │
 *     └──────────┴──────────────────────┴────────────────────────────────────────────┘
 */
const STOP = 0;
const SIMULATED = 128 / 8;
const READY = 256 / 8;
const DONE = READY + 1;
const BYTES = 384;

/** Seconds of the machine's monotonic clock: the same for all threads, unlike performance.now(). */
export function monotonicSeconds(): number {
  return Number(process.hrtime.bigint()) / 1e9;
}

/** The control plane's view of a run, and the run's view of the control plane. */
export class Control {
  private readonly words: Int32Array;
  private readonly times: Float64Array;

  /** @param buffer as made by another thread; default: a new one */
  constructor(readonly buffer: SharedArrayBuffer = new SharedArrayBuffer(BYTES)) {
    this.words = new Int32Array(buffer);
    this.times = new Float64Array(buffer);
  }

  /** Asks for a stop at the end of the present window. */
  stop(): void {
    Atomics.store(this.words, STOP, 1);
  }
  get stopped(): boolean {
    return Atomics.load(this.words, STOP) !== 0;
  }

  /** Simulated time in µs that all regions have completed. */
  get simulated(): number {
    return this.times[SIMULATED];
  }
  set simulated(us: number) {
    this.times[SIMULATED] = us;
  }

  /** When all UEs were in their rows, and when the last window ended, by monotonicSeconds; 0: not yet. */
  get readyAt(): number {
    return this.times[READY];
  }
  get doneAt(): number {
    return this.times[DONE];
  }
  markReady(): void {
    this.times[READY] = monotonicSeconds();
  }
  markDone(): void {
    this.times[DONE] = monotonicSeconds();
  }
}
