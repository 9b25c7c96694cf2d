import { STATE_HEAD } from '../world/layout.js';

/*
 * States that wait to be looked at, level by level, shared by the threads of a survey. They lie in chunks of one
 * block; who looks at a level takes chunk after chunk, and gives each back when it is done, so the block holds
 * little more than one level at a time.
 *
 *     chunk:  | words in use | record | record | …       record:  | words 16, class 16 | key, 2 words | state |
 *
 * Words of the header:
 *
 *     lock | free chunks | chunks in level: even, odd | cursor, state count: even, odd
 */

/** Words of a chunk: some hundred states, so that threads share even small levels fairly. */
const CHUNK = 1 << 14;
const HEADER = 32;
const LOCK = 0;
const FREE = 1;
const CHUNKS = 2;
const CURSOR = 4;
const STATES = 5;
/** How many words the record at `at` takes: its head, and its state. */
export const recordWords = (words: Int32Array, at: number): number => STATE_HEAD + (words[at] & 0xffff);

/** @param chunks how many chunks of 64 KiB there may be; memory is taken as it is used */
export function createFrontier(chunks: number): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer((HEADER + 3 * chunks + chunks * CHUNK) * 4);
  new Frontier(buffer).clear();
  return buffer;
}

export const CHUNK_BYTES = CHUNK * 4;
/** Places in the block are numbers below 2³⁰. */
export const CHUNKS_MAX = (1 << 30) / CHUNK - 1;

/** One thread's view. */
export class Frontier {
  private readonly header: Int32Array;
  /** Free chunks, then the chunks of the even and of the odd level. */
  private readonly lists: Int32Array;
  private readonly chunks: Int32Array;
  private readonly most: number;
  /** Level that is being looked at; those found belong to the next. */
  level = 0;
  /** Chunk that this thread fills, or -1. */
  private open = -1;
  private found = 0;

  constructor(buffer: SharedArrayBuffer) {
    this.header = new Int32Array(buffer, 0, HEADER);
    this.most = (buffer.byteLength / 4 - HEADER) / (3 + CHUNK);
    this.lists = new Int32Array(buffer, HEADER * 4, 3 * this.most);
    this.chunks = new Int32Array(buffer, (HEADER + 3 * this.most) * 4);
  }

  /** Gives all chunks back, before a survey begins. */
  clear(): void {
    const { header, lists, most } = this;
    header.fill(0);
    header[FREE] = most;
    // Those taken first lie lowest, so memory that is not needed is never touched.
    for (let i = 0; i < most; i++) lists[i] = most - 1 - i;
  }

  /** Words that hold the chunks; `take` gives places in them. */
  get words(): Int32Array {
    return this.chunks;
  }

  /** A state of the next level: its record is in `from`, at `at`. False: no chunk is left. */
  push(from: Int32Array, at: number): boolean {
    const { chunks } = this;
    const n = recordWords(from, at);
    if (this.open < 0 || chunks[this.open * CHUNK] + n > CHUNK) {
      this.flush();
      this.open = this.allocate();
      if (this.open < 0) return false;
      chunks[this.open * CHUNK] = 1;
    }
    const base = this.open * CHUNK;
    const to = base + chunks[base];
    for (let i = 0; i < n; i++) chunks[to + i] = from[at + i];
    chunks[base] += n;
    this.found++;
    return true;
  }

  /** Hands what this thread has found over to all; before the level ends. */
  flush(): void {
    const { header, lists, most, level, open } = this;
    Atomics.add(header, STATES + 1 - (level & 1), this.found);
    this.found = 0;
    if (open < 0) return;
    const next = 1 - (level & 1);
    lists[(1 + next) * most + Atomics.add(header, CHUNKS + next, 1)] = open;
    this.open = -1;
  }

  /** States of the level that is being looked at. */
  get states(): number {
    return Atomics.load(this.header, STATES + (this.level & 1));
  }

  /** States that are found and not known to be looked at, whichever level is on: for who only watches. */
  get waiting(): number {
    return Atomics.load(this.header, STATES) + Atomics.load(this.header, STATES + 1);
  }

  /** States of the next level, of threads that have flushed. */
  get statesNext(): number {
    return Atomics.load(this.header, STATES + 1 - (this.level & 1));
  }

  /** The next chunk of this level that no thread has taken yet, as the place of its first word; -1: none is left. */
  take(): number {
    const { header, lists, most, level } = this;
    const turn = level & 1;
    const place = Atomics.add(header, CURSOR, 1);
    return place < Atomics.load(header, CHUNKS + turn) ? lists[(1 + turn) * most + place] * CHUNK : -1;
  }

  /** One thread begins a pass over this level, while the others wait. */
  rewind(): void {
    Atomics.store(this.header, CURSOR, 0);
  }

  /** One thread ends the level, while the others wait: what was found is the level now. */
  turn(): void {
    const { header, level } = this;
    Atomics.store(header, CHUNKS + (level & 1), 0);
    Atomics.store(header, STATES + (level & 1), 0);
  }

  /** Gives a chunk back. */
  give(at: number): void {
    const { header, lists } = this;
    this.lock();
    lists[header[FREE]++] = at / CHUNK;
    Atomics.store(header, LOCK, 0);
  }

  private allocate(): number {
    const { header, lists } = this;
    this.lock();
    const chunk = header[FREE] > 0 ? lists[--header[FREE]] : -1;
    Atomics.store(header, LOCK, 0);
    return chunk;
  }

  /** Held for a few instructions, once per chunk. */
  private lock(): void {
    while (Atomics.compareExchange(this.header, LOCK, 0, 1) !== 0);
  }
}
