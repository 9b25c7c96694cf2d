import { RADIO_NETWORK_CAUSES } from '../trace/causes.js';
import type { TraceEvent, TraceNode } from '../trace/event.js';
import {
  AMBR_BPS,
  cellOf,
  E_RAB_ID,
  enbAddress,
  enbId,
  MME_GROUP,
  PLMN,
  PRIORITY,
  QCI,
  SGW_ADDRESS,
  TAC,
  tmsiOf,
  UE_ALGORITHMS,
} from './constants.js';
import type { Identities } from './identities.js';
import { numberOf } from './nodes.js';
import { bigEndian } from './octets.js';
import { encodeMessage } from './per/container.js';
import { encode } from './per/types.js';
import { encodeHandoverCommand, encodeHandoverPreparation, encodeReconfiguration } from './rrc.js';
import { CAUSE, S1AP, type S1apName } from './s1ap/messages.js';
import * as T from './s1ap/types.js';

/*
 * S1AP messages from events: what a message says is filled in from the event, what the model lacks from constants.
 */

/** All that a message is made from. */
export interface S1Context {
  readonly event: TraceEvent;
  readonly ue: number;
  readonly enb: TraceNode;
  readonly mme: TraceNode;
  readonly ids: Identities;
  /** The NAS message inside. */
  readonly nas: Uint8Array | null;
}

type Values = Readonly<Record<string, unknown>>;

const tai: Values = { pLMNidentity: PLMN, tAC: TAC };
const cgi = (enb: number): Values => ({ pLMNidentity: PLMN, 'cell-ID': cellOf(enb) });
export const qos: Values = {
  qCI: QCI,
  allocationRetentionPriority: {
    priorityLevel: PRIORITY,
    'pre-emptionCapability': 0,
    'pre-emptionVulnerability': 0,
  },
};
export const securityCapabilities: Values = {
  encryptionAlgorithms: UE_ALGORITHMS,
  integrityProtectionAlgorithms: UE_ALGORITHMS,
};
const aggregateBitRate: Values = {
  uEaggregateMaximumBitRateDL: AMBR_BPS,
  uEaggregateMaximumBitRateUL: AMBR_BPS,
};
const erab = { 'e-RAB-ID': E_RAB_ID };
const atSgw = { transportLayerAddress: SGW_ADDRESS, 'gTP-TEID': bigEndian(1, 4) };
const atEnb = (enb: number) => ({ transportLayerAddress: enbAddress(enb), 'gTP-TEID': bigEndian(1, 4) });

/** The eNB that HANDOVER REQUIRED names: a trace does not say which one it is. */
const SOME_ENB = 0xfffff;

/**
 * What the source eNB hands to the target: the same octets in HANDOVER REQUIRED, FORWARD RELOCATION REQUEST and HANDOVER
 * REQUEST. It says of neither eNB which it is, for a trace does not; what is the handover's own is in its RRC container.
 *
 * @param connection the one that is prepared
 */
export const sourceToTarget = (ue: number, connection: number): Uint8Array =>
  encode(
    T.sourceToTarget,
    {
      'rRC-Container': handoverPreparation(ue, connection),
      'targetCell-ID': cgi(SOME_ENB),
      'uE-HistoryInformation': [
        { 'global-Cell-ID': cgi(SOME_ENB), cellType: { 'cell-Size': 2 }, 'time-UE-StayedInCell': 60 },
      ],
    },
    true,
  );

/** One of its own for each handover of a UE, as far as 25 bits go. */
export function handoverPreparation(ue: number, connection: number): Uint8Array {
  const mixed = Math.imul(ue * 256 + (connection & 0xff), 0x9e3779b1) >>> 0;
  return encodeHandoverPreparation((mixed >>> 16) % 504, bigEndian(mixed & 0xffff, 2));
}

export const cRnti = (connection: number): Uint8Array => bigEndian(0x100 + (connection & 0x7fff), 2);

/** What the target eNB has for the UE: a handover command with this NCC. */
function targetToSource(pci: number, connection: number, ncc: number): Uint8Array {
  const command = encodeReconfiguration(pci, cRnti(connection), false, ncc);
  return encode(T.targetToSource, { 'rRC-Container': encodeHandoverCommand(command) }, true);
}

/** A key of 32 octets: itself if it is known in full, else its identity over and over. */
export const key32 = (hex: string): Uint8Array =>
  Uint8Array.from(Buffer.from(hex.repeat(Math.ceil(64 / hex.length)).slice(0, 64), 'hex'));

const securityContext = ({ nh = '00', ncc = 0 }: NonNullable<TraceEvent['keys']>): Values => ({
  nextHopChainingCount: ncc,
  nextHopParameter: key32(nh),
});

/** The cause that a message gives, where it gives one of the radio network. */
function causeOf({ cause }: TraceEvent): T.Cause {
  const value = RADIO_NETWORK_CAUSES.indexOf(cause ?? '');
  return value < 0 ? CAUSE.unspecified : ['radio', value];
}

/** What each message holds besides the identities of its UE. */
const CONTENT: Readonly<Record<Exclude<S1apName, `S1 SETUP ${string}`>, (of: S1Context) => Values>> = {
  'HANDOVER REQUIRED': ({ event, ue }) => ({
    handoverType: T.INTRA_LTE,
    cause: CAUSE.handoverDesirable,
    targetId: {
      'global-ENB-ID': { pLMNidentity: PLMN, 'eNB-ID': enbId(SOME_ENB) },
      'selected-TAI': tai,
    },
    sourceToTarget: sourceToTarget(ue, event.other_connection ?? 0),
  }),
  'HANDOVER COMMAND': ({ event }) => ({
    handoverType: T.INTRA_LTE,
    targetToSource: targetToSource(0, event.other_connection ?? 0, event.keys?.ncc ?? 0),
  }),
  'HANDOVER PREPARATION FAILURE': () => ({ cause: CAUSE.handoverFailure }),
  'HANDOVER REQUEST': ({ event, ue }) => ({
    handoverType: T.INTRA_LTE,
    cause: CAUSE.handoverDesirable,
    aggregateBitRate,
    erabsToHandOver: [{ ...erab, ...atSgw, 'e-RABlevelQosParameters': qos }],
    sourceToTarget: sourceToTarget(ue, event.connection ?? 0),
    securityCapabilities,
    securityContext: securityContext(event.keys ?? {}),
  }),
  'HANDOVER REQUEST ACKNOWLEDGE': ({ event, enb }) => ({
    erabsAdmitted: [{ ...erab, ...atEnb(numberOf(enb)) }],
    targetToSource: targetToSource(0, event.connection ?? 0, event.keys?.ncc ?? 0),
  }),
  'HANDOVER FAILURE': () => ({ cause: CAUSE.unspecified }),
  'HANDOVER NOTIFY': ({ enb }) => ({ cgi: cgi(numberOf(enb)), tai }),
  'PATH SWITCH REQUEST': ({ event, ue, enb, mme, ids }) => ({
    erabsToSwitch: [{ ...erab, ...atEnb(numberOf(enb)) }],
    sourceMmeUeId: ids.mmeUeId(ue, mme, event.other_connection ?? 0),
    cgi: cgi(numberOf(enb)),
    tai,
    securityCapabilities,
  }),
  'PATH SWITCH REQUEST ACKNOWLEDGE': ({ event }) => ({ securityContext: securityContext(event.keys ?? {}) }),
  'PATH SWITCH REQUEST FAILURE': () => ({ cause: CAUSE.unspecified }),
  'HANDOVER CANCEL': () => ({ cause: CAUSE.handoverCancelled }),
  'HANDOVER CANCEL ACKNOWLEDGE': () => ({}),
  'INITIAL CONTEXT SETUP REQUEST': ({ event }) => ({
    aggregateBitRate,
    erabsToSetUp: [{ ...erab, 'e-RABlevelQoSParameters': qos, ...atSgw }],
    securityCapabilities,
    securityKey: key32(event.keys?.kenb ?? '00'),
  }),
  'INITIAL CONTEXT SETUP RESPONSE': ({ enb }) => ({ erabsSetUp: [{ ...erab, ...atEnb(numberOf(enb)) }] }),
  'INITIAL CONTEXT SETUP FAILURE': () => ({ cause: CAUSE.failureInRadioProcedure }),
  PAGING: ({ ue, mme, ids }) => ({
    ueIdentityIndex: bigEndian((ue % 1024) << 6, 2),
    pagingId: sTmsi(ue, ids.giver(ue, numberOf(mme))),
    cnDomain: 0,
    taiList: [{ tAI: tai }],
  }),
  'DOWNLINK NAS TRANSPORT': ({ nas }) => ({ nas }),
  'INITIAL UE MESSAGE': ({ event, ue, enb, mme, ids, nas }) => ({
    nas,
    tai,
    cgi: cgi(numberOf(enb)),
    establishmentCause: event.nas === 'SERVICE REQUEST' ? T.MO_DATA : T.MO_SIGNALLING,
    ...(event.nas !== 'ATTACH REQUEST' && { sTmsi: sTmsi(ue, ids.giver(ue, numberOf(mme))) }),
  }),
  'UPLINK NAS TRANSPORT': ({ enb, nas }) => ({ nas, cgi: cgi(numberOf(enb)), tai }),
  'NAS NON DELIVERY INDICATION': ({ event, nas }) => ({ nas, cause: causeOf(event) }),
  RESET: (of) => ({ cause: CAUSE.unspecified, resetType: [connectionOf(of)] }),
  'RESET ACKNOWLEDGE': (of) => ({ resetConnections: [connectionOf(of)] }),
  'UE CONTEXT RELEASE REQUEST': () => ({ cause: CAUSE.userInactivity }),
  // One without a KeNB is about something else: a new UE-AMBR.
  'UE CONTEXT MODIFICATION REQUEST': ({ event }) =>
    event.keys?.kenb === undefined ? { aggregateBitRate } : { securityKey: key32(event.keys.kenb) },
  'UE CONTEXT MODIFICATION RESPONSE': () => ({}),
  'UE CONTEXT MODIFICATION FAILURE': ({ event }) => ({ cause: causeOf(event) }),
  'UE CONTEXT RELEASE COMMAND': () => ({ cause: CAUSE.normalRelease }),
  'UE CONTEXT RELEASE COMPLETE': () => ({}),
};

/** The connection of a message, as RESET names it. */
const connectionOf = ({ event: { connection = 0 }, ue, enb, mme, ids }: S1Context): Values => ({
  'mME-UE-S1AP-ID': ids.mmeUeId(ue, mme, connection),
  'eNB-UE-S1AP-ID': ids.enbUeId(ue, enb, connection),
});

const sTmsi = (ue: number, mme: number): Values => ({
  mMEC: Uint8Array.of(mme & 0xff),
  'm-TMSI': tmsiOf(ue),
});

export const isS1Name = (name: string): name is keyof typeof CONTENT => Object.hasOwn(CONTENT, name);

/** The octets of the S1AP message of an event. */
export function encodeS1(name: keyof typeof CONTENT, of: S1Context): Uint8Array {
  const { event, ue, enb, mme, ids } = of;
  const { connection = 0, other_connection: other } = event;
  // It belongs to no connection, and takes no identity.
  if (name === 'PAGING') return encodeMessage(S1AP.PAGING, CONTENT.PAGING(of));
  if (name === 'INITIAL UE MESSAGE') ids.begin(ue, connection);
  if (other !== undefined && (name === 'HANDOVER REQUEST' || name === 'PATH SWITCH REQUEST')) {
    ids.inherit(ue, mme, connection, other);
  }
  const content = CONTENT[name](of);
  const known = {
    mmeUeId: ids.mmeUeId(ue, mme, connection),
    enbUeId: ids.enbUeId(ue, enb, connection),
  };
  const ueIds = { 'mME-UE-S1AP-ID': known.mmeUeId, 'eNB-UE-S1AP-ID': known.enbUeId };
  const message = S1AP[name];
  const has = (element: string): boolean => message.elements.some(([own]) => own === element);
  return encodeMessage(message, {
    ...(has('mmeUeId') && { mmeUeId: known.mmeUeId }),
    ...(has('enbUeId') && { enbUeId: known.enbUeId }),
    ...(has('ueIds') && { ueIds }),
    ...content,
  });
}

/** S1 SETUP REQUEST of an eNB, and the MME's RESPONSE. */
export function encodeSetup(enb: number, mme: number): readonly [request: Uint8Array, response: Uint8Array] {
  const request = encodeMessage(S1AP['S1 SETUP REQUEST'], {
    globalEnbId: { pLMNidentity: PLMN, 'eNB-ID': enbId(enb) },
    supportedTas: [{ tAC: TAC, broadcastPLMNs: [PLMN] }],
    pagingDrx: 2,
  });
  const response = encodeMessage(S1AP['S1 SETUP RESPONSE'], {
    servedGummeis: [
      { servedPLMNs: [PLMN], servedGroupIDs: [MME_GROUP], servedMMECs: [Uint8Array.of(mme & 0xff)] },
    ],
    relativeCapacity: 255,
  });
  return [request, response];
}
