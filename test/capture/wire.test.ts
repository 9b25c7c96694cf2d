import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TraceEvent } from '../../src/trace/event.js';
import { skip } from '../packets/tshark.js';
import { BROKEN, captureOf, numbered, type Read, read } from './captures.js';
import * as wires from './wires.js';

/*
 * What packets come in. BROKEN is S1 SETUP in packets 1 to 4, and then a message each: all but the first are of the MME's
 * direction.
 */

const PACKETS = wires.packetsOf(captureOf(BROKEN));

const said = ({ events }: Read): readonly unknown[] =>
  events.map(({ message, nas, ue, connection, from, to, nas_count, keys }) => [
    [message, nas, nas_count, keys],
    [ue, connection, from, to],
  ]);

describe('a message is the same', { skip }, async () => {
  const whole = skip === false ? said(await read(captureOf(BROKEN))) : [];
  const cases: readonly (readonly [what: string, capture: () => Buffer])[] = [
    ['in Ethernet', () => wires.wire(PACKETS.map(wires.ethernet), wires.ETHERNET)],
    ['in a VLAN', () => wires.wire(PACKETS.map(wires.vlan), wires.ETHERNET)],
    ['as Linux captures on any device', () => wires.wire(PACKETS.map(wires.linuxCooked), wires.LINUX_COOKED)],
    ['over IPv6', () => wires.wire(PACKETS.map(wires.ipv6), wires.ETHERNET)],
    [
      'in a packet with others, by SCTP',
      () => wires.wire([...PACKETS.slice(0, 5), wires.bundled(PACKETS.slice(5))], wires.IPV4),
    ],
    [
      'on another path of its association',
      () => wires.wire([...PACKETS.slice(0, 6), ...PACKETS.slice(6).map(wires.elsewhere)], wires.IPV4),
    ],
  ];
  for (const [what, capture] of cases) {
    it(what, async () => {
      const found = await read(capture());
      assert.deepEqual([found.faults, found.failure], [[], null]);
      assert.deepEqual(said(found), whole);
    });
  }
});

describe('a NAS message that is ciphered', { skip }, () => {
  const events: readonly TraceEvent[] = numbered([
    ...BROKEN.slice(0, 3),
    {
      ...BROKEN[3],
      message: 'DOWNLINK NAS TRANSPORT',
      nas: 'downlink NAS message',
      nas_count: 1,
      keys: { kasme: 'ab', eksi: 1 },
    },
  ]);

  /** The last message under EEA2, its content these octets. */
  function ciphered(content: readonly number[]): Buffer {
    const octets = Buffer.from(captureOf(events));
    const command = octets.indexOf(Buffer.from([0x07, 0x5d, 0x02]));
    octets[command + 2] = 0x22;
    // Header type 2, MAC, sequence number 1.
    const at = octets.lastIndexOf(Buffer.from([0x27, 0, 0, 0, 0, 1])) + 6;
    for (const [i, octet] of content.entries()) octets[at + i] = octet;
    return octets;
  }

  for (const [what, content] of [
    ['like nothing', [0x9a, 0x3c]],
    ['like GUTI REALLOCATION COMMAND, and then like nothing', [0x07, 0x50]],
    ['like ATTACH REQUEST, and then like nothing', [0x07, 0x41]],
    ['like a message of session management', [0x52, 0x01]],
  ] as const) {
    it(`and looks ${what}: its direction and COUNT are known, and no more is taken for it`, async () => {
      const { events: found, faults } = await read(ciphered(content));
      assert.deepEqual(faults, []);
      const last = found.at(-1);
      assert.deepEqual(
        [last?.message, last?.nas, last?.nas_count],
        ['DOWNLINK NAS TRANSPORT', 'downlink NAS message', 1],
      );
    });
  }
});
