import { addArea, differenceOf } from '../../measure/areas.js';
import { areaOf, HISTOGRAM_WORDS } from '../../measure/histogram.js';
import type { Scenario } from '../../scenario/scenario.js';
import { closeMme } from '../mme/mme-result.js';
import type { Pieces } from '../region/config.js';
import { COUNTERS } from '../region/counters.js';
import type { RegionPlan } from '../region/memory.js';
import { piecesOf, runUs } from '../workers/windows.js';
import { histogramArea, histogramsOf } from './histograms.js';

/*
 * Counters and histograms as they stood at chosen simulated times, so that a part of a run can be measured: what came
 * in it is the later snapshot less the earlier one.
 *
 * A snapshot is taken at the first boundary of a window at or after its time. The grid of windows depends on the
 * scenario alone, so what it holds depends on no number of workers. Each worker adds up its own regions:
 *
 *     a line: how many have been taken │ per snapshot: counters (doubles, whole lines) │ histograms (measure/histogram.ts)
 */

const LINE_WORDS = 32;
const COUNTER_WORDS = Math.ceil((COUNTERS * 2) / LINE_WORDS) * LINE_WORDS;
/** A page of the machine's memory, of which it gives no less (4 KiB; some have larger ones). */
const PAGE_WORDS = 1024;
/** Word of the first line with how many have been taken. */
const TAKEN = 0;
const wordsOf = (histograms: number): number => COUNTER_WORDS + histograms * HISTOGRAM_WORDS;

/** Bytes of a snapshot of one worker. */
export const snapshotBytes = (scenario: Scenario): number => 4 * wordsOf(histogramsOf(scenario));

/** What a worker gets: when to take snapshots, and where to. */
export interface SnapshotTask {
  /** µs; each ends a window, or the run, and is never less than the one before. */
  readonly times: readonly number[];
  /** How many there are in each region. */
  readonly histograms: number;
  readonly buffer: SharedArrayBuffer;
}

/** When snapshots at these simulated times (s), which ascend, are taken in a run so cut: in µs. */
export function snapshotTimes(
  scenario: Scenario,
  seconds: readonly number[],
  { grid }: Pieces = piecesOf(scenario),
): number[] {
  return seconds.map((time) => Math.min(runUs(scenario), Math.ceil(Math.round(time * 1e6) / grid) * grid));
}

/** How many of the snapshots at these times have been taken at a simulated time (all µs). */
export const takenBy = (times: readonly number[], simulated: number): number =>
  times.filter((time) => time <= simulated).length;

/** Room for the snapshots that one worker takes at these times (µs). */
export function createSnapshots(scenario: Scenario, times: readonly number[]): SnapshotTask {
  const histograms = histogramsOf(scenario);
  const words = LINE_WORDS + wordsOf(histograms) * times.length;
  return { times, histograms, buffer: new SharedArrayBuffer(4 * words) };
}

/** The words of the first `taken` snapshots of a worker. */
export const snapshotWords = ({ buffer, histograms }: SnapshotTask, taken: number): Int32Array =>
  new Int32Array(buffer, 4 * LINE_WORDS, taken * wordsOf(histograms));

/** A worker goes on where so many snapshots have been taken. */
export function setTaken({ buffer }: SnapshotTask, taken: number): void {
  new Int32Array(buffer)[TAKEN] = taken;
}

/** A region as a snapshot sees it. */
interface Counted {
  readonly w: Int32Array;
  readonly plan: RegionPlan;
}

/** Takes the snapshots of one worker. */
export class SnapshotWriter {
  private readonly words: Int32Array;
  private taken: number;

  constructor(
    private readonly task: SnapshotTask,
    private readonly regions: readonly Counted[],
  ) {
    this.words = new Int32Array(task.buffer);
    this.taken = this.words[TAKEN];
  }

  /** Has the room for all of them given to the process at once. */
  touch(): void {
    for (let at = 0; at < this.words.length; at += PAGE_WORDS) Atomics.or(this.words, at, 0);
  }

  /** Takes those that are due where all until `start` µs has been worked off, and nothing else. */
  upTo(start: number): void {
    const { times, histograms } = this.task;
    for (; this.taken < times.length && times[this.taken] <= start; this.taken++) {
      const into = partsOf(this.words.subarray(LINE_WORDS), histograms, this.taken);
      for (const { w, plan } of this.regions) {
        closeMme(w, plan, times[this.taken] / 1e6);
        add(into, regionParts(w, plan, histograms));
      }
      this.words[TAKEN] = this.taken + 1;
    }
  }
}

/** Counters and histograms of several regions together. */
interface Parts {
  readonly counters: Float64Array;
  /** By number of the histogram. */
  readonly areas: readonly Int32Array[];
}

/** The same for a part of a run; a histogram is made when it is asked for. */
export interface PartOfRun {
  readonly counters: Float64Array;
  areaOf(histogram: number): Int32Array;
}

/** The snapshots of all workers of a run that has ended: those that all of them have taken. */
export class Snapshots {
  /** Simulated seconds at which each was really taken. */
  readonly seconds: readonly number[];
  private readonly sums: readonly Parts[];

  /** @param tasks by worker, all with the same times */
  constructor(tasks: readonly SnapshotTask[]) {
    const [{ histograms }] = tasks;
    const taken = Math.min(...tasks.map(({ buffer }) => new Int32Array(buffer)[TAKEN]));
    const times = tasks[0].times.slice(0, taken);
    this.seconds = times.map((time) => time / 1e6);
    const sum = Snapshots.sumOf(tasks, taken);
    this.sums = times.map((_, n) => partsOf(sum, histograms, n));
  }

  /** The words of the first `taken` ones of all workers, added up. They stay as they are when they have been taken. */
  static sumOf([first, ...others]: readonly SnapshotTask[], taken: number): Int32Array {
    const { histograms } = first;
    const sum = snapshotWords(first, taken).slice();
    for (let n = 0; n < taken; n++) {
      const parts = partsOf(sum, histograms, n);
      for (const task of others) add(parts, partsOf(snapshotWords(task, taken), histograms, n));
    }
    return sum;
  }

  /** What was counted between two of them, by their numbers; from -1: from the run's beginning. */
  between(from: number, to: number): PartOfRun {
    const later = this.sums[to];
    if (from < 0) return { counters: later.counters, areaOf: (n) => later.areas[n] };
    const earlier = this.sums[from];
    return {
      counters: later.counters.map((count, i) => count - earlier.counters[i]),
      areaOf: (n) => differenceOf(later.areas[n], earlier.areas[n]),
    };
  }
}

/** @param words from the first snapshot on */
function partsOf(words: Int32Array, histograms: number, n: number): Parts {
  const at = n * wordsOf(histograms);
  const areas = at + COUNTER_WORDS;
  return {
    counters: new Float64Array(words.buffer, words.byteOffset + at * 4, COUNTERS),
    areas: Array.from({ length: histograms }, (_, h) => areaOf(words, areas + h * HISTOGRAM_WORDS)),
  };
}

function regionParts(w: Int32Array, plan: RegionPlan, histograms: number): Parts {
  return {
    counters: new Float64Array(w.buffer, plan.counters * 4, COUNTERS),
    areas: Array.from({ length: histograms }, (_, h) => histogramArea(w, plan, h)),
  };
}

function add(into: Parts, { counters, areas }: Parts): void {
  for (let i = 0; i < COUNTERS; i++) into.counters[i] += counters[i];
  areas.forEach((area, h) => {
    addArea(into.areas[h], area);
  });
}
