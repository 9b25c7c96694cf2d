import * as C from '../../engine/region/counters.js';
import { OUTCOME_NAMES } from '../../model/outcomes.js';
import { PROCEDURE_NAMES } from '../../model/procedures.js';
import type { Metric } from './metric.js';
import { each, SIMULATED_BOUNDS, US } from './series.js';

const procedureCounter = (procedure: number, outcome: number): number =>
  C.C_PROCEDURES + procedure * C.PROCEDURE_STRIDE + outcome;

/** Procedures by outcome, and how long they took. */
export const PROCEDURE_METRICS: readonly Metric[] = [
  {
    name: 'uestorm_procedures_offered_total',
    help: 'Procedures that were offered',
    type: 'counter',
    unit: 'procedures',
    labels: { procedure: PROCEDURE_NAMES },
    series: (reading) => each('procedure', PROCEDURE_NAMES, (_, n) => reading.sum(procedureCounter(n, 0))),
  },
  {
    name: 'uestorm_procedures_total',
    help: 'Procedures that have ended, by outcome',
    type: 'counter',
    unit: 'procedures',
    labels: { procedure: PROCEDURE_NAMES, outcome: OUTCOME_NAMES },
    series: (reading) =>
      PROCEDURE_NAMES.flatMap((procedure, n) =>
        OUTCOME_NAMES.map((outcome, k) => ({
          labels: { procedure, outcome },
          value: () => reading.sum(procedureCounter(n, 1 + k)),
        })),
      ),
  },
  {
    name: 'uestorm_procedures_open',
    help: 'Procedures that were offered and have not ended: in flight or queued',
    type: 'gauge',
    unit: 'procedures',
    labels: { procedure: PROCEDURE_NAMES },
    series: (reading) =>
      each('procedure', PROCEDURE_NAMES, (_, n) => {
        let ended = 0;
        for (let k = 0; k < OUTCOME_NAMES.length; k++) ended += reading.sum(procedureCounter(n, 1 + k));
        // While workers count on, an end may be seen of which the offer was not.
        return Math.max(0, reading.sum(procedureCounter(n, 0)) - ended);
      }),
  },
  {
    name: 'uestorm_procedure_duration_seconds',
    help: 'Simulated time from the offer of a procedure to its end, holds included',
    type: 'histogram',
    unit: 'seconds',
    labels: { procedure: PROCEDURE_NAMES },
    bounds: SIMULATED_BOUNDS,
    series: (reading, bounds) =>
      PROCEDURE_NAMES.map((procedure, n) => ({
        labels: { procedure },
        histogram: reading.histogram(C.H_DURATION + n, US, bounds),
      })),
  },
];
