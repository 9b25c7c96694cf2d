import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TraceEvent } from '../../src/trace/event.js';
import { type ReadTrace, readTrace } from '../../src/trace/reader.js';

/** Calls with a directory that is removed afterwards. */
export async function inDirectory<T>(use: (dir: string) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'uestorm-trace-'));
  try {
    return await use(dir);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

export interface Whole extends ReadTrace {
  readonly list: readonly TraceEvent[];
}

/** All of a trace that lies in a file. */
export async function readAll(path: string): Promise<Whole> {
  const list: TraceEvent[] = [];
  return { ...(await readTrace(path, { event: (event) => void list.push(event) })), list };
}

/** What is read of bytes that come in chunks of a size, and the error that ends it. */
export async function readBytes(
  bytes: Uint8Array | string,
  chunk = 1 << 16,
): Promise<{ readonly list: readonly TraceEvent[]; readonly error: Error | null }> {
  const data = Buffer.from(bytes as Uint8Array);
  const list: TraceEvent[] = [];
  async function* chunks(): AsyncIterable<Uint8Array> {
    for (let at = 0; at < data.length; at += chunk) yield data.subarray(at, at + chunk);
  }
  try {
    await readTrace('-', { event: (event) => void list.push(event) }, chunks());
    return { list, error: null };
  } catch (error) {
    return { list, error: error as Error };
  }
}
