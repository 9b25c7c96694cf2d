import { type Double, type Doubles, whole } from '../../model/words.js';

/*
 * Traffic of exact amounts: each UE of a burst has one event at a time of its own, again and again if the burst is
 * repeated. When is a function of the burst and the UE's number alone, so it goes where the UE goes.
 *
 * A record of doubles per burst and time that it is set for; all times are exact, and those of two records differ.
 */

/** µs since the start when the first UE's event comes, the UEs, µs from one UE's to the next one's. */
const AT = 0;
const FIRST = 1;
const LAST = 2;
const GAP = 3;
/** Class of subscribers; -1: any. */
const CLASS = 4;
/** µs from one repetition to the next, and how many times there are. */
const EVERY = 5;
const TIMES = 6;
/** Kind of traffic, and which burst of the scenario it is. */
const KIND = 7;
const BURST = 8;
export const BURST_DOUBLES = 9;

/** When an event comes where there is none. */
export const NEVER: Double = 1e300;
/** µs: less than from one event of a burst to the next of the same UE, more than what tells two bursts apart. */
const HAIR: Double = 0.25;

export class Bursts {
  /**
   * @param count records
   * @param table offset of the first
   */
  constructor(
    private readonly f: Doubles,
    readonly count: number,
    private readonly table: number,
  ) {}

  /** When the first event of a UE of a class comes after a time, of any burst. */
  next(ue: number, own: number, after: Double): Double {
    let first: Double = NEVER;
    for (let n = 0; n < this.count; n++) {
      const time = this.nextOf(n, ue, own, after);
      if (time < first) first = time;
    }
    return first;
  }

  /** The record whose event for a UE of a class comes at a time; -1: none. */
  recordAt(ue: number, own: number, time: Double): number {
    for (let n = 0; n < this.count; n++) {
      if (this.nextOf(n, ue, own, time - HAIR) === time) return n;
    }
    return -1;
  }

  private nextOf(n: number, ue: number, own: number, after: Double): Double {
    const { f } = this;
    const r = this.table + n * BURST_DOUBLES;
    const number: Double = ue;
    if (number < f[r + FIRST] || number > f[r + LAST]) return NEVER;
    if (f[r + CLASS] >= 0 && f[r + CLASS] !== own) return NEVER;
    const first: Double = f[r + AT] + (number - f[r + FIRST]) * f[r + GAP];
    if (first > after) return first;
    if (f[r + EVERY] === 0) return NEVER;
    let turns: Double = whole((after - first) / f[r + EVERY]);
    while (first + turns * f[r + EVERY] <= after) turns = turns + 1;
    return turns < f[r + TIMES] ? first + turns * f[r + EVERY] : NEVER;
  }

  /** Kind of traffic of a record. */
  kind(n: number): number {
    return whole(this.f[this.table + n * BURST_DOUBLES + KIND]);
  }

  /** Number of the burst that a record is of. */
  burst(n: number): number {
    return whole(this.f[this.table + n * BURST_DOUBLES + BURST]);
  }
}
