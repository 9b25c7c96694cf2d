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
  /** Messages that were dissected to their end. */
  readonly pdus: Pdu[];
  /** Transmission sequence numbers of the data chunks, in the order of the messages. */
  readonly tsns: string[];
  tag: string;
  /** What the packet reads as, such as "eth:ethertype:ip:sctp:s1ap". */
  protocols: string;
  /** Wireshark's number for its link type. */
  linkType: string;
  /** Why it cannot be read to its end, or null. */
  fault: string | null;
}

const isProtocol = (name: string): name is Protocol => (PROTOCOLS as readonly string[]).includes(name);

/** What tshark calls a message that it could not dissect to its end. */
const FAULTS: ReadonlyMap<string, string> = new Map([
  ['_ws.malformed', 'malformed'],
  ['_ws.short', 'cut short when it was captured (tcpdump -s 0 takes all of it)'],
]);

/** Fields that say something of the packet. */
export const OF_PACKET: ReadonlyMap<string, (packet: Packet, show: string) => void> = new Map([
  ['frame.number', setNumber],
  ['frame.time_relative', setSeconds],
  ['frame.interface_id', set('interface')],
  ['frame.encap_type', set('linkType')],
  ['frame.protocols', set('protocols')],
  ['ip.src', set('source')],
  ['ipv6.src', set('source')],
  ['ip.dst', set('destination')],
  ['ipv6.dst', set('destination')],
  ['sctp.srcport', set('sourcePort')],
  ['sctp.dstport', set('destinationPort')],
  ['sctp.verification_tag', set('tag')],
  ['sctp.data_tsn_raw', addTsn],
]);

type Text =
  | 'interface'
  | 'linkType'
  | 'protocols'
  | 'source'
  | 'destination'
  | 'sourcePort'
  | 'destinationPort'
  | 'tag';

function set(name: Text): (packet: Packet, show: string) => void {
  return (packet, show) => {
    packet[name] = show;
  };
}

function setNumber(packet: Packet, show: string): void {
  packet.number = numberOf(show) ?? refuse('frame.number', show);
}

function setSeconds(packet: Packet, show: string): void {
  const seconds = Number(show);
  packet.seconds = show !== '' && Number.isFinite(seconds) ? seconds : refuse('frame.time_relative', show);
}

function addTsn(packet: Packet, show: string): void {
  packet.tsns.push(show);
}

function refuse(name: string, show: string): never {
  throw new PdmlError(`${JSON.stringify(show.slice(0, SHOWN_MAX))} as ${name}, where a number belongs`);
}

/** Something that tshark does not print. */
export class PdmlError extends Error {
  override readonly name = 'PdmlError';
}
/** Characters of it that are told. */
const SHOWN_MAX = 40;

const SHOW = / show="([^"]*)"/;
const VALUE = / value="([^"]*)"/;
const VERSION = / creator="wireshark\/([^"]*)"/;
/** Shorter strings are copied by V8 itself. */
const COPIED_MIN = 13;

/** Lines begin with this or "proto", behind their indent. */
const NAME_AT = '<field name="'.length;
const SPACE = 32;
const QUOTE = '"'.charCodeAt(0);
const F = 'f'.charCodeAt(0);
const P = 'p'.charCodeAt(0);
const SLASH = '/'.charCodeAt(0);
/** Entries of the table that tells most names apart from those that are wanted; a power of two. */
const HASHES = 2 ** 12;

/**
 * Takes PDML apart, line by line: 16 kB of it for each packet, of which a few fields are wanted. Most lines are passed over
 * by the length of their name and its last letters, without a string being made of it.
 */
export class Pdml {
  /** The version of tshark, once it has said so. */
  version: string | null = null;
  private rest = '';
  private packet: Packet | null = null;
  private pdu: Pdu | null = null;
  private readonly isLikely = new Uint8Array(HASHES);

  /** @param wanted names of fields of messages that are kept */
  constructor(
    private readonly wanted: ReadonlySet<string>,
    private readonly take: (packet: Packet) => void,
  ) {
    const names = [...wanted, ...OF_PACKET.keys(), ...PROTOCOLS, ...FAULTS.keys()];
    for (const name of names) this.isLikely[hashOf(name, 0, name.length)] = 1;
  }

  push(chunk: string): void {
    const text = this.rest + chunk;
    let at = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', at)) {
      this.line(text, at, end);
      at = end + 1;
    }
    this.rest = text.slice(at);
  }

  private line(text: string, begin: number, end: number): void {
    let at = begin;
    while (text.charCodeAt(at) === SPACE) at++;
    const kind = text.charCodeAt(at + 1);
    // Most lines that end something.
    if (kind === SLASH && at > begin) return;
    if ((kind === F || kind === P) && text.charCodeAt(at + NAME_AT - 1) === QUOTE) {
      return this.element(text, at, end, kind === P);
    }
    const line = text.slice(begin, end);
    if (line === '<packet>') {
      this.packet = emptyPacket();
      this.pdu = null;
    } else if (line === '</packet>' && this.packet !== null) {
      this.take(this.packet);
      this.packet = null;
    } else if (this.version === null) this.version = VERSION.exec(line)?.[1] ?? null;
  }

  private element(text: string, at: number, end: number, isProto: boolean): void {
    const { packet } = this;
    const from = at + NAME_AT;
    const to = text.indexOf('"', from);
    if (packet === null || this.isLikely[hashOf(text, from, to)] === 0) return;
    const name = text.slice(from, to);
    if (isProto) return this.proto(name, packet);
    const ofPacket = OF_PACKET.get(name);
    if (ofPacket !== undefined) ofPacket(packet, attributeOf(text.slice(to, end), SHOW));
    if (this.pdu !== null && this.wanted.has(name)) {
      const line = text.slice(to, end);
      this.pdu.fields.push({ name, show: attributeOf(line, SHOW), value: attributeOf(line, VALUE) });
    }
  }

  private proto(name: string, packet: Packet): void {
    const fault = FAULTS.get(name);
    if (isProtocol(name)) {
      this.pdu = { protocol: name, fields: [] };
      packet.pdus.push(this.pdu);
    } else if (fault !== undefined) {
      // It lies behind what could not be dissected to its end: the messages before that are whole.
      packet.fault = fault;
      packet.pdus.pop();
      this.pdu = null;
    }
  }
}

/** A copy: what is cut out of a text would keep all of it in memory. */
function attributeOf(line: string, pattern: RegExp): string {
  const value = pattern.exec(line)?.[1] ?? '';
  return value.length < COPIED_MIN ? value : Buffer.from(value, 'latin1').toString('latin1');
}

/** Of a name within a text. */
const hashOf = (text: string, from: number, to: number): number =>
  ((to - from) * 37 + text.charCodeAt(to - 1) * 11 + text.charCodeAt(to - 3) * 5) & (HASHES - 1);

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
    protocols: '',
    linkType: '',
    fault: null,
  };
}

/** What a message shows under a name, the first if it is there more than once. */
export function first(pdu: Pdu, name: string): Field | undefined {
  return pdu.fields.find((field) => field.name === name);
}

/** The whole number that a message shows under a name. */
export function number(pdu: Pdu, name: string): number | undefined {
  return numberOf(first(pdu, name)?.show ?? '');
}

function numberOf(show: string): number | undefined {
  const value = Number(show);
  return show !== '' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
