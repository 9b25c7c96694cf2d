import type { EventKind, TraceEvent } from '../trace/event.js';
import { Recent } from '../trace/recent.js';
import { interfaceOf, type Source } from '../trace/source.js';
import { digestOf, type Said } from './message.js';
import { first, type Packet, type Pdu } from './pdml.js';

/*
 * At which end a message was seen. A capture of one place has each message once. One that was merged from captures of
 * several nodes, as "uestorm trace --pcapng" writes, has it on one interface where it is sent, and on another where it
 * arrives.
 */

/** Messages that are remembered. */
const REMEMBERED_MAX = 2 ** 16;
/** Events that are held back, at most, until it is clear which kind of capture it is. */
const HELD_MAX = 2 ** 12;

interface Seen {
  readonly id: number;
  readonly message: Said;
  readonly interface: string;
}

interface Held {
  readonly event: Omit<TraceEvent, 'event'>;
  /** The other end has shown it before. */
  readonly isAtReceiver: boolean;
}

/** What gets the events. */
export interface SightingTaker {
  source(source: Source): void;
  event(event: TraceEvent): void;
}

export class Sightings {
  /** Messages between nodes about a UE that S1 has not shown. */
  strangers = 0;
  private readonly seen = new Recent<string, Seen>(REMEMBERED_MAX);
  private held: Held[] | null = [];
  private isMerged = false;
  private count = 0;
  private seconds = 0;

  constructor(private readonly taker: SightingTaker) {}

  /** @param make what a message says, for one that was not seen before */
  see(pdu: Pdu, packet: Packet, at: number, make: () => Said): void {
    const key = keyOf(pdu, packet, at);
    const known = this.seen.get(key);
    const seen = known ?? { id: ++this.count, message: make(), interface: packet.interface };
    if (known === undefined) this.seen.set(key, seen);
    const { message, id } = seen;
    if (message === 'of a stranger' && known === undefined) this.strangers++;
    if (message === null || message === 'of a stranger') return;
    const isAtReceiver = packet.interface !== seen.interface;
    // On the same interface SCTP has sent it again, and its receiver passes over it; on S10 the receiver may answer.
    if (known !== undefined && !isAtReceiver && pdu.protocol !== 'gtpv2') return;
    // Packets of several interfaces need not be in order.
    this.seconds = Math.max(this.seconds, packet.seconds);
    this.pass({ event: { ...message, id, t_seconds: this.seconds, frame: packet.number }, isAtReceiver });
  }

  /** No more packets come. */
  end(): void {
    if (this.held !== null) this.decide(false);
  }

  private pass(sighting: Held): void {
    const { held } = this;
    if (held === null) return this.give(sighting);
    held.push(sighting);
    if (sighting.isAtReceiver || held.length >= HELD_MAX) this.decide(sighting.isAtReceiver);
  }

  private decide(isMerged: boolean): void {
    this.isMerged = isMerged;
    // Of a merged capture each interface may show both ends or one: who reads the events finds out.
    this.taker.source({ kenb: true, ...(!isMerged && { ends: 'one' as const }) });
    const held = this.held ?? [];
    this.held = null;
    for (const sighting of held) this.give(sighting);
  }

  private give({ event, isAtReceiver }: Held): void {
    if (isAtReceiver && !this.isMerged) return;
    this.taker.event({ ...event, event: this.kindOf(event, isAtReceiver) });
  }

  /** One place sees S1 as an MME does: that is where captures are taken. */
  private kindOf(event: Held['event'], isAtReceiver: boolean): EventKind {
    if (this.isMerged) return isAtReceiver ? 'received' : 'sent';
    return interfaceOf(event) === 's1' && event.to?.startsWith('mme') ? 'received' : 'sent';
  }
}

/** A message by what is its own: of an association its sequence number, of GTPv2-C its type and number. */
function keyOf(pdu: Pdu, packet: Packet, at: number): string {
  const { source, destination, sourcePort, destinationPort, tag, tsns, pdus } = packet;
  if (pdu.protocol === 'gtpv2') {
    const [type, sequence] = ['gtpv2.message_type', 'gtpv2.seq'].map((name) => first(pdu, name)?.show);
    return `${source} ${destination} ${type} ${sequence}`;
  }
  const tsn = tsns.length === pdus.length ? tsns[at] : `${digestOf(tsns.join(' '))} ${at}`;
  return `${source} ${sourcePort} ${destination} ${destinationPort} ${tag} ${tsn}`;
}
