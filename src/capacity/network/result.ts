import type { Scenario } from '../../scenario/scenario.js';
import type { Found } from '../search/search.js';
import type { CurvePoint } from './curve.js';
import type { Judgement } from './goal.js';
import type { Trialled } from './measurement.js';

/**
 * How a search ended:
 * - `found`: the interval is as narrow as asked for
 * - `always_met`: no goal is missed up to the end of the range; the answer is "at least"
 * - `never_met`: a goal is missed already at the easiest value; there is no answer
 * - `too_noisy`: the seeds contradict each other; the interval is true, but wider than asked for, or open
 * - `unmeasured`: a goal speaks of what never happened
 * - `interrupted`: what was known by then
 */
export type CapacityStatus = Found<Trialled>['status'] | 'unmeasured' | 'interrupted';

/** What became of a goal. */
export interface GoalResult {
  readonly expression: string;
  /** The hardest value that met it and the easiest that missed it; shorter trials count where it does not limit. */
  readonly met: number | null;
  readonly missed: number | null;
  /** Whether it is missed where the answer's interval ends. */
  readonly limits: boolean;
  /** What was measured at the two ends of the answer's interval; null: not measured there. */
  readonly atMet: Estimate | null;
  readonly atMissed: Estimate | null;
  /** Where its course has its knee (Kneedle); null: it has none. */
  readonly knee: number | null;
}

/** Mean over the trials, and half the width of its 95 % confidence interval. */
export type Estimate = Pick<Judgement, 'mean' | 'half'>;

/** A trial as it is reported: what depends on the scenario alone. */
export interface TrialResult {
  readonly value: number;
  /** 0 and 1 lead the way; 2 are the full-length trials that the answer rests on. */
  readonly level: number;
  readonly seed: number;
  /** Simulated seconds, and those left out at the beginning. */
  readonly duration: number;
  readonly warmUp: number;
  /** False: MSER did not find that the trial came to rest in its first half. */
  readonly settled: boolean;
  /** By goal. */
  readonly values: readonly (number | null)[];
  /** UEs for which an invariant was violated. */
  readonly violations: number;
  readonly digest: string;
}

/** What `capacity.json` holds. Nothing in it depends on the machine, the number of workers or the cache. */
export interface CapacityResult {
  readonly version: 1;
  readonly uestorm: string;
  readonly status: CapacityStatus;
  /** The hardest value that was shown to meet all goals; null: there is none. */
  readonly answer: number | null;
  /** The hardest value shown to meet all goals, and the easiest shown to miss one. */
  readonly interval: readonly [number | null, number | null];
  readonly vary: {
    readonly path: string;
    /** What the scenario itself has. */
    readonly present: number;
    readonly sought: 'most' | 'fewest';
    readonly from: number;
    readonly to: number;
    readonly whole: boolean;
    readonly precision: number;
  };
  readonly goals: readonly GoalResult[];
  /** The knee in the course of the goal that limits, or else of the first one that has a knee. */
  readonly knee: { readonly value: number; readonly goal: string } | null;
  readonly confidence: number;
  readonly seeds: number;
  readonly scenario: Scenario;
  readonly curve: readonly CurvePoint[];
  /** In ascending order of value, level and seed. */
  readonly trials: readonly TrialResult[];
}
