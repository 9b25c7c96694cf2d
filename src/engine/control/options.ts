import type { Checkpoint } from '../checkpoint/checkpoint.js';
import type { LiveRun } from './live.js';

/** What the main thread can see of a run while it goes on (read from shared counters, cheap). */
export interface Progress {
  readonly simulatedSeconds: number;
  readonly durationSeconds: number;
  readonly wallSeconds: number;
  readonly messages: number;
  readonly messagesPerSecond: number;
  readonly holds: number;
  readonly violations: number;
  /** Wall seconds that the last window began after its time; absent with the virtual clock. */
  readonly latenessSeconds?: number;
}

/** Where and how often a run writes down its whole state. */
export interface CheckpointOptions {
  /** Folder of this run alone. */
  readonly folder: string;
  /** Wall seconds from one to the next. */
  readonly everySeconds: number;
  /** Hears of one that could not be written; the run goes on. */
  readonly onTrouble?: (what: string) => void;
}

export interface RunOptions {
  /** Worker threads; default: one per core. The outcome does not depend on it. */
  readonly workers?: number;
  /** Called about four times a second. */
  readonly onProgress?: (progress: Progress) => void;
  /** Stops the run cleanly; the result then says `interrupted` and holds what was measured. */
  readonly signal?: AbortSignal;
  /** Simulated seconds in a wall second, with the real clock; default: 1. */
  readonly speed?: number;
  /** Stops a run with the real clock that falls this many wall seconds behind; default: it goes on, late. */
  readonly maxLateness?: number;
  /** Writes checkpoints, to go on from; default: none. */
  readonly checkpoint?: CheckpointOptions;
  /** Goes on from this one, in place of the run's beginning. */
  readonly resumed?: Checkpoint;
  /** Called once, before the workers start, with what shows the run and steers it. */
  readonly onStart?: (run: LiveRun) => void;
}
