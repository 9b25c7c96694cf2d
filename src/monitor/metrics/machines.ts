import type { LiveMachine } from '../../engine/control/live.js';
import type { Reading } from '../reading.js';
import type { Metric, PlainMetric, Series } from './metric.js';
import { one } from './series.js';

/** A value of each machine; none where the run is on one. */
const perMachine =
  (read: (machine: LiveMachine) => number) =>
  ({ run }: Reading): Series[] =>
    run.machines.map(({ name }, n) => ({
      labels: { machine: name },
      value: () => read(run.machines[n]),
    }));

const metric = (
  type: PlainMetric['type'],
  name: string,
  unit: string,
  help: string,
  read: (machine: LiveMachine) => number,
): PlainMetric => ({
  name: `uestorm_machine_${name}`,
  ...{ help, type, unit },
  labels: { machine: 'its name' },
  series: perMachine(read),
});

/** Machines that have part in a run; absent where it is on one machine alone. */
export const MACHINE_METRICS: readonly Metric[] = [
  {
    name: 'uestorm_machines',
    help: 'Machines that the run began with; 0: it is on one machine alone',
    type: 'gauge',
    unit: 'machines',
    labels: {},
    series: ({ run }) => one(() => run.machines.length),
  },
  metric(
    'gauge',
    'up',
    '',
    '1 as long as the machine has part in the run, 0 when it is lost',
    ({ lostAt }) => (lostAt === null ? 1 : 0),
  ),
  metric(
    'gauge',
    'silent_seconds',
    'seconds',
    'Wall time since the machine was heard of, as far as it could be',
    ({ silentSeconds }) => silentSeconds,
  ),
  metric('gauge', 'workers', 'workers', 'Worker threads of the machine', ({ workers }) => workers),
  metric('gauge', 'regions', 'regions', 'Regions that are on the machine', ({ regions }) => regions.length),
  metric(
    'counter',
    'rounds_total',
    'rounds',
    'Rounds in which the machine met the others',
    ({ rounds }) => rounds,
  ),
  metric(
    'counter',
    'wait_seconds_total',
    'seconds',
    'Wall time in which all workers of the machine waited for other machines',
    ({ waitSeconds }) => waitSeconds,
  ),
  metric('counter', 'sent_total', 'messages', 'Messages of rounds to other machines', ({ sent }) => sent),
  metric('counter', 'sent_bytes_total', 'bytes', 'Their octets', ({ sentBytes }) => sentBytes),
  metric(
    'counter',
    'sent_again_total',
    'messages',
    'Those of them that were asked for once more: they, or what asked for them, were lost or late',
    ({ sentAgain }) => sentAgain,
  ),
];
