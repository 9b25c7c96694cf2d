import { UE_ID } from '../../model/layout.js';
import { TRAFFIC_COUNT } from '../../model/traffic.js';
import {
  type Double,
  type Doubles,
  happens,
  isBelow,
  unsigned,
  type Words,
  whole,
} from '../../model/words.js';
import { exponential, hash, rehash } from '../draws/random.js';
import { ARRIVAL } from '../schedule/agenda.js';
import { Bursts, NEVER } from './bursts.js';
import { Load } from './load.js';

/*
 * Traffic, UE by UE. Each UE has a process of its own: candidates come at the highest rate that its class can have, of
 * all kinds together, and one is kept with the probability of the present load over the highest. Which draw decides
 * what is a function of the seed, the UE and the candidate's number, so what a UE meets depends on no other UE; seen
 * together they are the process that the scenario asks for: Poisson, or bursty where the load of a region is. With
 * constant gaps each kind has a grid of its own per UE, and the UEs' grids lie evenly in one another.
 *
 * A burst's event (bursts.ts) is a candidate that is always kept. The gap to the next candidate begins anew at it: as it
 * is exponential, that changes nothing of what it stands for.
 *
 * Words of the area, then doubles per class: rate of all kinds (per µs), rate and cumulated threshold by kind.
 */

export const A_CONSTANT = 0;
export const A_CLASSES = 1;
/** Offset, in doubles, of what is said per class. */
export const A_RATES = 2;
/** Offset of the thresholds on 32 random bits by which a UE belongs to a class. */
export const A_SHARES = 3;
export const A_SEED = 4;
/** Offset of the load over time (load.ts). */
export const A_LOAD = 5;
/** Records of bursts (bursts.ts), and the offset of the first in doubles. */
export const A_BURSTS = 6;
export const A_BURSTS_AT = 7;
export const A_WORDS = 8;
/** Doubles per class. */
export const RATES = 1 + 2 * TRAFFIC_COUNT;

const GAP = 0x6172;
const PICK = 0x7069;
const CLASS = 0x636c;
/** µs: less than any gap, more than what rounding does to a time. */
const HAIR: Double = 0.25;
/** Fractional parts of the multiples of the golden ratio lie evenly, whatever UEs are taken. */
const GOLDEN: Double = 0.6180339887498949;

export class Candidates {
  readonly load: Load;
  readonly bursts: Bursts;
  private readonly seed: number;
  private readonly classes: number;
  private readonly rates: number;
  private readonly shares: number;
  private readonly isConstant: boolean;

  /** @param base offset of the area */
  constructor(
    private readonly w: Words,
    private readonly f: Doubles,
    base: number,
    region: number,
  ) {
    this.seed = w[base + A_SEED];
    this.classes = w[base + A_CLASSES];
    this.rates = w[base + A_RATES];
    this.shares = w[base + A_SHARES];
    this.isConstant = w[base + A_CONSTANT] !== 0;
    this.load = new Load(w, f, w[base + A_LOAD], w[base + A_SEED], region);
    this.bursts = new Bursts(f, w[base + A_BURSTS], w[base + A_BURSTS_AT]);
  }

  /** The class of subscribers of the UE in row u; 0 where all are alike. */
  classOf(u: number): number {
    const { w, classes, shares } = this;
    if (classes === 1) return 0;
    const h = hash(this.seed, w[u + UE_ID], CLASS, 0);
    let own = 0;
    while (own < classes - 1 && !isBelow(h, w[shares + own])) own++;
    return own;
  }

  /** Candidates of a class per µs and UE. */
  rateOf(own: number): Double {
    return this.f[this.rates + own * RATES];
  }

  /** When the next candidate of the UE in row u comes, in µs since the start. */
  next(u: number): Double {
    return this.f[(u + ARRIVAL) >> 1];
  }

  /** No traffic comes to row u: its UE is not there. */
  stop(u: number): void {
    this.f[(u + ARRIVAL) >> 1] = NEVER;
  }

  /** The UE in row u is there from the start. */
  begin(u: number): void {
    this.f[(u + ARRIVAL) >> 1] = 0;
    this.advance(u);
  }

  /** The next candidate of the UE in row u has come, or its begin: draws when the one after it comes. */
  advance(u: number): void {
    const { f, bursts } = this;
    const at = (u + ARRIVAL) >> 1;
    const last: Double = f[at];
    const own = this.classOf(u);
    const rates = this.rates + own * RATES;
    if (f[rates] === 0) f[at] = NEVER;
    else if (this.isConstant) f[at] = this.onGrid(u, rates, last);
    else f[at] = last + exponential(this.draw(u, GAP)) / f[rates];
    if (bursts.count === 0) return;
    const burst: Double = bursts.next(this.w[u + UE_ID], own, last);
    if (burst < f[at]) f[at] = burst;
  }

  /**
   * The UE in row u was on the move until now, and what came meanwhile comes now, one each time: a kind of traffic, or
   * the record of a burst beyond the kinds; -1: nothing is left. The load that counts is the present one.
   */
  passBy(u: number, now: Double): number {
    while (this.next(u) <= now) {
      const burst = this.burstOf(u);
      const kind = burst < 0 ? this.keptAt(u, now) : TRAFFIC_COUNT + burst;
      this.advance(u);
      if (kind >= 0) return kind;
    }
    return -1;
  }

  /** The record of the burst that the candidate of row u comes of; -1: it is no burst's. */
  burstOf(u: number): number {
    const { bursts } = this;
    return bursts.count === 0 ? -1 : bursts.recordAt(this.w[u + UE_ID], this.classOf(u), this.next(u));
  }

  /** A draw for the candidate of row u: by the bits of its time, which no other of this UE has. */
  private draw(u: number, what: number): number {
    const { w } = this;
    return hash(this.seed ^ w[u + ARRIVAL + 1], w[u + UE_ID], what, w[u + ARRIVAL]);
  }

  /** When the first candidate after a time comes that lies on the UE's grid of any kind. */
  private onGrid(u: number, rates: number, after: Double): Double {
    let first: Double = NEVER;
    for (let kind = 0; kind < TRAFFIC_COUNT; kind++) {
      const time = this.onGridOf(u, rates, kind, after);
      if (time < first) first = time;
    }
    return first;
  }

  private onGridOf(u: number, rates: number, kind: number, after: Double): Double {
    const rate: Double = this.f[rates + 1 + kind];
    if (rate === 0) return NEVER;
    // Kinds begin at different places, lest all of a UE's come at once.
    const turns: Double = unsigned(this.w[u + UE_ID]) * GOLDEN + (kind as Double) / TRAFFIC_COUNT;
    const phase: Double = turns - whole(turns);
    let periods: Double = after * rate - phase;
    periods = periods < 0 ? 0 : whole(periods);
    let time: Double = (periods + phase) / rate;
    if (time <= after) time = (periods + 1 + phase) / rate;
    if (time <= after) time = (periods + 2 + phase) / rate;
    return time;
  }

  /** The kind on whose grid the candidate of row u lies. */
  private kindOnGrid(u: number, rates: number): number {
    const time: Double = this.next(u);
    for (let kind = 0; kind < TRAFFIC_COUNT; kind++) {
      // Just before it there is nothing nearer.
      if (this.onGridOf(u, rates, kind, time - HAIR) === time) return kind;
    }
    return 0;
  }

  /** The kind of the candidate of row u that comes now; -1: the load does not keep it. */
  kept(u: number): number {
    return this.keptAt(u, this.next(u));
  }

  /** The same by the load at a time in the present window. */
  private keptAt(u: number, time: Double): number {
    const own = this.classOf(u);
    const h = this.draw(u, PICK);
    if (!this.load.keeps(rehash(h), time, own)) return -1;
    return this.isConstant ? this.kindOnGrid(u, this.rates + own * RATES) : this.kindOf(h, own);
  }

  /** Which kind a candidate of a class is, by 32 random bits. */
  kindOf(h: number, own: number): number {
    const { f } = this;
    const thresholds = this.rates + own * RATES + 1 + TRAFFIC_COUNT;
    let kind = 0;
    while (kind < TRAFFIC_COUNT - 1 && !happens(h, f[thresholds + kind])) kind++;
    return kind;
  }
}
