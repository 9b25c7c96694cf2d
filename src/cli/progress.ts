import type { Progress } from '../engine/control/options.js';
import { cut } from '../format/table.js';
import { formatClock, formatCount, formatSeconds } from '../format/units.js';
import { type Output, widthOf } from './output.js';

/** At most four times a second: more flickers, and costs over a slow connection. */
const REDRAW_MS = 250;

/** A run with the real clock that is behind by more than a person notices. */
const LATE_SECONDS = 0.1;

/** The one line that is redrawn in place while a run goes on. */
export class ProgressLine {
  readonly #output: Output;
  readonly #now: () => number;
  #drawnAt_ms = Number.NEGATIVE_INFINITY;
  #visible = false;

  /** `now` gives milliseconds of a clock that never goes back. */
  constructor(output: Output, now: () => number = () => performance.now()) {
    this.#output = output;
    this.#now = now;
  }

  update(progress: Progress): void {
    const now_ms = this.#now();
    if (now_ms - this.#drawnAt_ms < REDRAW_MS) return;
    this.#drawnAt_ms = now_ms;
    this.#visible = true;
    // One character is left free: a full line would wrap on some terminals, and could not be redrawn.
    this.#output.write(`\r${cut(formatProgress(progress), widthOf(this.#output) - 1)}\x1b[K`);
  }

  /** Takes the line away, so that something else can be printed. */
  clear(): void {
    if (!this.#visible) return;
    this.#visible = false;
    this.#output.write('\r\x1b[K');
  }
}

/** `12:34 of 1:00:00  21 %  163 ×  13.4 M msg/s  1.20 k holds  0 violations  0:18 left` */
export function formatProgress(progress: Progress): string {
  const { simulatedSeconds: done, durationSeconds: all, wallSeconds, latenessSeconds = 0 } = progress;
  const parts = [`${formatClock(done)} of ${formatClock(all)}`, `${Math.floor((100 * done) / all)} %`];
  if (wallSeconds > 0) parts.push(`${formatCount(done / wallSeconds)} ×`);
  parts.push(
    `${formatCount(progress.messagesPerSecond)} msg/s`,
    `${formatCount(progress.holds)} holds`,
    `${formatCount(progress.violations)} violations`,
  );
  if (latenessSeconds >= LATE_SECONDS) parts.push(`${formatSeconds(latenessSeconds)} late`);
  // Before anything has been simulated nobody knows how long it takes.
  if (done > 0) parts.push(`${formatClock(Math.ceil(((all - done) * wallSeconds) / done))} left`);
  return parts.join('  ');
}
