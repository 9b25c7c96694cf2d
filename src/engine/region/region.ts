import type { Keys } from '../../model/keys.js';
import {
  ARG_A,
  DUE,
  KIND,
  NODE_ROW,
  ORDER,
  X_DUE_HIGH,
  X_DUE_LOW,
  X_KIND,
  X_ORDER,
  X_REGION,
} from '../../model/layout.js';
import type { Scenario } from '../../scenario/scenario.js';
import { Arrivals } from '../arrivals/arrivals.js';
import { threshold } from '../draws/sampler.js';
import type { Requests } from '../requests/requests.js';
import { CFG_NODES, CFG_TRANSFERS } from './config.js';
import { Core, S_NODES, S_OUTBOX, S_TICK, S_TRANSFERS } from './core.js';
import { Host, NO_NODES, NO_TRANSFERS } from './host.js';
import type { RegionPlan } from './memory.js';
import { Pool } from './pool.js';
import { carry } from './s10.js';
import { TICK_US, Wheel } from './wheel.js';

/** What works off the events of a region: the core as it is here, or compiled. Both work on the region's words. */
export interface Runner {
  /** First tick from now on, and before `end`, at which something is due; else `end`. */
  nextTick(end: number): number;
  /** Loads what the events before tick `end` will need. */
  touch(end: number): void;
  /** Works off everything that is due before tick `end`. */
  run(end: number): void;
}

/** Makes a core on a region's words. */
type MakeCore = (w: Int32Array, f: Float64Array, keys: Keys, host: Host) => Core;

/** How a region's work is done; default: by a core in JavaScript. */
export interface RegionParts {
  /** From outside, in a run with the real clock. */
  readonly requests?: Requests | null;
  readonly host?: Host;
  readonly core?: MakeCore;
  readonly runner?: Runner;
}

/**
 * A region as the thread that has it sees it: its core, the arrivals of its traffic, and what passes between it and
 * other regions at the end of a window.
 */
export class Region {
  readonly w: Int32Array;
  private readonly f: Float64Array;
  readonly core: Core;
  private runner: Runner;
  private readonly own: Runner;
  private readonly arrivals: Arrivals;
  private readonly host: Host;
  private readonly wheel: Wheel;
  private readonly nodes: Pool;
  private readonly transfers: Pool;
  private readonly seed: number;
  /** Below it a draw means that an S10 message is lost. */
  private readonly loss: number;
  /** The tick before which all arrivals have been drawn. */
  private drawn = 0;
  /** Nothing is due before this tick; until then the region may be left alone, however far the others are. */
  due = 0;

  /**
   * @param shared the region's block of memory (planRegion), configured (config.ts)
   * @param region its number
   */
  constructor(
    shared: SharedArrayBuffer,
    readonly plan: RegionPlan,
    readonly region: number,
    scenario: Scenario,
    private readonly keys: Keys,
    parts: RegionParts = {},
  ) {
    const w = new Int32Array(shared);
    const f = new Float64Array(shared, 0, shared.byteLength >>> 3);
    this.w = w;
    this.f = f;
    this.host = parts.host ?? new Host();
    this.core = parts.core?.(w, f, keys, this.host) ?? new Core(w, f, keys, this.host);
    this.own = parts.runner ?? this.core;
    this.runner = this.own;
    this.arrivals = new Arrivals(w, plan, region, scenario, parts.requests ?? null);
    this.wheel = new Wheel(w, plan.wheel);
    this.seed = scenario.seed;
    this.loss = threshold(scenario.failures.s10_loss);
    this.nodes = this.pool(S_NODES, CFG_NODES);
    this.transfers = this.pool(S_TRANSFERS, CFG_TRANSFERS);
  }

  /** Has another core do the work from the next window on; null: its own again. Called between windows. */
  use(make: MakeCore | null): void {
    this.runner = make === null ? this.own : make(this.w, this.f, this.keys, this.host);
  }

  private pool(state: number, plan: number): Pool {
    const { w } = this;
    return new Pool(w, this.plan.state + state, w[plan], w[plan + 1], w[plan + 2]);
  }

  /** Starts the arrival streams of a new region. */
  begin(): void {
    this.arrivals.begin();
  }

  /** Row of a new region's nth UE. */
  settle(n: number): number {
    this.core.rows.take();
    return this.plan.rows + n * this.plan.sizes.row;
  }

  /** First tick from now on, and before `end`, at which this region has something to do; else `end`. */
  nextTick(end: number): number {
    return this.runner.nextTick(Math.min(end, this.arrivals.nextTick()));
  }

  /** Finds out when something is due next, if that is before `end`. */
  findDue(end: number): void {
    this.due = this.nextTick(end);
  }

  /** Takes in what was asked for from outside, for the window that begins at `tick`. With the real clock only. */
  steer(tick: number, loadFactor: number): void {
    this.arrivals.steer(tick, loadFactor);
    this.due = Math.min(this.due, tick);
  }

  /**
   * Prepares the work of a window, if there is any; then `runUntil(end)` does it. A region that was left alone reaches
   * the window's start first: behind by more than 71 min, it would take what is due now for what was due a turn of the
   * wheel ago.
   */
  prepare(start: number, end: number): void {
    if (this.due >= end) return;
    const at = this.plan.state + S_TICK;
    if (this.w[at] < start) this.w[at] = start;
    this.draw(end);
  }

  /** Draws what arrives before tick `end`, and loads what the events until then will need. */
  private draw(end: number): void {
    if (this.drawn > this.tick) return;
    this.drawn = this.arrivals.draw(end);
    this.runner.touch(this.drawn);
  }

  /** Works off everything that is due before tick `end`. */
  runUntil(end: number): void {
    for (;;) {
      this.draw(end);
      this.runner.run(Math.min(this.drawn, end));
      if (this.drawn >= end) return;
    }
  }

  /**
   * Hands over everything that leaves the region: `deliver` gets the region's words and the offset of each
   * transfer, and must copy it. Called between windows.
   */
  emptyOutbox(deliver: (words: Int32Array, x: number, region: number) => void): void {
    const { w } = this;
    const outbox = this.plan.state + S_OUTBOX;
    let x = w[outbox];
    while (x !== 0) {
      const next = w[x];
      if (this.loss > 0) carry(w, x, this.seed, this.loss);
      deliver(w, x, w[x + X_REGION]);
      this.transfers.give(x);
      x = next;
    }
    w[outbox] = 0;
  }

  /** Takes in a transfer from another region: `words` holds one at offset `from`. Called between windows. */
  accept(words: Int32Array, from: number): void {
    const { w } = this;
    const x = this.transfers.take();
    if (x === 0) this.host.exhausted(NO_TRANSFERS, this.region);
    for (let i = 0; i < this.transfers.stride; i++) w[x + i] = words[from + i];
    const due = (w[x + X_DUE_LOW] >>> 0) + w[x + X_DUE_HIGH] * 0x100000000;
    const m = this.nodes.take();
    if (m === 0) this.host.exhausted(NO_NODES, this.region);
    w[m + NODE_ROW] = 0;
    w[m + DUE] = due | 0;
    w[m + ORDER] = w[x + X_ORDER];
    w[m + KIND] = w[x + X_KIND];
    w[m + ARG_A] = x;
    const tick = Math.floor(due / TICK_US);
    this.wheel.insert(m, tick);
    this.due = Math.min(this.due, tick);
  }

  /** The tick that the region has reached. */
  get tick(): number {
    return this.w[this.plan.state + S_TICK];
  }
}
