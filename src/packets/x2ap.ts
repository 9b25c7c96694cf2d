import { type Element, ie, type Message } from './per/container.js';
import {
  absent,
  bitString,
  type Component,
  choice,
  enumerated,
  extensible,
  extensibleInteger,
  integer,
  octetString,
  octets,
  octetsAsBits,
  sequence,
  sequenceOf,
  type Type,
} from './per/types.js';
import { cgi, qos, ueHistory, ueSecurityCapabilities } from './s1ap/types.js';

/*
 * X2AP's messages of a handover (TS 36.423 9.1.1, 9.2). Several of its types are S1AP's under the same encoding.
 */

const EXTENSIONS: Component = ['iE-Extensions', absent, 'optional'];

const ueId = integer(0, 4095);
const bitRate = integer(0, 10_000_000_000);
const tunnel = sequence([['transportLayerAddress', octetsAsBits(160)], ['gTP-TEID', octets(4)], EXTENSIONS]);
const cause = choice(4, 0, extensible(enumerated(22)));
const gummei = sequence([
  ['gU-Group-ID', sequence([['pLMN-Identity', octets(3)], ['mME-Group-ID', octets(2)], EXTENSIONS])],
  ['mME-Code', octets(1)],
  EXTENSIONS,
]);
const erabsToSetUp = sequenceOf(
  1,
  256,
  ie(
    4,
    'ignore',
    sequence([
      ['e-RAB-ID', extensibleInteger(0, 15)],
      ['e-RAB-Level-QoS-Parameters', qos],
      ['dL-Forwarding', absent, 'optional'],
      ['uL-GTPtunnelEndpoint', tunnel],
      EXTENSIONS,
    ]),
  ),
);
const erabsAdmitted = sequenceOf(
  1,
  256,
  ie(
    0,
    'ignore',
    sequence([
      ['e-RAB-ID', extensibleInteger(0, 15)],
      ['uL-GTP-TunnelEndpoint', absent, 'optional'],
      ['dL-GTP-TunnelEndpoint', absent, 'optional'],
      EXTENSIONS,
    ]),
  ),
);
const context = sequence([
  ['mME-UE-S1AP-ID', integer(0, 0xffffffff)],
  ['uESecurityCapabilities', ueSecurityCapabilities],
  [
    'aS-SecurityInformation',
    sequence([['key-eNodeB-star', bitString(256)], ['nextHopChainingCount', integer(0, 7)], EXTENSIONS]),
  ],
  [
    'uEaggregateMaximumBitRate',
    sequence([
      ['uEaggregateMaximumBitRateDownlink', bitRate],
      ['uEaggregateMaximumBitRateUplink', bitRate],
      EXTENSIONS,
    ]),
  ],
  ['subscriberProfileIDforRFP', absent, 'optional'],
  ['e-RABs-ToBeSetup-List', erabsToSetUp as Type<never>],
  ['rRC-Context', octetString],
  ['handoverRestrictionList', absent, 'optional'],
  ['locationReportingInformation', absent, 'optional'],
  EXTENSIONS,
]);

const element = (id: number, criticality: Element['criticality'], type: unknown): Element => ({
  id,
  criticality,
  type: type as Type<never>,
});
const E = {
  oldUeId: element(10, 'reject', ueId),
  oldUeIdIgnored: element(10, 'ignore', ueId),
  newUeIdIgnored: element(9, 'ignore', ueId),
  newUeId: element(9, 'reject', ueId),
  cause: element(5, 'ignore', cause),
};

const message = (
  code: number,
  pdu: Message['pdu'],
  criticality: Message['criticality'],
  elements: Readonly<Record<string, Element>>,
): Message => ({ code, pdu, criticality, elements: Object.entries(elements) });

export const X2AP = {
  'HANDOVER REQUEST (X2)': message(0, 'initiatingMessage', 'reject', {
    oldUeId: E.oldUeId,
    cause: E.cause,
    targetCell: element(11, 'reject', cgi),
    gummei: element(23, 'reject', gummei),
    context: element(14, 'reject', context),
    history: element(15, 'ignore', ueHistory),
  }),
  'HANDOVER REQUEST ACKNOWLEDGE (X2)': message(0, 'successfulOutcome', 'reject', {
    oldUeId: E.oldUeIdIgnored,
    newUeId: E.newUeIdIgnored,
    erabsAdmitted: element(1, 'ignore', erabsAdmitted),
    targetToSource: element(12, 'ignore', octetString),
  }),
  'HANDOVER PREPARATION FAILURE (X2)': message(0, 'unsuccessfulOutcome', 'reject', {
    oldUeId: E.oldUeIdIgnored,
    cause: E.cause,
  }),
  'HANDOVER CANCEL (X2)': message(1, 'initiatingMessage', 'ignore', {
    oldUeId: E.oldUeId,
    newUeId: E.newUeIdIgnored,
    cause: E.cause,
  }),
  'UE CONTEXT RELEASE (X2)': message(5, 'initiatingMessage', 'ignore', {
    oldUeId: E.oldUeId,
    newUeId: E.newUeId,
  }),
} as const satisfies Record<string, Message>;

export type X2apName = keyof typeof X2AP;

/** Causes of the radio network layer (TS 36.423 9.2.6). */
export const X2_CAUSE = { desirable: 0, preparationExpiry: 10, noResources: 12 } as const;
