import { isBelow } from '../model/words.js';

/** Buckets, and so counts, of an area of latency counts; histogram.ts describes it. */
export const HISTOGRAM_BUCKETS = 3200;

/** 32-bit words of an area: what it holds, rounded up to whole lines of 128 bytes. */
export const HISTOGRAM_WORDS = 3232;

/** The largest value that has a bucket; larger ones are recorded as this one. */
export const HISTOGRAM_MAX_VALUE = 0x7fff_ffff;

export const SUB_BUCKETS_MASK = 255;
export const HALF_MAGNITUDE = 7;
export const HALF_COUNT = 1 << HALF_MAGNITUDE;
export const SUM_LOW = HISTOGRAM_BUCKETS;
export const SUM_HIGH = HISTOGRAM_BUCKETS + 1;
export const MAX = HISTOGRAM_BUCKETS + 2;

/** Counts one value from 0 to HISTOGRAM_MAX_VALUE in the area that starts at word `offset`. One writer per area. */
export function count(words: Int32Array, offset: number, value: number): void {
  const shift = 24 - Math.clz32(value | SUB_BUCKETS_MASK);
  // The maximum goes first, so that a reader never meets a count above the maximum it knows.
  if (value > words[offset + MAX]) words[offset + MAX] = value;
  words[offset + (shift << HALF_MAGNITUDE) + (value >>> shift)]++;
  const low = (words[offset + SUM_LOW] + value) | 0;
  words[offset + SUM_LOW] = low;
  if (isBelow(low, value)) words[offset + SUM_HIGH]++;
}
