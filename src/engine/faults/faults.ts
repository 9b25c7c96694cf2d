import { ENB_RESTART, MME_RESTART, RADIO_LOSS, S10_DELAY, S10_PARTITION } from '../../model/faults.js';
import { type Double, type Doubles, happens, type Words, whole } from '../../model/words.js';
import { hash, rehash } from '../draws/random.js';
import { sample } from '../draws/sampler.js';

/*
 * What goes wrong from outside, as one region sees it. When and where is a function of the scenario, the seed and the
 * simulated time, so every UE finds it out for itself, whatever thread has its region and however far others are.
 *
 * The area: number of records and of restarts among them, then a record of doubles per fault and time that it is set
 * for, only of those that concern the region, then quantiles of delays.
 */

export const F_COUNT = 0;
export const F_RESTARTS = 1;
export const F_SEED = 2;
export const F_WORDS = 4;

/** Kind, and the number by which it is drawn whether it comes. */
export const KIND = 0;
export const DRAW = 1;
/** µs since the start of the first time, from one time to the next (0: there is one), how many, and how long each lasts. */
export const AT = 2;
export const EVERY = 3;
export const TIMES = 4;
export const LASTS = 5;
/** Thresholds on 32 random bits (see threshold): it comes at all; it meets a message. */
export const CHANCE = 6;
export const PROBABILITY = 7;
/** eNBs, of a partition: the regions on the other side, or (APART 0) all but these. */
export const FIRST = 8;
export const LAST = 9;
export const APART = 10;
/** Offset of the quantiles of a delay. */
export const TABLE = 11;
export const FAULT_DOUBLES = 12;

/** Nothing restarts any more. */
const NO_RESTART: Double = 1e300;

const PURPOSE = 0x666c7400;

export class Faults {
  /** Records of the region; 0: nothing ever goes wrong here. */
  readonly count: number;
  /** Whether some of them are restarts. */
  readonly hasRestarts: boolean;
  private readonly seed: number;
  private readonly records: number;

  /** @param base offset of the area, an even one */
  constructor(
    private readonly w: Words,
    private readonly f: Doubles,
    base: number,
    private readonly region: number,
  ) {
    this.count = w[base + F_COUNT];
    this.hasRestarts = w[base + F_RESTARTS] !== 0;
    this.seed = w[base + F_SEED];
    this.records = (base + F_WORDS) >> 1;
  }

  private at(n: number): number {
    return this.records + n * FAULT_DOUBLES;
  }

  /** Number of the time of record r that began last, at `time` or before; -1: none has. */
  private turnAt(r: number, time: Double): number {
    const { f } = this;
    if (time < f[r + AT]) return -1;
    if (f[r + EVERY] === 0) return 0;
    let turn: Double = whole((time - f[r + AT]) / f[r + EVERY]);
    while (f[r + AT] + turn * f[r + EVERY] > time) turn = turn - 1;
    while (f[r + AT] + (turn + 1) * f[r + EVERY] <= time) turn = turn + 1;
    return whole(turn);
  }

  private beginOf(r: number, turn: number): Double {
    const n: Double = turn;
    return this.f[r + AT] + n * this.f[r + EVERY];
  }

  /** Whether the record's nth time comes at a node. */
  private comes(r: number, turn: number, node: number): boolean {
    const { f } = this;
    const times: Double = turn;
    if (times >= f[r + TIMES]) return false;
    return happens(hash(this.seed, whole(f[r + DRAW]), turn, PURPOSE + node), f[r + CHANCE]);
  }

  /** Whether the record is on at a node. */
  private isOn(r: number, time: Double, node: number): boolean {
    const turn = this.turnAt(r, time);
    if (turn < 0 || time - this.beginOf(r, turn) >= this.f[r + LASTS]) return false;
    return this.comes(r, turn, node);
  }

  private isOf(r: number, kind: number): boolean {
    return this.f[r + KIND] === (kind as Double);
  }

  /** An eNB of the region as a node. */
  private nodeOf(enb: number): number {
    return (this.region << 16) | ((enb + 1) << 8);
  }

  private hasEnb(r: number, enb: number): boolean {
    const number: Double = enb;
    return number >= this.f[r + FIRST] && number <= this.f[r + LAST];
  }

  /* Restarts */

  /** When the next one may come in the region after a time, of whatever node. */
  nextRestart(after: Double): Double {
    let first: Double = NO_RESTART;
    for (let n = 0; n < this.count; n++) {
      const r = this.at(n);
      if (!this.isOf(r, ENB_RESTART) && !this.isOf(r, MME_RESTART)) continue;
      const time = this.nextOf(r, after);
      if (time < first) first = time;
    }
    return first;
  }

  private nextOf(r: number, after: Double): Double {
    const { f } = this;
    const turn = this.turnAt(r, after) + 1;
    if (turn === 0) return f[r + AT];
    const times: Double = turn;
    return f[r + EVERY] === 0 || times >= f[r + TIMES] ? NO_RESTART : this.beginOf(r, turn);
  }

  /** Whether the MME restarts at a time. */
  mmeRestarts(time: Double): boolean {
    for (let n = 0; n < this.count; n++) {
      const r = this.at(n);
      if (this.isOf(r, MME_RESTART) && this.restarts(r, time, this.region << 16)) return true;
    }
    return false;
  }

  /** Whether an eNB does. */
  enbRestarts(time: Double, enb: number): boolean {
    for (let n = 0; n < this.count; n++) {
      const r = this.at(n);
      if (this.isOf(r, ENB_RESTART) && this.hasEnb(r, enb) && this.restarts(r, time, this.nodeOf(enb)))
        return true;
    }
    return false;
  }

  private restarts(r: number, time: Double, node: number): boolean {
    const turn = this.turnAt(r, time);
    return turn >= 0 && this.beginOf(r, turn) === time && this.comes(r, turn, node);
  }

  /* Messages; `bits` are random ones of a message */

  /** Whether a message on the radio of an eNB is lost. */
  losesOnRadio(time: Double, enb: number, bits: number): boolean {
    for (let n = 0; n < this.count; n++) {
      const r = this.at(n);
      if (!this.isOf(r, RADIO_LOSS) || !this.hasEnb(r, enb)) continue;
      if (
        happens(rehash(bits ^ (PURPOSE + n)), this.f[r + PROBABILITY]) &&
        this.isOn(r, time, this.nodeOf(enb))
      )
        return true;
    }
    return false;
  }

  /** By how many µs an S10 message that the MME sends comes later. */
  s10Delay(time: Double, bits: number): number {
    for (let n = 0; n < this.count; n++) {
      const r = this.at(n);
      if (!this.isOf(r, S10_DELAY)) continue;
      const own = rehash(bits ^ n);
      if (!happens(own, this.f[r + PROBABILITY]) || !this.isOn(r, time, this.region << 16)) continue;
      return sample(this.w, rehash(own), whole(this.f[r + TABLE]));
    }
    return 0;
  }

  /**
   * Whether S10 to another region is cut at a time, or begins to be in the `ahead` µs after it. Both ends say the same.
   */
  isCut(time: Double, ahead: Double, other: number): boolean {
    const near = this.region < other ? this.region : other;
    const far = this.region < other ? other : this.region;
    const node = (near << 16) | ((far + 1) << 8);
    for (let n = 0; n < this.count; n++) {
      const r = this.at(n);
      if (!this.isOf(r, S10_PARTITION)) continue;
      if (this.hasEnb(r, other) !== (this.f[r + APART] !== 0)) continue;
      if (this.isOn(r, time, node)) return true;
      const next = this.turnAt(r, time) + 1;
      if (ahead > 0 && this.nextOf(r, time) < time + ahead && this.comes(r, next, node)) return true;
    }
    return false;
  }
}
