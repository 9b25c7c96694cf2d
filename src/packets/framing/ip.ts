import { bigEndian } from '../octets.js';

/** Protocol numbers. */
export const UDP = 17;
export const SCTP = 132;

const HEADER = 20;
const TTL = 64;
const DONT_FRAGMENT = 0x4000;

/** An IPv4 packet; addresses of four octets. */
export function ipv4(protocol: number, from: Uint8Array, to: Uint8Array, payload: Uint8Array): Uint8Array {
  const packet = new Uint8Array(HEADER + payload.length);
  const view = new DataView(packet.buffer);
  packet[0] = 0x45;
  view.setUint16(2, packet.length);
  view.setUint16(6, DONT_FRAGMENT);
  packet[8] = TTL;
  packet[9] = protocol;
  packet.set(from, 12);
  packet.set(to, 16);
  view.setUint16(10, checksum(packet.subarray(0, HEADER)));
  packet.set(payload, HEADER);
  return packet;
}

/** A UDP datagram, with its checksum over the addresses too. */
export function udp(port: number, from: Uint8Array, to: Uint8Array, payload: Uint8Array): Uint8Array {
  const datagram = new Uint8Array(8 + payload.length);
  const view = new DataView(datagram.buffer);
  view.setUint16(0, port);
  view.setUint16(2, port);
  view.setUint16(4, datagram.length);
  datagram.set(payload, 8);
  const pseudo = Buffer.concat([from, to, bigEndian(UDP, 2), bigEndian(datagram.length, 2), datagram]);
  view.setUint16(6, checksum(pseudo) || 0xffff);
  return datagram;
}

/** The Internet checksum (RFC 1071). */
function checksum(octets: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < octets.length; i++) sum += i % 2 === 0 ? octets[i] << 8 : octets[i];
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
