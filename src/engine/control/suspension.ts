import { uptime } from 'node:os';
import { monotonicSeconds } from './control.js';

/** The clocks are read one after the other, and one of them in hundredths of a second. */
const COARSE_SECONDS = 0.5;

/**
 * For how long the machine has been suspended since this was made: the monotonic clock stands still then, the time since
 * its boot goes on. Somebody who sets the clock changes neither.
 */
export class Suspension {
  private readonly before: number;

  /** @param ahead how far the time since boot (s) is ahead of the monotonic clock */
  constructor(private readonly ahead: () => number = () => uptime() - monotonicSeconds()) {
    this.before = ahead();
  }

  get seconds(): number {
    const slept = this.ahead() - this.before;
    return slept < COARSE_SECONDS ? 0 : slept;
  }
}
