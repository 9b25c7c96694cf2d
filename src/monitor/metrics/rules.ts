import * as C from '../../engine/region/counters.js';
import { INVARIANT_NAMES } from '../../model/invariants.js';
import { VERDICT_NAMES, VERDICTS } from '../../model/verdicts.js';
import { numbersOff, RULE_LABELS } from '../../rules/table.js';
import type { Metric } from './metric.js';
import { each, NS, oneHistogram, SIMULATED_BOUNDS, US } from './series.js';

/** Rules of the clause by number, guards beyond it by name (guard 11 by its number). */
const RULES = RULE_LABELS;

/** One evaluation takes some ten ns; what takes µs was interrupted. */
const DECISION_BOUNDS = [1e-8, 2e-8, 3e-8, 5e-8, 1e-7, 2e-7, 5e-7, 1e-6, 1e-5, 1e-4, 1e-3];

const ruleCounter = (rule: number, verdict: number): number => C.C_RULES + rule * C.RULE_STRIDE + verdict;

/** What the rules did and cost, and whether the invariants hold. */
export const RULE_METRICS: readonly Metric[] = [
  {
    name: 'uestorm_rule_enabled',
    help: '1 if the rule is on, 0 if the run is without it',
    type: 'gauge',
    unit: '',
    labels: { rule: RULES },
    series: ({ run }) => {
      const off = numbersOff(run.scenario);
      return each('rule', RULES, (_, n) => (off.includes(n + 1) ? 0 : 1));
    },
  },
  {
    name: 'uestorm_rule_checks_total',
    help: 'How often a rule was asked about a piece of work; a held one is asked for once',
    type: 'counter',
    unit: 'checks',
    labels: { rule: RULES },
    series: (reading) => each('rule', RULES, (_, n) => reading.sum(ruleCounter(n + 1, 0))),
  },
  {
    name: 'uestorm_rule_verdicts_total',
    help: 'Verdicts of a rule: work is held, rejected, or an older key chain selected',
    type: 'counter',
    unit: 'verdicts',
    labels: { rule: RULES, verdict: VERDICT_NAMES },
    series: (reading) =>
      RULES.flatMap((rule, n) =>
        VERDICT_NAMES.map((verdict) => ({
          labels: { rule, verdict },
          value: () => reading.sum(ruleCounter(n + 1, VERDICTS[verdict].number)),
        })),
      ),
  },
  {
    name: 'uestorm_rule_hold_seconds',
    help: 'Simulated time that work waited because of a rule',
    type: 'histogram',
    unit: 'seconds',
    labels: { rule: RULES },
    bounds: SIMULATED_BOUNDS,
    series: (reading, bounds) =>
      RULES.map((rule, n) => ({
        labels: { rule },
        histogram: reading.histogram(C.H_HOLD + n + 1, US, bounds),
      })),
  },
  {
    name: 'uestorm_rule_decision_seconds',
    help: 'Wall time of one evaluation of a rule, sampled',
    type: 'histogram',
    unit: 'seconds',
    labels: {},
    bounds: DECISION_BOUNDS,
    series: (reading, bounds) => oneHistogram(reading.histogram(C.H_DECISION, NS, bounds)),
  },
  {
    name: 'uestorm_invariant_violations_total',
    help: 'Violations of an invariant, each counted at its onset; conservation is judged at the end of the run',
    type: 'counter',
    unit: 'violations',
    labels: { invariant: INVARIANT_NAMES },
    series: (reading) =>
      each('invariant', INVARIANT_NAMES, (invariant, n) => {
        const { result } = reading.run;
        return result !== null ? result.invariants[invariant] : reading.sum(C.C_INVARIANTS + n);
      }),
  },
];
