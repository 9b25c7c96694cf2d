import { share } from '../../model/words.js';

/** Few enough that the tables of all links stay in the cache, beside those of a worker's other regions. */
export const BINS = 256;

/**
 * Quantiles of a distribution in µs, BINS + 1 of them: a draw picks a bin with its upper bits and goes
 * linearly between its ends with the lower ones. Never below `min` nor above `max`.
 */
export type Quantiles = Int32Array;

/** Words of one distribution's quantiles; several lie one after the other in the table of the links. */
export const QUANTILES = BINS + 1;

/** A value in µs for 32 random bits, from the quantiles that begin at word `base`. */
export function sample(table: Quantiles, h: number, base: number = 0): number {
  const bin = base + (h >>> 24);
  const low = table[bin];
  return low + share(table[bin + 1] - low, (h >>> 8) & 0xffff);
}

/**
 * As `sample`, from quantiles with a second table for the last bin (fine-quantiles.ts); rounded, since a µs counts where
 * service takes a few.
 */
export function sampleFine(table: Quantiles, h: number, base: number): number {
  const isLast = h >>> 24 === 255;
  const bin = isLast ? base + QUANTILES + ((h >>> 16) & 0xff) : base + (h >>> 24);
  const fraction = isLast ? h & 0xffff : (h >>> 8) & 0xffff;
  const low = table[bin];
  return low + ((share(2 * (table[bin + 1] - low), fraction) + 1) >> 1);
}
