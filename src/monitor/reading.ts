import * as C from '../engine/counters.js';
import type { LiveRun } from '../engine/live.js';
import { M_INSIDE } from '../engine/mme-queue.js';
import { mmeAreas } from '../engine/mme-result.js';
import { areaOf, type Counts, cumulative, HISTOGRAM_WORDS, merge } from '../measure/histogram.js';
import { UeStates } from './ue-states.js';

/** A histogram as Prometheus wants it, in seconds. */
export interface HistogramReading {
  /** By bound: values up to it. */
  readonly below: readonly number[];
  readonly sum: number;
  readonly count: number;
}

/** Reads a run's shared words for a scrape; nothing is kept between two scrapes but who is in which state. */
export class Reading {
  readonly ueStates: UeStates;

  constructor(readonly run: LiveRun) {
    this.ueStates = new UeStates(run);
  }

  /** A counter over all regions. */
  sum(counter: number): number {
    let sum = 0;
    for (const counters of this.run.memory.counters) sum += counters[counter];
    return sum;
  }

  /** A histogram of the regions (counters.ts). */
  histogram(n: number, unitSeconds: number, bounds: readonly number[]): HistogramReading {
    const { plans, words } = this.run.memory;
    const areas = plans.map((plan, r) => areaOf(words[r], plan.histograms + n * HISTOGRAM_WORDS));
    return inSeconds(merge(areas), unitSeconds, bounds);
  }

  /** A histogram of the MMEs (engine/mme-queue.ts), in seconds; none if they have no servers. */
  mmeHistogram(n: number, unitSeconds: number, bounds: readonly number[]): HistogramReading[] {
    const { scenario, mmes } = this.run.memory;
    return scenario.mme === null ? [] : [inSeconds(merge(mmeAreas(mmes, n)), unitSeconds, bounds)];
  }

  /** Messages that wait for a server now, over all MMEs; null if they have no servers. */
  mmeWaiting(): number | null {
    const { scenario, mmes } = this.run.memory;
    if (scenario.mme === null) return null;
    const { servers } = scenario.mme;
    return mmes.reduce((sum, { words, mme }) => sum + Math.max(0, words[mme + M_INSIDE] - servers), 0);
  }

  /** The histogram of lateness over all workers. */
  lateness(bounds: readonly number[]): HistogramReading {
    return inSeconds(merge(this.run.gauges.map(({ latenessArea }) => latenessArea)), 1e-6, bounds);
  }

  /** A pool of records: in use now, all there are, and the share in use in the fullest region. */
  pool(name: PoolName) {
    const { plans, counters } = this.run.memory;
    const { used, size } = POOLS[name];
    let inUse = 0;
    let all = 0;
    let fullest = 0;
    plans.forEach((plan, r) => {
      inUse += counters[r][used];
      all += plan[size];
      fullest = Math.max(fullest, counters[r][used] / plan[size]);
    });
    return { inUse, all, fullest };
  }
}

/** Records that are limited: rows of UEs, blocks of UEs with something in progress, messages in flight and timers. */
const POOLS = {
  rows: { used: C.C_ROWS, size: 'rowCount' },
  active: { used: C.C_BLOCKS, size: 'blockCount' },
  messages: { used: C.C_NODES, size: 'nodeCount' },
} as const;
export type PoolName = keyof typeof POOLS;
export const POOL_NAMES = Object.keys(POOLS) as PoolName[];

function inSeconds(counts: Counts, unitSeconds: number, bounds: readonly number[]): HistogramReading {
  // Whole units: 0.00025 s / 1e-6 is 249.99999999999997.
  const units = bounds.map((bound) => Math.round(bound / unitSeconds));
  return { below: cumulative(counts, units), sum: counts.sum * unitSeconds, count: counts.count };
}
