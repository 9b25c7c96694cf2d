import { quantiles } from '../src/engine/draws/quantiles.js';
import { exponential } from '../src/engine/draws/random.js';
import { sample } from '../src/engine/draws/sampler.js';
import { count, HISTOGRAM_WORDS } from '../src/measure/count.js';
import type { Scenario } from '../src/scenario/scenario.js';

/*
 * The second floor: the work of the first (floor.kernel.ts), one UE at a time. For each window there is an array of the
 * UEs that have something due in it; all of a UE's steps in a window follow each other, and what is in flight for it lies
 * in its row. No rules, keys, messages, timers, counters, regions or order among UEs.
 */

const STEPS = 8;
/** Kinds of procedures; those of the same half of them conflict: one of a half is ongoing, others wait. */
const KINDS = 8;
const HALF_SHIFT = 2;

/** A row: one cache line of 64 bytes. */
const ROW = 16;
const EVENTS = 0;
const WAITING = 1;
/** When the UE asks for a procedure next, µs. */
const ASKS = 2;
/** Of the first half of the kinds, then of the second. */
const HALVES = 4;
const HALF_WORDS = 4;
/** When the ongoing procedure's next step is due, µs; FAR: none is ongoing. */
const DUE = 0;
/** Kind in the upper, step in the lower three bits. */
const STEP = 1;
const STARTED = 2;

const FAR = 0x7fffffff;
const WINDOW_US = 1_000_000;
/** So many rows are loaded together. */
const AHEAD = 16;
const FIRST_LENGTH = 1024;

export class FloorByUe {
  private readonly rows: Int32Array;
  private readonly delays: Int32Array;
  private readonly gapUs: number;
  private readonly histogram = new Int32Array(HISTOGRAM_WORDS);
  /** Rows that have something due in a window, and how many. */
  private readonly lists: (Int32Array | null)[];
  private readonly lengths: Int32Array;
  private readonly spare: Int32Array[] = [];
  private window = 0;
  private random: number;
  /** Steps so far. */
  events = 0;
  /** What was loaded ahead: read, so that the loads are no dead code. */
  touched = 0;

  /** @param eventsPerUeHour steps per UE and hour */
  constructor({ ues, duration, links, seed }: Scenario, eventsPerUeHour: number) {
    this.delays = quantiles(links.srb1);
    this.gapUs = (3600e6 * STEPS) / eventsPerUeHour;
    this.random = seed | 1;
    this.lengths = new Int32Array(Math.ceil((duration * 1e6) / WINDOW_US));
    this.lists = Array.from(this.lengths, () => null);
    this.rows = new Int32Array(ues * ROW);
    for (let u = 0; u < this.rows.length; u += ROW) {
      this.rows[u + HALVES + DUE] = FAR;
      this.rows[u + HALVES + HALF_WORDS + DUE] = FAR;
      this.rows[u + ASKS] = this.gap();
      this.list(u, this.rows[u + ASKS]);
    }
  }

  /** Runs to this simulated time, or the end of the window that it lies in. */
  runTo(seconds: number): void {
    const { lists, lengths, rows } = this;
    for (; this.window * WINDOW_US < seconds * 1e6; this.window++) {
      const list = lists[this.window];
      if (list === null) continue;
      const length = lengths[this.window];
      const end = (this.window + 1) * WINDOW_US;
      for (let from = 0; from < length; from += AHEAD) {
        const to = Math.min(length, from + AHEAD);
        let sum = 0;
        for (let at = from; at < to; at++) sum += rows[list[at]];
        this.touched = (this.touched + sum) | 0;
        for (let at = from; at < to; at++) this.work(list[at], end);
      }
      lists[this.window] = null;
      this.spare.push(list);
    }
  }

  /** All that is due to a row before `end`. */
  private work(u: number, end: number): void {
    const { rows } = this;
    const first = u + HALVES;
    const second = first + HALF_WORDS;
    for (;;) {
      const half = rows[first + DUE] <= rows[second + DUE] ? first : second;
      const due = rows[half + DUE];
      const asks = rows[u + ASKS];
      if (due >= end && asks >= end) {
        this.list(u, Math.min(due, asks));
        return;
      }
      if (due <= asks) this.step(u, half, due);
      else this.ask(u, asks);
    }
  }

  private ask(u: number, us: number): void {
    const { rows } = this;
    rows[u + ASKS] = Math.min(FAR, us + this.gap());
    const kind = this.draw() & (KINDS - 1);
    const half = u + HALVES + HALF_WORDS * (kind >>> HALF_SHIFT);
    if (rows[half + DUE] !== FAR) rows[u + WAITING] |= 1 << kind;
    else this.start(half, kind, us);
  }

  private start(half: number, kind: number, us: number): void {
    const { rows } = this;
    rows[half + STARTED] = us;
    rows[half + STEP] = kind << 3;
    rows[half + DUE] = us + sample(this.delays, this.draw());
  }

  private step(u: number, half: number, us: number): void {
    const { rows } = this;
    this.events++;
    rows[u + EVENTS]++;
    const step = rows[half + STEP];
    if ((step & 7) < STEPS - 1) {
      rows[half + STEP] = step + 1;
      rows[half + DUE] = us + sample(this.delays, this.draw());
      return;
    }
    count(this.histogram, 0, us - rows[half + STARTED]);
    rows[half + DUE] = FAR;
    const kinds = ((1 << (1 << HALF_SHIFT)) - 1) << ((step >>> (3 + HALF_SHIFT)) << HALF_SHIFT);
    const ready = rows[u + WAITING] & kinds;
    if (ready === 0) return;
    const next = 31 - Math.clz32(ready);
    rows[u + WAITING] &= ~(1 << next);
    this.start(half, next, us);
  }

  /** Row u has something due at a time; what is due after the run is left out. */
  private list(u: number, us: number): void {
    const { lists, lengths } = this;
    const window = Math.floor(us / WINDOW_US);
    if (window >= lists.length) return;
    let list = lists[window];
    const length = list === null ? 0 : lengths[window];
    if (list === null) list = this.spare.pop() ?? new Int32Array(FIRST_LENGTH);
    else if (length === list.length) {
      const longer = new Int32Array(2 * length);
      longer.set(list);
      list = longer;
    }
    list[length] = u;
    lengths[window] = length + 1;
    lists[window] = list;
  }

  /** µs until a UE asks again. */
  private gap(): number {
    return Math.min(FAR, exponential(this.draw()) * this.gapUs) | 0;
  }

  /** 32 bits, xorshift. */
  private draw(): number {
    let x = this.random;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.random = x;
    return x;
  }
}
