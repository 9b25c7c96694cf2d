import { addArea } from '../../measure/areas.js';
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
  /** Writing checkpoints. */
  'checkpoint',
  /** The region and the window that it works on, or that it worked on last. */
  'region',
  'window',
] as const;
export type GaugeName = (typeof GAUGE_NAMES)[number];

const LINE_BYTES = 128;
const STRIDE_BYTES = LINE_BYTES + 4 * HISTOGRAM_WORDS;

/** What a run that goes on from a checkpoint has to keep: with the real clock its result says so. */
const KEPT = ['windows', 'lateWindows'] as const;

/** The shared memory for the gauges of all workers. */
export function createGauges(workers: number): SharedArrayBuffer {
  return new SharedArrayBuffer(workers * STRIDE_BYTES);
}

/** The gauges of one worker. */
export class Gauges {
  private readonly values: Float64Array;
  /** Histogram of the lateness of its windows, in µs (measure/histogram.ts). */
  readonly latenessArea: Int32Array;

  constructor(
    private readonly buffer: SharedArrayBuffer,
    private readonly worker: number,
  ) {
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

  /** Copies them to where others may read them later; `buffer` is like their own. */
  copyTo(buffer: SharedArrayBuffer): void {
    const at = this.worker * STRIDE_BYTES;
    new Uint8Array(buffer, at, STRIDE_BYTES).set(new Uint8Array(this.buffer, at, STRIDE_BYTES));
  }

  /** Adds what has to be kept of another worker's. */
  addKept(other: Gauges): void {
    for (const name of KEPT) this.add(name, other.get(name));
    addArea(this.latenessArea, other.latenessArea);
  }

  /** A window began this many seconds after its time. Rounded up, so that no goal is kept by rounding. */
  recordLateness(seconds: number): void {
    this.set('lateness', seconds);
    record(this.latenessArea, 0, Math.ceil(seconds * 1e6));
  }
}
