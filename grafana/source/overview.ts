import { areas, board, lines, number, quantile, rate, select, words } from './board.js';

/** What one looks at for hours: load, speed, outcomes, violations, lateness. */
export const overview = board(
  'uestorm-overview',
  'Overview',
  'A run at a glance: how much load there is, what becomes of it, and whether the rules and the clock are kept.',
  [
    {
      title: 'Now',
      panels: [
        words({ title: 'Scenario', description: 'Scenario and clock of the run.', unit: 'string' }, [
          `max by (scenario, clock) (${select('uestorm_run_info')})`,
          '{{scenario}}, {{clock}} clock',
        ]),
        words({ title: 'State', description: 'What the run is doing.', unit: 'string' }, [
          `max by (state) (${select('uestorm_run_state')}) == 1`,
          '{{state}}',
        ]),
        number(
          {
            title: 'Progress',
            description: "Share of the run's simulated time that is over.",
            unit: 'percentunit',
          },
          [`avg(${select('uestorm_run_progress_ratio')})`, 'progress'],
        ),
        number(
          {
            title: 'UEs',
            description: 'UEs in all states; those on the move between two regions are left out.',
            unit: 'short',
          },
          [`sum(${select('uestorm_ues')})`, 'UEs'],
        ),
        number(
          {
            title: 'Violations',
            description: 'Violated invariants in the time shown. With all rules on every one is a defect.',
            unit: 'short',
          },
          [`sum(increase(${select('uestorm_invariant_violations_total')}[$__range]))`, 'violations'],
          1,
        ),
        number(
          {
            title: 'Behind the clock',
            description: 'Wall time that the last window began after it was due; 0 with the virtual clock.',
            unit: 's',
          },
          [`max(${select('uestorm_lateness_seconds')})`, 'lateness'],
          1,
        ),
      ],
    },
    {
      title: 'Load',
      panels: [
        areas(
          {
            title: 'Offered traffic',
            description: 'Traffic events offered in a wall second, by kind.',
            unit: 'cps',
          },
          [`sum by (traffic) (${rate('uestorm_traffic_offered_total')})`, '{{traffic}}'],
        ),
        lines(
          {
            title: 'Messages',
            description: 'Protocol messages handled at a party in a wall second.',
            unit: 'cps',
          },
          [`sum by (instance) (${rate('uestorm_messages_total')})`, '{{instance}}'],
        ),
        lines(
          {
            title: 'Speed',
            description:
              'Simulated seconds in a wall second. With the real clock it lies on its target; below it the run falls behind.',
            unit: 'none',
          },
          [`sum by (instance) (${rate('uestorm_simulated_seconds_total')})`, '{{instance}}'],
          [`max by (instance) (${select('uestorm_target_speed_ratio')})`, '{{instance}} target'],
        ),
        lines(
          {
            title: 'Load factor',
            description: 'Factor on all arrival rates; other than 1 only while somebody steers the run.',
            unit: 'none',
          },
          [`max by (instance) (${select('uestorm_load_factor_ratio')})`, '{{instance}}'],
        ),
      ],
    },
    {
      title: 'Outcomes',
      panels: [
        areas(
          {
            title: 'Outcomes',
            description: 'Procedures that ended in a wall second, by outcome.',
            unit: 'cps',
          },
          [`sum by (outcome) (${rate('uestorm_procedures_total')})`, '{{outcome}}'],
        ),
        lines(
          {
            title: 'Not completed',
            description: 'Share of the procedures that ended in any other way than completed.',
            unit: 'percentunit',
          },
          [
            `sum by (procedure) (${rate('uestorm_procedures_total', 'outcome!="completed"')}) / (sum by (procedure) (${rate('uestorm_procedures_total')}) > 0)`,
            '{{procedure}}',
          ],
        ),
        lines(
          {
            title: 'Duration, p99',
            description:
              'Simulated time from offer to end that one procedure in a hundred exceeds, holds included.',
            unit: 's',
          },
          [quantile(0.99, 'uestorm_procedure_duration_seconds', 'procedure'), '{{procedure}}'],
        ),
        lines(
          {
            title: 'Violations',
            description: 'Violated invariants, each counted at its onset. With all rules on there are none.',
            unit: 'short',
          },
          [
            `sum by (invariant) (increase(${select('uestorm_invariant_violations_total')}[$__rate_interval]))`,
            '{{invariant}}',
          ],
        ),
        lines(
          {
            title: 'Faults',
            description:
              'What faults of the scenario have met in a wall second: messages, UE contexts and UEs.',
            unit: 'cps',
          },
          [`sum by (fault) (${rate('uestorm_faults_total')})`, '{{fault}}'],
        ),
      ],
    },
    {
      title: 'Real clock',
      panels: [
        lines(
          {
            title: 'Lateness',
            description:
              'Wall time from when a window was due until a worker began it. It counts from the intended time, so a run that was late has no gap here.',
            unit: 's',
          },
          [quantile(0.5, 'uestorm_window_lateness_seconds'), 'p50'],
          [quantile(0.99, 'uestorm_window_lateness_seconds'), 'p99'],
          [`max(${select('uestorm_lateness_seconds')})`, 'now'],
        ),
        lines(
          {
            title: 'Late windows',
            description: 'Share of the windows that began when they should have been over.',
            unit: 'percentunit',
          },
          [
            `sum by (instance) (${rate('uestorm_late_windows_total')}) / sum by (instance) (${rate('uestorm_windows_total')})`,
            '{{instance}}',
          ],
        ),
      ],
    },
  ],
);
