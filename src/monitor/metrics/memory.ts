import { POOL_NAMES } from '../reading.js';
import type { Metric } from './metric.js';
import { each, one } from './series.js';

/** What the run takes of memory. */
export const MEMORY_METRICS: readonly Metric[] = [
  {
    name: 'uestorm_pool_used',
    help: 'Records in use: rows of UEs, blocks of UEs with something in progress, messages in flight and timers',
    type: 'gauge',
    unit: 'records',
    labels: { pool: POOL_NAMES },
    series: (reading) => each('pool', POOL_NAMES, (pool) => reading.pool(pool).inUse),
  },
  {
    name: 'uestorm_pool_size',
    help: 'Records that there are',
    type: 'gauge',
    unit: 'records',
    labels: { pool: POOL_NAMES },
    series: (reading) => each('pool', POOL_NAMES, (pool) => reading.pool(pool).all),
  },
  {
    name: 'uestorm_pool_fullest_ratio',
    help: 'Share of the records in use in the region where it is highest; near 1 work is refused',
    type: 'gauge',
    unit: 'ratio',
    labels: { pool: POOL_NAMES },
    series: (reading) => each('pool', POOL_NAMES, (pool) => reading.pool(pool).fullest),
  },
  {
    name: 'uestorm_region_memory_bytes',
    help: 'Shared memory of all regions',
    type: 'gauge',
    unit: 'bytes',
    labels: {},
    series: ({ run }) => one(() => run.memory.words.reduce((bytes, words) => bytes + words.byteLength, 0)),
  },
];
