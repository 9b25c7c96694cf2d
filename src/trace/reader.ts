import { createReadStream } from 'node:fs';
import { UsageError } from '../errors.js';
import type { TraceEvent } from './event.js';
import { JsonLines } from './json.js';
import { Malformed, TraceError, type TraceHeader, type TraceParser } from './parser.js';
import { Records } from './records.js';

export interface ReadTrace {
  readonly header: TraceHeader | null;
  readonly events: number;
  readonly bytes: number;
}

/**
 * Reads a trace, protobuf or JSON lines, as a stream: memory does not grow with its length.
 *
 * @param path a file, or `-` for standard input
 * @param onEvent gets the events in their order
 * @param stdin what `-` stands for; default: the process's own
 * @throws TraceError if it is truncated, corrupt, not in the order of time, or no trace at all
 * @throws UsageError if the file cannot be read
 */
export async function readTrace(
  path: string,
  onEvent: (event: TraceEvent) => void,
  stdin?: AsyncIterable<Uint8Array | string>,
): Promise<ReadTrace> {
  const place = path === '-' ? 'standard input' : path;
  let events = 0;
  let time = 0;
  let bytes = 0;
  let parser: TraceParser | null = null;
  const take = (event: TraceEvent, offset: number): void => {
    if (event.t_seconds < time) {
      throw new Malformed(offset, `an event at ${event.t_seconds} s comes after one at ${time} s`);
    }
    time = event.t_seconds;
    events++;
    onEvent(event);
  };
  try {
    for await (const chunk of path === '-' ? (stdin ?? process.stdin) : open(path)) {
      const data = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      if (data.length === 0) continue;
      // The header of a protobuf trace is longer than 127 bytes, so that its first byte is no character.
      parser ??= data[0] < 0x80 ? new JsonLines(take) : new Records(take);
      bytes += data.length;
      parser.push(data);
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
