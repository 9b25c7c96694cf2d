import { areaOf, HISTOGRAM_WORDS, record } from '../../measure/histogram.js';

/*
 * What each worker shows of itself while it works: doubles that it stores once per window, and a histogram of how
 * late its windows began. One writer each; whoever reads gets values that are at most a window old.
 *
 *     per worker:  16 doubles (a line of 128 bytes) │ histogram of lateness, in µs
 */

/** In this order: counts, and wall times in ms. */
export const GAUGE_NAMES = [
  'windows',
  'lateWindows',
  'work',
  'encode',
  'wait',
  'decode',
  'pause',
  'frames',
  'spills',
  /** Of the last window, in s. */
  'lateness',
] as const;
export type GaugeName = (typeof GAUGE_NAMES)[number];

const LINE_BYTES = 128;
const STRIDE_BYTES = LINE_BYTES + 4 * HISTOGRAM_WORDS;

/** The shared memory for the gauges of all workers. */
export function createGauges(workers: number): SharedArrayBuffer {
  return new SharedArrayBuffer(workers * STRIDE_BYTES);
}

/** The gauges of one worker. */
export class Gauges {
  private readonly values: Float64Array;
  /** Histogram of the lateness of its windows, in µs (measure/histogram.ts). */
  readonly latenessArea: Int32Array;

  constructor(buffer: SharedArrayBuffer, worker: number) {
    this.values = new Float64Array(buffer, worker * STRIDE_BYTES, LINE_BYTES / 8);
    this.latenessArea = areaOf(new Int32Array(buffer), (worker * STRIDE_BYTES + LINE_BYTES) / 4);
  }

  get(name: GaugeName): number {
    return this.values[GAUGE_NAMES.indexOf(name)];
  }

  set(name: GaugeName, value: number): void {
    this.values[GAUGE_NAMES.indexOf(name)] = value;
  }

  add(name: GaugeName, value: number): void {
    this.values[GAUGE_NAMES.indexOf(name)] += value;
  }

  /** A window began this many seconds after its time. Rounded up, so that no goal is kept by rounding. */
  recordLateness(seconds: number): void {
    this.set('lateness', seconds);
    record(this.latenessArea, 0, Math.ceil(seconds * 1e6));
  }
}
