import { createGauges } from '../workers/gauges.js';
import type { Checksum } from './checked-file.js';

/*
 * What main thread and workers share about checkpoints. The main thread makes ready for one by its number, and asks for it;
 * at the next end of a window all workers write their regions, and each then says so. Where several machines have part in
 * the run, all make ready before one asks for all. The last one is not asked for: it is written where the run stops.
 *
 *     byte 0     4       8       12      16               24        128
 *     ┌─────────┬───────┬───────┬───────┬────────────────┬─────────┬──────────────────────────────────────────────┐
 *     │ asked   │ saved │ errno │ next  │ simulated, µs  │ is last │ per region: bytes (double) │ CRC-32 (double) │
 *     └─────────┴───────┴───────┴───────┴────────────────┴─────────┴──────────────────────────────────────────────┘
 */
const ASKED = 0;
const SAVED = 1;
const ERRNO = 2;
const NEXT = 3;
const SIMULATED = 16 / 8;
const LAST = 24 / 4;
const REGIONS = 128 / 8;

/** What a worker gets of it. */
export interface CheckpointTask {
  readonly folder: string;
  readonly words: SharedArrayBuffer;
  /** A copy of the gauges, as they stood then. */
  readonly gauges: SharedArrayBuffer;
}

export function createCheckpointTask(folder: string, regions: number, workers: number): CheckpointTask {
  const words = new SharedArrayBuffer(8 * (REGIONS + 2 * regions));
  return { folder, words, gauges: createGauges(workers) };
}

export class CheckpointWords {
  private readonly words: Int32Array;
  private readonly doubles: Float64Array;

  constructor({ words }: CheckpointTask) {
    this.words = new Int32Array(words);
    this.doubles = new Float64Array(words);
  }

  /** The checkpoint that is asked for; 0: none ever was. */
  get asked(): number {
    return Atomics.load(this.words, ASKED);
  }

  /** The checkpoint that is written next. */
  get next(): number {
    return Atomics.load(this.words, NEXT);
  }

  /** Whether that is for where the run stops. */
  get isLast(): boolean {
    return Atomics.load(this.words, LAST) !== 0;
  }

  makeReady(number: number, isLast: boolean): void {
    Atomics.store(this.words, SAVED, 0);
    Atomics.store(this.words, ERRNO, 0);
    Atomics.store(this.words, LAST, isLast ? 1 : 0);
    Atomics.store(this.words, NEXT, number);
  }

  /** Asks for what was made ready for. */
  ask(): void {
    Atomics.store(this.words, ASKED, this.next);
  }

  /** Workers that have written what they have. */
  get saved(): number {
    return Atomics.load(this.words, SAVED);
  }

  /** What the system said to the first worker that could not write; 0: all could. */
  get errno(): number {
    return Atomics.load(this.words, ERRNO);
  }
  fail(errno: number): void {
    Atomics.compareExchange(this.words, ERRNO, 0, errno);
  }

  /** Simulated µs that the checkpoint asked for stands at. */
  get simulated(): number {
    return this.doubles[SIMULATED];
  }

  region(region: number): Checksum {
    const at = REGIONS + 2 * region;
    return { bytes: this.doubles[at], crc32: this.doubles[at + 1] };
  }
  setRegion(region: number, { bytes, crc32 }: Checksum): void {
    const at = REGIONS + 2 * region;
    this.doubles[at] = bytes;
    this.doubles[at + 1] = crc32;
  }

  /** A worker has written what it has: all write at the same simulated time, and wait for the last. */
  done(simulated: number): void {
    this.doubles[SIMULATED] = simulated;
    Atomics.add(this.words, SAVED, 1);
  }
}
