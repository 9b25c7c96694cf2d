/*
 * What tshark says of a capture, as PDML: packet by packet, the fields of each protocol in the order in which they lie in
 * the packet. That order is what the other forms of its output lose, and one SCTP packet may carry several messages.
 */

/** A field: its name, its value as it is shown, and its octets in hexadecimal. */
export interface Field {
  readonly name: string;
  readonly show: string;
  readonly value: string;
}

/** Protocols whose messages are read. */
export const PROTOCOLS = ['s1ap', 'x2ap', 'gtpv2', 'diameter'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** A message of one protocol in a packet. */
export interface Pdu {
  readonly protocol: Protocol;
  readonly fields: Field[];
}

/** A packet, as far as it is of use here. */
export interface Packet {
  /** From 1 on, as Wireshark counts. */
  number: number;
  /** Since the first packet of the capture. */
  seconds: number;
  interface: string;
  source: string;
  destination: string;
  sourcePort: string;
  destinationPort: string;
  readonly pdus: Pdu[];
  /** Transmission sequence numbers of the data chunks, in the order of the messages. */
  readonly tsns: string[];
  tag: string;
  /** Why it cannot be read, or null. */
  fault: string | null;
}

const isProtocol = (name: string): name is Protocol => (PROTOCOLS as readonly string[]).includes(name);

/** What tshark calls a message that it could not dissect to its end. */
const FAULTS: Readonly<Record<string, string>> = {
  '_ws.malformed': 'malformed',
  '_ws.short': 'cut short when it was captured',
};

type OfPacket = 'interface' | 'source' | 'destination' | 'sourcePort' | 'destinationPort' | 'tag';

/** Fields that say something of the packet, and where that goes; numbers and lists beside them. */
const OF_PACKET: Readonly<Record<string, OfPacket>> = {
  'frame.interface_id': 'interface',
  'ip.src': 'source',
  'ip.dst': 'destination',
  'ipv6.src': 'source',
  'ipv6.dst': 'destination',
  'sctp.srcport': 'sourcePort',
  'sctp.dstport': 'destinationPort',
  'sctp.verification_tag': 'tag',
};

const NAME = /^\s*<(field|proto) name="([^"]*)"/;
const SHOW = / show="([^"]*)"/;
const VALUE = / value="([^"]*)"/;

/** Takes PDML apart, line by line. */
export class Pdml {
  private rest = '';
  private packet: Packet | null = null;
  private pdu: Pdu | null = null;

  /** @param wanted names of fields of messages that are kept */
  constructor(
    private readonly wanted: ReadonlySet<string>,
    private readonly take: (packet: Packet) => void,
  ) {}

  push(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.line(line);
  }

  private line(line: string): void {
    if (line === '<packet>') {
      this.packet = emptyPacket();
      this.pdu = null;
    } else if (line === '</packet>' && this.packet !== null) {
      this.take(this.packet);
      this.packet = null;
    } else if (this.packet !== null) this.element(line, this.packet);
  }

  private element(line: string, packet: Packet): void {
    const [, kind, name] = NAME.exec(line) ?? [];
    if (name === undefined) return;
    if (kind === 'proto') {
      if (name in FAULTS) packet.fault = FAULTS[name];
      if (!isProtocol(name)) return;
      this.pdu = { protocol: name, fields: [] };
      packet.pdus.push(this.pdu);
      return;
    }
    const show = (): string => SHOW.exec(line)?.[1] ?? '';
    const ofPacket = OF_PACKET[name];
    if (ofPacket !== undefined) packet[ofPacket] = show();
    else if (name === 'frame.number') packet.number = Number(show());
    else if (name === 'frame.time_relative') packet.seconds = Number(show());
    else if (name === 'sctp.data_tsn_raw') packet.tsns.push(show());
    if (this.wanted.has(name)) {
      this.pdu?.fields.push({ name, show: show(), value: VALUE.exec(line)?.[1] ?? '' });
    }
  }
}

function emptyPacket(): Packet {
  return {
    number: 0,
    seconds: 0,
    interface: '',
    source: '',
    destination: '',
    sourcePort: '',
    destinationPort: '',
    pdus: [],
    tsns: [],
    tag: '',
    fault: null,
  };
}

/** What a message shows under a name, the first if it is there more than once. */
export function first(pdu: Pdu, name: string): Field | undefined {
  return pdu.fields.find((field) => field.name === name);
}

/** The number that a message shows under a name. */
export function number(pdu: Pdu, name: string): number | undefined {
  const show = first(pdu, name)?.show;
  return show === undefined ? undefined : Number(show);
}
