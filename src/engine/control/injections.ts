import { type Asked, Paced } from './paced.js';

/** Ranges that may be under way at a time. */
export const INJECTIONS_MAX = 64;
/** As often as windows of the real clock, nearly. */
const TICK_MS = 20;
/** UEs that are asked for in a tick: some ten ms of the main thread. */
const UES_PER_TICK = 20_000;

/** What injections need of a run. */
export interface Injectable {
  readonly simulatedSeconds: number;
  readonly isRunning: boolean;
  /** Asks for a traffic event at each UE; returns those that cannot be asked now. */
  askAll(ues: readonly number[], kind: number): readonly number[];
}

/** Gives the UEs of ranges their events one after the other, by simulated time, from the main thread. */
export class Injections {
  private open: readonly Paced[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly run: Injectable) {}

  /** Begins now. Returns false if too many ranges are under way. */
  begin(asked: Asked): boolean {
    if (this.open.length >= INJECTIONS_MAX) return false;
    this.open = [...this.open, new Paced(asked, this.run.simulatedSeconds)];
    this.timer ??= setInterval(() => this.tick(), TICK_MS).unref();
    this.tick();
    return true;
  }

  /** Events that are still to be asked for. */
  get left(): number {
    return this.open.reduce((sum, { left }) => sum + left, 0);
  }

  private tick(): void {
    const { run } = this;
    if (!run.isRunning) this.open = [];
    let room = UES_PER_TICK;
    for (const paced of this.open) {
      const due = paced.take(run.simulatedSeconds, room);
      room -= due.length;
      if (due.length > 0) paced.putBack(run.askAll(due, paced.asked.kind));
    }
    this.open = this.open.filter(({ left }) => left > 0);
    if (this.open.length > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
