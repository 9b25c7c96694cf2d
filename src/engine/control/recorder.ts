import type { Keys } from '../../model/keys.js';
import type { RegionPlan } from '../region/memory.js';
import type { Region, RegionParts } from '../region/region.js';

/*
 * What a run leaves behind besides its result, as far as the engine knows of it: who writes down what happens takes the
 * place of regions, in a worker file of its own.
 */

/** What makes workers write something down. */
export interface Recording {
  /** What runs on the workers, in place of the bundled worker.js. */
  readonly workerFile: string;
  /** Words that the run's keys have beyond those of their kind. */
  readonly extraKeyWords: number;
  /** What that file is to do; travels to it by structured clone. */
  readonly task: unknown;
}

/** A worker's side of it. */
export interface Recorder {
  readonly extraKeyWords: number;
  /** The region that writes down what happens in it. */
  region(shared: SharedArrayBuffer, plan: RegionPlan, r: number, keys: Keys, parts: RegionParts): Region;
  /** After the run: closes what it wrote. */
  end(): Recorded;
}

/** What a worker's side of it has to say when the run has ended. */
export interface Recorded {
  /** UEs of this worker's regions for which an invariant was violated, if that was to be found out. */
  readonly violators: readonly number[];
  /** Files that the system took only a beginning of, each with what it said. */
  readonly brokenOff: Readonly<Record<string, string>>;
}
