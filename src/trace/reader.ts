import { createReadStream } from 'node:fs';
import { UsageError } from '../errors.js';
import type { TraceEvent } from './event.js';
import { type Format, formatOf, HEAD_BYTES } from './format.js';
import { JsonLines } from './json.js';
import { Malformed, TraceError, type TraceHeader, type TraceParser } from './parser.js';
import { Records } from './records.js';
import { OWN_SOURCE, type Source } from './source.js';

const CAPTURE = 'a capture and no trace; uestorm reads traces of uestorm run --trace, and JSON lines';

/** What is said of a file that is no trace. */
const NO_TRACE: Readonly<Record<Exclude<Format, 'records' | 'json lines'>, string>> = {
  'UTF-16 text': 'text in UTF-16; write it as UTF-8',
  pcap: `pcap, ${CAPTURE}`,
  pcapng: `pcapng, ${CAPTURE}`,
  gzip: 'gzip; take it apart first, as with zcat FILE | uestorm audit -',
};

/** Gets what is read. */
export interface TraceTaker {
  /** What the trace shows, ahead of its first event. */
  source?(source: Source): void;
  event(event: TraceEvent): void;
}

export interface ReadTrace {
  readonly header: TraceHeader | null;
  readonly events: number;
  readonly bytes: number;
}

/**
 * Reads a trace, protobuf or JSON lines, as a stream: memory does not grow with its length.
 *
 * @param path a file, or `-` for standard input
 * @param take gets the events in their order
 * @param stdin what `-` stands for; default: the process's own
 * @throws TraceError if it is truncated, corrupt, not in the order of time, or no trace at all
 * @throws UsageError if the file cannot be read
 */
export async function readTrace(
  path: string,
  take: TraceTaker,
  stdin?: AsyncIterable<Uint8Array | string>,
): Promise<ReadTrace> {
  const place = path === '-' ? 'standard input' : path;
  let events = 0;
  let time = 0;
  let bytes = 0;
  let parser: TraceParser | null = null;
  const inOrder = (event: TraceEvent, offset: number): void => {
    if (event.t_seconds < time) {
      throw new Malformed(offset, `an event at ${event.t_seconds} s comes after one at ${time} s`);
    }
    time = event.t_seconds;
    events++;
    take.event(event);
  };
  const begin = (head: Uint8Array): TraceParser => {
    const format = formatOf(head);
    if (format === 'records') {
      take.source?.(OWN_SOURCE);
      return new Records(inOrder);
    }
    if (format !== 'json lines') throw new Malformed(0, NO_TRACE[format]);
    take.source?.({});
    return new JsonLines(inOrder);
  };
  let head = Buffer.alloc(0);
  try {
    for await (const chunk of path === '-' ? (stdin ?? process.stdin) : open(path)) {
      let data: Uint8Array = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      bytes += data.length;
      if (parser === null) {
        head = Buffer.concat([head, data]);
        if (head.length < HEAD_BYTES) continue;
        parser = begin(head);
        data = head;
      }
      parser.push(data);
    }
    if (parser === null && head.length > 0) {
      parser = begin(head);
      parser.push(head);
    }
    if (parser === null) throw new Malformed(0, 'the trace is empty');
    parser.end();
  } catch (error) {
    if (error instanceof Malformed) throw new TraceError(place, error.offset, events, error.message);
    throw error;
  }
  return { header: parser.header, events, bytes };
}

async function* open(path: string): AsyncIterable<Uint8Array> {
  try {
    yield* createReadStream(path) as AsyncIterable<Uint8Array>;
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    throw new UsageError(`${path}: cannot be read (${code}); name a trace, or - for standard input`, {
      cause: error,
    });
  }
}
