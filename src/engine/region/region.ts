import { S10_PARTITION } from '../../model/faults.js';
import type { Keys } from '../../model/keys.js';
import { X_REGION } from '../../model/layout.js';
import type { Scenario } from '../../scenario/scenario.js';
import { Steering } from '../arrivals/steering.js';
import { threshold } from '../draws/quantiles.js';
import { Faults } from '../faults/faults.js';
import type { Requests } from '../requests/requests.js';
import { Core } from './core.js';
import { C_FAULTS } from './counters.js';
import { Host } from './host.js';
import type { RegionPlan } from './memory.js';
import { carry } from './s10.js';
import { S_OUTBOX } from './state.js';

/** What works off the events of a region: the core as it is here, or compiled. Both work on the region's words. */
export interface Runner {
  /** Begins a window, of which `end` µs are to be worked off. */
  begin(window: number, end: number): void;
  /** Works off what stands open until `until` µs in the present window. */
  round(until: number): void;
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

/** A region as the thread that has it sees it: its core, and what passes between it and other regions. */
export class Region {
  readonly w: Int32Array;
  private readonly f: Float64Array;
  readonly core: Core;
  private readonly host: Host;
  private runner: Runner;
  private readonly own: Runner;
  private readonly steering: Steering | null;
  private readonly seed: number;
  /** Below it a draw means that an S10 message is lost. */
  private readonly loss: number;
  private readonly faults: Faults;

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
    this.seed = scenario.seed;
    const { requests = null } = parts;
    this.steering = requests && new Steering(this.core, plan, requests, scenario.seed);
    this.loss = threshold(scenario.failures.s10_loss);
    this.faults = new Faults(w, f, plan.faults, region);
  }

  /** Has another core do the work from the next window on; null: its own again. Called between windows. */
  use(make: MakeCore | null): void {
    this.runner = make === null ? this.own : make(this.w, this.f, this.keys, this.host);
  }

  /** Row of a new region's nth UE. */
  rowOf(n: number): number {
    this.core.rows.take();
    return this.plan.rows + n * this.plan.sizes.row;
  }

  /** The first window after the present one, and before `end`, in which something is due; else `end`. */
  nextWindow(end: number): number {
    return this.core.nextWindow(end);
  }

  /** When in the present window something is due that stands open, in µs from its begin; FAR: nothing does. */
  openDue(): number {
    return this.core.openDue();
  }

  /** Whether anything may be worked on at once: the other ends of relocations have told of themselves. */
  isReady(): boolean {
    return this.core.isReady();
  }

  /** Begins a window, of which `end` µs are to be worked off, with all that nothing from other regions can disturb. */
  begin(window: number, end: number): void {
    this.runner.begin(window, end);
  }

  /** Works off the rest until `until` µs in the window: nothing that comes before then may still be on its way. */
  round(until: number): void {
    this.runner.round(until);
  }

  /**
   * Hands over everything that leaves the region: `deliver` gets the region's words and the offset of each
   * transfer, and must copy it. Called between turns of work.
   */
  emptyOutbox(deliver: (words: Int32Array, x: number, region: number) => void): void {
    const { w, f, core, faults } = this;
    const cutOff = this.plan.counters / 2 + C_FAULTS + S10_PARTITION;
    const outbox = this.plan.state + S_OUTBOX;
    let x = w[outbox];
    while (x !== 0) {
      const next = w[x];
      if (this.loss > 0 || faults.count > 0) f[cutOff] += carry(w, x, this.seed, this.loss, faults);
      core.sayQuiet(x);
      deliver(w, x, w[x + X_REGION]);
      core.freeTransfer(x);
      x = next;
    }
    w[outbox] = 0;
  }

  /** Takes in a transfer from another region: `words` holds one at offset `from`. Called between turns of work. */
  accept(words: Int32Array, from: number): void {
    this.core.accept(words, from);
  }

  /** Takes in what is asked for from outside, for a window of `width` µs that comes next. With the real clock only. */
  steer(window: number, width: number, loadFactor: number): void {
    this.steering?.begin(window, width, loadFactor);
  }
}
