import { UsageError } from '../../errors.js';
import { evaluateThreshold, meets, parseThreshold, type Threshold } from '../../results/thresholds.js';
import type { Verdict } from '../search/search.js';
import { CONFIDENCE, confidenceInterval } from '../statistics/student.js';

/** What trials with several seeds say of a goal at one value of what is varied. */
export interface Judgement {
  readonly verdict: Verdict;
  /** Mean over the trials in which it was measured; null: in none of them. */
  readonly mean: number | null;
  /** Half width of the confidence interval; null where there is none, for want of a second trial. */
  readonly half: number | null;
}

/** Depends on the machine that runs the trials, not on what is simulated. */
const OF_THIS_MACHINE =
  /^(decision\.|realTime\.|engine\.(workers|wallSeconds|setupSeconds|messagesPerSecond|proceduresPerSecond|peakRssBytes)$)/;

/**
 * Reads goals such as `rules.6.hold.p99 < 50ms`.
 *
 * @throws UsageError if one is not a threshold, or speaks of this machine and not of what is simulated
 */
export function readGoals(expressions: readonly string[]): Threshold[] {
  if (expressions.length === 0) {
    throw new UsageError(
      'goal: there is none, and the scenario has no thresholds; add one such as --goal "rules.6.hold.p99 < 50ms"',
    );
  }
  const goals = expressions.map(parseThreshold);
  for (const { expression, path, divisor } of goals) {
    const names = [path, divisor ?? []].map((names) => names.join('.'));
    const wrong = names.find((name) => OF_THIS_MACHINE.test(name));
    if (wrong === undefined) continue;
    throw new UsageError(
      `goal "${expression}": ${wrong} depends on this machine and not on what is simulated; name a hold, a duration, a count or a utilisation`,
    );
  }
  return goals;
}

/**
 * What a trial says: the value that a goal is about. Null: nothing was measured; infinite: a share of nothing.
 */
export function valueIn(goal: Threshold, measured: object): number | null {
  const { value, ok } = evaluateThreshold(goal, measured);
  // The one case in which a result has no number although it was measured: something over nothing.
  if (value === null && ok !== null) return Number.POSITIVE_INFINITY;
  return value;
}

/**
 * Judges by the mean alone, as short trials are: they only lead the way.
 */
export function judgeRoughly(goal: Threshold, values: readonly (number | null)[]): Judgement {
  const measured = values.filter((value) => value !== null);
  if (measured.length === 0) return { verdict: 'met', mean: null, half: null };
  const mean = measured.reduce((sum, value) => sum + value, 0) / measured.length;
  return { verdict: meets(goal, mean) ? 'met' : 'missed', mean, half: null };
}

/**
 * Judges by the confidence interval of the mean over independent seeds: a goal is met where all of the interval
 * meets it, missed where none of it does. A goal that was measured in no trial is met: nothing of the kind happened.
 */
export function judge(goal: Threshold, values: readonly (number | null)[]): Judgement {
  const measured = values.filter((value) => value !== null);
  if (measured.length < 2) return judgeRoughly(goal, values);
  if (measured.includes(Number.POSITIVE_INFINITY)) return judgeRoughly(goal, values);
  const { mean, half } = confidenceInterval(measured, CONFIDENCE);
  const ends = goal.operator === '==' ? measured : [mean - half, mean + half];
  const met = ends.filter((value) => meets(goal, value)).length;
  // Equality holds in every trial or not at all.
  const isMissed = goal.operator === '==' ? met < ends.length : met === 0;
  return { verdict: met === ends.length ? 'met' : isMissed ? 'missed' : 'undecided', mean, half };
}
