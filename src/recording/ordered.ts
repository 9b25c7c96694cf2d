import type { EventFields, TraceSink } from './writer.js';

/**
 * Puts the events of a region into the order of time, and among those of the same µs of the UEs' numbers. The region
 * works UE by UE within a window, so that is as much as must be kept.
 */
export class OrderedSink {
  private kept: EventFields[] = [];

  constructor(private readonly sink: TraceSink) {}

  write(event: EventFields): void {
    this.kept.push(event);
  }

  /** All that was due before the window that begins now has been written. */
  nextWindow(): void {
    for (const event of this.kept.sort(byTime)) this.sink.write(event);
    this.kept = [];
  }

  close(): void {
    this.nextWindow();
    this.sink.close();
  }
}

function byTime(a: EventFields, b: EventFields): number {
  return (
    (a.seconds ?? 0) - (b.seconds ?? 0) ||
    (a.microseconds ?? 0) - (b.microseconds ?? 0) ||
    (a.ue ?? 0) - (b.ue ?? 0)
  );
}
