import type { Percentiles, RunFacts, Tick } from '../../monitor/page/protocol.js';

/** Ticks that the page keeps: ten minutes. */
const KEPT = 1200;

/** What has come so far, and what follows from two ticks. */
export class Store {
  readonly ticks: Tick[] = [];

  constructor(readonly facts: RunFacts) {}

  /** Takes in a tick; false: it was there already. */
  add(tick: Tick): boolean {
    if (tick.n <= (this.last?.n ?? 0)) return false;
    this.ticks.push(tick);
    if (this.ticks.length > KEPT) this.ticks.shift();
    return true;
  }

  get last(): Tick | undefined {
    return this.ticks[this.ticks.length - 1];
  }

  /** Some seconds before the last tick, or the first one that is kept. */
  earlier(seconds: number): Tick | undefined {
    const { last } = this;
    if (last === undefined) return undefined;
    return this.ticks.findLast(({ wall }) => wall <= last.wall - seconds) ?? this.ticks[0];
  }

  /** How fast something grows now, per wall second, over some seconds; null: nothing is known yet. */
  rate(count: (tick: Tick) => number, seconds = 2): number | null {
    const { last } = this;
    const before = this.earlier(seconds);
    if (last === undefined || before === undefined || last.wall <= before.wall) return null;
    return (count(last) - count(before)) / (last.wall - before.wall);
  }

  /** The same for every tick but the first. */
  rates(count: (tick: Tick) => number): (number | null)[] {
    return this.ticks.map((tick, n) => {
      const before = this.ticks[n - 1];
      if (before === undefined || tick.wall <= before.wall) return null;
      return (count(tick) - count(before)) / (tick.wall - before.wall);
    });
  }

  /** The last percentiles that there were, within some seconds. */
  lately(percentiles: (tick: Tick) => Percentiles, seconds = 10): Percentiles {
    const since = (this.last?.wall ?? 0) - seconds;
    const found = this.ticks.findLast((tick) => percentiles(tick) !== null);
    return found !== undefined && found.wall >= since ? percentiles(found) : null;
  }
}

export const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
