import type { Criticality, Element, Message, Pdu } from '../per/container.js';
import type { Type } from '../per/types.js';
import * as T from './types.js';

/*
 * S1AP's messages by name (TS 36.413 9.1): procedure code, outcome, elements with their numbers. An optional element
 * that our messages never have is left out.
 */

const element = (id: number, criticality: Criticality, type: unknown): Element => ({
  id,
  criticality,
  type: type as Type<never>,
});

/** Elements that go by one number and criticality wherever they are. */
const E = {
  mmeUeId: element(0, 'reject', T.mmeUeId),
  mmeUeIdIgnored: element(0, 'ignore', T.mmeUeId),
  enbUeId: element(8, 'reject', T.enbUeId),
  enbUeIdIgnored: element(8, 'ignore', T.enbUeId),
  handoverType: element(1, 'reject', T.handoverType),
  cause: element(2, 'ignore', T.cause),
  targetId: element(4, 'reject', T.targetId),
  erabsAdmitted: element(18, 'ignore', T.erabsAdmitted),
  erabsToSwitch: element(22, 'reject', T.erabsToSwitch),
  erabsToSetUp: element(24, 'reject', T.erabsToSetUp),
  nas: element(26, 'reject', T.nasPdu),
  nasIgnored: element(26, 'ignore', T.nasPdu),
  securityContext: element(40, 'reject', T.securityContext),
  pagingId: element(43, 'ignore', T.pagingId),
  taiList: element(46, 'ignore', T.taiList),
  erabsSetUp: element(51, 'ignore', T.erabsSetUp),
  erabsToHandOver: element(53, 'reject', T.erabsToHandOver),
  globalEnbId: element(59, 'reject', T.globalEnbId),
  supportedTas: element(64, 'reject', T.supportedTas),
  aggregateBitRate: element(66, 'reject', T.aggregateBitRate),
  aggregateBitRateIgnored: element(66, 'ignore', T.aggregateBitRate),
  tai: element(67, 'ignore', T.tai),
  taiRejected: element(67, 'reject', T.tai),
  securityKey: element(73, 'reject', T.securityKey),
  ueIdentityIndex: element(80, 'ignore', T.ueIdentityIndex),
  relativeCapacity: element(87, 'ignore', T.relativeCapacity),
  sourceMmeUeId: element(88, 'reject', T.mmeUeId),
  sTmsi: element(96, 'reject', T.sTmsi),
  ueIds: element(99, 'reject', T.ueIds),
  resetType: element(92, 'reject', T.resetType),
  resetConnections: element(93, 'ignore', T.resetConnections),
  cgi: element(100, 'ignore', T.cgi),
  sourceToTarget: element(104, 'reject', T.container),
  servedGummeis: element(105, 'reject', T.servedGummeis),
  securityCapabilities: element(107, 'reject', T.ueSecurityCapabilities),
  securityCapabilitiesIgnored: element(107, 'ignore', T.ueSecurityCapabilities),
  cnDomain: element(109, 'ignore', T.cnDomain),
  targetToSource: element(123, 'reject', T.container),
  establishmentCause: element(134, 'ignore', T.establishmentCause),
  pagingDrx: element(137, 'ignore', T.pagingDrx),
};

const message = (
  code: number,
  pdu: Pdu,
  criticality: Criticality,
  elements: Readonly<Record<string, Element>>,
): Message => ({ code, pdu, criticality, elements: Object.entries(elements) });

const request = (
  code: number,
  elements: Readonly<Record<string, Element>>,
  critical: Criticality = 'reject',
) => message(code, 'initiatingMessage', critical, elements);
const success = (code: number, elements: Readonly<Record<string, Element>>) =>
  message(code, 'successfulOutcome', 'reject', elements);
const failure = (code: number, elements: Readonly<Record<string, Element>>) =>
  message(code, 'unsuccessfulOutcome', 'reject', elements);

/** Both identities of a UE on a connection. */
const IDS = { mmeUeId: E.mmeUeId, enbUeId: E.enbUeId };
/** The same in answers. */
const ANSWERED = { mmeUeId: E.mmeUeIdIgnored, enbUeId: E.enbUeIdIgnored };

export const S1AP = {
  'HANDOVER REQUIRED': request(0, {
    ...IDS,
    handoverType: E.handoverType,
    cause: E.cause,
    targetId: E.targetId,
    sourceToTarget: E.sourceToTarget,
  }),
  'HANDOVER COMMAND': success(0, {
    ...IDS,
    handoverType: E.handoverType,
    targetToSource: E.targetToSource,
  }),
  'HANDOVER PREPARATION FAILURE': failure(0, { ...ANSWERED, cause: E.cause }),
  'HANDOVER REQUEST': request(1, {
    mmeUeId: E.mmeUeId,
    handoverType: E.handoverType,
    cause: E.cause,
    aggregateBitRate: E.aggregateBitRate,
    erabsToHandOver: E.erabsToHandOver,
    sourceToTarget: E.sourceToTarget,
    securityCapabilities: E.securityCapabilities,
    securityContext: E.securityContext,
  }),
  'HANDOVER REQUEST ACKNOWLEDGE': success(1, {
    ...ANSWERED,
    erabsAdmitted: E.erabsAdmitted,
    targetToSource: E.targetToSource,
  }),
  'HANDOVER FAILURE': failure(1, { mmeUeId: E.mmeUeIdIgnored, cause: E.cause }),
  'HANDOVER NOTIFY': request(2, { ...IDS, cgi: E.cgi, tai: E.tai }, 'ignore'),
  'PATH SWITCH REQUEST': request(3, {
    enbUeId: E.enbUeId,
    erabsToSwitch: E.erabsToSwitch,
    sourceMmeUeId: E.sourceMmeUeId,
    cgi: E.cgi,
    tai: E.tai,
    securityCapabilities: E.securityCapabilitiesIgnored,
  }),
  'PATH SWITCH REQUEST ACKNOWLEDGE': success(3, { ...ANSWERED, securityContext: E.securityContext }),
  'PATH SWITCH REQUEST FAILURE': failure(3, { ...ANSWERED, cause: E.cause }),
  'HANDOVER CANCEL': request(4, { ...IDS, cause: E.cause }),
  'HANDOVER CANCEL ACKNOWLEDGE': success(4, ANSWERED),
  'INITIAL CONTEXT SETUP REQUEST': request(9, {
    ...IDS,
    aggregateBitRate: E.aggregateBitRate,
    erabsToSetUp: E.erabsToSetUp,
    securityCapabilities: E.securityCapabilities,
    securityKey: E.securityKey,
  }),
  'INITIAL CONTEXT SETUP RESPONSE': success(9, { ...ANSWERED, erabsSetUp: E.erabsSetUp }),
  'INITIAL CONTEXT SETUP FAILURE': failure(9, { ...ANSWERED, cause: E.cause }),
  PAGING: request(
    10,
    {
      ueIdentityIndex: E.ueIdentityIndex,
      pagingId: E.pagingId,
      cnDomain: E.cnDomain,
      taiList: E.taiList,
    },
    'ignore',
  ),
  'DOWNLINK NAS TRANSPORT': request(11, { ...IDS, nas: E.nas }, 'ignore'),
  'INITIAL UE MESSAGE': request(
    12,
    {
      enbUeId: E.enbUeId,
      nas: E.nas,
      tai: E.taiRejected,
      cgi: E.cgi,
      establishmentCause: E.establishmentCause,
      sTmsi: E.sTmsi,
    },
    'ignore',
  ),
  'UPLINK NAS TRANSPORT': request(13, { ...IDS, nas: E.nas, cgi: E.cgi, tai: E.tai }, 'ignore'),
  RESET: request(14, { cause: E.cause, resetType: E.resetType }),
  'RESET ACKNOWLEDGE': success(14, { resetConnections: E.resetConnections }),
  'NAS NON DELIVERY INDICATION': request(16, { ...IDS, nas: E.nasIgnored, cause: E.cause }, 'ignore'),
  'S1 SETUP REQUEST': request(17, {
    globalEnbId: E.globalEnbId,
    supportedTas: E.supportedTas,
    pagingDrx: E.pagingDrx,
  }),
  'S1 SETUP RESPONSE': success(17, {
    servedGummeis: E.servedGummeis,
    relativeCapacity: E.relativeCapacity,
  }),
  'UE CONTEXT RELEASE REQUEST': request(18, { ...IDS, cause: E.cause }, 'ignore'),
  'UE CONTEXT MODIFICATION REQUEST': request(21, {
    ...IDS,
    securityKey: E.securityKey,
    aggregateBitRate: E.aggregateBitRateIgnored,
  }),
  'UE CONTEXT MODIFICATION RESPONSE': success(21, ANSWERED),
  'UE CONTEXT MODIFICATION FAILURE': failure(21, { ...ANSWERED, cause: E.cause }),
  'UE CONTEXT RELEASE COMMAND': request(23, { ueIds: E.ueIds, cause: E.cause }),
  'UE CONTEXT RELEASE COMPLETE': success(23, ANSWERED),
} as const;

export type S1apName = keyof typeof S1AP;

/** Causes of the radio network layer (TS 36.413 9.2.1.3), and of NAS. */
export const CAUSE = {
  unspecified: ['radio', 0],
  successfulHandover: ['radio', 2],
  releaseDueToEutran: ['radio', 3],
  handoverCancelled: ['radio', 4],
  handoverFailure: ['radio', 6],
  handoverDesirable: ['radio', 16],
  userInactivity: ['radio', 20],
  connectionLost: ['radio', 21],
  failureInRadioProcedure: ['radio', 26],
  s1HandoverTriggered: ['radio', 33],
  x2HandoverTriggered: ['radio', 35],
  normalRelease: ['nas', 0],
} as const satisfies Record<string, T.Cause>;
