import { H_SOJOURN, H_UTILISATION, H_WAITING } from '../../engine/mme/mme-queue.js';
import * as C from '../../engine/region/counters.js';
import type { Metric } from './metric.js';
import { one, oneHistogram, SIMULATED_BOUNDS, US } from './series.js';

/** MMEs with servers: absent or 0 where MMEs are infinitely fast. */
export const MME_METRICS: readonly Metric[] = [
  {
    name: 'uestorm_mme_servers',
    help: 'Servers of all MMEs; absent if MMEs are infinitely fast',
    type: 'gauge',
    unit: 'servers',
    labels: {},
    series: ({ run: { scenario } }) => {
      const { mme, regions } = scenario;
      return mme === null ? [] : one(() => mme.servers * regions);
    },
  },
  {
    name: 'uestorm_mme_messages_total',
    help: 'Messages that MMEs with servers have taken in',
    type: 'counter',
    unit: 'messages',
    labels: {},
    series: (reading) => one(() => reading.sum(C.C_MME_MESSAGES)),
  },
  {
    name: 'uestorm_mme_refused_total',
    help: 'Messages that MMEs refused because too many waited',
    type: 'counter',
    unit: 'messages',
    labels: {},
    series: (reading) => one(() => reading.sum(C.C_MME_REFUSED)),
  },
  {
    name: 'uestorm_mme_waiting_messages',
    help: 'Messages that wait for a server now',
    type: 'gauge',
    unit: 'messages',
    labels: {},
    series: (reading) => one(() => reading.mmeWaiting()),
  },
  {
    name: 'uestorm_mme_busy_seconds_total',
    help: 'Simulated time that servers were busy, as soon as a simulated second is known',
    type: 'counter',
    unit: 'seconds',
    labels: {},
    series: (reading) =>
      reading.mmeHistogram(H_UTILISATION, US, []).flatMap((histogram) =>
        one(() => {
          histogram.read();
          return histogram.sum * (reading.run.scenario.mme?.servers ?? 0);
        }),
      ),
  },
  {
    name: 'uestorm_mme_waiting_seconds',
    help: 'Simulated time from the arrival of a message at an MME until a server takes it',
    type: 'histogram',
    unit: 'seconds',
    labels: {},
    bounds: SIMULATED_BOUNDS,
    series: (reading, bounds) => reading.mmeHistogram(H_WAITING, US, bounds).flatMap(oneHistogram),
  },
  {
    name: 'uestorm_mme_sojourn_seconds',
    help: 'Simulated time from the arrival of a message at an MME until it is done',
    type: 'histogram',
    unit: 'seconds',
    labels: {},
    bounds: SIMULATED_BOUNDS,
    series: (reading, bounds) => reading.mmeHistogram(H_SOJOURN, US, bounds).flatMap(oneHistogram),
  },
];
