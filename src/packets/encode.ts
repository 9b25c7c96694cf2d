import type { TraceEvent, TraceNode } from '../trace/event.js';
import { interfaceOf } from '../trace/source.js';
import { INTEGRITY } from './constants.js';
import { ipv4, SCTP, UDP, udp } from './framing/ip.js';
import { S1AP_PORT, S1AP_PPID, sctpPacket, X2AP_PORT, X2AP_PPID } from './framing/sctp.js';
import { upperPdu } from './framing/upper-pdu.js';
import type { Identities } from './identities.js';
import { challengeOf, encodeNas } from './nas.js';
import { addressOf, numberOf, radioAddressOf } from './nodes.js';
import { encodeRadio, isRadioName } from './radio.js';
import { encodeS1, encodeSetup, isS1Name } from './s1.js';
import { encodeS10, isS10Name } from './s10.js';
import { encodeX2, isX2Name } from './x2.js';

/** GTPv2-C. */
const GTP_PORT = 2123;
/** eKSI: no key is available. */
const NO_KEY = 7;

/** A message as it passes an interface. */
export interface Packet {
  readonly interface: 'rrc' | 's1' | 'x2' | 's10';
  readonly octets: Uint8Array;
  /** What passes before it: the set-up of an association that was not there. */
  readonly before: readonly Passing[];
}

export interface Passing {
  readonly from: TraceNode;
  readonly to: TraceNode;
  readonly octets: Uint8Array;
}

/** Makes packets of the messages in a trace. */
export class Encoder {
  constructor(private readonly ids: Identities) {}

  /** @returns null if there is no form for the message */
  encode(event: TraceEvent): Packet | null {
    const { message = '', from, to } = event;
    const at = interfaceOf(event);
    if (at === null || from === undefined || to === undefined) return null;
    if (at === 'rrc') return isRadioName(message) ? this.radio(message, event, from, to) : null;
    if (at === 's1') return isS1Name(message) ? this.s1(message, event, from, to) : null;
    if (at === 'x2') return isX2Name(message) ? this.x2(message, event, from, to) : null;
    return isS10Name(message) ? this.s10(message, event, from, to) : null;
  }

  private radio(name: string, event: TraceEvent, from: TraceNode, to: TraceNode): Packet {
    const enb = from === 'ue' ? to : from;
    const { channel, pdu } = encodeRadio(name, { event, enb, nas: this.nas(event, from === 'ue', 0) });
    const addresses = [radioAddressOf(from, event.ue), radioAddressOf(to, event.ue)] as const;
    return { interface: 'rrc', octets: upperPdu(channel, ...addresses, pdu), before: [] };
  }

  private s1(
    name: Parameters<typeof encodeS1>[0],
    event: TraceEvent,
    from: TraceNode,
    to: TraceNode,
  ): Packet {
    const isUplink = to.startsWith('mme');
    const [enb, mme] = isUplink ? [from, to] : [to, from];
    // What could not be delivered goes back as it came.
    const wasUplink = isUplink && name !== 'NAS NON DELIVERY INDICATION';
    const { ids } = this;
    const before = this.setUp(enb, mme);
    const nas = this.nas(event, wasUplink, numberOf(mme));
    const octets = encodeS1(name, { event, ue: event.ue, enb, mme, ids, nas });
    return { interface: 's1', octets: this.sctp(from, to, S1AP_PORT, S1AP_PPID, octets), before };
  }

  /** What sets the association up, if there is none yet. */
  private setUp(enb: TraceNode, mme: TraceNode): readonly Passing[] {
    if (!this.ids.flow(enb, mme, S1AP_PORT, S1AP_PPID).isNew) return [];
    const [request, response] = encodeSetup(numberOf(enb), numberOf(mme));
    return [
      { from: enb, to: mme, octets: this.sctp(enb, mme, S1AP_PORT, S1AP_PPID, request) },
      { from: mme, to: enb, octets: this.sctp(mme, enb, S1AP_PORT, S1AP_PPID, response) },
    ];
  }

  private x2(
    name: Parameters<typeof encodeX2>[0],
    event: TraceEvent,
    from: TraceNode,
    to: TraceNode,
  ): Packet {
    const octets = encodeX2(name, event, from, to, this.ids);
    return { interface: 'x2', octets: this.sctp(from, to, X2AP_PORT, X2AP_PPID, octets), before: [] };
  }

  private s10(
    name: Parameters<typeof encodeS10>[0],
    event: TraceEvent,
    from: TraceNode,
    to: TraceNode,
  ): Packet {
    const ends = [addressOf(from), addressOf(to)] as const;
    const octets = encodeS10(name, event, from, to, this.ids);
    return { interface: 's10', octets: ipv4(UDP, ...ends, udp(GTP_PORT, ...ends, octets)), before: [] };
  }

  private sctp(from: TraceNode, to: TraceNode, port: number, ppid: number, octets: Uint8Array): Uint8Array {
    const { flow } = this.ids.flow(from, to, port, ppid);
    return ipv4(SCTP, addressOf(from), addressOf(to), sctpPacket(flow, octets));
  }

  /** The NAS message inside; null: there is none. */
  private nas(event: TraceEvent, isUplink: boolean, mme: number): Uint8Array | null {
    const { nas, ue, keys = {}, nas_count: count } = event;
    if (nas === undefined) return null;
    const { kasme, eksi = NO_KEY, new_eksi: newEksi, nas_algorithms: integrity = INTEGRITY } = keys;
    const run = newEksi === undefined ? this.ids.run(ue) : this.ids.challenged(ue, newEksi);
    const context = {
      ue,
      mme: this.ids.giver(ue, mme),
      eksi,
      integrity,
      newEksi: newEksi ?? NO_KEY,
      challenge: challengeOf(ue, run),
    };
    const isPlain = kasme === undefined || count === undefined;
    return encodeNas(nas, context, isPlain ? null : { count, kasme, isUplink });
  }
}
