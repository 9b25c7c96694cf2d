import type { EventFields, EventSink } from './writer.js';

/** What was written while one thing was handled. */
interface Step {
  readonly time: number;
  readonly ue: number;
  readonly rank: number;
  readonly events: EventFields[];
}

/**
 * Puts the events of a region into the order of time, among those of the same µs of the UEs' numbers, and among those of
 * one UE of what was sent first. A region works row by row within a window, so a window is as much as must be kept; and
 * which row of a UE that is on its way between regions comes first hangs on the number of workers.
 */
export class OrderedSink implements EventSink {
  private kept: Step[] = [];
  private window = 0;

  /** @param width length of a window in µs */
  constructor(
    private readonly sink: { write(event: EventFields): void; close(): void },
    private readonly width: number,
  ) {}

  write(event: EventFields, rank: number): void {
    const time = (event.seconds ?? 0) * 1e6 + (event.microseconds ?? 0);
    const ue = event.ue ?? 0;
    const window = Math.floor(time / this.width);
    if (window !== this.window) this.flush();
    this.window = window;
    const last = this.kept.at(-1);
    if (last !== undefined && last.time === time && last.ue === ue && last.rank === rank)
      last.events.push(event);
    else this.kept.push({ time, ue, rank, events: [event] });
  }

  close(): void {
    this.flush();
    this.sink.close();
  }

  private flush(): void {
    for (const { events } of this.kept.sort(byTime)) for (const event of events) this.sink.write(event);
    this.kept = [];
  }
}

const byTime = (a: Step, b: Step): number => a.time - b.time || a.ue - b.ue || a.rank - b.rank;
