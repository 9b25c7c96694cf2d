import { quantiles } from '../src/engine/draws/quantiles.js';
import { exponential } from '../src/engine/draws/random.js';
import { sample } from '../src/engine/draws/sampler.js';
import { leastLatency } from '../src/engine/workers/windows.js';
import { count, HISTOGRAM_WORDS } from '../src/measure/count.js';
import type { Scenario } from '../src/scenario/scenario.js';

/*
 * The floor: the least that an engine of this kind can do for an event, in plain JavaScript on typed arrays. A wheel
 * per region with intrusive lists, procedures of eight steps, bits that say which procedures conflict, and one HDR
 * index per procedure. No rules, keys, messages, timers, counters or order within a slot.
 */

const STEPS = 8;
/** Kinds of procedures; those of the same half of them conflict, so some wait and some run beside each other. */
const KINDS = 8;
const CONFLICTS = [0x0f, 0xf0];

/** A row: one cache line of 64 bytes. */
const ROW = 16;
const ONGOING = 0;
const WAITING = 1;
const EVENTS = 2;
/** When the procedure of each kind started, µs. */
const STARTED = 4;

const NODE = 4;
const NEXT = 0;
const NODE_ROW = 1;
/** Kind in the upper, step in the lower three bits. */
const STEP = 2;
const DUE = 3;

/** A slot of the wheel is so many µs. */
const TICK_SHIFT = 10;
const TICK_US = 1 << TICK_SHIFT;
/** No step takes longer than one turn of the wheel. */
const SLOTS = 1024;

export class FloorRegion {
  private readonly rows: Int32Array;
  private readonly nodes: Int32Array;
  private readonly heads = new Int32Array(SLOTS);
  private readonly occupied = new Int32Array(SLOTS / 32);
  private readonly histogram = new Int32Array(HISTOGRAM_WORDS);
  private readonly delays: Int32Array;
  private readonly gapUs: number;
  private free = 0;
  private tick = 0;
  private nextArrival = 0;
  private random: number;
  /** Steps so far. */
  events = 0;

  /**
   * Touches all rows, so that the run meets no new memory.
   *
   * @param eventsPerSecond steps of the whole region
   */
  constructor(scenario: Scenario, ues: number, eventsPerSecond: number, seed: number) {
    this.delays = quantiles(scenario.links.srb1);
    this.gapUs = (1e6 * STEPS) / eventsPerSecond;
    this.random = seed | 1;
    this.rows = new Int32Array(ues * ROW);
    for (let u = 0; u < this.rows.length; u += ROW) this.rows[u + EVENTS] = 1;
    // Node 0 means none. A procedure takes a tenth of a second: room for a second's worth of them.
    const nodes = 64 + Math.ceil(eventsPerSecond / STEPS);
    this.nodes = new Int32Array(nodes * NODE);
    for (let m = NODE; m < this.nodes.length; m += NODE) {
      this.nodes[m + NEXT] = this.free;
      this.free = m;
    }
  }

  runUntil(end: number): void {
    const { heads, occupied, nodes } = this;
    let { tick } = this;
    while (tick < end) {
      const slot = tick & (SLOTS - 1);
      if (this.nextArrival < tick + 1) this.arrive(tick);
      const bits = occupied[slot >>> 5] >>> (slot & 31);
      if ((bits & 1) === 0) {
        const empty = bits === 0 ? 32 - (slot & 31) : 31 - Math.clz32(bits & -bits);
        const arrival = Math.max(tick + 1, Math.floor(this.nextArrival));
        tick = Math.min(tick + empty, arrival, end);
        continue;
      }
      // What a step adds to this very slot is worked off as well.
      while (heads[slot] !== 0) {
        let m = heads[slot];
        heads[slot] = 0;
        while (m !== 0) {
          const next = nodes[m + NEXT];
          this.step(m);
          m = next;
        }
      }
      occupied[slot >>> 5] &= ~(1 << (slot & 31));
      tick++;
    }
    this.tick = tick;
  }

  /** Requests of a tick, Poisson, each for a uniform row. */
  private arrive(tick: number): void {
    const { rows } = this;
    while (this.nextArrival < tick + 1) {
      const us = (this.nextArrival * TICK_US) | 0;
      this.nextArrival += (exponential(this.draw()) * this.gapUs) / TICK_US;
      const kind = this.draw() & (KINDS - 1);
      const u = Math.floor(((this.draw() >>> 0) / 0x100000000) * (rows.length / ROW)) * ROW;
      if ((rows[u + ONGOING] & CONFLICTS[kind >>> 2]) !== 0) rows[u + WAITING] |= 1 << kind;
      else this.start(u, kind, us);
    }
  }

  private start(u: number, kind: number, us: number): void {
    const { nodes, rows } = this;
    const m = this.free;
    if (m === 0) throw new Error('floor: more procedures at a time than there is room for');
    this.free = nodes[m + NEXT];
    rows[u + ONGOING] |= 1 << kind;
    rows[u + STARTED + kind] = us;
    nodes[m + NODE_ROW] = u;
    nodes[m + STEP] = kind << 3;
    this.schedule(m, us);
  }

  private schedule(m: number, us: number): void {
    const { nodes, heads, occupied } = this;
    const due = (us + sample(this.delays, this.draw())) | 0;
    const slot = (due >>> TICK_SHIFT) & (SLOTS - 1);
    nodes[m + DUE] = due;
    nodes[m + NEXT] = heads[slot];
    heads[slot] = m;
    occupied[slot >>> 5] |= 1 << (slot & 31);
  }

  private step(m: number): void {
    const { nodes, rows } = this;
    const u = nodes[m + NODE_ROW];
    const step = nodes[m + STEP];
    const us = nodes[m + DUE];
    this.events++;
    rows[u + EVENTS]++;
    if ((step & 7) < STEPS - 1) {
      nodes[m + STEP] = step + 1;
      this.schedule(m, us);
      return;
    }
    const kind = step >>> 3;
    count(this.histogram, 0, (us - rows[u + STARTED + kind]) | 0);
    rows[u + ONGOING] &= ~(1 << kind);
    nodes[m + NEXT] = this.free;
    this.free = m;
    const ready = rows[u + WAITING] & CONFLICTS[kind >>> 2];
    if (ready !== 0) {
      const next = 31 - Math.clz32(ready);
      rows[u + WAITING] &= ~(1 << next);
      this.start(u, next, us);
    }
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

/** All regions of a scenario, in its windows. */
export class Floor {
  private readonly regions: readonly FloorRegion[];
  private readonly window: number;
  private tick = 0;

  /** @param eventsPerUeHour steps per UE and hour */
  constructor(scenario: Scenario, eventsPerUeHour: number) {
    const ues = Math.floor(scenario.ues / scenario.regions);
    this.window = Math.max(1, Math.floor(leastLatency(scenario) / TICK_US));
    this.regions = Array.from(
      { length: scenario.regions },
      (_, r) => new FloorRegion(scenario, ues, (eventsPerUeHour * ues) / 3600, scenario.seed * 1000 + 2 * r),
    );
  }

  /** Runs to this simulated time. */
  runTo(seconds: number): void {
    const end = Math.ceil((seconds * 1e6) / TICK_US);
    while (this.tick < end) {
      this.tick = Math.min(end, this.tick + this.window);
      for (const region of this.regions) region.runUntil(this.tick);
    }
  }

  get events(): number {
    return this.regions.reduce((sum, { events }) => sum + events, 0);
  }
}
