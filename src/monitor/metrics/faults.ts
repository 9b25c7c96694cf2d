import { C_FAULTS } from '../../engine/region/counters.js';
import { FAULT_KINDS, FAULTS } from '../../model/faults.js';
import type { Metric } from './metric.js';
import { each } from './series.js';

/** What goes wrong from outside, where the scenario says so. */
export const FAULT_METRICS: readonly Metric[] = [
  {
    name: 'uestorm_faults_total',
    help: `What faults of the scenario have met, by kind: ${FAULT_KINDS.map((kind) => `${FAULTS[kind].counts} (${kind})`).join(', ')}`,
    type: 'counter',
    unit: 'messages, contexts or UEs',
    labels: { fault: FAULT_KINDS },
    series: (reading) => each('fault', FAULT_KINDS, (fault) => reading.sum(C_FAULTS + FAULTS[fault].number)),
  },
];
