import * as C from '../engine/region/counters.js';
import { type PartOfRun, type Snapshots, snapshotBytes } from '../engine/results/snapshots.js';
import { MAX } from '../measure/count.js';
import { highestEquivalent, indexOf } from '../measure/histogram.js';
import { INVARIANT_NAMES } from '../model/invariants.js';
import { OUTCOME_NAMES } from '../model/outcomes.js';
import { PROCEDURE_NAMES } from '../model/procedures.js';
import { VERDICT_COUNTS } from '../model/verdicts.js';
import { labelOfRule, RULE_NUMBERS } from '../rules/table.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Distribution, Interval, Series } from './series.js';

/** Intervals of a run: as many as a chart shows, and enough to tell chance from a difference (compare.ts). */
const INTERVALS = 60;
/** Memory for all snapshots; with very many workers there are fewer intervals. */
const BYTES_MAX = 2 ** 27;
const INTERVALS_MIN = 10;

/** The ends of a run's intervals, in simulated seconds. */
export function intervalEnds(scenario: Scenario, workers: number): number[] {
  const room = Math.floor(BYTES_MAX / (workers * snapshotBytes(scenario)));
  const count = Math.max(INTERVALS_MIN, Math.min(INTERVALS, room));
  return Array.from({ length: count }, (_, n) => (scenario.duration * (n + 1)) / count);
}

/** Where each count lies, by its path. */
const COUNTERS: ReadonlyMap<string, number> = new Map([
  ['engine.messages', C.C_MESSAGES],
  ...PROCEDURE_NAMES.flatMap((name, procedure) =>
    ['offered', ...OUTCOME_NAMES].map((what, n): [string, number] => [
      `procedures.${name}.${what}`,
      C.C_PROCEDURES + procedure * C.PROCEDURE_STRIDE + n,
    ]),
  ),
  ...RULE_NUMBERS.flatMap((rule) =>
    ['checks', ...VERDICT_COUNTS].map((what, n): [string, number] => [
      `rules.${labelOfRule(rule)}.${what}`,
      C.C_RULES + rule * C.RULE_STRIDE + n,
    ]),
  ),
  ...INVARIANT_NAMES.map((name, n): [string, number] => [`invariants.${name}`, C.C_INVARIANTS + n]),
  ['mme.messages', C.C_MME_MESSAGES],
  ['mme.refused', C.C_MME_REFUSED],
]);

/** Which histogram has each distribution, by its path. */
const HISTOGRAMS: ReadonlyMap<string, number> = new Map([
  ...RULE_NUMBERS.map((rule): [string, number] => [`rules.${labelOfRule(rule)}.hold`, C.H_HOLD + rule]),
  ...PROCEDURE_NAMES.map((name, n): [string, number] => [`procedures.${name}.duration`, C.H_DURATION + n]),
]);

/** What a run counted between its snapshots. */
export function seriesOf(snapshots: Snapshots): Series {
  const { seconds } = snapshots;
  const intervals = seconds.flatMap((to, n): Interval[] => {
    const from = n === 0 ? 0 : seconds[n - 1];
    // Of two that fall into the same window nothing lies between.
    return to > from ? [{ from, to, ...partOf(snapshots.between(n - 1, n)) }] : [];
  });
  return { paths: [...COUNTERS.keys()], intervals };
}

function partOf(part: PartOfRun): Pick<Interval, 'counts' | 'distributions'> {
  const distributions = [...HISTOGRAMS].map(([path, n]) => [path, read(part.areaOf(n))] as const);
  return {
    counts: [...COUNTERS.values()].map((counter) => part.counters[counter]),
    distributions: new Map(distributions.filter(([, { values }]) => values.length > 0)),
  };
}

/** Each value stands for its bucket by the highest that it may be, and none is above the largest. */
function read(area: Int32Array): Distribution {
  const values: number[] = [];
  const counts: number[] = [];
  const top = indexOf(area[MAX]);
  for (let index = 0; index <= top; index++) {
    if (area[index] === 0) continue;
    values.push(Math.min(highestEquivalent(index), area[MAX]));
    counts.push(area[index] >>> 0);
  }
  return { values, counts };
}
