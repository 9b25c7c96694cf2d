import { ie } from '../per/container.js';
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
} from '../per/types.js';

/*
 * The types of S1AP's information elements (TS 36.413 9.3), as far as our messages need them. Values of sequences are
 * named as there.
 */

/** Nearly every sequence ends in it. */
const EXTENSIONS: Component = ['iE-Extensions', absent, 'optional'];

export const mmeUeId = integer(0, 0xffffffff);
export const enbUeId = integer(0, 0xffffff);
export const nasPdu = octetString;
export const container = octetString;
const plmn = octets(3);

export const tai = sequence([['pLMNidentity', plmn], ['tAC', octets(2)], EXTENSIONS]);
export const cgi = sequence([['pLMNidentity', plmn], ['cell-ID', bitString(28)], EXTENSIONS]);
const macroEnbId = choice(2, 0, bitString(20));
export const globalEnbId = sequence([['pLMNidentity', plmn], ['eNB-ID', macroEnbId], EXTENSIONS]);
export const sTmsi = sequence([['mMEC', octets(1)], ['m-TMSI', octets(4)], EXTENSIONS]);

/** emergency, highPriorityAccess, mt-Access, mo-Signalling, mo-Data. */
export const establishmentCause = extensible(enumerated(5));
export const MO_SIGNALLING = 3;
export const MO_DATA = 4;

const bitRate = integer(0, 10_000_000_000);
export const aggregateBitRate = sequence([
  ['uEaggregateMaximumBitRateDL', bitRate],
  ['uEaggregateMaximumBitRateUL', bitRate],
  EXTENSIONS,
]);
const algorithms = extensible(bitString(16));
export const ueSecurityCapabilities = sequence([
  ['encryptionAlgorithms', algorithms],
  ['integrityProtectionAlgorithms', algorithms],
  EXTENSIONS,
]);
export const securityKey = bitString(256);
export const securityContext = sequence([
  ['nextHopChainingCount', integer(0, 7)],
  ['nextHopParameter', securityKey],
  EXTENSIONS,
]);

/** intralte, ltetoutran, ltetogeran, utrantolte, gerantolte. */
export const handoverType = extensible(enumerated(5));
export const INTRA_LTE = 0;
export const targetId = choice(
  3,
  0,
  sequence([['global-ENB-ID', globalEnbId], ['selected-TAI', tai], EXTENSIONS]),
);

/** A cause: of the radio network layer, or of NAS. */
export type Cause = readonly ['radio' | 'nas', number];
const radioCause = choice(5, 0, extensible(enumerated(36)));
const nasCause = choice(5, 2, extensible(enumerated(4)));
export const cause: Type<Cause> = (w, [layer, value]) =>
  layer === 'radio' ? radioCause(w, value) : nasCause(w, value);

/** E-RABs. */
const erabId = extensibleInteger(0, 15);
const address = octetsAsBits(160);
const teid = octets(4);
export const qos = sequence([
  ['qCI', integer(0, 255)],
  [
    'allocationRetentionPriority',
    sequence([
      ['priorityLevel', integer(0, 15)],
      ['pre-emptionCapability', enumerated(2)],
      ['pre-emptionVulnerability', enumerated(2)],
      EXTENSIONS,
    ]),
  ],
  ['gbrQosInformation', absent, 'optional'],
  EXTENSIONS,
]);
const TUNNEL: readonly Component[] = [
  ['transportLayerAddress', address],
  ['gTP-TEID', teid],
];
const list = (id: number, item: Type<never>): Type<readonly unknown[]> =>
  sequenceOf(1, 256, ie(id, 'reject', item));
const ignored = (id: number, item: Type<never>): Type<readonly unknown[]> =>
  sequenceOf(1, 256, ie(id, 'ignore', item));

export const erabsToSetUp = list(
  52,
  sequence([
    ['e-RAB-ID', erabId],
    ['e-RABlevelQoSParameters', qos],
    ...TUNNEL,
    ['nAS-PDU', nasPdu, 'optional'],
    EXTENSIONS,
  ]),
);
export const erabsToHandOver = list(
  27,
  sequence([['e-RAB-ID', erabId], ...TUNNEL, ['e-RABlevelQosParameters', qos], EXTENSIONS]),
);
export const erabsSetUp = ignored(50, sequence([['e-RAB-ID', erabId], ...TUNNEL, EXTENSIONS]));
export const erabsAdmitted = ignored(
  20,
  sequence([
    ['e-RAB-ID', erabId],
    ...TUNNEL,
    ['dL-transportLayerAddress', absent, 'optional'],
    ['dL-gTP-TEID', absent, 'optional'],
    ['uL-TransportLayerAddress', absent, 'optional'],
    ['uL-GTP-TEID', absent, 'optional'],
    EXTENSIONS,
  ]),
);
export const erabsToSwitch = list(23, sequence([['e-RAB-ID', erabId], ...TUNNEL, EXTENSIONS]));

export const ueIds = choice(
  2,
  0,
  sequence([['mME-UE-S1AP-ID', mmeUeId], ['eNB-UE-S1AP-ID', enbUeId], EXTENSIONS]),
);

/** RESET of a part of S1: the connections that it names. */
const connectionItem = sequence([
  ['mME-UE-S1AP-ID', mmeUeId, 'optional'],
  ['eNB-UE-S1AP-ID', enbUeId, 'optional'],
  EXTENSIONS,
]);
export const resetType = choice(2, 1, list(91, connectionItem));
export const resetConnections = ignored(91, connectionItem);

/** What HANDOVER REQUIRED and HANDOVER REQUEST carry through, and HANDOVER REQUEST ACKNOWLEDGE and COMMAND. */
const lastVisitedCell = choice(
  3,
  0,
  sequence([
    ['global-Cell-ID', cgi],
    ['cellType', sequence([['cell-Size', extensible(enumerated(4))], EXTENSIONS])],
    ['time-UE-StayedInCell', integer(0, 4095)],
    EXTENSIONS,
  ]),
);
export const ueHistory = sequenceOf(1, 16, lastVisitedCell);
export const sourceToTarget = sequence([
  ['rRC-Container', octetString],
  ['e-RABInformationList', absent, 'optional'],
  ['targetCell-ID', cgi],
  ['subscriberProfileIDforRFP', absent, 'optional'],
  ['uE-HistoryInformation', ueHistory],
  EXTENSIONS,
]);
export const targetToSource = sequence([['rRC-Container', octetString], EXTENSIONS]);

/** PAGING. */
export const ueIdentityIndex = bitString(10);
export const pagingId = choice(2, 0, sTmsi);
export const cnDomain = enumerated(2);
export const taiList = sequenceOf(1, 256, ie(47, 'ignore', sequence([['tAI', tai], EXTENSIONS])));

/** S1 SETUP. */
export const supportedTas = sequenceOf(
  1,
  256,
  sequence([['tAC', octets(2)], ['broadcastPLMNs', sequenceOf(1, 6, plmn)], EXTENSIONS]),
);
export const pagingDrx = extensible(enumerated(4));
export const servedGummeis = sequenceOf(
  1,
  8,
  sequence([
    ['servedPLMNs', sequenceOf(1, 32, plmn)],
    ['servedGroupIDs', sequenceOf(1, 65535, octets(2))],
    ['servedMMECs', sequenceOf(1, 256, octets(1))],
    EXTENSIONS,
  ]),
);
export const relativeCapacity = integer(0, 255);
