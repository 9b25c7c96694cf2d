import { areaOf, HISTOGRAM_WORDS } from '../../measure/histogram.js';
import type { Scenario } from '../../scenario/scenario.js';
import { MME_HISTOGRAMS } from '../mme/mme-queue.js';
import { mmeArea } from '../mme/mme-result.js';
import { HISTOGRAMS } from '../region/counters.js';
import type { RegionPlan } from '../region/memory.js';

/** Number of the first histogram of an MME's input queue; they follow those that every region has. */
export const H_MME = HISTOGRAMS;

/** How many histograms the regions of a scenario have. */
export function histogramsOf({ mme }: Scenario): number {
  return HISTOGRAMS + (mme === null ? 0 : MME_HISTOGRAMS);
}

/** The area of histogram `n` in a region's words. */
export function histogramArea(
  words: Int32Array,
  plan: Pick<RegionPlan, 'histograms' | 'mme'>,
  n: number,
): Int32Array {
  if (n >= H_MME) return mmeArea({ words, mme: plan.mme }, n - H_MME);
  return areaOf(words, plan.histograms + n * HISTOGRAM_WORDS);
}
