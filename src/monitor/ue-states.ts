import type { LiveRun } from '../engine/live.js';
import { length } from '../engine/queue.js';
import { ROW_USED, UE_CONNECTED, UE_HERE, UE_REGISTERED } from '../model/flags.js';
import { QUEUE, STATE } from '../model/layout.js';

/** EMM and ECM state of a UE (TS 23.401 4.6), in three. */
export const UE_STATES = ['deregistered', 'idle', 'connected'] as const;
export type UeState = (typeof UE_STATES)[number];

/** Rows that are looked at for one scrape while the run goes on: some 1.5 ms. */
const ROWS_PER_SCRAPE = 2 ** 16;

interface Tally {
  readonly states: Record<UeState, number>;
  queued: number;
}

/**
 * Counts the UEs by state, and what waits in their queues, by looking at every row: no worker keeps such counts. A
 * network of some 60,000 UEs is counted anew at every scrape, a larger one in turn, region by region, and once as a
 * whole when the run has ended.
 */
export class UeStates {
  private readonly tallies: (Tally | null)[];
  private region = 0;

  private isFinal = false;

  constructor(private readonly run: LiveRun) {
    this.tallies = run.memory.plans.map(() => null);
  }

  /** Counts on, by a scrape's share. */
  advance(): void {
    if (this.isFinal) return;
    this.isFinal = this.run.result !== null;
    const { plans } = this.run.memory;
    const limit = this.isFinal ? Number.POSITIVE_INFINITY : ROWS_PER_SCRAPE;
    for (let rows = 0, regions = 0; rows < limit && regions < plans.length; regions++) {
      this.tallies[this.region] = this.count(this.region);
      rows += plans[this.region].rowCount;
      this.region = (this.region + 1) % plans.length;
    }
  }

  /** UEs in a state; null until all regions have been counted once. */
  inState(state: UeState): number | null {
    return this.sum((tally) => tally.states[state]);
  }

  /** Procedures that wait in the queues of all UEs; null as above. */
  queued(): number | null {
    return this.sum((tally) => tally.queued);
  }

  private sum(value: (tally: Tally) => number): number | null {
    let sum = 0;
    for (const tally of this.tallies) {
      if (tally === null) return null;
      sum += value(tally);
    }
    return sum;
  }

  private count(region: number): Tally {
    const { plans, words } = this.run.memory;
    const plan = plans[region];
    const w = words[region];
    const { row } = plan.sizes;
    const end = plan.rows + plan.rowCount * row;
    const states = { deregistered: 0, idle: 0, connected: 0 };
    let queued = 0;
    for (let u = plan.rows; u < end; u += row) {
      const state = w[u + STATE];
      if ((state & ROW_USED) === 0) continue;
      queued += length(w[u + QUEUE]);
      if ((state & UE_HERE) === 0) continue;
      // A UE that attaches is connected before it is registered.
      if ((state & UE_CONNECTED) !== 0) states.connected++;
      else if ((state & UE_REGISTERED) !== 0) states.idle++;
      else states.deregistered++;
    }
    return { states, queued };
  }
}
