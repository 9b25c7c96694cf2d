import type { GaugeName } from '../../engine/workers/gauges.js';
import type { Metric } from './metric.js';
import { one, oneHistogram, perWorker } from './series.js';

const ACTIVITIES = ['work', 'encode', 'wait', 'decode', 'pause'] as const satisfies GaugeName[];

/** To be woken takes 0.1 ms; what is late by a window (5 ms in most scenarios) and more is falling behind. */
const LATENESS_BOUNDS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 30,
];

/** Worker threads and windows. */
export const WORKER_METRICS: readonly Metric[] = [
  {
    name: 'uestorm_workers',
    help: 'Worker threads that the run began with',
    type: 'gauge',
    unit: 'workers',
    labels: {},
    series: ({ run }) => one(() => run.workers),
  },
  {
    name: 'uestorm_workers_lost_total',
    help: 'Worker threads that died; the first one ends the run',
    type: 'counter',
    unit: 'workers',
    labels: {},
    series: ({ run }) => one(() => run.lostWorkers),
  },
  {
    name: 'uestorm_worker_seconds_total',
    help: 'Wall time of a worker by what it did: work off events, encode frames, wait for the other workers, decode frames, pause for the real clock',
    type: 'counter',
    unit: 'seconds',
    labels: { worker: 'its number, from 0', activity: ACTIVITIES },
    series: ({ run }) =>
      run.gauges.flatMap((gauges, worker) =>
        ACTIVITIES.map((activity) => ({
          labels: { worker: String(worker), activity },
          value: () => gauges.get(activity) / 1e3,
        })),
      ),
  },
  {
    name: 'uestorm_windows_total',
    help: 'Windows of simulated time that a worker has worked through',
    type: 'counter',
    unit: 'windows',
    labels: { worker: 'its number, from 0' },
    series: (reading) => perWorker(reading, 'windows'),
  },
  {
    name: 'uestorm_late_windows_total',
    help: 'Windows that began when they should have been over; 0 with the virtual clock',
    type: 'counter',
    unit: 'windows',
    labels: { worker: 'its number, from 0' },
    series: (reading) => perWorker(reading, 'lateWindows'),
  },
  {
    name: 'uestorm_window_lateness_seconds',
    help: 'Wall time from when a window was due until a worker began it; empty with the virtual clock',
    type: 'histogram',
    unit: 'seconds',
    labels: {},
    bounds: LATENESS_BOUNDS,
    series: (reading, bounds) => oneHistogram(reading.lateness(bounds)),
  },
  {
    name: 'uestorm_lateness_seconds',
    help: 'Wall time that the last window began after it was due, at the worker that was last; 0 with the virtual clock',
    type: 'gauge',
    unit: 'seconds',
    labels: {},
    series: ({ run }) => one(() => run.latenessNow),
  },
  {
    name: 'uestorm_frames_total',
    help: 'Frames that a worker sent to other workers',
    type: 'counter',
    unit: 'frames',
    labels: { worker: 'its number, from 0' },
    series: (reading) => perWorker(reading, 'frames'),
  },
  {
    name: 'uestorm_frames_spilled_total',
    help: 'Frames that found their ring full and went in another round',
    type: 'counter',
    unit: 'frames',
    labels: { worker: 'its number, from 0' },
    series: (reading) => perWorker(reading, 'spills'),
  },
];
