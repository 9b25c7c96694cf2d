import { RUN_STATES } from '../../engine/control/live.js';
import { REQUEST_OUTCOMES } from '../../engine/requests/requests.js';
import { labelOfRule, numbersOff } from '../../rules/table.js';
import { VERSION } from '../../version.js';
import type { Metric } from './metric.js';
import { each, one } from './series.js';

/** The run itself: what it is, how far it is, what was done to it. */
export const RUN_METRICS: readonly Metric[] = [
  {
    name: 'uestorm_build_info',
    help: 'Always 1; which uestorm this is',
    type: 'gauge',
    unit: '',
    labels: { version: 'of uestorm', node: 'version of Node.js' },
    series: () => one(() => 1, { version: VERSION, node: process.version }),
  },
  {
    name: 'uestorm_run_info',
    help: 'Always 1; which run this is',
    type: 'gauge',
    unit: '',
    labels: {
      scenario: "the scenario's name",
      clock: ['virtual', 'real'],
      keys: ['symbolic', 'hmac'],
      seed: 'of everything random',
      without_rules: 'rules and guards that are switched off, such as `6,11,key_chain`, or nothing',
    },
    series: ({ run: { scenario } }) =>
      one(() => 1, {
        scenario: scenario.name,
        clock: scenario.clock,
        keys: scenario.keys,
        seed: String(scenario.seed),
        without_rules: numbersOff(scenario).map(labelOfRule).join(','),
      }),
  },
  {
    name: 'uestorm_run_state',
    help: '1 for the state that the run is in, 0 for the others',
    type: 'gauge',
    unit: '',
    labels: { state: RUN_STATES },
    series: ({ run }) => each('state', RUN_STATES, (state) => (run.state === state ? 1 : 0)),
  },
  {
    name: 'uestorm_run_duration_seconds',
    help: 'Simulated time that the run is to last',
    type: 'gauge',
    unit: 'seconds',
    labels: {},
    series: ({ run }) => one(() => run.scenario.duration),
  },
  {
    name: 'uestorm_run_progress_ratio',
    help: "Share of the run's simulated time that is over",
    type: 'gauge',
    unit: 'ratio',
    labels: {},
    series: ({ run }) => one(() => run.simulatedSeconds / run.scenario.duration),
  },
  {
    name: 'uestorm_simulated_seconds_total',
    help: 'Simulated time that all regions have completed',
    type: 'counter',
    unit: 'seconds',
    labels: {},
    series: ({ run }) => one(() => run.simulatedSeconds),
  },
  {
    name: 'uestorm_wall_seconds_total',
    help: 'Wall time since the end of set-up',
    type: 'counter',
    unit: 'seconds',
    labels: {},
    series: ({ run }) => one(() => run.wallSeconds),
  },
  {
    name: 'uestorm_target_speed_ratio',
    help: 'Simulated seconds in a wall second that the real clock keeps to; absent with the virtual clock',
    type: 'gauge',
    unit: 'ratio',
    labels: {},
    series: ({ run: { pace } }) => (pace === null ? [] : one(() => pace.speed)),
  },
  {
    name: 'uestorm_load_factor_ratio',
    help: 'Factor on all arrival rates; 1 unless the run is steered',
    type: 'gauge',
    unit: 'ratio',
    labels: {},
    series: ({ run }) => one(() => run.control.loadFactor),
  },
  {
    name: 'uestorm_run_steered',
    help: '1 once load or traffic was steered from outside: then no other run has a comparable digest',
    type: 'gauge',
    unit: '',
    labels: {},
    series: ({ run }) => one(() => (run.control.steered ? 1 : 0)),
  },
  {
    name: 'uestorm_injections_total',
    help: 'Traffic events that were injected, by what became of them: taken in as an arrival at the UE, stale because the UE had moved on, or refused because too many waited',
    type: 'counter',
    unit: 'events',
    labels: { outcome: [...REQUEST_OUTCOMES, 'full'] },
    series: ({ run }) => [
      ...each('outcome', REQUEST_OUTCOMES, (outcome) => run.injected(outcome)),
      ...one(() => run.refusedRequests, { outcome: 'full' }),
    ],
  },
];
