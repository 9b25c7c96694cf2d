import { Recent } from '../trace/recent.js';
import { keysOf, type Said } from './message.js';
import { x2apName } from './names.js';
import type { Nodes } from './nodes.js';
import { number, type Packet, type Pdu } from './pdml.js';
import type { Ue, Ues } from './ues.js';

/*
 * Handover on X2 (TS 36.423). HANDOVER REQUEST has the number by which the MME knows the UE; the messages after it go by the
 * number that the source eNB has given.
 */

/** Fields that are read. */
export const X2AP_FIELDS = [
  'x2ap.X2AP_PDU',
  'x2ap.procedureCode',
  'x2ap.UE_X2AP_ID',
  'x2ap.mME_UE_S1AP_ID',
  'x2ap.nextHopChainingCount',
] as const;

/** Handovers that are remembered. */
const REMEMBERED_MAX = 2 ** 15;

/** Messages that the source sends. */
const FROM_SOURCE: ReadonlySet<string> = new Set(['HANDOVER REQUEST (X2)', 'HANDOVER CANCEL (X2)']);

interface X2Handover {
  readonly ue: Ue;
  readonly source: number;
  readonly target: number;
}

/** Makes of X2AP messages what a trace says of them. */
export class X2 {
  private readonly handovers = new Recent<string, X2Handover>(REMEMBERED_MAX);

  constructor(
    private readonly ues: Ues,
    private readonly nodes: Nodes,
  ) {}

  message(pdu: Pdu, packet: Packet): Said {
    const name = x2apName(number(pdu, 'x2ap.procedureCode') ?? -1, number(pdu, 'x2ap.X2AP_PDU') ?? 0);
    if (name === null) return null;
    const { source: sender, destination: receiver } = packet;
    const [source, target] = FROM_SOURCE.has(name) ? [sender, receiver] : [receiver, sender];
    const key = `${source} ${target} ${number(pdu, 'x2ap.UE_X2AP_ID')}`;
    const handover =
      name === 'HANDOVER REQUEST (X2)' ? this.begin(pdu, source, target, key) : this.handovers.get(key);
    if (handover === undefined) return 'of a stranger';
    // The release is about the source's connection, all that leads to it about the target's.
    const isRelease = name === 'UE CONTEXT RELEASE (X2)';
    const keys = keysOf({ ncc: number(pdu, 'x2ap.nextHopChainingCount') });
    return {
      ue: handover.ue.number,
      from: this.nodes.enbAt(sender),
      to: this.nodes.enbAt(receiver),
      message: name,
      connection: isRelease ? handover.source : handover.target,
      other_connection: isRelease ? handover.target : handover.source,
      ...(name === 'HANDOVER REQUEST (X2)' && keys !== undefined && { keys }),
    };
  }

  private begin(pdu: Pdu, source: string, target: string, key: string): X2Handover | undefined {
    const mmeUeId = number(pdu, 'x2ap.mME_UE_S1AP_ID');
    const enb = this.nodes.enbAt(source);
    const connection = mmeUeId === undefined ? null : this.ues.latest(enb, mmeUeId);
    if (connection === null) return undefined;
    const { ue, number: from, mme } = connection;
    const handover = { ue, source: from, target: ue.next++ };
    this.ues.prepare(`${ue.number} ${this.nodes.enbAt(target)}`, {
      ue,
      target: handover.target,
      source: from,
      mme,
    });
    this.handovers.set(key, handover);
    return handover;
  }
}
