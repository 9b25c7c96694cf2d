import { ipv4, SCTP } from '../../src/packets/framing/ip.js';
import { interfaceDescription, packetBlock, sectionHeader } from '../../src/packets/framing/pcapng.js';
import { bigEndian, concat } from '../../src/packets/octets.js';

/* A capture of ours as another network would have carried its packets. */

/** Link types. */
export const ETHERNET = 1;
export const LINUX_COOKED = 113;
export const IPV4 = 228;

/** Octets of an IPv4 header, of that of SCTP, and of those of a pcapng block before its packet. */
const IP_HEADER = 20;
const SCTP_HEADER = 12;
const BLOCK_HEADER = 28;
const PACKET = 6;

/** Packets of IP in a capture of ours. */
export function packetsOf(capture: Buffer): Buffer[] {
  const packets: Buffer[] = [];
  for (let at = 0; at < capture.length; at += capture.readUInt32LE(at + 4)) {
    if (capture.readUInt32LE(at) !== PACKET) continue;
    const length = capture.readUInt32LE(at + 20);
    packets.push(capture.subarray(at + BLOCK_HEADER, at + BLOCK_HEADER + length));
  }
  return packets;
}

/** Packets as a capture of one interface, a millisecond apart. */
export function wire(packets: readonly Uint8Array[], linkType: number): Buffer {
  return Buffer.concat([
    sectionHeader('uestorm test'),
    interfaceDescription('any', linkType),
    ...packets.map((packet, i) => packetBlock(0, 1000 * i, packet)),
  ]);
}

const MACS = new Uint8Array(12);

export const ethernet = (packet: Uint8Array): Uint8Array => concat(MACS, bigEndian(0x0800, 2), packet);

export const vlan = (packet: Uint8Array): Uint8Array =>
  concat(MACS, bigEndian(0x8100, 2), bigEndian(42, 2), bigEndian(0x0800, 2), packet);

/** As "tcpdump -i any" writes it: type of packet and device, its address, protocol. */
export const linuxCooked = (packet: Uint8Array): Uint8Array =>
  concat(bigEndian(0, 2), bigEndian(1, 2), bigEndian(6, 2), new Uint8Array(8), bigEndian(0x0800, 2), packet);

/** The same ends by IPv6, in Ethernet. */
export function ipv6(packet: Uint8Array): Uint8Array {
  const address = (at: number) => concat([0xfd], new Uint8Array(11), packet.subarray(at, at + 4));
  const payload = packet.subarray(IP_HEADER);
  const head = concat([0x60, 0, 0, 0], bigEndian(payload.length, 2), [packet[9], 64]);
  return concat(MACS, bigEndian(0x86dd, 2), head, address(12), address(16), payload);
}

/** DATA chunks of packets of one flow, in a single packet. */
export function bundled(packets: readonly Buffer[]): Uint8Array {
  const [first] = packets;
  const chunks = packets.map((packet) => packet.subarray(IP_HEADER + SCTP_HEADER));
  const header = first.subarray(IP_HEADER, IP_HEADER + SCTP_HEADER);
  return ipv4(SCTP, first.subarray(12, 16), first.subarray(16, 20), concat(header, ...chunks));
}

/** The same packet on the other path of its association: each end has a second address. */
export function elsewhere(packet: Uint8Array): Uint8Array {
  const [from, to] = [packet.slice(12, 16), packet.slice(16, 20)];
  for (const address of [from, to]) address[0] = 172;
  return ipv4(SCTP, from, to, packet.subarray(IP_HEADER));
}
