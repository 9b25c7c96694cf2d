import type { KeyLine } from './keys/file.js';
import { Tally } from './keys/ring.js';
import { DIAMETER_FIELDS, S6a } from './keys/s6a.js';
import { KeyStore } from './keys/store.js';
import { Nodes } from './nodes.js';
import { Paths } from './paths.js';
import { type Packet, Pdml } from './pdml.js';
import { S1, S1AP_FIELDS } from './s1.js';
import { GTP_FIELDS, S10 } from './s10.js';
import { Sightings, type SightingTaker } from './sightings.js';
import { Ues } from './ues.js';
import { X2, X2AP_FIELDS } from './x2.js';

/** Numbers of packets that are told. */
const TOLD_MAX = 10;

/** Packets that could not be dissected, by what is wrong with them. */
export interface Faults {
  readonly what: string;
  readonly count: number;
  /** The first of them, as Wireshark numbers them. */
  readonly packets: readonly number[];
}

/** What was read of a capture. */
export interface Shown {
  /** Packets with signalling. */
  readonly packets: number;
  readonly faults: readonly Faults[];
  /** Messages on X2 and S10 about a UE that S1 has not shown. */
  readonly strangers: number;
  /** What derives from the keys that are known. */
  readonly keys: Tally;
}

/** Fields of messages that are read. */
export const FIELDS: ReadonlySet<string> = new Set([
  ...S1AP_FIELDS,
  ...GTP_FIELDS,
  ...X2AP_FIELDS,
  ...DIAMETER_FIELDS,
]);

/** The signalling of a capture, as its PDML shows it: events come out as their packets go in. */
export class Signalling {
  private readonly keys = new Tally();
  private readonly paths = new Paths();
  private readonly faults = new Map<string, { count: number; packets: number[] }>();
  private readonly sightings: Sightings;
  private readonly pdml: Pdml;
  private readonly s6a: S6a;
  private readonly interfaces;
  private packets = 0;
  /** The first packet comes whatever it is. */
  begin: Packet | null = null;

  /** @param lines keys that the capture does not show */
  constructor(take: SightingTaker, lines: readonly KeyLine[]) {
    const ues = new Ues(this.keys);
    const nodes = new Nodes();
    const store = new KeyStore(lines);
    this.s6a = new S6a(store);
    this.interfaces = {
      s1ap: new S1(ues, nodes, store),
      x2ap: new X2(ues, nodes),
      gtpv2: new S10(ues, nodes),
    };
    this.sightings = new Sightings(take);
    this.pdml = new Pdml(FIELDS, (packet) => this.packet(packet));
  }

  /** The version of tshark, once it has said so. */
  get version(): string | null {
    return this.pdml.version;
  }

  /** @throws PdmlError if it is not what tshark prints */
  push(pdml: string): void {
    this.pdml.push(pdml);
  }

  /** No more comes. */
  end(): Shown {
    const { packets, faults, sightings, keys } = this;
    sightings.end();
    return {
      packets,
      faults: [...faults].map(([what, fault]) => ({ what, ...fault })),
      strangers: sightings.strangers,
      keys,
    };
  }

  private packet(packet: Packet): void {
    const { paths, s6a, interfaces, sightings } = this;
    this.begin ??= packet;
    if (!isSignalling(packet)) return;
    this.packets++;
    paths.settle(packet);
    this.tellFault(packet);
    packet.pdus.forEach((pdu, i) => {
      const { protocol } = pdu;
      if (protocol === 'diameter') s6a.message(pdu, packet);
      else sightings.see(pdu, packet, i, () => interfaces[protocol].message(pdu, packet));
    });
  }

  private tellFault({ fault: what, number }: Packet): void {
    if (what === null) return;
    const fault = this.faults.get(what) ?? { count: 0, packets: [] };
    this.faults.set(what, fault);
    fault.count++;
    if (fault.packets.length < TOLD_MAX) fault.packets.push(number);
  }
}

/** Whether a packet has, or should have, what is read. */
const isSignalling = ({ pdus, fault, protocols }: Packet): boolean =>
  pdus.length > 0 || (fault !== null && /:(sctp|s1ap|x2ap|gtpv2)\b/.test(protocols));
