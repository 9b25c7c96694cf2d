import type { LiveRun } from '../engine/control/live.js';
import { ROW_USED, UE_CONNECTED, UE_HERE, UE_REGISTERED } from '../model/flags.js';
import { QUEUE, STATE } from '../model/layout.js';
import { length } from '../model/queue-word.js';

/** EMM and ECM state of a UE (TS 23.401 4.6), in three. */
export const UE_STATES = ['deregistered', 'idle', 'connected'] as const;
export type UeState = (typeof UE_STATES)[number];

/** Rows that are looked at for one scrape while the run goes on: some 1.5 ms. */
const ROWS_PER_SCRAPE = 2 ** 16;
/** Of a larger network no more are looked at than it takes to come round in this time: who scrapes often pays less. */
const ROUND_MS = 60_000;

/** The flags that tell them apart are the lowest four. */
const KINDS = 16;
const HERE = ROW_USED | UE_HERE;

/** UEs of a region by those flags, and what waits in their queues. */
export class Tally {
  readonly kinds = new Uint32Array(KINDS);
  queued = 0;

  /** Counts the rows from word `from` to word `end` of a region. */
  add(words: Int32Array, from: number, end: number, row: number): void {
    const { kinds } = this;
    let queued = 0;
    // Without a branch: which way it went would change from row to row.
    for (let u = from; u < end; u += row) {
      const state = words[u + STATE];
      kinds[state & (KINDS - 1)]++;
      queued += length(words[u + QUEUE] & -(state & ROW_USED));
    }
    this.queued += queued;
  }

  inState(state: UeState): number {
    return this.kinds.reduce(
      (sum, count, kind) => ((kind & HERE) === HERE && stateOf(kind) === state ? sum + count : sum),
      0,
    );
  }
}

function stateOf(flags: number): UeState {
  // A UE that attaches is connected before it is registered.
  if ((flags & UE_CONNECTED) !== 0) return 'connected';
  return (flags & UE_REGISTERED) !== 0 ? 'idle' : 'deregistered';
}

/**
 * Counts the UEs by state, and what waits in their queues, by looking at every row: no worker keeps such counts. A
 * network of some 60,000 UEs is counted anew at every scrape, a larger one in turn, row by row, and once as a whole when
 * the run has ended.
 */
export class UeStates {
  private readonly tallies: (Tally | null)[];
  private readonly rows: number;
  /** Where the counting has got to: this row of this region, whose rows before are in the tally. */
  private region = 0;
  private row = 0;
  private tally = new Tally();
  private lastTime = performance.now();
  private isFinal = false;

  constructor(private readonly run: LiveRun) {
    const { plans } = run.memory;
    this.tallies = plans.map(() => null);
    this.rows = plans.reduce((sum, { rowCount }) => sum + rowCount, 0);
  }

  /** Counts on, by a scrape's share. */
  advance(): void {
    // Before the end of set-up there are no UEs, and their memory is for the workers to touch first.
    if (this.isFinal || this.run.state === 'starting') return;
    this.isFinal = this.run.result !== null;
    if (this.isFinal) this.begin(0);
    const now = performance.now();
    let share = this.isFinal ? this.rows : this.share(now - this.lastTime);
    this.lastTime = now;
    const { plans } = this.run.memory;
    while (share > 0) {
      share -= this.count(share);
      if (this.row < plans[this.region].rowCount) return;
      this.tallies[this.region] = this.tally;
      this.begin((this.region + 1) % plans.length);
    }
  }

  /** UEs in a state; null until all regions have been counted once. */
  inState(state: UeState): number | null {
    return this.sum((tally) => tally.inState(state));
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

  /** Rows to look at, this long after the last time. */
  private share(ms: number): number {
    const { rows, tallies } = this;
    if (rows <= ROWS_PER_SCRAPE) return rows;
    // The first time round there is nothing to show before the end.
    const isFirst = tallies.includes(null);
    return isFirst ? ROWS_PER_SCRAPE : Math.min(ROWS_PER_SCRAPE, Math.ceil((rows * ms) / ROUND_MS));
  }

  private begin(region: number): void {
    this.region = region;
    this.row = 0;
    this.tally = new Tally();
  }

  /** Counts the next rows of the region, at most so many; returns how many. */
  private count(limit: number): number {
    const { plans, words } = this.run.memory;
    const { rows, rowCount, sizes } = plans[this.region];
    const count = Math.min(limit, rowCount - this.row);
    const from = rows + this.row * sizes.row;
    this.tally.add(words[this.region], from, from + count * sizes.row, sizes.row);
    this.row += count;
    return count;
  }
}
