import fc from 'fast-check';

/*
 * Captures whose container is valid and whose packets are not: octets of some are others, up to the end of what they carry.
 * tshark dissects them as far as it can, and what is made of that has to bear all it says.
 */

/** An enhanced packet block of pcapng: type, length, interface, time (8), captured, original, octets. */
const PACKET_BLOCK = 6;
const DATA_AT = 28;
const CAPTURED_AT = 20;

/** Where the octets of each packet lie in a capture in this machine's order of octets, as uestorm writes it. */
function packetsIn(capture: Buffer): readonly (readonly [from: number, length: number])[] {
  const found: (readonly [number, number])[] = [];
  for (let at = 0; at < capture.length; at += capture.readUInt32LE(at + 4)) {
    if (capture.readUInt32LE(at) !== PACKET_BLOCK) continue;
    found.push([at + DATA_AT, capture.readUInt32LE(at + CAPTURED_AT)]);
  }
  return found;
}

const octets = fc.oneof(
  fc.constantFrom([0], [0xff], [0x80], [0x7f], [0xff, 0xff], [0, 0, 0, 0], [0xff, 0xff, 0xff, 0xff]),
  fc.array(fc.nat(255), { minLength: 1, maxLength: 8 }),
);
/** From the end of the packet, in which the messages lie more often than headers do. */
const back = fc.oneof(
  { weight: 4, arbitrary: fc.nat({ max: 99 }).map((hundredths) => hundredths / 200) },
  { weight: 1, arbitrary: fc.nat({ max: 99 }).map((hundredths) => hundredths / 100) },
);

/** A capture in which one to twelve packets have other octets somewhere. */
export function withOtherPackets(captures: readonly Buffer[]): fc.Arbitrary<Buffer> {
  const change = fc.record({ packet: fc.nat(), back, octets });
  return fc
    .tuple(fc.constantFrom(...captures), fc.array(change, { minLength: 1, maxLength: 12 }))
    .map(([capture, changes]) => {
      const changed = Buffer.from(capture);
      const packets = packetsIn(capture);
      for (const { packet, back, octets } of changes) {
        const [from, length] = packets[packet % packets.length];
        const at = Math.floor((1 - back) * (length - 1));
        changed.set(octets.slice(0, length - at), from + at);
      }
      return changed;
    });
}
