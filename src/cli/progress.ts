import type { Progress } from '../engine/control/options.js';
import { formatClock, formatCount, formatSeconds } from '../format/units.js';

/** A run with the real clock that is behind by more than a person notices. */
const LATE_SECONDS = 0.1;

/** `12:34 of 1:00:00  21 %  163 ×  13.4 M msg/s  1.20 k holds  0 violations  0:18 left` */
export function formatProgress(progress: Progress): string {
  const { simulatedSeconds: done, durationSeconds: all, wallSeconds, latenessSeconds = 0 } = progress;
  const parts = [`${formatClock(done)} of ${formatClock(all)}`, `${Math.floor((100 * done) / all)} %`];
  // Before anything has been simulated nobody knows how long it takes.
  if (done > 0) parts.push(`${formatClock(Math.ceil(((all - done) * wallSeconds) / done))} left`);
  if (wallSeconds > 0) parts.push(`${formatCount(done / wallSeconds)} ×`);
  if (latenessSeconds >= LATE_SECONDS) parts.push(`${formatSeconds(latenessSeconds)} late`);
  parts.push(
    `${formatCount(progress.messagesPerSecond)} msg/s`,
    `${formatCount(progress.holds)} holds`,
    `${formatCount(progress.violations)} violations`,
  );
  return parts.join('  ');
}
