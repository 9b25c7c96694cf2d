import { HISTOGRAM_WORDS } from '../../measure/histogram.js';
import type { Scenario } from '../../scenario/scenario.js';
import { M_HISTOGRAMS, M_WORDS } from '../mme/mme-queue.js';
import { COUNTERS } from '../region/counters.js';
import type { CountedPlan } from './counted.js';
import { H_MME, histogramsOf } from './histograms.js';

/*
 * The counts of a region that is on another machine, as it tells them now and then:
 *
 *     counters (doubles) | histograms, those of the MME last | words of the MME's queue, of which M_INSIDE and M_HISTOGRAMS
 */

const COUNTER_WORDS = 2 * COUNTERS;

/** Room for them, all 0; what the plan says of the sizes of pools stays. */
export function countsAlone(
  scenario: Scenario,
  plan: CountedPlan,
): { readonly plan: CountedPlan; readonly words: Int32Array } {
  const mme = COUNTER_WORDS + histogramsOf(scenario) * HISTOGRAM_WORDS;
  const words = new Int32Array(mme + M_WORDS);
  words[mme + M_HISTOGRAMS] = COUNTER_WORDS + H_MME * HISTOGRAM_WORDS;
  const { rows, rowCount, blockCount, nodeCount, sizes } = plan;
  return {
    plan: {
      ...{ rows, rowCount, blockCount, nodeCount, sizes },
      ...{ counters: 0, histograms: COUNTER_WORDS, mme: scenario.mme === null ? 0 : mme },
    },
    words,
  };
}
