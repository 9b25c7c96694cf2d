import { areaOf, HISTOGRAM_WORDS, merge, percentile, statistic } from '../measure/histogram.js';
import type { Levels, MmeResult } from '../report/result.js';
import type { Mme } from '../scenario/scenario.js';
import { C_MME_MESSAGES, C_MME_REFUSED } from './counters.js';
import * as M from './mme-queue.js';

/** A region's words, its doubles, and where the input queue of its MME lies. */
export interface MmeMemory {
  readonly words: Int32Array;
  readonly mme: number;
}

const US = 1e-6;
const PPM = 1e-6;

/**
 * What the MMEs of a run came to.
 *
 * @param sum adds up a counter over the regions
 * @param simulatedSeconds that the run has reached: whole seconds before it are counted
 */
export function mmeResult(
  { servers }: Mme,
  regions: readonly MmeMemory[],
  sum: (counter: number) => number,
  simulatedSeconds: number,
): MmeResult {
  for (const { words, mme } of regions) {
    const { buffer } = words;
    const doubles = new Float64Array(buffer, 0, buffer.byteLength >>> 3);
    new M.MmeQueue(words, doubles, mme).close(Math.floor(simulatedSeconds));
  }
  const areas = (n: number) =>
    regions.map(({ words, mme }) => areaOf(words, words[mme + M.M_HISTOGRAMS] + n * HISTOGRAM_WORDS));
  return {
    servers,
    messages: sum(C_MME_MESSAGES),
    refused: sum(C_MME_REFUSED),
    utilisation: levels(areas(M.H_UTILISATION), PPM),
    waiting: statistic(areas(M.H_WAITING), US),
    sojourn: statistic(areas(M.H_SOJOURN), US),
    queue: levels(areas(M.H_QUEUE), 1),
  };
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
