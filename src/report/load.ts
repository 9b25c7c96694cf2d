import { formatCount, formatShare } from '../format/units.js';
import { REFUSED_MAX } from '../results/load.js';
import { parseThreshold } from '../results/thresholds.js';
import type { Result } from './result.js';

/** What a summary says of the load; `isWrong`: it is not what the scenario asked for, and no threshold allows that. */
export interface LoadLine {
  readonly text: string;
  readonly isWrong: boolean;
}

type Judged = Pick<Result, 'load' | 'scenario' | 'thresholds'>;

/** One line for what was refused by a limit of ours, one for what never came; one in all if there is neither. */
export function loadLines(result: Judged): LoadLine[] {
  const { offered, refused, registered, missing } = result.load;
  const lines: LoadLine[] = [];
  const events = `${formatCount(offered)} traffic events`;
  if (refused > 0) {
    lines.push({
      text: `${formatCount(refused)} of ${events} refused (${formatShare(refused / offered)}): the queues of their UEs were full`,
      isWrong: refused / offered > REFUSED_MAX && !isAllowed(result, 'refused'),
    });
  }
  if (missing > 0 && registered !== null) {
    const said = formatShare(result.scenario.population.registered);
    lines.push({
      text: `${formatShare(missing)} of the scenario's load never came: it says ${said} of the UEs are registered, ${formatShare(registered)} were`,
      isWrong: !isAllowed(result, 'missing'),
    });
  }
  if (lines.length === 0)
    lines.push({ text: `${events} offered, none refused by full queues`, isWrong: false });
  return lines;
}

/** What is wrong with the load, for who does not see the summary; with what helps. */
export function loadProblems(result: Judged): string[] {
  return loadLines(result).flatMap(({ text, isWrong }) =>
    isWrong
      ? [`${text}; change the rates, or allow it with a threshold on load.refused or load.missing`]
      : [],
  );
}

/** A threshold on the number judges instead. */
function isAllowed({ thresholds }: Judged, name: 'refused' | 'missing'): boolean {
  return thresholds.some(({ expression }) => parseThreshold(expression).path.join('.') === `load.${name}`);
}
