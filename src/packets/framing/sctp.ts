/*
 * SCTP (RFC 9260): a packet with one DATA chunk, which holds one whole message.
 */

export const S1AP_PORT = 36412;
export const X2AP_PORT = 36422;
/** Payload protocol identifiers. */
export const S1AP_PPID = 18;
export const X2AP_PPID = 27;

/** One direction of an association. */
export interface SctpFlow {
  readonly port: number;
  readonly ppid: number;
  readonly tag: number;
  /** Transmission and stream sequence numbers of the next message. */
  tsn: number;
  ssn: number;
}

const DATA = 0;
const WHOLE = 0x03;
/** UE-associated signalling: any stream but the first. */
const STREAM = 1;
const COMMON_HEADER = 12;
const CHUNK_HEADER = 16;

/** The packet with the next message of a flow. */
export function sctpPacket(flow: SctpFlow, message: Uint8Array): Uint8Array {
  const length = CHUNK_HEADER + message.length;
  const packet = new Uint8Array(COMMON_HEADER + ((length + 3) & ~3));
  const view = new DataView(packet.buffer);
  view.setUint16(0, flow.port);
  view.setUint16(2, flow.port);
  view.setUint32(4, flow.tag);
  packet[12] = DATA;
  packet[13] = WHOLE;
  view.setUint16(14, length);
  view.setUint32(16, flow.tsn);
  view.setUint16(20, STREAM);
  view.setUint16(22, flow.ssn);
  view.setUint32(24, flow.ppid);
  packet.set(message, COMMON_HEADER + CHUNK_HEADER);
  flow.tsn = (flow.tsn + 1) >>> 0;
  flow.ssn = (flow.ssn + 1) & 0xffff;
  view.setUint32(8, crc32c(packet), true);
  return packet;
}

/** Reversed polynomial of CRC-32C. */
const POLYNOMIAL = 0x82f63b78;
const TABLE = Uint32Array.from({ length: 256 }, (_, octet) => {
  let value = octet;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
  return value >>> 0;
});

function crc32c(octets: Uint8Array): number {
  let crc = 0xffffffff;
  for (const octet of octets) crc = TABLE[(crc ^ octet) & 0xff] ^ (crc >>> 8);
  return ~crc >>> 0;
}
