import { loadProblems } from '../report/load.js';
import type { Result } from '../report/result.js';
import { numbersOff } from '../rules/table.js';

/** What the command's exit status says; scripts rely on it. */
export const EXIT = {
  ok: 0,
  /** The program's own fault. */
  internal: 1,
  /** Bad usage or a bad scenario; or the machine lacks what it takes, such as room on a disk. */
  usage: 2,
  /** A threshold was missed or never measured; load was refused by a limit of ours, or is not what the scenario says. */
  threshold: 3,
  /** An invariant was violated although all rules were on. */
  invariant: 4,
  /** Interrupted by a signal; what was measured is written all the same. */
  interrupted: 130,
} as const;

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
