import { closeSync, openSync, readSync } from 'node:fs';
import { uestorm } from '../trace/trace.pb.js';

const BUFFER_BYTES = 2 ** 16;

/** Reads one part, a record at a time. The bytes of a record are valid until the next one is read. */
export class PartReader {
  private readonly file: number;
  private buffer = new Uint8Array(BUFFER_BYTES);
  private from = 0;
  private to = 0;
  private isRead = false;
  /** The present record, its length included; null after the last. */
  record: Uint8Array | null = null;
  /** Simulated time of its event, µs. */
  time = 0;
  /** Bytes of the part up to the present record. */
  before = 0;

  constructor(readonly path: string) {
    this.file = openSync(path, 'r');
    this.next();
  }

  next(): void {
    this.before += this.record?.length ?? 0;
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
