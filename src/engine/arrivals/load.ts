import { type Double, type Doubles, happens, type Words } from '../../model/words.js';
import { exponential, hash } from '../draws/random.js';
import { type Host, NO_BURSTS } from '../region/host.js';

/*
 * Load over time, as a share of its highest value: stages of the scenario, times those of a class, times the bursts of a
 * region. Any time in the present window may be asked for, in any order.
 *
 *   words     bursty | number of switches | which sojourn comes | on at first | offsets of: profiles, switches
 *   profile   number of pieces | cursor | offset of the pieces in doubles     (the scenario's, then one per class)
 *   piece     until (µs), from, share at its beginning, change of the share per µs
 */

export const L_BURSTY = 0;
/** Switches between on and off that are known, and room for so many. */
const L_SWITCHES = 1;
export const L_ROOM = 2;
/** How many sojourns have been drawn. */
const L_SOJOURNS = 3;
/** 1: on before the first switch. */
export const L_ON = 4;
/** Offset of the profiles. */
export const L_PROFILES = 5;
/** Offset in doubles: mean length of on and off (µs), shares of the highest load in them, steered share, switches. */
export const L_NUMBERS = 6;
export const L_WORDS = 8;
const N_ON = 0;
const N_OFF = 1;
const N_HIGH = 2;
const N_LOW = 3;
/** Share of the candidates that are kept while somebody steers a run to less than its load. */
const N_KEPT = 4;
export const N_SWITCHES = 5;
export const PROFILE_WORDS = 3;
export const PIECE = 4;

export class Load {
  private readonly bursty: boolean;
  private readonly profiles: number;
  private readonly numbers: number;
  private readonly switches: number;

  /** @param base offset of the area */
  constructor(
    private readonly w: Words,
    private readonly f: Doubles,
    private readonly base: number,
    private readonly seed: number,
    private readonly region: number,
  ) {
    this.bursty = w[base + L_BURSTY] !== 0;
    this.profiles = w[base + L_PROFILES];
    this.numbers = w[base + L_NUMBERS];
    this.switches = w[base + L_NUMBERS] + N_SWITCHES;
  }

  /** A window begins: all of the load in it can be told from now on, and nothing before it is asked for any more. */
  begin(start: Double, end: Double, classes: number, host: Host): void {
    this.forward(this.profiles, start);
    for (let own = 0; own < classes; own++) this.forward(this.profiles + (1 + own) * PROFILE_WORDS, start);
    if (this.bursty) this.drawSwitches(start, end, host);
  }

  private forward(profile: number, start: Double): void {
    const { w, f } = this;
    while (f[w[profile + 2] + PIECE * w[profile + 1]] <= start) w[profile + 1]++;
  }

  /** Two-state Markov modulation: the nth sojourn's length is a draw of its own. */
  private drawSwitches(start: Double, end: Double, host: Host): void {
    const { w, f, base, numbers, switches } = this;
    const count = w[base + L_SWITCHES];
    // The last one stays, because the next follows from it.
    let past = 0;
    while (past < count - 1 && f[switches + past] <= start) past++;
    for (let i = past; i < count; i++) f[switches + i - past] = f[switches + i];
    let left = count - past;
    w[base + L_ON] ^= past & 1;
    let last: Double = left === 0 ? 0 : f[switches + left - 1];
    while (last <= end) {
      if (left === w[base + L_ROOM]) host.exhausted(NO_BURSTS, this.region);
      const n = w[base + L_SOJOURNS] + 1;
      w[base + L_SOJOURNS] = n;
      // The first one is on.
      const mean: Double = f[numbers + ((n & 1) !== 0 ? N_ON : N_OFF)];
      const length: Double = mean * exponential(hash(this.seed, this.region, 0x6275, n));
      last = last + (length < 1 ? 1 : length);
      f[switches + left] = last;
      left++;
    }
    w[base + L_SWITCHES] = left;
  }

  /** Whether the load for a class, at a time in the present window, keeps a candidate with these random bits. */
  keeps(bits: number, t: Double, own: number): boolean {
    return happens(bits, this.share(t, own) * 4294967296);
  }

  /** From now on, this share of what the load would keep is kept. */
  steer(kept: Double): void {
    this.f[this.numbers + N_KEPT] = kept;
  }

  /** Load for a class at a time in the present window, over the highest it can have. */
  share(t: Double, own: number): Double {
    const { f, numbers } = this;
    let share: Double = f[numbers + N_KEPT] * this.at(this.profiles, t);
    share = share * this.at(this.profiles + (1 + own) * PROFILE_WORDS, t);
    if (this.bursty) share = share * f[numbers + (this.isOn(t) ? N_HIGH : N_LOW)];
    return share;
  }

  private at(profile: number, t: Double): Double {
    const { w, f } = this;
    let piece = w[profile + 2] + PIECE * w[profile + 1];
    while (f[piece] <= t) piece += PIECE;
    return f[piece + 2] + f[piece + 3] * (t - f[piece + 1]);
  }

  private isOn(t: Double): boolean {
    const { w, f, base, switches } = this;
    let low = 0;
    let high = w[base + L_SWITCHES];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (f[switches + middle] <= t) low = middle + 1;
      else high = middle;
    }
    return ((low + w[base + L_ON]) & 1) !== 0;
  }
}
