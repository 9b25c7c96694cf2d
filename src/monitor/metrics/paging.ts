import { enbsOf, PAGED, PAGING_AREAS } from '../../engine/results/paging.js';
import type { Metric } from './metric.js';
import { each, one } from './series.js';

const AREA = { area: PAGING_AREAS };

/** Idle UEs that MMEs page. How that ends is a procedure's outcome (uestorm_procedures_total). */
export const PAGING_METRICS: readonly Metric[] = [
  {
    name: 'uestorm_paging_attempts_total',
    help: "Times that an MME has paged a UE: first at the eNBs of its tracking area list and, when T3413 has expired, at all of the MME's",
    type: 'counter',
    unit: 'attempts',
    labels: AREA,
    series: (reading) => each('area', PAGING_AREAS, (area) => reading.sum(PAGED[area])),
  },
  {
    name: 'uestorm_paging_messages_total',
    help: 'PAGING messages, one for each eNB; uestorm_messages_total counts one of them per attempt',
    type: 'counter',
    unit: 'messages',
    labels: AREA,
    series: (reading) =>
      each('area', PAGING_AREAS, (area) => reading.sum(PAGED[area]) * enbsOf(area, reading.run.scenario)),
  },
  {
    name: 'uestorm_paging_enbs',
    help: 'eNBs of all MMEs, which share the PAGING messages',
    type: 'gauge',
    unit: 'eNBs',
    labels: {},
    series: ({ run: { scenario } }) => one(() => scenario.regions * scenario.enbs),
  },
];
