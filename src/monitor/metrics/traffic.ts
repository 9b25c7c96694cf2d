import * as C from '../../engine/region/counters.js';
import { loadResult } from '../../engine/results/load.js';
import { TRAFFIC_KINDS, TRAFFIC_OUTCOME_NAMES } from '../../model/traffic.js';
import { UE_STATES } from '../../model/ue-states.js';
import type { Metric } from './metric.js';
import { each, one } from './series.js';

const trafficCounter = (kind: number, outcome: number): number =>
  C.C_TRAFFIC + kind * C.TRAFFIC_STRIDE + outcome;

/** UEs, and the traffic that was offered to them. */
export const TRAFFIC_METRICS: readonly Metric[] = [
  {
    name: 'uestorm_ues',
    help: 'UEs by state, those on the move between two regions left out',
    type: 'gauge',
    unit: 'UEs',
    labels: { state: UE_STATES },
    series: (reading) => each('state', UE_STATES, (_, state) => reading.sum(C.C_UE_STATES + state)),
  },
  {
    name: 'uestorm_queue_entries',
    help: 'Procedures and steps that wait in the queues of UEs',
    type: 'gauge',
    unit: 'entries',
    labels: {},
    series: (reading) => one(() => reading.sum(C.C_QUEUED)),
  },
  {
    name: 'uestorm_traffic_offered_total',
    help: 'Traffic events that were offered',
    type: 'counter',
    unit: 'events',
    labels: { traffic: TRAFFIC_KINDS },
    series: (reading) => each('traffic', TRAFFIC_KINDS, (_, kind) => reading.sum(trafficCounter(kind, 0))),
  },
  {
    name: 'uestorm_load_refused_total',
    help: 'Traffic events that were refused because the queue of their UE was full: a limit of uestorm, not of the network',
    type: 'counter',
    unit: 'events',
    labels: {},
    series: (reading) => one(() => reading.sum(C.C_QUEUE_FULL)),
  },
  {
    name: 'uestorm_load_missing_ratio',
    help: "Share of the scenario's load that never came because fewer UEs are registered than it says, beyond what chance does; 0: none",
    type: 'gauge',
    unit: 'ratio',
    labels: {},
    series: (reading) =>
      one(() => loadResult(reading.run.scenario, (counter) => reading.sum(counter)).missing),
  },
  {
    name: 'uestorm_traffic_total',
    help: 'Traffic events that have ended, by outcome',
    type: 'counter',
    unit: 'events',
    labels: { traffic: TRAFFIC_KINDS, outcome: TRAFFIC_OUTCOME_NAMES },
    series: (reading) =>
      TRAFFIC_KINDS.flatMap((traffic, kind) =>
        TRAFFIC_OUTCOME_NAMES.map((outcome, k) => ({
          labels: { traffic, outcome },
          value: () => reading.sum(trafficCounter(kind, 1 + k)),
        })),
      ),
  },
];
