import type { LiveRun } from '../engine/control/live.js';
import { M_INSIDE } from '../engine/mme/mme-queue.js';
import * as C from '../engine/region/counters.js';
import { H_MME, histogramArea } from '../engine/results/histograms.js';
import { HistogramReader } from './histogram-reader.js';

/** Reads a run's shared words for a scrape. */
export class Reading {
  private readonly sums = new Float64Array(C.COUNTERS);

  constructor(readonly run: LiveRun) {}

  /** Reads what several metrics are made of, once for all of them; histograms are read by who wants them. */
  refresh(): void {
    const { sums } = this;
    sums.fill(0);
    // Region by region: the counters of one lie side by side.
    for (const counters of this.run.memory.counters) {
      for (let counter = 0; counter < sums.length; counter++) sums[counter] += counters[counter];
    }
  }

  /** A counter over all regions. */
  sum(counter: number): number {
    return this.sums[counter];
  }

  /** A histogram of the regions (counters.ts). */
  histogram(n: number, unitSeconds: number, bounds: readonly number[]): HistogramReader {
    const { plans, words } = this.run.memory;
    const areas = plans.map((plan, r) => histogramArea(words[r], plan, n));
    return new HistogramReader(areas, unitSeconds, bounds);
  }

  /** A histogram of the MMEs (engine/mme/mme-queue.ts); none if they have no servers. */
  mmeHistogram(n: number, unitSeconds: number, bounds: readonly number[]): HistogramReader[] {
    const { scenario } = this.run.memory;
    return scenario.mme === null ? [] : [this.histogram(H_MME + n, unitSeconds, bounds)];
  }

  /** Messages that wait for a server now, over all MMEs; null if they have no servers. */
  mmeWaiting(): number | null {
    const { memory } = this.run;
    if (memory.scenario.mme === null) return null;
    const { servers } = memory.scenario.mme;
    return memory.mmes.reduce((sum, { words, mme }) => sum + Math.max(0, words[mme + M_INSIDE] - servers), 0);
  }

  /** The histogram of lateness over all workers. */
  lateness(bounds: readonly number[]): HistogramReader {
    const areas = this.run.gauges.map(({ latenessArea }) => latenessArea);
    return new HistogramReader(areas, 1e-6, bounds);
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
