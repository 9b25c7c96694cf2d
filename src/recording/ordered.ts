import type { EventFields, EventSink } from './writer.js';

/**
 * Puts the events of a region into the order of time, and among those of the same µs of the UEs' numbers. The region
 * works UE by UE within a window, so a window is as much as must be kept.
 */
export class OrderedSink implements EventSink {
  private kept: EventFields[] = [];
  private window = 0;

  /** @param width length of a window in µs */
  constructor(
    private readonly sink: EventSink & { close(): void },
    private readonly width: number,
  ) {}

  write(event: EventFields): void {
    const window = Math.floor(timeOf(event) / this.width);
    if (window !== this.window) this.flush();
    this.window = window;
    this.kept.push(event);
  }

  close(): void {
    this.flush();
    this.sink.close();
  }

  private flush(): void {
    for (const event of this.kept.sort(byTime)) this.sink.write(event);
    this.kept = [];
  }
}

const timeOf = ({ seconds, microseconds }: EventFields): number => (seconds ?? 0) * 1e6 + (microseconds ?? 0);

function byTime(a: EventFields, b: EventFields): number {
  return timeOf(a) - timeOf(b) || (a.ue ?? 0) - (b.ue ?? 0);
}
