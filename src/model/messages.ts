import type { Channel } from './channels.js';
import type { FailureName } from './links.js';
import { FIRST_TIMER, TIMER_PLACES, TIMER_TABLE } from './timers.js';

/*
 * Messages of RRC, S1AP, X2AP and GTPv2-C, a row for each. Kinds of messages and of timers (timers.ts) share one
 * numbering, because both are events of a UE; the numbers are part of the digest, so a new kind takes one that is free.
 * A message is a row here, its layout in payload.ts, its handler, and its place in docs/messages.md.
 */

/** A party of the model. Source and target of a handover are the same party on different connections. */
export type Party = 'ue' | 'enb' | 'mme';

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

/** Kinds; 0 is none. */
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
export const RRC_REESTABLISHMENT = 66;
export const RRC_REESTABLISHMENT_COMPLETE = 67;
export const RRC_REESTABLISHMENT_REJECT = 68;
/** S1AP PAGING: to all eNBs of an area at once, of which the one counts that the UE camps at. */
export const PAGING_REQUEST = 69;
/** Paging of RRC, on PCCH. */
export const RRC_PAGING = 70;
/* Before there is SRB2, which comes with AS security: NAS on SRB1 (TS 36.331 4.2.2), and the release in order behind it. */
export const DL_INFORMATION_TRANSFER_SRB1 = 71;
export const UL_INFORMATION_TRANSFER_SRB1 = 72;
export const RRC_CONNECTION_RELEASE_SRB1 = 73;
/** S1AP RESET of one connection, by an eNB that has restarted. */
export const RESET = 74;
export const RESET_ACKNOWLEDGE = 75;

type Row = readonly [number, string, Party, Party, Channel, (FailureName | undefined)?, FailureName?];

const ROWS = [
  [RRC_INITIAL_NAS, 'RRCConnectionSetupComplete', 'ue', 'enb', 'first_up', 'nas_loss'],
  [DL_INFORMATION_TRANSFER, 'DLInformationTransfer', 'enb', 'ue', 'srb2_down', 'nas_loss'],
  [UL_INFORMATION_TRANSFER, 'ULInformationTransfer', 'ue', 'enb', 'srb2_up', 'nas_loss'],
  [RRC_SECURITY_MODE_COMMAND, 'SecurityModeCommand', 'enb', 'ue', 'first_down', 'rrc_loss', 'context_setup'],
  [RRC_SECURITY_MODE_COMPLETE, 'SecurityModeComplete', 'ue', 'enb', 'first_up', 'rrc_loss'],
  [RRC_SECURITY_MODE_FAILURE, 'SecurityModeFailure', 'ue', 'enb', 'first_up', 'rrc_loss'],
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
  [RRC_REESTABLISHMENT_REQUEST, 'RRCConnectionReestablishmentRequest', 'ue', 'enb', 'srb1_up', 'rrc_loss'],
  // On SRB0, and what the eNB had sent on SRB1 and SRB2 before is gone: in order behind that.
  [RRC_REESTABLISHMENT, 'RRCConnectionReestablishment', 'enb', 'ue', 'srb2_down', 'rrc_loss'],
  [RRC_REESTABLISHMENT_COMPLETE, 'RRCConnectionReestablishmentComplete', 'ue', 'enb', 'srb1_up', 'rrc_loss'],
  [RRC_REESTABLISHMENT_REJECT, 'RRCConnectionReestablishmentReject', 'enb', 'ue', 'srb2_down', 'rrc_loss'],
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
  [PAGING_REQUEST, 'PAGING', 'mme', 'enb', 's1_paging'],
  [RRC_PAGING, 'Paging (RRC)', 'enb', 'ue', 'pcch', 'paging_loss'],
  [DL_INFORMATION_TRANSFER_SRB1, 'DLInformationTransfer', 'enb', 'ue', 'first_down', 'nas_loss'],
  [UL_INFORMATION_TRANSFER_SRB1, 'ULInformationTransfer', 'ue', 'enb', 'first_up', 'nas_loss'],
  [RRC_CONNECTION_RELEASE_SRB1, 'RRCConnectionRelease', 'enb', 'ue', 'first_down'],
  [RESET, 'RESET', 'enb', 'mme', 's1_up'],
  [RESET_ACKNOWLEDGE, 'RESET ACKNOWLEDGE', 'mme', 'enb', 's1_down'],
] as const satisfies readonly Row[];

/** A kind of message, as a union. */
export type MessageKind = (typeof ROWS)[number][0];

type To<Receiver extends Party> = Extract<
  (typeof ROWS)[number],
  readonly [unknown, unknown, unknown, Receiver, ...unknown[]]
>[0];

/* What a party gets, as a union: its table of handlers is complete, or does not compile. */
export type UeMessage = To<'ue'>;
export type EnbMessage = To<'enb'>;
export type MmeMessage = To<'mme'>;

/** Kinds of messages lie below this; those in between that are none are timers. */
export const MESSAGE_KINDS: number = 1 + Math.max(...ROWS.map(([kind]) => kind));

const NONE: MessageType = { name: '', from: 'ue', to: 'ue', channel: 'srb1_up' };

function table(): readonly MessageType[] {
  const types = new Array<MessageType>(MESSAGE_KINDS).fill(NONE);
  for (const [kind, name, from, to, channel, loss, refusal] of ROWS as readonly Row[]) {
    if (kind >= FIRST_TIMER && kind < FIRST_TIMER + TIMER_PLACES)
      throw new Error(`messages: ${name} has the kind of a timer, ${kind}`);
    if (types[kind] !== NONE) throw new Error(`messages: ${types[kind].name} and ${name} are both ${kind}`);
    types[kind] = { name, from, to, channel, ...(loss && { loss }), ...(refusal && { refusal }) };
  }
  return types;
}

/** All message types by kind; those without a name are none. */
export const MESSAGES: readonly MessageType[] = table();

/** Parties by number, for what runs per event. */
export const UE = 0;
export const ENB = 1;
export const MME = 2;
const PARTIES: readonly Party[] = ['ue', 'enb', 'mme'];

function receivers(): readonly number[] {
  const found = MESSAGES.map(({ to }) => PARTIES.indexOf(to));
  for (const { number, at } of Object.values(TIMER_TABLE)) found[FIRST_TIMER + number] = PARTIES.indexOf(at);
  return found;
}

/** The party that an event is for, by kind: a message's receiver, or where the timer runs. */
export const RECEIVER: readonly number[] = receivers();

/** By kind, 1: on an S1 association. */
export const IS_S1: readonly number[] = MESSAGES.map(({ name, channel }) =>
  name !== '' && channel.startsWith('s1_') ? 1 : 0,
);

export * from './nas-messages.js';
export * from './timers.js';

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
/** With REFUSED, of the handover command: the UE selects the cell that it could not reach all the same, and is not back at the source. */
export const AT_TARGET = 32;
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
