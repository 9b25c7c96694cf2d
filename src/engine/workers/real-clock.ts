import { type Control, monotonicSeconds } from '../control/control.js';
import type { Gauges } from './gauges.js';

/** How a run follows the wall clock. */
export interface Pace {
  /** Simulated seconds in a wall second. */
  readonly speed: number;
  /** Wall seconds that a run may fall behind before it is stopped; null: any. */
  readonly maxLateness: number | null;
}

/** Where nothing is due for long, a worker looks this often whether it is asked for something. */
const LOOK_SECONDS = 0.05;

/**
 * One worker's wall clock. Windows are the same as with the virtual clock; each begins when the wall clock has come
 * to its begin. What a window's time is does not depend on the windows before it: a late window begins at once, and
 * its lateness counts from when it was due, so a run that was late for a while has no gap in what it measured.
 */
export class RealClock {
  /** A word that nobody ever changes, to sleep on. */
  private readonly word = new Int32Array(new SharedArrayBuffer(4));
  private readonly lookUs: number;
  private readonly windowSeconds: number;

  /** @param window length of a window in µs */
  constructor(
    private readonly pace: Pace,
    window: number,
    private readonly control: Control,
    private readonly gauges: Gauges,
  ) {
    this.windowSeconds = window / 1e6 / pace.speed;
    this.lookUs = Math.max(window, LOOK_SECONDS * pace.speed * 1e6);
  }

  /** The time (µs) by which there must be a window, be it empty, after the one that ended at `us`. */
  nextLook(us: number): number {
    return us + this.lookUs;
  }

  /** Waits until the window that begins at `us` is due. */
  begin(us: number): void {
    const { gauges, pace } = this;
    const late = this.sleepUntil(us);
    gauges.recordLateness(late);
    if (late > this.windowSeconds) gauges.add('lateWindows', 1);
    if (pace.maxLateness !== null && late > pace.maxLateness) this.control.stop('late');
  }

  /** Sleeps until the wall clock has come to `us`; returns how many seconds it is past it. */
  sleepUntil(us: number): number {
    const due = this.control.readyAt + (us - this.control.readyFrom) / 1e6 / this.pace.speed;
    const from = monotonicSeconds();
    let now = from;
    while (now < due) {
      Atomics.wait(this.word, 0, 0, (due - now) * 1e3);
      now = monotonicSeconds();
    }
    this.gauges.add('pause', (now - from) * 1e3);
    return now - due;
  }
}
