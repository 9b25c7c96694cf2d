import type { Distribution } from '../../scenario/scenario.js';
import { ln } from './random.js';
import { BINS, QUANTILES, type Quantiles } from './sampler.js';

/** e^-2: up to this share of the last bin, its mean is that of an exponential distribution's tail, which has no end. */
export const LAST = 0.1353;

/** The quantiles of a distribution, as `sample` (sampler.ts) draws from them. */
export function quantiles({ shape, min, mean, max }: Distribution): Quantiles {
  const table = new Int32Array(QUANTILES);
  for (let i = 0; i <= BINS; i++) {
    let seconds = mean;
    if (shape === 'uniform') seconds = min + ((max - min) * i) / BINS;
    if (shape === 'exponential') seconds = min + (mean - min) * -ln(Math.max(1 - i / BINS, LAST / BINS));
    table[i] = Math.round(Math.min(Math.max(seconds, min), max) * 1e6);
  }
  return table;
}

/** A probability as a threshold on 32 random bits: the event happens if the draw is below it. */
export function threshold(probability: number): number {
  return Math.round(probability * 0x100000000);
}
