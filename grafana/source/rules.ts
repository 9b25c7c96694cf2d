import { board, heat, lines, number, quantile, rate, select } from './board.js';

const RULE = 'rule=~"$rule"';

/** The ten rules and the guards at work. */
export const rules = board(
  'uestorm-rules',
  'Rules',
  'The ten rules of TS 33.401 clause 7.2.10 and the guards beyond it: how often each is asked, what it says, and how long work waits because of it.',
  [
    {
      title: 'Verdicts',
      panels: [
        lines(
          {
            title: 'Checks',
            description: 'How often a rule was asked about a piece of work, in a wall second.',
            unit: 'cps',
          },
          [`sum by (rule) (${rate('uestorm_rule_checks_total', RULE)})`, 'rule {{rule}}'],
        ),
        lines({ title: 'Holds', description: 'Work held in a wall second.', unit: 'cps' }, [
          `sum by (rule) (${rate('uestorm_rule_verdicts_total', `${RULE}, verdict="hold"`)})`,
          'rule {{rule}}',
        ]),
        lines(
          {
            title: 'Rejects and selections',
            description:
              'Work rejected (rule 5), and handovers that went on with an older key chain (rules 3, 4, 8, 9), in a wall second.',
            unit: 'cps',
          },
          [
            `sum by (rule, verdict) (${rate('uestorm_rule_verdicts_total', `${RULE}, verdict!="hold"`)}) and on (rule, verdict) sum by (rule, verdict) (increase(${select('uestorm_rule_verdicts_total', RULE)}[$__range])) > 0`,
            'rule {{rule}} {{verdict}}',
          ],
        ),
        lines(
          {
            title: 'Verdicts per check',
            description:
              'Share of the checks in which a rule held, rejected or selected: how often work collides.',
            unit: 'percentunit',
          },
          [
            `sum by (rule) (${rate('uestorm_rule_verdicts_total', RULE)}) / (sum by (rule) (${rate('uestorm_rule_checks_total', RULE)}) > 0)`,
            'rule {{rule}}',
          ],
        ),
      ],
    },
    {
      title: 'Holds',
      panels: [
        heat(
          {
            title: 'Holds by duration',
            description: 'Holds that ended in a wall second, by the simulated time that work was held.',
            unit: 's',
          },
          'uestorm_rule_hold_seconds',
          RULE,
        ),
        lines(
          {
            title: 'Hold, p50',
            description: 'Simulated time that half of the held work exceeds.',
            unit: 's',
          },
          [quantile(0.5, 'uestorm_rule_hold_seconds', 'rule', RULE), 'rule {{rule}}'],
        ),
        lines(
          {
            title: 'Hold, p99',
            description: 'Simulated time that one held piece of work in a hundred exceeds.',
            unit: 's',
          },
          [quantile(0.99, 'uestorm_rule_hold_seconds', 'rule', RULE), 'rule {{rule}}'],
        ),
        lines(
          {
            title: 'Work held at a time',
            description:
              'Simulated seconds of holds in a simulated second: how much work is held at a time, on average (Little).',
            unit: 'none',
          },
          [
            `sum by (rule) (${rate('uestorm_rule_hold_seconds_sum', RULE)}) / ignoring (rule) group_left () sum(${rate('uestorm_simulated_seconds_total')})`,
            'rule {{rule}}',
          ],
        ),
      ],
    },
    {
      title: 'Decisions',
      panels: [
        lines(
          { title: 'Decision', description: 'Wall time of one evaluation of a rule, sampled.', unit: 's' },
          [quantile(0.5, 'uestorm_rule_decision_seconds'), 'p50'],
          [quantile(0.9, 'uestorm_rule_decision_seconds'), 'p90'],
          [quantile(0.99, 'uestorm_rule_decision_seconds'), 'p99'],
        ),
        number(
          {
            title: 'Rules switched off',
            description:
              'How many of the ten rules and the guards the run is without. Violations are then what was asked for.',
            unit: 'short',
            width: 6,
          },
          [`sum(1 - ${select('uestorm_rule_enabled')})`, 'off'],
          1,
        ),
        number(
          {
            title: 'Violations',
            description: 'Violated invariants in the time shown.',
            unit: 'short',
            width: 6,
          },
          [`sum(increase(${select('uestorm_invariant_violations_total')}[$__range]))`, 'violations'],
          1,
        ),
      ],
    },
  ],
  [{ name: 'rule', title: 'Rule', metric: 'uestorm_rule_enabled' }],
);
