import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyLine } from '../../src/capture/keys/file.js';
import { type ReadCapture, readCapture } from '../../src/capture/read.js';
import { CaptureWriter } from '../../src/packets/write.js';
import type { TraceEvent } from '../../src/trace/event.js';
import { inDirectory } from '../trace/files.js';

/** Events as a capture. */
export function captureOf(events: readonly TraceEvent[]): Buffer {
  const pieces: Uint8Array[] = [];
  const writer = new CaptureWriter((piece) => pieces.push(piece), 'uestorm test');
  for (const event of events) writer.take(event);
  return Buffer.concat(pieces);
}

export async function* chunks(octets: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < octets.length; at += size) yield octets.subarray(at, at + size);
}

export interface Read extends ReadCapture {
  readonly events: readonly TraceEvent[];
}

/** What a capture says. */
export async function read(
  octets: Uint8Array,
  { isPiped = false, lines = [] as readonly KeyLine[] } = {},
): Promise<Read> {
  return inDirectory(async (dir) => {
    const path = join(dir, 'a.pcapng');
    writeFileSync(path, octets);
    const events: TraceEvent[] = [];
    const take = { source: () => undefined, event: (event: TraceEvent) => void events.push(event) };
    const input = isPiped ? chunks(octets, 100) : null;
    return { ...(await readCapture(isPiped ? '-' : path, take, input, lines)), events };
  });
}

/** Events with numbers of their messages, from 1 on. */
export function numbered(events: readonly TraceEvent[]): readonly TraceEvent[] {
  return events.map((event, i) => ({ ...event, id: i + 1 }));
}
