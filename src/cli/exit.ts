import { loadProblems } from '../report/load.js';
import type { Result } from '../report/result.js';
import { numbersOff } from '../rules/table.js';
import { EXIT } from './statuses.js';

/** What a caller puts up with. */
export interface Lenience {
  /** Thresholds of which nothing was measured are met. */
  readonly allowUnmeasured?: boolean;
}

/** A violated invariant weighs more than a missed threshold, and is expected where a rule was switched off. */
export function exitStatus(result: Result, { allowUnmeasured = false }: Lenience = {}): number {
  if (result.status === 'interrupted' && !result.realTime?.tooLate) return EXIT.interrupted;
  const violated = Object.values(result.invariants).some((count) => count > 0);
  if (violated && numbersOff(result.scenario).length === 0) return EXIT.invariant;
  const isMet = result.thresholds.every(({ ok }) => ok ?? allowUnmeasured);
  return isMet && loadProblems(result).length === 0 ? EXIT.ok : EXIT.threshold;
}
