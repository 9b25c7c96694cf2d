import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyLine } from '../../src/capture/keys/file.js';
import { type ReadCapture, readCapture } from '../../src/capture/read.js';
import { CaptureWriter } from '../../src/packets/write.js';
import type { TraceEvent } from '../../src/trace/event.js';
import type { Source } from '../../src/trace/source.js';
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
  readonly source: Source;
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
    let source: Source = {};
    const take = {
      source: (known: Source) => {
        source = known;
      },
      event: (event: TraceEvent) => void events.push(event),
    };
    const input = isPiped ? chunks(octets, 100) : null;
    return { ...(await readCapture(isPiped ? '-' : path, take, input, lines)), events, source };
  });
}

/** Events with numbers of their messages, from 1 on. */
export function numbered(events: readonly TraceEvent[]): readonly TraceEvent[] {
  return events.map((event, i) => ({ ...event, id: i + 1 }));
}

const mme = (t_seconds: number, message: string, more: Partial<TraceEvent>): TraceEvent => ({
  t_seconds,
  ue: 17,
  event: 'sent',
  from: 'mme-1',
  to: 'enb-6',
  connection: 1,
  message,
  ...more,
});

/** Rule 1 broken: INITIAL CONTEXT SETUP REQUEST while a SECURITY MODE COMMAND has no answer. */
export const BROKEN: readonly TraceEvent[] = numbered([
  mme(1, 'INITIAL UE MESSAGE', { from: 'enb-6', to: 'mme-1', nas: 'ATTACH REQUEST' }),
  mme(2, 'DOWNLINK NAS TRANSPORT', { nas: 'AUTHENTICATION REQUEST', keys: { new_eksi: 1 } }),
  mme(3, 'DOWNLINK NAS TRANSPORT', {
    nas: 'SECURITY MODE COMMAND',
    nas_count: 0,
    keys: { kasme: 'ab', eksi: 1 },
  }),
  mme(4, 'INITIAL CONTEXT SETUP REQUEST', { keys: { kenb: 'cd' } }),
]);
