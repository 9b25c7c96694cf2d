import * as C from '../../engine/region/counters.js';
import type { Metric } from './metric.js';
import { one } from './series.js';

/** Messages, and what is done for them. */
export const MESSAGE_METRICS: readonly Metric[] = [
  {
    name: 'uestorm_messages_total',
    help: 'Protocol messages handled at a party',
    type: 'counter',
    unit: 'messages',
    labels: {},
    series: (reading) => one(() => reading.sum(C.C_MESSAGES)),
  },
  {
    name: 'uestorm_messages_lost_total',
    help: 'Messages lost on the radio or on S10',
    type: 'counter',
    unit: 'messages',
    labels: {},
    series: (reading) => one(() => reading.sum(C.C_LOST)),
  },
  {
    name: 'uestorm_messages_discarded_total',
    help: 'Messages that reached a party which was no longer there for them',
    type: 'counter',
    unit: 'messages',
    labels: {},
    series: (reading) => one(() => reading.sum(C.C_DISCARDED)),
  },
  {
    name: 'uestorm_stale_frames_total',
    help: 'Frames between regions for a row or an epoch that was gone',
    type: 'counter',
    unit: 'frames',
    labels: {},
    series: (reading) => one(() => reading.sum(C.C_STALE)),
  },
  {
    name: 'uestorm_events_total',
    help: 'Events worked off: messages, timers, arrivals',
    type: 'counter',
    unit: 'events',
    labels: {},
    series: (reading) => one(() => reading.sum(C.C_EVENTS)),
  },
  {
    name: 'uestorm_key_derivations_total',
    help: 'Key derivations of all parties',
    type: 'counter',
    unit: 'derivations',
    labels: {},
    series: (reading) => one(() => reading.sum(C.C_DERIVATIONS)),
  },
];
