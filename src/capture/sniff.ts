import { closeSync, openSync, readSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';
import { formatOf, HEAD_BYTES } from '../trace/format.js';

/** As much of a file tells what is in it, gzip or not. */
const LOOK_BYTES = 4096;

/** Whether a file is a capture, by its first bytes; false of what cannot be read, too: who reads it then says why. */
export function isCaptureFile(path: string): boolean {
  const head = Buffer.alloc(LOOK_BYTES);
  try {
    const file = openSync(path, 'r');
    try {
      return isCapture(head.subarray(0, readSync(file, head)));
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
}

/** What comes from a stream, as it came, and whether that is a capture. */
export async function lookAhead(
  stream: AsyncIterable<Uint8Array | string>,
): Promise<{ readonly isCapture: boolean; readonly stream: AsyncIterable<Uint8Array | string> }> {
  const chunks = stream[Symbol.asyncIterator]();
  const ahead: (Uint8Array | string)[] = [];
  let head = Buffer.alloc(0);
  while (head.length < HEAD_BYTES) {
    const { value, done } = await chunks.next();
    if (done) break;
    ahead.push(value);
    head = Buffer.concat([head, Buffer.from(value as Uint8Array)]);
  }
  async function* again(): AsyncIterable<Uint8Array | string> {
    yield* ahead;
    yield* { [Symbol.asyncIterator]: () => chunks };
  }
  return { isCapture: isCapture(head), stream: again() };
}

function isCapture(head: Uint8Array): boolean {
  const format = formatOf(head);
  if (format === 'pcap' || format === 'pcapng') return true;
  if (format !== 'gzip') return false;
  try {
    // The end is missing.
    const inner = gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH });
    return isCapture(inner.subarray(0, HEAD_BYTES));
  } catch {
    return false;
  }
}
