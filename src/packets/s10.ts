import type { TraceEvent, TraceNode } from '../trace/event.js';
import { INTEGRITY, imsiOf } from './constants.js';
import * as G from './gtpv2.js';
import { GTP, type GtpName, gtpMessage } from './gtpv2.js';
import type { Identities, Relocation } from './identities.js';
import { addressOf } from './nodes.js';
import { key32, sourceToTarget } from './s1.js';
import { CAUSE } from './s1ap/messages.js';

/*
 * GTPv2-C messages from events. The source MME asks, cancels and acknowledges; the target answers and notifies.
 */

export const isS10Name = (name: string): name is GtpName => Object.hasOwn(GTP, name);

interface S10Context {
  readonly event: TraceEvent;
  readonly from: TraceNode;
  readonly relocation: Relocation;
}

/** Who sends a message, which request it is or answers, and its elements. */
interface Row {
  readonly isFromSource: boolean;
  readonly request: GtpName;
  readonly elements: (of: S10Context) => readonly Uint8Array[];
}

const ROWS: Readonly<Record<GtpName, Row>> = {
  'FORWARD RELOCATION REQUEST': {
    isFromSource: true,
    request: 'FORWARD RELOCATION REQUEST',
    elements: ({ event, from, relocation }) => [
      G.imsi(imsiOf(event.ue)),
      G.mmeTeid(relocation.sourceTeid, addressOf(from)),
      G.pdnConnection(),
      G.sgwTeid(),
      G.mmContext(securityContext(event)),
      G.transparentContainer(sourceToTarget(event.ue, event.connection ?? 0)),
      G.s1apCause(CAUSE.handoverDesirable[1]),
    ],
  },
  'FORWARD RELOCATION RESPONSE': {
    isFromSource: false,
    request: 'FORWARD RELOCATION REQUEST',
    elements: ({ event, from, relocation }) => [
      G.cause(event.cause !== 'refused'),
      G.mmeTeid(relocation.targetTeid, addressOf(from)),
    ],
  },
  'FORWARD RELOCATION COMPLETE NOTIFICATION': {
    isFromSource: false,
    request: 'FORWARD RELOCATION COMPLETE NOTIFICATION',
    elements: () => [],
  },
  'FORWARD RELOCATION COMPLETE ACKNOWLEDGE': {
    isFromSource: true,
    request: 'FORWARD RELOCATION COMPLETE NOTIFICATION',
    elements: () => [G.cause(true)],
  },
  'RELOCATION CANCEL REQUEST': {
    isFromSource: true,
    request: 'RELOCATION CANCEL REQUEST',
    elements: ({ event }) => [G.imsi(imsiOf(event.ue))],
  },
  'RELOCATION CANCEL RESPONSE': {
    isFromSource: false,
    request: 'RELOCATION CANCEL REQUEST',
    elements: () => [G.cause(true)],
  },
};

/** The octets of the GTPv2-C message of an event. */
export function encodeS10(
  name: GtpName,
  event: TraceEvent,
  from: TraceNode,
  to: TraceNode,
  ids: Identities,
): Uint8Array {
  const { isFromSource, request, elements } = ROWS[name];
  const { ue, connection = 0 } = event;
  const [source, target] = isFromSource ? [from, to] : [to, from];
  if (name === 'FORWARD RELOCATION REQUEST') ids.begin(ue, connection);
  const relocation = ids.relocation(ue, connection, source, target);
  const asks = name === request;
  const sequence = ids.sequence(relocation, request, asks ? from : to);
  return gtpMessage(
    name,
    teidOf(name, isFromSource, relocation),
    sequence,
    elements({ event, from, relocation }),
  );
}

/** The receiver's; 0 where the sender cannot know it yet. */
function teidOf(name: GtpName, isFromSource: boolean, { sourceTeid, targetTeid }: Relocation): number {
  if (name === 'FORWARD RELOCATION REQUEST') return 0;
  return isFromSource ? targetTeid : sourceTeid;
}

function securityContext({ keys = {}, nas_count: count }: TraceEvent): G.SecurityContext {
  const { kasme = '00', eksi = 7, nh = '00', ncc = 0, as_kasme: old, as_eksi: oldEksi = 7 } = keys;
  const { nas_algorithms: integrity = INTEGRITY } = keys;
  return {
    kasme: key32(kasme),
    eksi,
    integrity,
    nh: key32(nh),
    ncc,
    old: old === undefined ? null : { kasme: key32(old), eksi: oldEksi },
    downlinkCount: count ?? 0,
    // A trace does not say it.
    uplinkCount: 0,
  };
}
