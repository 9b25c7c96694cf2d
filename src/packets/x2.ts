import type { TraceEvent, TraceNode } from '../trace/event.js';
import { AMBR_BPS, cellOf, E_RAB_ID, MME_GROUP, PLMN, pciOf, SGW_ADDRESS } from './constants.js';
import type { Identities } from './identities.js';
import { numberOf } from './nodes.js';
import { bigEndian } from './octets.js';
import { encodeMessage } from './per/container.js';
import { encodeHandoverCommand, encodeReconfiguration } from './rrc.js';
import { cRnti, handoverPreparation, key32, qos, securityCapabilities } from './s1.js';
import { X2_CAUSE, X2AP, type X2apName } from './x2ap.js';

/*
 * X2AP messages from events. A handover's preparation goes from the source eNB, on the UE's connection there, to the
 * target.
 */

export const isX2Name = (name: string): name is X2apName => Object.hasOwn(X2AP, name);

type Values = Readonly<Record<string, unknown>>;

interface X2Context {
  readonly event: TraceEvent;
  readonly source: TraceNode;
  readonly target: TraceNode;
  readonly oldUeId: number;
  readonly newUeId: number;
  readonly targetConnection: number;
  /** By which the MME knows the UE; or UNKNOWN_UE where the trace has not shown it. */
  readonly mmeUeId: number;
}

/** An MME of the group: a trace does not say which one serves the UE. */
const SOME_MME = 0;
/** MME-UE-S1AP-ID of a UE that S1 has not shown: none that is ever given. */
const UNKNOWN_UE = 0xffffffff;

const CONTENT: Readonly<Record<X2apName, (of: X2Context) => Values>> = {
  'HANDOVER REQUEST (X2)': ({ event, source, target, oldUeId, targetConnection, mmeUeId }) => ({
    oldUeId,
    cause: X2_CAUSE.desirable,
    targetCell: { pLMNidentity: PLMN, 'cell-ID': cellOf(numberOf(target)) },
    gummei: {
      'gU-Group-ID': { 'pLMN-Identity': PLMN, 'mME-Group-ID': MME_GROUP },
      'mME-Code': Uint8Array.of(SOME_MME),
    },
    context: {
      'mME-UE-S1AP-ID': mmeUeId,
      uESecurityCapabilities: securityCapabilities,
      'aS-SecurityInformation': {
        'key-eNodeB-star': key32(event.keys?.kenb ?? '00'),
        nextHopChainingCount: event.keys?.ncc ?? 0,
      },
      uEaggregateMaximumBitRate: {
        uEaggregateMaximumBitRateDownlink: AMBR_BPS,
        uEaggregateMaximumBitRateUplink: AMBR_BPS,
      },
      'e-RABs-ToBeSetup-List': [
        {
          'e-RAB-ID': E_RAB_ID,
          'e-RAB-Level-QoS-Parameters': qos,
          'uL-GTPtunnelEndpoint': { transportLayerAddress: SGW_ADDRESS, 'gTP-TEID': bigEndian(1, 4) },
        },
      ],
      'rRC-Context': handoverPreparation(event.ue, targetConnection),
    },
    history: [lastCell(numberOf(source))],
  }),
  'HANDOVER REQUEST ACKNOWLEDGE (X2)': ({ event, target, oldUeId, newUeId, targetConnection }) => ({
    oldUeId,
    newUeId,
    erabsAdmitted: [{ 'e-RAB-ID': E_RAB_ID }],
    targetToSource: encodeHandoverCommand(
      encodeReconfiguration(pciOf(numberOf(target)), cRnti(targetConnection), false, event.keys?.ncc ?? 0),
    ),
  }),
  'HANDOVER PREPARATION FAILURE (X2)': ({ oldUeId }) => ({ oldUeId, cause: X2_CAUSE.noResources }),
  'HANDOVER CANCEL (X2)': ({ oldUeId, newUeId }) => ({ oldUeId, newUeId, cause: X2_CAUSE.preparationExpiry }),
  'UE CONTEXT RELEASE (X2)': ({ oldUeId, newUeId }) => ({ oldUeId, newUeId }),
};

const lastCell = (enb: number): Values => ({
  'global-Cell-ID': { pLMNidentity: PLMN, 'cell-ID': cellOf(enb) },
  cellType: { 'cell-Size': 2 },
  'time-UE-StayedInCell': 60,
});

/** Messages that the source sends. */
const FROM_SOURCE: ReadonlySet<X2apName> = new Set(['HANDOVER REQUEST (X2)', 'HANDOVER CANCEL (X2)']);

/** The octets of the X2AP message of an event. */
export function encodeX2(
  name: X2apName,
  event: TraceEvent,
  from: TraceNode,
  to: TraceNode,
  ids: Identities,
): Uint8Array {
  const { ue, connection = 0, other_connection: other = 0 } = event;
  const [source, target] = FROM_SOURCE.has(name) ? [from, to] : [to, from];
  // The release is about the source's connection, all that leads to it about the target's.
  const [atSource, atTarget] = name === 'UE CONTEXT RELEASE (X2)' ? [connection, other] : [other, connection];
  return encodeMessage(
    X2AP[name],
    CONTENT[name]({
      event,
      source,
      target,
      oldUeId: ids.x2UeId(ue, source, atSource),
      newUeId: ids.x2UeId(ue, target, atTarget),
      targetConnection: atTarget,
      mmeUeId: ids.mmeUeIdOf(ue, atSource) ?? UNKNOWN_UE,
    }),
  );
}
