import { runEngine } from '../../engine/control/run.js';
import { type Measured, measuredBetween } from '../../engine/results/interval.js';
import type { Snapshots } from '../../engine/results/snapshots.js';
import type { Result } from '../../report/result.js';
import { numberAt, type Threshold } from '../../results/thresholds.js';
import type { Scenario } from '../../scenario/scenario.js';
import { truncate } from '../statistics/warm-up.js';

/** A run on one worker, of which the part after the warm-up is measured. */
export interface TrialTask {
  readonly scenario: Scenario;
  /** Simulated seconds to leave out at the beginning; null: found from the trial itself, by MSER. */
  readonly warmUp: number | null;
  /** What has to be at rest when the warm-up is over; numbers of a result, each over another one or alone. */
  readonly series: readonly Series[];
}

/** A quantity whose course over a trial is looked at. */
export type Series = Pick<Threshold, 'path' | 'divisor'>;

/** What is kept of a result: all that depends on the scenario alone. */
export type Outcome = Pick<Measured, 'traffic' | 'procedures' | 'rules' | 'invariants' | 'mme'> & {
  readonly engine: Pick<
    Measured['engine'],
    'regions' | 'ues' | 'simulatedSeconds' | 'messages' | 'procedures' | 'derivations' | 'bytesPerUe'
  >;
};

export interface Trial {
  /** Simulated seconds that were left out at the beginning. */
  readonly warmUp: number;
  /** Whether MSER found the end of the warm-up in the first half of the trial. */
  readonly isSettled: boolean;
  /** Measured after the warm-up; invariants over the whole trial. */
  readonly outcome: Outcome;
  /** Of the whole trial. */
  readonly digest: string;
}

/** Parts of a trial that MSER compares. */
const PARTS = 100;

/** Runs a trial in this thread, which it blocks. */
export async function runTrial({ scenario, warmUp, series }: TrialTask): Promise<Trial> {
  const { duration } = scenario;
  const times =
    warmUp === null
      ? Array.from({ length: PARTS }, (_, part) => (duration * (part + 1)) / PARTS)
      : [warmUp, duration];
  const { result, snapshots } = await runEngine(scenario, { inThisThread: true, snapshots: times });
  if (snapshots === null) throw new Error('a trial ended before its time');
  const { from, isSettled } =
    warmUp === null ? findRest(result, snapshots, series) : { from: 0, isSettled: true };
  return {
    warmUp: from < 0 ? 0 : snapshots.seconds[from],
    isSettled,
    outcome: outcomeOf(measuredBetween(result, snapshots, from, times.length - 1)),
    digest: result.digest,
  };
}

/** The snapshot at which all series have come to rest; -1: they begin at rest. */
function findRest(
  result: Result,
  snapshots: Snapshots,
  series: readonly Series[],
): { from: number; isSettled: boolean } {
  const parts = snapshots.seconds.map((_, n) => measuredBetween(result, snapshots, n - 1, n));
  const found = series.map((one) => truncate(parts.map((part) => courseAt(one, part))));
  return {
    from: Math.max(0, ...found.map(({ cut }) => cut)) - 1,
    isSettled: found.every(({ isSettled }) => isSettled),
  };
}

/** Names in a statistic that its mean stands for: a percentile of the few values of a part is noise. */
const OF_A_STATISTIC = new Set(['mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'max']);

/** The value of a series in one part of a trial, counts per second; null: nothing was measured in it. */
function courseAt({ path, divisor }: Series, part: Measured): number | null {
  const value = levelAt(part, path);
  const over = divisor === null ? perSecond(part, path) : levelAt(part, divisor);
  return value === null || over === null || over === 0 ? null : value / over;
}

function levelAt(part: Measured, path: readonly string[]): number | null {
  const last = path[path.length - 1];
  return numberAt(part, OF_A_STATISTIC.has(last) ? [...path.slice(0, -1), 'mean'] : path);
}

/** Seconds in which something was counted; 1 for what is no count. */
function perSecond(part: Measured, path: readonly string[]): number {
  return OF_A_STATISTIC.has(path[path.length - 1]) ? 1 : part.engine.simulatedSeconds;
}

function outcomeOf({ engine, traffic, procedures, rules, invariants, mme }: Measured): Outcome {
  const { regions, ues, simulatedSeconds, messages, procedures: offered, derivations, bytesPerUe } = engine;
  return {
    engine: { regions, ues, simulatedSeconds, messages, procedures: offered, derivations, bytesPerUe },
    ...{ traffic, procedures, rules, invariants },
    ...(mme !== undefined && { mme }),
  };
}
