import { closeSync, fchmodSync, openSync, writeSync } from 'node:fs';
import protobuf from 'protobufjs/minimal.js';
import { uestorm } from '../trace/trace.pb.js';

export type EventFields = uestorm.trace.Event.$Properties;
export type HeaderFields = uestorm.trace.Header.$Properties;

/** Where the events of a region go. */
export interface EventSink {
  write(event: EventFields): void;
}

/** Bytes that wait to be written together. */
const BUFFER_BYTES = 2 ** 16;

/** Writes records to a file, through a buffer. Only whole records ever reach the file. */
export class TraceWriter implements EventSink {
  private readonly file: number;
  private readonly buffer = new Uint8Array(BUFFER_BYTES);
  private filled = 0;
  private readonly encoder = protobuf.Writer.create();

  /**
   * Creates or empties the file.
   *
   * @param isSecret only its owner may read it
   * @throws as openSync does
   */
  constructor(path: string, isSecret = false) {
    this.file = openSync(path, 'w', isSecret ? 0o600 : 0o666);
    // It may have been there, readable by others.
    if (isSecret) fchmodSync(this.file, 0o600);
  }

  header(header: HeaderFields): void {
    this.record({ header });
  }

  write(event: EventFields): void {
    this.record({ event });
  }

  end(events: number): void {
    this.record({ end: { events } });
  }

  /** Appends a record as it stands in another file, its length included. */
  append(bytes: Uint8Array): void {
    if (this.filled + bytes.length > BUFFER_BYTES) this.flush();
    if (bytes.length > BUFFER_BYTES) this.put(bytes);
    else {
      this.buffer.set(bytes, this.filled);
      this.filled += bytes.length;
    }
  }

  close(): void {
    this.flush();
    closeSync(this.file);
  }

  private record(record: uestorm.trace.Record.$Properties): void {
    const { encoder } = this;
    uestorm.trace.Record.encode(record, encoder.reset().fork()).ldelim();
    this.append(encoder.buf.subarray(0, encoder.pos));
  }

  private flush(): void {
    this.put(this.buffer.subarray(0, this.filled));
    this.filled = 0;
  }

  private put(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) at += writeSync(this.file, bytes, at);
  }
}
