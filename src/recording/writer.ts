import { closeSync } from 'node:fs';
import protobuf from 'protobufjs/minimal.js';
import { openNew, reasonOf, writeAll } from '../files.js';
import { uestorm } from '../trace/trace.pb.js';

export type EventFields = uestorm.trace.Event.$Properties;
export type HeaderFields = uestorm.trace.Header.$Properties;

/** Where the events of a region go. */
export interface EventSink {
  /** @param rank place among what was handled of the UE in the same µs (ranked.ts) */
  write(event: EventFields, rank: number): void;
}

/** Bytes that wait to be written together. */
const BUFFER_BYTES = 2 ** 16;

/** The same of each part: a trace ends where the first of its parts does, so none may lack much that others have. */
const PART_BUFFER_BYTES = 2 ** 12;

/** Writes records, through a buffer. Only whole records ever leave it. */
export class TraceWriter {
  private readonly buffer: Uint8Array;
  private filled = 0;
  private readonly encoder = protobuf.Writer.create();

  /** @param put takes bytes that it must have written when it returns: they are written over afterwards */
  constructor(
    private readonly put: (bytes: Uint8Array) => void,
    bufferBytes = BUFFER_BYTES,
  ) {
    this.buffer = new Uint8Array(bufferBytes);
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
    if (this.filled + bytes.length > this.buffer.length) this.flush();
    if (bytes.length > this.buffer.length) this.put(bytes);
    else {
      this.buffer.set(bytes, this.filled);
      this.filled += bytes.length;
    }
  }

  flush(): void {
    this.put(this.buffer.subarray(0, this.filled));
    this.filled = 0;
  }

  private record(record: uestorm.trace.Record.$Properties): void {
    const { encoder } = this;
    uestorm.trace.Record.encode(record, encoder.reset().fork()).ldelim();
    this.append(encoder.buf.subarray(0, encoder.pos));
  }
}

/**
 * The part of a trace that one region writes. Where the system takes no more, it breaks off there and the run goes on:
 * what is measured is worth more than what is written down of it.
 */
export class PartWriter {
  private readonly file: number;
  private readonly writer = new TraceWriter((bytes) => this.put(bytes), PART_BUFFER_BYTES);
  /** What the system said when it took no more; null: all is written. */
  failure: string | null = null;

  /**
   * Creates or empties the file.
   *
   * @param isSecret only its owner may read it
   * @throws as openSync does
   */
  constructor(path: string, isSecret: boolean) {
    this.file = openNew(path, isSecret);
  }

  write(event: EventFields): void {
    if (this.failure === null) this.writer.write(event);
  }

  close(): void {
    this.writer.flush();
    closeSync(this.file);
  }

  private put(bytes: Uint8Array): void {
    if (this.failure !== null) return;
    try {
      writeAll(this.file, bytes);
    } catch (error) {
      this.failure = reasonOf(error);
    }
  }
}
