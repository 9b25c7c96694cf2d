/*
 * Words that the main thread and the workers of a run share. The main thread writes the first line (and a worker
 * that is too late for the real clock stops the run there), worker 0 all others, once per window at most; lines
 * are 128 bytes apart.
 *
 *     byte 0      8             16          128                    256
 *     ┌──────────┬─────────────┬───────────┬──────────────────────┬───────────────────────────────────────────────────┐
 *     │ stop     │ load factor │ steered   │ simulated time, µs   │ wall time: set-up done, run done, in s │ from, µs │
 *     └──────────┴─────────────┴───────────┴──────────────────────┴───────────────────────────────────────────────────┘
 */
const STOP = 0;
const LOAD = 8 / 8;
const STEERED = 16 / 4;
const SIMULATED = 128 / 8;
const READY = 256 / 8;
const DONE = READY + 1;
const FROM = READY + 2;
const BYTES = 384;

/** Seconds of the machine's monotonic clock: the same for all threads, unlike performance.now(). */
export function monotonicSeconds(): number {
  return Number(process.hrtime.bigint()) / 1e9;
}

/** Why a run was stopped: someone asked for it, or it fell farther behind the real clock than it may. */
export type StopReason = 'asked' | 'late';
const STOP_REASONS: readonly (StopReason | null)[] = [null, 'asked', 'late'];

/** The control plane's view of a run, and the run's view of the control plane. */
export class Control {
  readonly buffer: SharedArrayBuffer;
  private readonly words: Int32Array;
  private readonly times: Float64Array;

  /** @param buffer as made by another thread; default: a new one */
  constructor(buffer?: SharedArrayBuffer) {
    this.buffer = buffer ?? new SharedArrayBuffer(BYTES);
    this.words = new Int32Array(this.buffer);
    this.times = new Float64Array(this.buffer);
    if (buffer === undefined) this.times[LOAD] = 1;
  }

  /** Asks for a stop at the end of the present window; the first reason stays. */
  stop(reason: StopReason = 'asked'): void {
    Atomics.compareExchange(this.words, STOP, 0, STOP_REASONS.indexOf(reason));
  }
  get stopped(): boolean {
    return Atomics.load(this.words, STOP) !== 0;
  }
  get stopReason(): StopReason | null {
    return STOP_REASONS[Atomics.load(this.words, STOP)];
  }

  /** Factor on all arrival rates, from the next window on; 1 until somebody steers. Only with the real clock. */
  get loadFactor(): number {
    return this.times[LOAD];
  }
  set loadFactor(factor: number) {
    this.times[LOAD] = factor;
  }

  /** Whether anything from outside has changed what happens: then no other run has a comparable digest. */
  get steered(): boolean {
    return Atomics.load(this.words, STEERED) !== 0;
  }
  markSteered(): void {
    Atomics.store(this.words, STEERED, 1);
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
  /** Simulated time in µs at that moment: a run may go on from a checkpoint. */
  get readyFrom(): number {
    return this.times[FROM];
  }
  /** Set-up is done, at so many simulated µs. */
  markReady(us: number): void {
    this.times[FROM] = us;
    this.times[READY] = monotonicSeconds();
  }
  /** The workers are gone, and others will begin. */
  restart(): void {
    this.times[READY] = 0;
    this.times[DONE] = 0;
  }
  markDone(): void {
    this.times[DONE] = monotonicSeconds();
  }
}
