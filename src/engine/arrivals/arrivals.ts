import { TRAFFIC_COUNT, TRAFFIC_KINDS } from '../../model/traffic.js';
import type { Scenario } from '../../scenario/scenario.js';
import { highestRate } from '../../scenario/subscribers.js';
import { exponential, hash, rehash } from '../draws/random.js';
import { A_CLASSES, A_COUNT, A_DONE, A_FIRST, A_WORDS, ARRIVAL_KIND } from '../region/core.js';
import type { RegionPlan } from '../region/memory.js';
import { TICK_US } from '../region/wheel.js';
import type { Requests } from '../requests/requests.js';
import { Stages } from './stages.js';
import { ALL_CLASSES, Mix } from './subscribers.js';

/*
 * Arrivals of one traffic kind in one region. The stream runs at the highest rate that stages and bursts can
 * reach, for all rows of the region; an arrival is kept with the probability of the present load, and then
 * picks a row uniformly. Where there are classes of subscribers, the rate is that of the class that has most of the
 * kind, and the UE of the row must be of a class that has so many (subscribers.ts). So a kind's arrivals depend on nothing but its own rate, seed and region.
 */
export interface Stream {
  readonly kind: number;
  /** Arrivals per µs at the highest load; 0: none ever. */
  readonly rate: number;
}

/** Load over time: stages times bursts, as a share of their highest value. */
export class Load {
  private readonly stages: Stages;
  private readonly top: number;
  private readonly burst: { readonly high: number; readonly low: number } | null;
  /** Divides the time to the next arrival; above 1 only while someone steers a run to more than its load. */
  haste = 1;
  /** Share of the arrivals that are kept while someone steers a run to less than its load. */
  private kept = 1;

  constructor(
    private readonly scenario: Scenario,
    private readonly region: number,
  ) {
    this.stages = new Stages(scenario.stages);
    let { top } = this.stages;
    const { process, burstFactor, burstOn, burstOff } = scenario.arrivals;
    this.burst = null;
    if (process === 'bursty') {
      // The mean rate is kept: what bursts have more, the time between them has less.
      const low = Math.max(0, (burstOn + burstOff - burstFactor * burstOn) / burstOff);
      this.burst = { high: burstFactor, low };
      top *= Math.max(burstFactor, low);
    }
    this.top = top;
  }

  /** Highest load over the mean load. */
  get highest(): number {
    return this.top;
  }

  /**
   * Puts a factor on all rates from now on. 1 leaves every arrival as it was, to the bit: more load than the scenario
   * has comes from shorter gaps, less from thinning, so that even 0 keeps the streams going.
   */
  steer(factor: number): void {
    this.haste = Math.max(1, factor);
    this.kept = Math.min(1, factor);
  }

  /** Load at time t (µs) over the highest load; `state` is the burst process's own memory. */
  share(t: number, state: BurstState): number {
    let factor = this.stages.at(t);
    if (this.burst !== null) {
      this.advance(t, state);
      factor *= state.on ? this.burst.high : this.burst.low;
    }
    return (factor * this.kept) / this.top;
  }

  /** Two-state Markov modulation: the nth sojourn's length is a draw of its own. */
  private advance(t: number, state: BurstState): void {
    const { burstOn, burstOff } = this.scenario.arrivals;
    while (t >= state.until) {
      state.on = !state.on;
      state.sojourns++;
      const draw = exponential(hash(this.scenario.seed, this.region, 0x6275, state.sojourns));
      state.until += Math.max(1, (state.on ? burstOn : burstOff) * 1e6 * draw);
    }
  }
}

export interface BurstState {
  on: boolean;
  until: number;
  sojourns: number;
}

/** The streams of a region with `rows` rows, of which `ues` hold a UE at the start. */
export function streams(scenario: Scenario, rows: number, highest: number): Stream[] {
  return TRAFFIC_KINDS.map((name, kind) => ({
    kind,
    rate: (highestRate(scenario, name) * rows * highest) / 3.6e9,
  }));
}

/** Time in µs from arrival n-1 to arrival n of a stream. */
export function gap(scenario: Scenario, region: number, stream: Stream, n: number): number {
  if (scenario.arrivals.process === 'constant') return 1 / stream.rate;
  return exponential(hash(scenario.seed, (region << 8) | stream.kind, 0x6172, n)) / stream.rate;
}

/** Doubles of a region's state: next arrival (µs) and number of arrivals per traffic kind, then the burst state. */
const NUMBER = TRAFFIC_COUNT;
const BURST = 2 * TRAFFIC_COUNT;

/**
 * The arrivals of one region. They are drawn in time for the window that is to be worked off, and lie in the region's
 * words until the core has done them.
 */
export class Arrivals {
  private readonly f: Float64Array;
  private readonly load: Load;
  /** Null: all UEs are alike. */
  private readonly mix: Mix | null;
  private readonly streams: readonly Stream[];
  private readonly burst: BurstState;
  /** Asked for from outside: their codes, and when they come. */
  private readonly asked: number[] = [];
  private askedTick = 0;
  /** When the next one of any kind comes (µs). */
  private first = Number.POSITIVE_INFINITY;

  constructor(
    private readonly w: Int32Array,
    private readonly plan: RegionPlan,
    private readonly region: number,
    private readonly scenario: Scenario,
    private readonly requests: Requests | null = null,
  ) {
    this.f = new Float64Array(w.buffer, plan.streams * 4, BURST + 3);
    this.load = new Load(scenario, region);
    this.mix = scenario.subscribers.length === 0 ? null : new Mix(scenario);
    this.streams = streams(scenario, plan.rowCount, this.load.highest);
    const { f } = this;
    this.burst = { on: f[BURST] !== 0, until: f[BURST + 1], sojourns: f[BURST + 2] };
    if (f[NUMBER] !== 0) this.findFirst();
  }

  /** Draws the first one of each kind, in a new region. */
  begin(): void {
    const { f, streams, scenario, region } = this;
    for (const stream of streams) {
      f[stream.kind] = stream.rate > 0 ? gap(scenario, region, stream, 0) : Number.POSITIVE_INFINITY;
      f[NUMBER + stream.kind] = 1;
    }
    this.findFirst();
  }

  /** The tick of the next one that has not been drawn. */
  nextTick(): number {
    return Math.floor(this.first / TICK_US);
  }

  /**
   * What was asked for from outside, for the window that begins at `tick`: a factor on all rates, and events that come
   * at its very begin.
   */
  steer(tick: number, factor: number): void {
    this.load.steer(factor);
    // A quarter of the room: what is drawn may fill up to half of it, and then come in one tick.
    this.requests?.drain(this.plan.arrivalCount >>> 2, (row, kind) => {
      this.asked.push(kind * ARRIVAL_KIND + row);
    });
    this.askedTick = tick;
  }

  private addAsked(): void {
    if (this.asked.length === 0) return;
    for (const code of this.asked) this.add(this.askedTick, 0, code, ALL_CLASSES);
    this.asked.length = 0;
  }

  /**
   * Draws all that come before tick `end`, or as many ticks of them as there is room for. What was drawn before must
   * be done.
   *
   * @returns the tick before which all are drawn
   */
  draw(end: number): number {
    const { w, plan } = this;
    w[plan.arrivals + A_COUNT] = 0;
    w[plan.arrivals + A_DONE] = 0;
    this.addAsked();
    for (;;) {
      const tick = this.nextTick();
      if (tick >= end) return end;
      // Half of the room is for what comes in one tick.
      if (w[plan.arrivals + A_COUNT] * 2 > plan.arrivalCount) return tick;
      this.drawTick(tick);
      this.findFirst();
    }
  }

  private drawTick(tick: number): void {
    const { f, scenario, region, burst, mix } = this;
    const end = (tick + 1) * TICK_US;
    for (let kind = 0; kind < TRAFFIC_COUNT; kind++) {
      while (f[kind] < end) {
        const t = f[kind];
        const n = f[NUMBER + kind];
        f[NUMBER + kind] = n + 1;
        f[kind] = t + gap(scenario, region, this.streams[kind], n) / this.load.haste;
        const h = hash(scenario.seed, (region << 8) | kind, 0x7069, n);
        if (rehash(h) >>> 0 >= this.load.share(t, burst) * 0x100000000) continue;
        let classes = ALL_CLASSES;
        if (mix !== null) {
          classes = mix.classes(kind, t, hash(scenario.seed, (region << 8) | kind, 0x6d78, n));
          if (classes === 0) continue;
        }
        const row = Math.floor(((h >>> 0) / 0x100000000) * this.plan.rowCount);
        this.add(tick, Math.floor(t) & (TICK_US - 1), kind * ARRIVAL_KIND + row, classes);
      }
    }
    f[BURST] = burst.on ? 1 : 0;
    f[BURST + 1] = burst.until;
    f[BURST + 2] = burst.sojourns;
  }

  private add(tick: number, micro: number, code: number, classes: number): void {
    const { w, plan } = this;
    const count = w[plan.arrivals + A_COUNT];
    if (count === plan.arrivalCount) {
      throw new Error(
        `region ${this.region}: ${count / 2} and more traffic events within a millisecond; use more regions`,
      );
    }
    const at = plan.arrivals + A_FIRST + A_WORDS * count;
    w[at] = tick;
    w[at + 1] = micro | (classes << A_CLASSES);
    w[at + 2] = code;
    w[plan.arrivals + A_COUNT] = count + 1;
  }

  private findFirst(): void {
    const { f } = this;
    this.first = Number.POSITIVE_INFINITY;
    for (let kind = 0; kind < TRAFFIC_COUNT; kind++) if (f[kind] < this.first) this.first = f[kind];
  }
}
