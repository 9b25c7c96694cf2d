import type { TraceEvent, TraceNode } from '../trace/event.js';
import { Recent } from '../trace/recent.js';
import { Encoder, type Packet } from './encode.js';
import {
  interfaceDescription,
  LINKTYPE_IPV4,
  LINKTYPE_UPPER_PDU,
  packetBlock,
  sectionHeader,
} from './framing/pcapng.js';
import { Identities } from './identities.js';
import { OtherCounts } from './left-out.js';

/*
 * A trace as a capture. Every node has an interface of its own, and one for its radio; a message is captured where it
 * is sent and where it arrives, at those times, as captures at all nodes would be if they were merged. What is lost on its way
 * is seen once. Times count from the start of the simulation: it begins at the beginning of 1970.
 */

/** Messages on their way, and those of S10 that may come again, that are remembered. */
const REMEMBERED_MAX = 2 ** 16;

/** Writes the packets of a trace's messages, in the order of its events. */
export class CaptureWriter {
  readonly leftOut = new OtherCounts();
  packets = 0;
  private readonly encoder = new Encoder(new Identities());
  private readonly interfaces = new Map<string, number>();
  /** By the number of the message. */
  private readonly onTheirWay = new Recent<string, Packet>(REMEMBERED_MAX);

  /**
   * @param write gets the octets of the file, block by block
   * @param application what wrote it, as Wireshark shows it
   */
  constructor(
    private readonly write: (octets: Uint8Array) => void,
    application: string,
  ) {
    write(sectionHeader(application));
  }

  /** Takes the next event; what is no message passes by. */
  take(event: TraceEvent): void {
    const { event: kind, from, to } = event;
    if (from === undefined || to === undefined || event.message === undefined) return;
    if (kind === 'lost') this.forget(event);
    if (kind === 'sent') this.pass(this.made(event), from, event);
    // What a party discards has arrived all the same.
    if (kind === 'received' || kind === 'discarded') this.pass(this.known(event), to, event);
  }

  private made(event: TraceEvent): Packet | null {
    const packet = this.encoder.encode(event);
    if (packet === null) {
      this.leftOut.add(event.message ?? '');
      return null;
    }
    for (const { from, to, octets } of packet.before) {
      this.packet(from, packet, octets, event.t_seconds);
      this.packet(to, packet, octets, event.t_seconds);
    }
    if (event.id !== undefined) this.onTheirWay.set(keyOf(event), packet);
    return packet;
  }

  /** The packet of a message that arrives; one that was sent before the trace begins is made now. */
  private known(event: TraceEvent): Packet | null {
    const packet = event.id === undefined ? undefined : this.onTheirWay.get(keyOf(event));
    if (packet === undefined) return this.made(event);
    // On S10 it may come again.
    if (packet.interface !== 's10') this.forget(event);
    return packet;
  }

  private pass(packet: Packet | null, at: TraceNode, event: TraceEvent): void {
    if (packet !== null) this.packet(at, packet, packet.octets, event.t_seconds);
  }

  private packet(at: TraceNode, { interface: name }: Packet, octets: Uint8Array, seconds: number): void {
    const number = this.interfaceOf(name === 'rrc' ? `${at} radio` : at, name === 'rrc');
    this.write(packetBlock(number, Math.round(seconds * 1e6), octets));
    this.packets++;
  }

  private interfaceOf(name: string, isRadio: boolean): number {
    const known = this.interfaces.get(name);
    if (known !== undefined) return known;
    const number = this.interfaces.size;
    this.interfaces.set(name, number);
    this.write(interfaceDescription(name, isRadio ? LINKTYPE_UPPER_PDU : LINKTYPE_IPV4));
    return number;
  }

  private forget(event: TraceEvent): void {
    this.onTheirWay.delete(keyOf(event));
  }
}

/** A message is known by its UE and its number. */
const keyOf = ({ ue, id }: TraceEvent): string => `${ue} ${id}`;
