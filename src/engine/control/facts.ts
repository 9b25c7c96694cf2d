import type { Checkpoints } from '../checkpoint/checkpoints.js';
import type { RunFacts } from '../results/counted.js';
import { monotonicSeconds } from './control.js';
import type { LiveRun } from './live.js';

/** What is known of a run that has ended besides what the run shows. */
interface Known {
  /** False: it could not go on. */
  readonly isWhole: boolean;
  readonly workers: number;
  /** By monotonicSeconds: when it was asked for, and when its UEs were there (0: never). */
  readonly startedAt: number;
  readonly readyAt: number;
  readonly checkpoints: Checkpoints | null;
}

/** What a result says of a run besides what its regions counted. */
export function factsOf(
  live: LiveRun,
  { isWhole, workers, startedAt, readyAt, checkpoints }: Known,
): RunFacts {
  const isStopped = live.control.simulated < live.scenario.duration * 1e6;
  return {
    status: !isWhole ? 'partial' : isStopped ? 'interrupted' : 'completed',
    workers,
    simulatedSeconds: live.simulatedSeconds,
    wallSeconds: live.wallSeconds,
    setupSeconds: (readyAt || monotonicSeconds()) - startedAt,
    isSetUp: readyAt !== 0,
    ...live.timekeeping(),
    ...(checkpoints !== null && { checkpoints: checkpoints.result }),
  };
}
