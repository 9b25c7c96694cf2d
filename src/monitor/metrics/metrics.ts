import { FAULT_METRICS } from './faults.js';
import { MACHINE_METRICS } from './machines.js';
import { MEMORY_METRICS } from './memory.js';
import { MESSAGE_METRICS } from './messages.js';
import type { Metric } from './metric.js';
import { MME_METRICS } from './mmes.js';
import { PAGING_METRICS } from './paging.js';
import { PROCEDURE_METRICS } from './procedures.js';
import { RULE_METRICS } from './rules.js';
import { RUN_METRICS } from './run.js';
import { TRAFFIC_METRICS } from './traffic.js';
import { WORKER_METRICS } from './workers.js';

/**
 * Every metric of uestorm, in the order of the text that a scrape gets. Names, units and labels are what people
 * script against; docs/metrics.md is generated from this list.
 */
export const METRICS: readonly Metric[] = [
  ...RUN_METRICS,
  ...TRAFFIC_METRICS,
  ...PROCEDURE_METRICS,
  ...PAGING_METRICS,
  ...RULE_METRICS,
  ...MME_METRICS,
  ...FAULT_METRICS,
  ...MESSAGE_METRICS,
  ...MEMORY_METRICS,
  ...WORKER_METRICS,
  ...MACHINE_METRICS,
];
