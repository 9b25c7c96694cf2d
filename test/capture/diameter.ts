import { ipv4, SCTP } from '../../src/packets/framing/ip.js';
import {
  interfaceDescription,
  LINKTYPE_IPV4,
  packetBlock,
  sectionHeader,
} from '../../src/packets/framing/pcapng.js';
import { sctpPacket } from '../../src/packets/framing/sctp.js';
import { bigEndian, concat } from '../../src/packets/octets.js';

/** Port and payload protocol of Diameter (RFC 6733 2.1). */
const PORT = 3868;
const PPID = 46;
const S6A = 16777251;
const TGPP = 10415;
const COMMAND = 318;
const AVP = { userName: 1, info: 1413, vector: 1414, rand: 1447, kasme: 1450 };

const MME = Uint8Array.of(10, 1, 0, 1);
const HSS = Uint8Array.of(10, 3, 0, 1);

/** Request and answer of AUTHENTICATION-INFORMATION (TS 29.272 7.2.5) as a capture. */
export function s6aCapture(imsi: string, rand: Uint8Array, kasme: Uint8Array): Buffer {
  const flow = () => ({ port: PORT, ppid: PPID, tag: 1, tsn: 1, ssn: 0 });
  const vector = avp(AVP.vector, concat(avp(AVP.rand, rand, TGPP), avp(AVP.kasme, kasme, TGPP)), TGPP);
  const request = diameter(true, avp(AVP.userName, Buffer.from(imsi)));
  const answer = diameter(false, avp(AVP.info, vector, TGPP));
  return Buffer.concat([
    sectionHeader('uestorm test'),
    interfaceDescription('s6a', LINKTYPE_IPV4),
    packetBlock(0, 0, ipv4(SCTP, MME, HSS, sctpPacket(flow(), request))),
    packetBlock(0, 1, ipv4(SCTP, HSS, MME, sctpPacket(flow(), answer))),
  ]);
}

function diameter(isRequest: boolean, content: Uint8Array): Uint8Array {
  const head = concat(bigEndian(COMMAND, 3), bigEndian(S6A, 4), bigEndian(7, 4), bigEndian(9, 4));
  return concat([1], bigEndian(20 + content.length, 3), [isRequest ? 0xc0 : 0x40], head, content);
}

function avp(code: number, value: Uint8Array, vendor?: number): Uint8Array {
  const owner = vendor === undefined ? new Uint8Array(0) : bigEndian(vendor, 4);
  const length = 8 + owner.length + value.length;
  const filled = new Uint8Array(-length & 3);
  return concat(
    bigEndian(code, 4),
    [vendor === undefined ? 0x40 : 0xc0],
    bigEndian(length, 3),
    owner,
    value,
    filled,
  );
}
