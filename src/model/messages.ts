import type { FailureName, LinkName } from './links.js';

/** A party of the model. Source and target of a handover are the same party on different connections. */
export type Party = 'ue' | 'enb' | 'mme';

/** Which link a message travels on. S1 and S10 messages name the other end by connection or row. */
export type Channel =
  | 'srb1_down'
  | 'srb1_up'
  | 'srb2_down'
  | 'srb2_up'
  | 's1_down'
  | 's1_up'
  | 'x2_forward'
  | 'x2_back'
  | 's10'
  | 'ue_move';

export interface MessageType {
  /** Name as in the specification, in capitals for S1AP, X2AP, NAS and GTPv2-C, as written for RRC. */
  readonly name: string;
  readonly from: Party;
  readonly to: Party;
  readonly channel: Channel;
  /** The message was lost on the radio with this probability. */
  readonly loss?: FailureName;
  /** Its receiver answers with the procedure's failure message with this probability. */
  readonly refusal?: FailureName;
}

/** Message kinds; 0 is none. The order is part of the digest. */
export const RRC_INITIAL_NAS = 1;
export const DL_INFORMATION_TRANSFER = 2;
export const UL_INFORMATION_TRANSFER = 3;
export const RRC_SECURITY_MODE_COMMAND = 4;
export const RRC_SECURITY_MODE_COMPLETE = 5;
export const RRC_SECURITY_MODE_FAILURE = 6;
export const RRC_RECONFIGURATION_KEY_CHANGE = 7;
export const RRC_RECONFIGURATION_COMPLETE = 8;
export const RRC_RECONFIGURATION_HANDOVER = 9;
export const RRC_HANDOVER_COMPLETE = 10;
export const RRC_REESTABLISHMENT_REQUEST = 11;
export const RRC_CONNECTION_RELEASE = 12;
export const INITIAL_UE_MESSAGE = 13;
export const DOWNLINK_NAS_TRANSPORT = 14;
export const UPLINK_NAS_TRANSPORT = 15;
export const NAS_NON_DELIVERY_INDICATION = 16;
export const INITIAL_CONTEXT_SETUP_REQUEST = 17;
export const INITIAL_CONTEXT_SETUP_RESPONSE = 18;
export const INITIAL_CONTEXT_SETUP_FAILURE = 19;
export const UE_CONTEXT_MODIFICATION_REQUEST = 20;
export const UE_CONTEXT_MODIFICATION_RESPONSE = 21;
export const UE_CONTEXT_MODIFICATION_FAILURE = 22;
export const UE_CONTEXT_RELEASE_REQUEST = 23;
export const UE_CONTEXT_RELEASE_COMMAND = 24;
export const UE_CONTEXT_RELEASE_COMPLETE = 25;
export const HANDOVER_REQUIRED = 26;
export const HANDOVER_REQUEST = 27;
export const HANDOVER_REQUEST_ACKNOWLEDGE = 28;
export const HANDOVER_FAILURE = 29;
export const HANDOVER_COMMAND = 30;
export const HANDOVER_PREPARATION_FAILURE = 31;
export const HANDOVER_NOTIFY = 32;
export const HANDOVER_CANCEL = 33;
export const HANDOVER_CANCEL_ACKNOWLEDGE = 34;
export const PATH_SWITCH_REQUEST = 35;
export const PATH_SWITCH_REQUEST_ACKNOWLEDGE = 36;
export const PATH_SWITCH_REQUEST_FAILURE = 37;
export const X2_HANDOVER_REQUEST = 38;
export const X2_HANDOVER_REQUEST_ACKNOWLEDGE = 39;
export const X2_HANDOVER_PREPARATION_FAILURE = 40;
export const X2_HANDOVER_CANCEL = 41;
export const X2_UE_CONTEXT_RELEASE = 42;
export const FORWARD_RELOCATION_REQUEST = 43;
export const FORWARD_RELOCATION_RESPONSE = 44;
export const FORWARD_RELOCATION_COMPLETE_NOTIFICATION = 45;
export const FORWARD_RELOCATION_COMPLETE_ACKNOWLEDGE = 46;
export const RELOCATION_CANCEL_REQUEST = 47;
export const RELOCATION_CANCEL_RESPONSE = 48;
/** Not a message: the UE itself, on its way to a cell of another region. */
export const UE_MOVE = 49;
export const MESSAGE_KINDS = 50;

/** Parties by number, for what runs per event. */
export const UE = 0;
export const ENB = 1;
export const MME = 2;
const PARTIES: readonly Party[] = ['ue', 'enb', 'mme'];

/** Timers follow the messages in the numbering of kinds. */
export const FIRST_TIMER = 50;

type Row = [number, string, Party, Party, Channel, (FailureName | undefined)?, FailureName?];

const ROWS: readonly Row[] = [
  [RRC_INITIAL_NAS, 'RRCConnectionSetupComplete', 'ue', 'enb', 'srb1_up', 'nas_loss'],
  [DL_INFORMATION_TRANSFER, 'DLInformationTransfer', 'enb', 'ue', 'srb2_down', 'nas_loss'],
  [UL_INFORMATION_TRANSFER, 'ULInformationTransfer', 'ue', 'enb', 'srb2_up', 'nas_loss'],
  [RRC_SECURITY_MODE_COMMAND, 'SecurityModeCommand', 'enb', 'ue', 'srb1_down', 'rrc_loss', 'context_setup'],
  [RRC_SECURITY_MODE_COMPLETE, 'SecurityModeComplete', 'ue', 'enb', 'srb1_up', 'rrc_loss'],
  [RRC_SECURITY_MODE_FAILURE, 'SecurityModeFailure', 'ue', 'enb', 'srb1_up', 'rrc_loss'],
  [
    RRC_RECONFIGURATION_KEY_CHANGE,
    'RRCConnectionReconfiguration (key change)',
    'enb',
    'ue',
    'srb1_down',
    'rrc_loss',
    'key_change',
  ],
  [RRC_RECONFIGURATION_COMPLETE, 'RRCConnectionReconfigurationComplete', 'ue', 'enb', 'srb1_up', 'rrc_loss'],
  [
    RRC_RECONFIGURATION_HANDOVER,
    'RRCConnectionReconfiguration (handover)',
    'enb',
    'ue',
    'srb1_down',
    'rrc_loss',
    'handover_execution',
  ],
  [RRC_HANDOVER_COMPLETE, 'RRCConnectionReconfigurationComplete (handover)', 'ue', 'enb', 'srb1_up'],
  [RRC_REESTABLISHMENT_REQUEST, 'RRCConnectionReestablishmentRequest', 'ue', 'enb', 'srb1_up'],
  // On SRB1, but the eNB sends it only when what it had for the UE on SRB2 is delivered: in order with that.
  [RRC_CONNECTION_RELEASE, 'RRCConnectionRelease', 'enb', 'ue', 'srb2_down'],
  [INITIAL_UE_MESSAGE, 'INITIAL UE MESSAGE', 'enb', 'mme', 's1_up'],
  [DOWNLINK_NAS_TRANSPORT, 'DOWNLINK NAS TRANSPORT', 'mme', 'enb', 's1_down'],
  [UPLINK_NAS_TRANSPORT, 'UPLINK NAS TRANSPORT', 'enb', 'mme', 's1_up'],
  [NAS_NON_DELIVERY_INDICATION, 'NAS NON DELIVERY INDICATION', 'enb', 'mme', 's1_up'],
  [INITIAL_CONTEXT_SETUP_REQUEST, 'INITIAL CONTEXT SETUP REQUEST', 'mme', 'enb', 's1_down'],
  [INITIAL_CONTEXT_SETUP_RESPONSE, 'INITIAL CONTEXT SETUP RESPONSE', 'enb', 'mme', 's1_up'],
  [INITIAL_CONTEXT_SETUP_FAILURE, 'INITIAL CONTEXT SETUP FAILURE', 'enb', 'mme', 's1_up'],
  [UE_CONTEXT_MODIFICATION_REQUEST, 'UE CONTEXT MODIFICATION REQUEST', 'mme', 'enb', 's1_down'],
  [UE_CONTEXT_MODIFICATION_RESPONSE, 'UE CONTEXT MODIFICATION RESPONSE', 'enb', 'mme', 's1_up'],
  [UE_CONTEXT_MODIFICATION_FAILURE, 'UE CONTEXT MODIFICATION FAILURE', 'enb', 'mme', 's1_up'],
  [UE_CONTEXT_RELEASE_REQUEST, 'UE CONTEXT RELEASE REQUEST', 'enb', 'mme', 's1_up'],
  [UE_CONTEXT_RELEASE_COMMAND, 'UE CONTEXT RELEASE COMMAND', 'mme', 'enb', 's1_down'],
  [UE_CONTEXT_RELEASE_COMPLETE, 'UE CONTEXT RELEASE COMPLETE', 'enb', 'mme', 's1_up'],
  [HANDOVER_REQUIRED, 'HANDOVER REQUIRED', 'enb', 'mme', 's1_up'],
  [HANDOVER_REQUEST, 'HANDOVER REQUEST', 'mme', 'enb', 's1_down', undefined, 'handover_preparation'],
  [HANDOVER_REQUEST_ACKNOWLEDGE, 'HANDOVER REQUEST ACKNOWLEDGE', 'enb', 'mme', 's1_up'],
  [HANDOVER_FAILURE, 'HANDOVER FAILURE', 'enb', 'mme', 's1_up'],
  [HANDOVER_COMMAND, 'HANDOVER COMMAND', 'mme', 'enb', 's1_down'],
  [HANDOVER_PREPARATION_FAILURE, 'HANDOVER PREPARATION FAILURE', 'mme', 'enb', 's1_down'],
  [HANDOVER_NOTIFY, 'HANDOVER NOTIFY', 'enb', 'mme', 's1_up'],
  [HANDOVER_CANCEL, 'HANDOVER CANCEL', 'enb', 'mme', 's1_up'],
  [HANDOVER_CANCEL_ACKNOWLEDGE, 'HANDOVER CANCEL ACKNOWLEDGE', 'mme', 'enb', 's1_down'],
  [PATH_SWITCH_REQUEST, 'PATH SWITCH REQUEST', 'enb', 'mme', 's1_up', undefined, 'path_switch'],
  [PATH_SWITCH_REQUEST_ACKNOWLEDGE, 'PATH SWITCH REQUEST ACKNOWLEDGE', 'mme', 'enb', 's1_down'],
  [PATH_SWITCH_REQUEST_FAILURE, 'PATH SWITCH REQUEST FAILURE', 'mme', 'enb', 's1_down'],
  [
    X2_HANDOVER_REQUEST,
    'HANDOVER REQUEST (X2)',
    'enb',
    'enb',
    'x2_forward',
    undefined,
    'handover_preparation',
  ],
  [X2_HANDOVER_REQUEST_ACKNOWLEDGE, 'HANDOVER REQUEST ACKNOWLEDGE (X2)', 'enb', 'enb', 'x2_back'],
  [X2_HANDOVER_PREPARATION_FAILURE, 'HANDOVER PREPARATION FAILURE (X2)', 'enb', 'enb', 'x2_back'],
  [X2_HANDOVER_CANCEL, 'HANDOVER CANCEL (X2)', 'enb', 'enb', 'x2_forward'],
  [X2_UE_CONTEXT_RELEASE, 'UE CONTEXT RELEASE (X2)', 'enb', 'enb', 'x2_back'],
  [FORWARD_RELOCATION_REQUEST, 'FORWARD RELOCATION REQUEST', 'mme', 'mme', 's10'],
  [FORWARD_RELOCATION_RESPONSE, 'FORWARD RELOCATION RESPONSE', 'mme', 'mme', 's10'],
  [FORWARD_RELOCATION_COMPLETE_NOTIFICATION, 'FORWARD RELOCATION COMPLETE NOTIFICATION', 'mme', 'mme', 's10'],
  [FORWARD_RELOCATION_COMPLETE_ACKNOWLEDGE, 'FORWARD RELOCATION COMPLETE ACKNOWLEDGE', 'mme', 'mme', 's10'],
  [RELOCATION_CANCEL_REQUEST, 'RELOCATION CANCEL REQUEST', 'mme', 'mme', 's10'],
  [RELOCATION_CANCEL_RESPONSE, 'RELOCATION CANCEL RESPONSE', 'mme', 'mme', 's10'],
  [UE_MOVE, '(UE moves)', 'ue', 'ue', 'ue_move'],
];

function table(): readonly MessageType[] {
  const types: MessageType[] = [{ name: '', from: 'ue', to: 'ue', channel: 'srb1_up' }];
  for (const [kind, name, from, to, channel, loss, refusal] of ROWS) {
    types[kind] = { name, from, to, channel, ...(loss && { loss }), ...(refusal && { refusal }) };
  }
  return types;
}

/** All message types by kind. */
export const MESSAGES: readonly MessageType[] = table();

/** NAS messages, carried by the transports; 0 is none. */
export const ATTACH_REQUEST = 1;
export const SERVICE_REQUEST = 2;
export const TRACKING_AREA_UPDATE_REQUEST = 3;
export const DETACH_REQUEST = 4;
export const AUTHENTICATION_REQUEST = 5;
export const AUTHENTICATION_RESPONSE = 6;
export const AUTHENTICATION_FAILURE = 7;
export const SECURITY_MODE_COMMAND = 8;
export const SECURITY_MODE_COMPLETE = 9;
export const SECURITY_MODE_REJECT = 10;
export const TRACKING_AREA_UPDATE_ACCEPT = 11;
export const DETACH_ACCEPT = 12;
export const DOWNLINK_NAS = 13;
export const UPLINK_NAS = 14;
export const ATTACH_COMPLETE = 15;
/** With EMM cause #22, congestion. */
export const ATTACH_REJECT = 16;
export const SERVICE_REJECT = 17;
export const TRACKING_AREA_UPDATE_REJECT = 18;

/** NAS messages by number, names as in TS 24.301. */
export const NAS_MESSAGES: readonly string[] = [
  '',
  'ATTACH REQUEST',
  'SERVICE REQUEST',
  'TRACKING AREA UPDATE REQUEST',
  'DETACH REQUEST',
  'AUTHENTICATION REQUEST',
  'AUTHENTICATION RESPONSE',
  'AUTHENTICATION FAILURE',
  'SECURITY MODE COMMAND',
  'SECURITY MODE COMPLETE',
  'SECURITY MODE REJECT',
  'TRACKING AREA UPDATE ACCEPT',
  'DETACH ACCEPT',
  'downlink NAS message',
  'uplink NAS message',
  'ATTACH COMPLETE',
  'ATTACH REJECT',
  'SERVICE REJECT',
  'TRACKING AREA UPDATE REJECT',
];

/** Which refusal a NAS message may meet at the UE. */
export const NAS_REFUSALS: Readonly<Record<number, FailureName>> = {
  [AUTHENTICATION_REQUEST]: 'authentication',
  [SECURITY_MODE_COMMAND]: 'smc_reject',
};

/**
 * Timers. The first seven have a slot of the active block each; the set-up delay shares the slot of the timer
 * that follows it, the overall timer that of handover preparation before it; the inactivity timer of a connection needs no block. A timer's kind is
 * FIRST_TIMER + its number.
 */
/** T3460: AUTHENTICATION REQUEST or SECURITY MODE COMMAND unanswered (TS 24.301). */
export const T_NAS = 0;
/** Delay between NAS SMC and UE context modification. */
export const T_REKEY = 1;
/** The eNB waits for an RRC answer. */
export const T_ENB = 2;
/** TS1RELOCprep, TX2RELOCprep: handover preparation at the source eNB. */
export const T_HANDOVER = 3;
/** T3410, T3417, T3421, T3430: the UE waits for an answer to its NAS request. */
export const T_UE = 4;
/** T304: the UE has not reached the target cell. */
export const T304 = 5;
/** The MME waits for the end of a handover it was told of, or for a relocated UE's TAU. */
export const T_GUARD = 6;
/** The eNB's own delay before RRC SecurityModeCommand. */
export const T_SETUP = 7;
/** TS1RELOCoverall, TX2RELOCoverall: from the handover command until the UE context release. */
export const T_OVERALL = 8;
export const T_INACTIVITY = 9;
/** The UE backs off (TS 24.301 5.3.9): it holds what was refused, and needs no block either. */
export const T3346 = 10;
export const TIMER_KINDS = 11;

/** Whose timer it is, by number. TS1RELOCoverall at the target MME of a relocation apart. */
const TIMER_OWNERS: readonly Party[] = [
  'mme',
  'mme',
  'enb',
  'enb',
  'ue',
  'ue',
  'mme',
  'enb',
  'enb',
  'enb',
  'ue',
];

/** The party that handles an event, by kind: a message's receiver, or whose timer it is. */
export const RECEIVER: readonly number[] = [...MESSAGES.map(({ to }) => to), ...TIMER_OWNERS].map((party) =>
  PARTIES.indexOf(party),
);

/** Slot of each timer. */
export const TIMER_SLOT: readonly number[] = [0, 1, 2, 3, 4, 5, 6, T_ENB, T_HANDOVER];

/** Fate of an event, drawn by the environment and delivered with it. */
export const LOST = 1;
/** The receiver refuses, fails, or (handover timer) cancels. */
export const REFUSED = 2;
/** After RRC Complete the eNB starts a held handover before it sends its RESPONSE. */
export const SWAPPED = 4;
/** The MME's input queue is full: it refuses what the message asks for. */
export const CONGESTED = 8;
/** The message has been through the input queue of its MME, or round it. */
export const SERVED = 16;
/**
 * S10 only, in the place of a connection: 2 bits say which copy of a retransmitted request this is, from 0 on. The
 * receiver of any but the first knows its sequence number (TS 29.274 7.6), and the row of a duplicate is the one that the
 * first copy was given.
 */
export const COPY = 0x300;
export const COPY_SHIFT = 8;
/** S10 only, 2 bits: bit n says that another copy arrives n + 1 times T3-RESPONSE after this one. */
export const LATER = 0xc00;
export const LATER_SHIFT = 10;

/** The link of the scenario that a channel's latency is drawn from. */
export const CHANNEL_LINK: Readonly<Record<Channel, LinkName>> = {
  srb1_down: 'srb1',
  srb1_up: 'srb1',
  srb2_down: 'srb2',
  srb2_up: 'srb2',
  s1_down: 's1',
  s1_up: 's1',
  x2_forward: 'x2',
  x2_back: 'x2',
  s10: 's10',
  ue_move: 'ue_move',
};
