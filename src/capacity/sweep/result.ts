import type { ProcedureName } from '../../model/procedures.js';
import type { Scenario } from '../../scenario/scenario.js';

/** One thing that a sweep varies, and the values that it gets. */
export interface SweepAxis {
  readonly path: string;
  readonly values: readonly number[];
  /** The values as they were written. */
  readonly labels: readonly string[];
}

/** Mean over the seeds, and half the width of its 95 % confidence interval; null: not measured. */
export interface SweepEstimate {
  readonly mean: number | null;
  readonly half: number | null;
}

/** What was measured at one combination of values. Times in seconds. */
export interface SweepPoint {
  /** In the order of the axes. */
  readonly values: readonly number[];
  readonly seeds: readonly number[];
  /** p99 by rule, `1` to `10`, and `11` for the guard. */
  readonly holds: Readonly<Record<string, SweepEstimate>>;
  /** What the rules add to a handover, on average over all of its kind, held or not. */
  readonly handoverDelay: {
    /** Rules 6 and 7, over handovers between MMEs. */
    readonly rules6and7: SweepEstimate;
    /** Guard 11, over S1 and X2 handovers in one MME. */
    readonly guard11: SweepEstimate;
  };
  /** Completed among all that ended. */
  readonly success: Readonly<Record<ProcedureName, SweepEstimate>>;
  readonly refused: SweepEstimate;
  /** UEs for which an invariant was violated, in all trials together. */
  readonly violations: number;
}

/** What `sweep.json` holds. Nothing in it depends on the machine, the number of workers or the cache. */
export interface SweepResult {
  readonly version: 1;
  readonly uestorm: string;
  readonly status: 'completed' | 'interrupted';
  readonly axes: readonly SweepAxis[];
  readonly confidence: number;
  readonly seeds: number;
  readonly scenario: Scenario;
  /** All combinations, the last axis running fastest; when interrupted those that were done. */
  readonly points: readonly SweepPoint[];
}
