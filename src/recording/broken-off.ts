import { UsageError } from '../errors.js';
import type { Result } from '../report/result.js';

/**
 * A run whose trace the system took only a beginning of, such as where the disk is full. The run itself went on to its
 * end, and what was measured is whole.
 */
export class TraceBrokenOff extends UsageError {
  /** @param lastTime simulated time of the last event that is in the file, µs; 0: nothing is */
  constructor(
    private readonly file: string,
    private readonly lastTime: number,
    private readonly reason: string,
    readonly result: Result,
  ) {
    const kept =
      lastTime === 0
        ? 'nothing of it could be kept'
        : `it breaks off after ${(lastTime / 1e6).toFixed(6)} s of simulated time and is whole until there`;
    super(
      `--trace ${file}: ${reason}; ${kept}; make room and run again, or choose fewer UEs with --trace-ues`,
    );
  }

  /** The same of another run, which has all that was measured. */
  of(result: Result): TraceBrokenOff {
    return new TraceBrokenOff(this.file, this.lastTime, this.reason, result);
  }
}
