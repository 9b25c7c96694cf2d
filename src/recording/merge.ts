import { statSync, truncateSync } from 'node:fs';
import { NewFile, reasonOf } from '../files.js';
import { PartReader } from './part-reader.js';
import { type HeaderFields, TraceWriter } from './writer.js';

/*
 * A traced run leaves one part per region, each in the order of its events. The trace is all of them in the order of
 * (time, region, order in the region), so it does not depend on which worker had which region. Memory is bounded: one
 * buffer per part.
 */

/** What is to be merged. */
export interface Parts {
  /** One file per region, by region. */
  readonly files: readonly string[];
  /** Parts that the system took only a beginning of. */
  readonly brokenOff: ReadonlySet<string>;
  readonly header: HeaderFields;
  /** Simulated time in µs: later events are left out. */
  readonly until: number;
  /** Whether the parts hold all there was, those that broke off aside; if not, the trace says so by having no end. */
  readonly isWhole: boolean;
  /** Only its owner may read the file. */
  readonly isSecret: boolean;
}

/** How much of a trace came into its file. */
export interface Merged {
  /** Simulated time of its last event, µs. */
  readonly lastTime: number;
  /** What the system said when it took no more; null: it took all. */
  readonly failure: string | null;
}

/** Less room than this is none. */
const ROOM_MIN_BYTES = 4096;

/**
 * Merges the parts of a trace into one file, as far as there is room. The parts take room themselves: where the rest
 * does not fit beside them, their ends are cut off, until what is left of them does.
 */
export function mergeParts(parts: Parts, file: string): Merged {
  const first = tryToMerge(parts, file);
  if (first.failure === null) return first;
  const { failure } = first;
  const all = parts.files.reduce((sum, part) => sum + statSync(part).size, 0);
  const cut = { ...parts, isWhole: false };
  // What there was room for, and what becomes free by cutting the parts: room + (all - kept) = kept.
  for (let kept = (first.bytes + all) / 2; kept >= ROOM_MIN_BYTES; kept /= 2) {
    cutParts(cut, kept);
    const again = tryToMerge(cut, file);
    if (again.failure === null) return { lastTime: again.lastTime, failure };
  }
  return { lastTime: 0, failure };
}

/** `bytes`: what had been written when there was no more room. */
function tryToMerge(parts: Parts, path: string): Merged & { readonly bytes: number } {
  let bytes = 0;
  let lastTime = 0;
  let file: NewFile | null = null;
  try {
    const target = new NewFile(path, parts.isSecret);
    file = target;
    const writer = new TraceWriter((piece) => {
      target.write(piece);
      bytes += piece.length;
    });
    writer.header(parts.header);
    let events = 0;
    const isWhole = walk(parts, (reader, record) => {
      writer.append(record);
      lastTime = reader.time;
      events++;
      return true;
    });
    if (isWhole && parts.isWhole) writer.end(events);
    writer.flush();
    target.finish();
    return { bytes, lastTime, failure: null };
  } catch (error) {
    file?.abandon();
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    return { bytes, lastTime: 0, failure: reasonOf(error) };
  }
}

/** Cuts the parts where the trace of them reaches so many bytes. */
function cutParts(parts: Parts, bytes: number): void {
  const ends = new Map(parts.files.map((part) => [part, 0]));
  let sum = 0;
  walk(parts, (reader, record) => {
    sum += record.length;
    if (sum > bytes) return false;
    ends.set(reader.path, reader.before + record.length);
    return true;
  });
  for (const [part, end] of ends) truncateSync(part, end);
}

/**
 * Goes through all records in their order, until `take` wants no more, or one is missing: what comes after the end of a
 * part that broke off may be later than what it lacks.
 *
 * @returns whether all of them were there, and taken
 */
function walk(
  { files, brokenOff, until }: Parts,
  take: (reader: PartReader, record: Uint8Array) => boolean,
): boolean {
  const readers = files.map((part) => new PartReader(part));
  const isMissing = ({ path, record }: PartReader): boolean => record === null && brokenOff.has(path);
  try {
    while (!readers.some(isMissing)) {
      let first: PartReader | null = null;
      for (const reader of readers) {
        if (reader.record !== null && (first === null || reader.time < first.time)) first = reader;
      }
      if (first === null || first.record === null || first.time >= until) return true;
      if (!take(first, first.record)) return false;
      first.next();
    }
    return false;
  } finally {
    for (const reader of readers) reader.close();
  }
}
