import type { MachineResult } from '../../results/parts.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { SearchStatus, Verdict } from '../search/search.js';
import type { Scaling } from './scaling.js';
import type { MachineTrial } from './trial.js';

/** What kept the machine from carrying more. */
export type MachineLimit =
  /** A worker has hardly any time left. */
  | 'cpu'
  /** Other processes took cores. */
  | 'other processes'
  /** A hypervisor did, or something else that is neither work nor idleness. */
  | 'missing time'
  /** Nothing is used up, but workers are woken late, or a window's work comes all at once. */
  | 'scheduling'
  /** More UEs than were tried do not fit. */
  | 'memory'
  /** The model itself refuses work: then it is not this machine that limits. */
  | 'model';

/** What `engine.json` holds. */
export interface MachineCapacity {
  readonly version: 1;
  readonly uestorm: string;
  readonly machine: MachineResult;
  readonly scenario: Scenario;
  readonly status: SearchStatus | 'interrupted';
  /** UEs that were carried in real time in all full-length trials; null: none were. */
  readonly answer: number | null;
  /** That, and the least number that was not carried; null where the range ended before. */
  readonly interval: readonly [number | null, number | null];
  /** What was asked of lateness. */
  readonly goals: readonly string[];
  /** Wall seconds of a window. */
  readonly windowSeconds: number;
  readonly workers: number;
  /** Where was searched. */
  readonly range: readonly [number, number];
  /** What kept it from more; empty if nothing did up to the end of the range. */
  readonly limits: readonly MachineLimit[];
  /** Whether the machine is what limits, and not what is simulated. */
  readonly limitedByGenerator: boolean;
  /** What makes the answer worth less than it looks. */
  readonly warnings: readonly string[];
  readonly trials: readonly (MachineTrial & { readonly level: number; readonly verdict: Verdict })[];
  readonly scaling: Scaling | null;
}
