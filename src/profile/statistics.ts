/* What can be said of a number from so many events. */

/** Two-sided 95 %. */
const Z = 1.96;

/** Interval in which the mean of a Poisson count lies with 95 % (Byar's approximation). */
export function poissonInterval(count: number): readonly [number, number] {
  const end = (n: number, sign: number): number =>
    n === 0 ? 0 : n * (1 - 1 / (9 * n) + (sign * Z) / (3 * Math.sqrt(n))) ** 3;
  return [end(count, -1), end(count + 1, 1)];
}

/** Interval in which a probability lies with 95 % that was right `count` times of `all` (Wilson). */
export function shareInterval(count: number, all: number): readonly [number, number] {
  const share = count / all;
  const middle = share + Z ** 2 / (2 * all);
  const width = Z * Math.sqrt((share * (1 - share)) / all + Z ** 2 / (4 * all ** 2));
  const ends = [middle - width, middle + width].map((end) => end / (1 + Z ** 2 / all));
  return [Math.max(0, ends[0]), Math.min(1, ends[1])];
}

/** Width of the intervals in which arrivals are counted, s. */
export const BIN_S = 10;
/** So many standard deviations beyond what independent arrivals do are no chance. */
const SIGNIFICANT = 3;
/** Intervals that are needed to say something. */
const BINS_MIN = 10;

/** Whether arrivals come in bursts: counts per interval and MME, their variance over their mean. */
export class Dispersion {
  private readonly bins = new Map<string, number[]>();

  add(place: string, seconds: number): void {
    const bins = this.bins.get(place) ?? [];
    this.bins.set(place, bins);
    const at = Math.floor(seconds / BIN_S);
    while (bins.length <= at) bins.push(0);
    bins[at]++;
  }

  /**
   * @param seconds from the beginning to the end
   * @returns index of dispersion of counts (1: Poisson), whether it is more than chance, and arrivals per second and
   *   MME; null: there is too little
   */
  index(
    seconds: number,
  ): { readonly index: number; readonly isBursty: boolean; readonly rate: number } | null {
    // The last interval is not whole.
    const whole = Math.floor(seconds / BIN_S);
    if (whole < BINS_MIN || this.bins.size === 0) return null;
    let [deviation, count] = [0, 0];
    for (const bins of this.bins.values()) {
      const counts = Array.from({ length: whole }, (_, i) => bins[i] ?? 0);
      const mean = counts.reduce((sum, n) => sum + n, 0) / whole;
      deviation += counts.reduce((sum, n) => sum + (n - mean) ** 2, 0);
      count += mean * (whole - 1);
    }
    if (count === 0) return null;
    const degrees = this.bins.size * (whole - 1);
    const index = deviation / count;
    const rate = count / degrees / BIN_S;
    return { index, isBursty: index > 1 + SIGNIFICANT * Math.sqrt(2 / degrees), rate };
  }
}

/**
 * Load factor in bursts of a two-state Markov-modulated Poisson process with this index of dispersion of counts in
 * intervals of BIN_S.
 *
 * @param rate arrivals per second
 * @param on mean length of a burst, and `off` between two, s
 */
export function burstFactor(index: number, rate: number, on: number, off: number): number {
  const share = on / (on + off);
  const memory = (on * off) / (on + off);
  const kept = 1 - ((1 - Math.exp(-BIN_S / memory)) * memory) / BIN_S;
  const spread = (index - 1) / ((2 * rate * memory * kept * share) / (1 - share));
  // All arrivals in bursts is the most.
  return Math.min(1 + Math.sqrt(Math.max(0, spread)), 1 / share);
}
