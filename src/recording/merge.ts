import { closeSync, openSync, readSync } from 'node:fs';
import { uestorm } from '../trace/trace.pb.js';
import { type HeaderFields, TraceWriter } from './writer.js';

/*
 * A traced run leaves one part per region, each in the order of its events. The trace is all of them in the order of
 * (time, region, order in the region), so it does not depend on which worker had which region. Memory is bounded: one
 * buffer per part.
 */

const BUFFER_BYTES = 2 ** 16;

/** Reads one part, a record at a time. The bytes of a record are valid until the next one is read. */
class PartReader {
  private readonly file: number;
  private buffer = new Uint8Array(BUFFER_BYTES);
  private from = 0;
  private to = 0;
  private isRead = false;
  /** The present record, its length included; null after the last. */
  record: Uint8Array | null = null;
  /** Simulated time of its event, µs. */
  time = 0;

  constructor(path: string) {
    this.file = openSync(path, 'r');
    this.next();
  }

  next(): void {
    let length = this.lengthAhead();
    while (length < 0 && this.fill()) length = this.lengthAhead();
    // A part whose worker died may stop anywhere; what is whole counts.
    if (length < 0) {
      this.record = null;
      return;
    }
    this.record = this.buffer.subarray(this.from, this.from + length);
    this.from += length;
    const { event } = uestorm.trace.Record.decode(this.record.subarray(varintBytes(this.record)));
    this.time = (event?.seconds ?? 0) * 1e6 + (event?.microseconds ?? 0);
  }

  close(): void {
    closeSync(this.file);
  }

  /** Bytes of the next record, its length included, or -1 if it is not all in the buffer. */
  private lengthAhead(): number {
    let length = 0;
    for (let i = this.from; i < this.to; i++) {
      const byte = this.buffer[i];
      length += (byte & 0x7f) * 2 ** (7 * (i - this.from));
      if (byte < 0x80) {
        const all = i - this.from + 1 + length;
        return this.from + all <= this.to ? all : -1;
      }
    }
    return -1;
  }

  /** Reads on; false: there is no more. */
  private fill(): boolean {
    if (this.isRead) return false;
    if (this.from === 0 && this.to === this.buffer.length) {
      const larger = new Uint8Array(2 * this.buffer.length);
      larger.set(this.buffer);
      this.buffer = larger;
    }
    this.buffer.copyWithin(0, this.from, this.to);
    this.to -= this.from;
    this.from = 0;
    const read = readSync(this.file, this.buffer, this.to, this.buffer.length - this.to, null);
    this.to += read;
    this.isRead = read === 0;
    return read > 0;
  }
}

function varintBytes(bytes: Uint8Array): number {
  let i = 0;
  while (bytes[i] >= 0x80) i++;
  return i + 1;
}

/**
 * Merges the parts of a trace into one file.
 *
 * @param parts one file per region, by region
 * @param until simulated time in µs: later events are left out
 * @param isWhole whether the parts hold all there was; if not, the trace says so by having no end
 * @param isSecret only its owner may read the file
 */
export function mergeParts(
  parts: readonly string[],
  file: string,
  header: HeaderFields,
  until: number,
  isWhole: boolean,
  isSecret = false,
): void {
  const readers = parts.map((part) => new PartReader(part));
  const writer = new TraceWriter(file, isSecret);
  writer.header(header);
  let events = 0;
  for (;;) {
    let first: PartReader | null = null;
    for (const reader of readers) {
      if (reader.record !== null && (first === null || reader.time < first.time)) first = reader;
    }
    if (first === null || first.record === null || first.time >= until) break;
    writer.append(first.record);
    events++;
    first.next();
  }
  if (isWhole) writer.end(events);
  writer.close();
  for (const reader of readers) reader.close();
}
