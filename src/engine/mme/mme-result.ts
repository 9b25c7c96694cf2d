import { areaOf, HISTOGRAM_WORDS, merge, percentile, statistic } from '../../measure/histogram.js';
import type { Levels, MmeResult } from '../../results/parts.js';
import type { Mme } from '../../scenario/scenario.js';
import { C_MME_MESSAGES, C_MME_REFUSED } from '../region/counters.js';
import type { RegionPlan } from '../region/memory.js';
import * as M from './mme-queue.js';

/** A region's words, and where the input queue of its MME lies. */
export interface MmeMemory {
  readonly words: Int32Array;
  readonly mme: number;
}

const US = 1e-6;
const PPM = 1e-6;

/** Counts the use of an MME's servers in all whole seconds before a simulated time; nothing if it has none. */
export function closeMme(words: Int32Array, { mme }: Pick<RegionPlan, 'mme'>, seconds: number): void {
  if (mme === 0) return;
  const doubles = new Float64Array(words.buffer, 0, words.buffer.byteLength >>> 3);
  new M.MmeQueue(words, doubles, mme).close(Math.floor(seconds));
}

/**
 * What the MMEs of a run came to.
 *
 * @param areasOf the areas of a histogram of the input queues, by its number there
 * @param sum adds up a counter over the regions
 */
export function mmeResult(
  { servers }: Mme,
  areasOf: (histogram: number) => readonly Int32Array[],
  sum: (counter: number) => number,
): MmeResult {
  return {
    servers,
    messages: sum(C_MME_MESSAGES),
    refused: sum(C_MME_REFUSED),
    utilisation: levels(areasOf(M.H_UTILISATION), PPM),
    waiting: statistic(areasOf(M.H_WAITING), US),
    sojourn: statistic(areasOf(M.H_SOJOURN), US),
    queue: levels(areasOf(M.H_QUEUE), 1),
  };
}

/** The area of a histogram of an MME (mme-queue.ts). */
export function mmeArea({ words, mme }: MmeMemory, n: number): Int32Array {
  return areaOf(words, words[mme + M.M_HISTOGRAMS] + n * HISTOGRAM_WORDS);
}

function levels(areas: readonly Int32Array[], unit: number): Levels {
  const counts = merge(areas);
  if (counts.count === 0) return { mean: null, p50: null, p95: null, p99: null, max: null };
  return {
    mean: (counts.sum / counts.count) * unit,
    p50: percentile(counts, 500) * unit,
    p95: percentile(counts, 950) * unit,
    p99: percentile(counts, 990) * unit,
    max: counts.max * unit,
  };
}
