import type { Distribution } from '../../scenario/scenario.js';
import { above, exp, lnAbove1, zAbove } from './normal.js';
import { LAST } from './quantiles.js';
import { ln } from './random.js';
import { BINS, QUANTILES, type Quantiles } from './sampler.js';

/*
 * Quantiles for times whose tail matters: the length of a queue depends on the variance of the service times, and of a
 * log-normal distribution much of that lies in the last 1/256. So the last bin is divided into as many bins again.
 */

/** Words of one distribution: QUANTILES of all of it, then QUANTILES of its last bin. */
export const FINE_QUANTILES = 2 * QUANTILES;

/** Values by the share of all values that lie above them. */
type ByShare = (above: number) => number;

/** Quantiles of a distribution in µs for `sampleFine`; never below `min` nor above `max`. */
export function fineQuantiles(distribution: Distribution): Quantiles {
  const { min, max } = distribution;
  const value = SHAPES[distribution.shape](distribution);
  const table = new Int32Array(FINE_QUANTILES);
  for (let i = 0; i <= BINS; i++) {
    table[i] = microseconds(value(1 - i / BINS), min, max);
    table[QUANTILES + i] = microseconds(value((1 - i / BINS) / BINS), min, max);
  }
  return table;
}

const microseconds = (seconds: number, min: number, max: number): number =>
  Math.round(Math.min(Math.max(seconds, min), max) * 1e6);

/** Share of all values in the very last bin. */
const TAIL = 1 / (BINS * BINS);

const SHAPES: Record<Distribution['shape'], (of: Distribution) => ByShare> = {
  constant:
    ({ mean }) =>
    () =>
      mean,
  uniform:
    ({ min, max }) =>
    (share) =>
      max - (max - min) * share,
  exponential:
    ({ min, mean }) =>
    (share) =>
      min + (mean - min) * -ln(Math.max(share, LAST * TAIL)),
  lognormal: logNormal,
};

/** `min` plus a log-normal part; `cv` is that of the whole. */
function logNormal({ min, mean, cv = 1 }: Distribution): ByShare {
  const part = mean - min;
  if (part === 0) return () => mean;
  const relative = (cv * mean) / part;
  const variance = lnAbove1(1 + relative * relative);
  const sigma = Math.sqrt(variance);
  const value = (z: number): number => exp(sigma * z - variance / 2);
  // The first bin begins far below its values, the last one has no end. Both are cut where their mean stays.
  const last = zAbove(TAIL);
  const end = (2 * above(last - sigma)) / TAIL - value(last);
  const first = zAbove(1 - 1 / BINS);
  const start = 2 * BINS * above(sigma - first) - value(first);
  const raw = (share: number): number => (share >= 1 ? start : share < TAIL ? end : value(zAbove(share)));
  const scale = 1 / meanOf(raw);
  return (share) => min + part * scale * raw(share);
}

/** The mean that draws from the quantiles of these values have: between two quantiles they are linear. */
function meanOf(value: ByShare): number {
  let sum = 0;
  for (let i = 0; i < BINS; i++) {
    const fine = (value((1 - i / BINS) / BINS) + value((1 - (i + 1) / BINS) / BINS)) / BINS;
    sum += fine + (i < BINS - 1 ? value(1 - i / BINS) + value(1 - (i + 1) / BINS) : 0);
  }
  return sum / (2 * BINS);
}
