import { usableCores } from '../../engine/control/cores.js';
import { UsageError } from '../../errors.js';
import { readSeconds, readWorkers } from '../../scenario/effective.js';
import type { Overrides } from '../../scenario/overrides.js';
import { writeDuration } from '../../scenario/quantities.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { TrialCache } from './cache.js';
import { type TrialRunner, TrialThreads } from './runner.js';
import type { TrialProgress } from './trials.js';

/** What searches and sweeps have in common: how trials are run and measured. */
export interface TrialOptions extends Overrides {
  /** Seeds of full-length trials, from the scenario's own seed on; default: 5. */
  readonly seeds?: number | string | undefined;
  /** Simulated time (s, or text such as `30s`) to leave out at the beginning; default: found by MSER. */
  readonly warmUp?: number | string | undefined;
  /** Trials at the same time; default: one per core. The outcome does not depend on it. */
  readonly workers?: number | string | undefined;
  /** Where trials are run; default: on threads of this process. */
  readonly runner?: TrialRunner | undefined;
  /** Where trials are kept; default: they are not. */
  readonly cache?: TrialCache | undefined;
  readonly onProgress?: ((progress: TrialProgress) => void) | undefined;
  /** Ends the search; what is known by then is the result, with status `interrupted`. */
  readonly signal?: AbortSignal | undefined;
}

const SEEDS_MIN = 2;
const SEEDS_MAX = 100;
const SEEDS = 5;

/** @throws UsageError */
export function readSeeds(written: number | string = SEEDS): number {
  const seeds = readWhole(written);
  if (seeds >= SEEDS_MIN && seeds <= SEEDS_MAX) return seeds;
  throw new UsageError(
    `seeds: expected a whole number from ${SEEDS_MIN} to ${SEEDS_MAX}, got ${JSON.stringify(written)}; an interval needs at least two`,
  );
}

/** Simulated seconds; null: found in each trial. @throws UsageError */
export function readWarmUp(written: number | string | undefined, { duration }: Scenario): number | null {
  if (written === undefined) return null;
  const seconds = readSeconds(written);
  if (seconds >= 0 && seconds < duration) return seconds;
  throw new UsageError(
    `warmup: expected a duration below that of the scenario, ${writeDuration(duration)}, such as 30s, got ${JSON.stringify(written)}`,
  );
}

/** Trials at the same time. @throws UsageError */
function readTrialWorkers(written: number | string | undefined): number {
  return written === undefined ? usableCores() : readWorkers(written);
}

/** Where trials are run. */
export const runnerOf = ({ runner, workers }: Pick<TrialOptions, 'runner' | 'workers'>): TrialRunner =>
  runner ?? new TrialThreads(readTrialWorkers(workers));

function readWhole(written: number | string): number {
  const value = typeof written === 'number' || /^\d+$/.test(written) ? Number(written) : Number.NaN;
  return Number.isInteger(value) ? value : Number.NaN;
}
