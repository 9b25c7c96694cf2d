import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Audit } from '../../../src/audit/audit.js';
import type { KeyLine } from '../../../src/capture/keys/file.js';
import { OF_PACKET, PdmlError, PROTOCOLS } from '../../../src/capture/pdml.js';
import { FIELDS, Signalling } from '../../../src/capture/signalling.js';
import { dissect } from '../../../src/capture/tshark.js';
import { challengeOf } from '../../../src/packets/nas.js';
import { JsonLines, toJsonLine } from '../../../src/trace/json.js';
import type { Source } from '../../../src/trace/source.js';
import { randomScenario } from '../../audit/scenarios.js';
import { captureOf } from '../../capture/captures.js';
import { s6aCapture } from '../../capture/diameter.js';
import { traceOf } from '../../trace/world.js';
import { nearly } from '../changes.js';
import { fileTarget, type Target } from '../target.js';
import { withOtherPackets } from './packets.js';

/*
 * Captures: what tshark prints of them, with all that is made of it up to the verdicts of the audit; and, where there is
 * time for half a second per input, capture files through tshark itself: of other octets, or with other packets (packets.ts).
 */

const UE = 1;
const IMSI = '001010000000001';
/** With both kinds of keys that a file may give. */
const LINES: readonly KeyLine[] = [
  { ue: 0, kasme: Buffer.alloc(32, 0x5a) },
  { imsi: IMSI, subscriber: { k: Buffer.alloc(16, 0x11), opc: Buffer.alloc(16, 0x22) } },
];

const VECTOR = s6aCapture(IMSI, challengeOf(UE, 1), Buffer.alloc(32, 0x5a));
const CAPTURES = [...[0, 1].map((n) => captureOf(traceOf(randomScenario(n, 0)).slice(0, 400)))];

export async function captureTargets(root: string): Promise<readonly Target[]> {
  const file = join(root, 'a.pcapng');
  const [vector, ...others] = await Promise.all(
    [VECTOR, ...CAPTURES].map((octets, n) => printedOf(join(root, `${n}.pcapng`), octets)),
  );
  const printed = others.map((text) => vector + text);
  const inputs = printed.map((text) => Buffer.from(text));
  return [
    { name: 'pdml', inputs, changed: fc.oneof(nearly(inputs), shuffled(printed)), take: takePdml },
    { ...fileTarget('capture', file, CAPTURES, [['audit', file]]), isSlow: true },
    {
      ...fileTarget('packets', file, CAPTURES, [
        ['audit', file],
        ['profile', file],
      ]),
      changed: withOtherPackets(CAPTURES),
      isSlow: true,
    },
  ];
}

/** What tshark prints of a capture, without the lines that are passed over by their names. */
async function printedOf(path: string, octets: Uint8Array): Promise<string> {
  writeFileSync(path, octets);
  let text = '';
  const complaint = await dissect(path, path, null, (part) => {
    text += part;
  });
  if (complaint !== null) throw new Error(complaint);
  const wanted = new Set<string>([...FIELDS, ...OF_PACKET.keys(), ...PROTOCOLS]);
  const lines = text.split('\n').filter((line) => {
    const name = / name="([^"]*)"/.exec(line)?.[1];
    return name === undefined || wanted.has(name);
  });
  return lines.join('\n');
}

/** @returns whether anything was made of it */
async function takePdml(bytes: Uint8Array): Promise<boolean> {
  let source: Source = {};
  let events = 0;
  let audit: Audit | null = null;
  // Whatever comes out is an event as a trace may have it.
  const lines = new JsonLines((event) => {
    events++;
    audit ??= new Audit(() => undefined, { source });
    audit.push(event);
  });
  const take = {
    source: (known: Source) => {
      source = known;
    },
    event: (event: Parameters<typeof toJsonLine>[0]) => lines.push(Buffer.from(toJsonLine(event))),
  };
  const signalling = new Signalling(take, LINES);
  try {
    signalling.push(Buffer.from(bytes).toString('latin1'));
    signalling.end();
    (audit as Audit | null)?.end();
    return events > 0;
  } catch (error) {
    if (error instanceof PdmlError) return false;
    throw error;
  }
}

const END = '</packet>\n';

/** Packets in another order, twice or not at all, and fields with what others have. */
function shuffled(printed: readonly string[]): fc.Arbitrary<Buffer> {
  const packets = printed.flatMap((text) => text.split(END).map((packet) => packet + END));
  const place = fc.nat(packets.length - 1);
  const values = packets.flatMap((packet) => packet.match(/ (?:show|value)="[^"]*"/g) ?? []);
  const value = fc.oneof(
    fc.constantFrom(...values),
    fc.constantFrom(' value=""', ' value="0"', ' show=""', ' show="-1"', ' show="4294967296"', ' show="x"'),
    fc.uint8Array({ maxLength: 40 }).map((octets) => ` value="${Buffer.from(octets).toString('hex')}"`),
  );
  const swaps = fc.array(fc.record({ packet: fc.nat(), field: fc.nat(), value }), { maxLength: 8 });
  return fc.tuple(fc.array(place, { minLength: 1, maxLength: 60 }), swaps).map(([places, swaps]) => {
    const text = places.sort((a, b) => a - b).map((n) => packets[n]);
    for (const { packet, field, value } of swaps) {
      const at = packet % text.length;
      text[at] = withValue(text[at], field, value);
    }
    return Buffer.from(text.join(''));
  });
}

/** A packet of which a field has another value of the same kind. */
function withValue(packet: string, field: number, value: string): string {
  const lines = packet.split('\n');
  const attribute = new RegExp(value.replace(/".*/, '"[^"]*"'));
  const having = [...lines.keys()].filter((n) => attribute.test(lines[n]));
  if (having.length === 0) return packet;
  const at = having[field % having.length];
  lines[at] = lines[at].replace(attribute, () => value);
  return lines.join('\n');
}
