/*
 * pcapng (draft-ietf-opsawg-pcapng), little endian: a section header, a description of each interface before its first
 * packet, and enhanced packet blocks.
 */

/** Link types: IPv4 without a link layer; Wireshark's exported PDUs. */
export const LINKTYPE_IPV4 = 228;
export const LINKTYPE_UPPER_PDU = 252;

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE = 1;
const PACKET = 6;
const BYTE_ORDER = 0x1a2b3c4d;
const END_OF_OPTIONS = 0;
const SHB_USERAPPL = 4;
const IF_NAME = 2;
const IF_TSRESOL = 9;
const MICROSECONDS = 6;

export function sectionHeader(application: string): Uint8Array {
  const body = new Uint8Array(16);
  const view = new DataView(body.buffer);
  view.setUint32(0, BYTE_ORDER, true);
  view.setUint16(4, 1, true);
  // The length of the section is not known.
  view.setInt32(8, -1, true);
  view.setInt32(12, -1, true);
  return block(SECTION_HEADER, Buffer.concat([body, option(SHB_USERAPPL, Buffer.from(application)), END]));
}

export function interfaceDescription(name: string, linkType: number): Uint8Array {
  const body = new Uint8Array(8);
  new DataView(body.buffer).setUint16(0, linkType, true);
  const options = [option(IF_NAME, Buffer.from(name)), option(IF_TSRESOL, Uint8Array.of(MICROSECONDS)), END];
  return block(INTERFACE, Buffer.concat([body, ...options]));
}

/** @param microseconds since 1970 */
export function packetBlock(at: number, microseconds: number, packet: Uint8Array): Uint8Array {
  const head = new Uint8Array(20);
  const view = new DataView(head.buffer);
  view.setUint32(0, at, true);
  view.setUint32(4, Math.floor(microseconds / 0x100000000), true);
  view.setUint32(8, microseconds % 0x100000000, true);
  view.setUint32(12, packet.length, true);
  view.setUint32(16, packet.length, true);
  return block(PACKET, Buffer.concat([head, padded(packet)]));
}

function block(type: number, body: Uint8Array): Uint8Array {
  const out = new Uint8Array(12 + body.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, out.length, true);
  out.set(body, 8);
  view.setUint32(out.length - 4, out.length, true);
  return out;
}

function option(code: number, value: Uint8Array): Uint8Array {
  const head = new Uint8Array(4);
  const view = new DataView(head.buffer);
  view.setUint16(0, code, true);
  view.setUint16(2, value.length, true);
  return Buffer.concat([head, padded(value)]);
}
const END = option(END_OF_OPTIONS, new Uint8Array(0));

function padded(octets: Uint8Array): Uint8Array {
  const out = new Uint8Array((octets.length + 3) & ~3);
  out.set(octets);
  return out;
}
