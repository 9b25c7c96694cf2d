import { ARG_A, ARG_B } from './layout.js';
import * as M from './messages.js';
import type { NasNumber } from './nas-messages.js';
import * as P from './payload.js';

/*
 * Which message carries what: one layout for each. A kind of message without its layout does not compile; that the fields
 * of a layout do not lie upon each other, and that their functions read and write just their bits, is a test.
 */

/** A field of a message: its word, its lowest bit, how many bits, and the functions of payload.ts. */
export interface Field {
  readonly word: number;
  readonly shift: number;
  readonly bits: number;
  readonly of: (w: Int32Array, m: number) => number;
  readonly set: (w: Int32Array, m: number, v: number) => void;
}

export const FIELDS = {
  ncc: { word: ARG_A, shift: 0, bits: 3, of: P.messageNcc, set: P.setMessageNcc },
  otherConn: { word: ARG_A, shift: 8, bits: 8, of: P.otherConn, set: P.setOtherConn },
  toOtherMme: { word: ARG_A, shift: 16, bits: 1, of: P.toOtherMme, set: P.setToOtherMme },
  cause: { word: ARG_A, shift: 29, bits: 2, of: P.causeOf, set: P.setCause },
  unkeyed: { word: ARG_A, shift: 18, bits: 1, of: P.isUnkeyed, set: P.setUnkeyed },
  cell: { word: ARG_B, shift: 0, bits: 16, of: P.messageCell, set: P.setMessageCell },
  region: { word: ARG_B, shift: 16, bits: 8, of: P.messageRegion, set: P.setMessageRegion },
  count: { word: ARG_A, shift: 0, bits: 24, of: P.countOf, set: P.setCount },
  eksi: { word: ARG_A, shift: 24, bits: 3, of: P.eksiOf, set: P.setEksi },
  nasKeys: { word: ARG_A, shift: 28, bits: 1, of: P.hasNasKeys, set: P.setHasNasKeys },
  algorithms: { word: ARG_A, shift: 27, bits: 1, of: P.algorithmsOf, set: P.setAlgorithms },
  plain: { word: ARG_A, shift: 31, bits: 1, of: P.isPlain, set: P.setPlain },
  akaRun: { word: ARG_B, shift: 0, bits: 16, of: P.akaRunOf, set: P.setAkaRun },
  newEksi: { word: ARG_B, shift: 16, bits: 3, of: P.newEksiOf, set: P.setNewEksi },
  newKasme: { word: ARG_B, shift: 0, bits: 1, of: P.takesNewKasme, set: P.setTakesNewKasme },
  active: { word: ARG_B, shift: 0, bits: 1, of: P.hasActiveFlag, set: P.setActiveFlag },
  offeredAt: { word: ARG_B, shift: 0, bits: 32, of: P.offeredAt, set: P.setOfferedAt },
} as const satisfies Record<string, Field>;
export type FieldName = keyof typeof FIELDS;

/** What is in the way of a key that a message carries. */
export type CarriedKey = 'nh' | 'kenb';

export interface Layout {
  readonly fields: readonly FieldName[];
  /** Its key is an NH or a KeNB; of NAS messages, the KASME or its NAS keys. */
  readonly key?: CarriedKey;
  /** Its words belong to a transfer (layout.ts), which has names of its own. */
  readonly transfer?: true;
}

const NOTHING: Layout = { fields: [] };
/** Those of the NAS message inside come on top (NAS_LAYOUTS). */
const PROTECTION: Layout = { fields: ['count', 'eksi', 'nasKeys', 'algorithms', 'plain'] };
const TRANSFER: Layout = { fields: [], transfer: true };
const KENB: Layout = { fields: [], key: 'kenb' };
const ITS_TARGET: Layout = { fields: ['otherConn'] };

export const LAYOUTS: Readonly<Record<M.MessageKind, Layout>> = {
  [M.RRC_INITIAL_NAS]: PROTECTION,
  [M.DL_INFORMATION_TRANSFER]: PROTECTION,
  [M.UL_INFORMATION_TRANSFER]: PROTECTION,
  [M.RRC_SECURITY_MODE_COMMAND]: KENB,
  [M.RRC_SECURITY_MODE_COMPLETE]: KENB,
  [M.RRC_SECURITY_MODE_FAILURE]: NOTHING,
  [M.RRC_RECONFIGURATION_KEY_CHANGE]: KENB,
  [M.RRC_RECONFIGURATION_COMPLETE]: KENB,
  [M.RRC_RECONFIGURATION_HANDOVER]: { fields: ['ncc', 'otherConn', 'toOtherMme', 'cell'], key: 'kenb' },
  [M.RRC_HANDOVER_COMPLETE]: KENB,
  [M.RRC_REESTABLISHMENT_REQUEST]: NOTHING,
  [M.RRC_CONNECTION_RELEASE]: NOTHING,
  [M.INITIAL_UE_MESSAGE]: PROTECTION,
  [M.DOWNLINK_NAS_TRANSPORT]: PROTECTION,
  [M.UPLINK_NAS_TRANSPORT]: PROTECTION,
  [M.NAS_NON_DELIVERY_INDICATION]: { fields: [...PROTECTION.fields, 'cause'] },
  [M.INITIAL_CONTEXT_SETUP_REQUEST]: KENB,
  [M.INITIAL_CONTEXT_SETUP_RESPONSE]: NOTHING,
  [M.INITIAL_CONTEXT_SETUP_FAILURE]: NOTHING,
  [M.UE_CONTEXT_MODIFICATION_REQUEST]: { fields: ['unkeyed'], key: 'kenb' },
  [M.UE_CONTEXT_MODIFICATION_RESPONSE]: NOTHING,
  [M.UE_CONTEXT_MODIFICATION_FAILURE]: { fields: ['cause'] },
  [M.UE_CONTEXT_RELEASE_REQUEST]: NOTHING,
  [M.UE_CONTEXT_RELEASE_COMMAND]: NOTHING,
  [M.UE_CONTEXT_RELEASE_COMPLETE]: NOTHING,
  [M.HANDOVER_REQUIRED]: { fields: ['otherConn', 'toOtherMme', 'cell', 'region'] },
  [M.HANDOVER_REQUEST]: { fields: ['ncc', 'cell'], key: 'nh' },
  [M.HANDOVER_REQUEST_ACKNOWLEDGE]: NOTHING,
  [M.HANDOVER_FAILURE]: NOTHING,
  [M.HANDOVER_COMMAND]: { fields: ['ncc', 'otherConn', 'toOtherMme', 'cell'] },
  [M.HANDOVER_PREPARATION_FAILURE]: ITS_TARGET,
  [M.HANDOVER_NOTIFY]: NOTHING,
  [M.HANDOVER_CANCEL]: ITS_TARGET,
  [M.HANDOVER_CANCEL_ACKNOWLEDGE]: ITS_TARGET,
  [M.PATH_SWITCH_REQUEST]: { fields: ['otherConn'] },
  [M.PATH_SWITCH_REQUEST_ACKNOWLEDGE]: { fields: ['ncc'], key: 'nh' },
  [M.PATH_SWITCH_REQUEST_FAILURE]: NOTHING,
  [M.X2_HANDOVER_REQUEST]: { fields: ['ncc', 'cell'], key: 'kenb' },
  [M.X2_HANDOVER_REQUEST_ACKNOWLEDGE]: { fields: ['ncc', 'cell'] },
  [M.X2_HANDOVER_PREPARATION_FAILURE]: NOTHING,
  [M.X2_HANDOVER_CANCEL]: NOTHING,
  [M.X2_UE_CONTEXT_RELEASE]: NOTHING,
  [M.FORWARD_RELOCATION_REQUEST]: TRANSFER,
  [M.FORWARD_RELOCATION_RESPONSE]: TRANSFER,
  [M.FORWARD_RELOCATION_COMPLETE_NOTIFICATION]: TRANSFER,
  [M.FORWARD_RELOCATION_COMPLETE_ACKNOWLEDGE]: TRANSFER,
  [M.RELOCATION_CANCEL_REQUEST]: TRANSFER,
  [M.RELOCATION_CANCEL_RESPONSE]: TRANSFER,
  [M.UE_MOVE]: TRANSFER,
  [M.RRC_REESTABLISHMENT]: { fields: ['ncc'] },
  [M.RRC_REESTABLISHMENT_COMPLETE]: KENB,
  [M.RRC_REESTABLISHMENT_REJECT]: NOTHING,
  [M.PAGING_REQUEST]: NOTHING,
  [M.RRC_PAGING]: NOTHING,
  [M.DL_INFORMATION_TRANSFER_SRB1]: PROTECTION,
  [M.UL_INFORMATION_TRANSFER_SRB1]: PROTECTION,
  [M.RRC_CONNECTION_RELEASE_SRB1]: NOTHING,
  [M.RESET]: NOTHING,
  [M.RESET_ACKNOWLEDGE]: NOTHING,
};

/** What a NAS message carries beside its protection. */
export const NAS_LAYOUTS: Readonly<Record<NasNumber, readonly FieldName[]>> = {
  [M.ATTACH_REQUEST]: [],
  [M.SERVICE_REQUEST]: [],
  [M.TRACKING_AREA_UPDATE_REQUEST]: ['active'],
  [M.DETACH_REQUEST]: [],
  [M.AUTHENTICATION_REQUEST]: ['akaRun', 'newEksi'],
  [M.AUTHENTICATION_RESPONSE]: ['akaRun'],
  [M.AUTHENTICATION_FAILURE]: [],
  [M.SECURITY_MODE_COMMAND]: ['newKasme'],
  [M.SECURITY_MODE_COMPLETE]: [],
  [M.SECURITY_MODE_REJECT]: [],
  [M.TRACKING_AREA_UPDATE_ACCEPT]: [],
  [M.DETACH_ACCEPT]: [],
  [M.DOWNLINK_NAS]: ['offeredAt'],
  [M.UPLINK_NAS]: ['offeredAt'],
  [M.ATTACH_COMPLETE]: ['offeredAt'],
  [M.ATTACH_REJECT]: [],
  [M.SERVICE_REJECT]: [],
  [M.TRACKING_AREA_UPDATE_REJECT]: [],
};

/** Whether a message of a kind has a field. */
export const carries = (kind: number, field: FieldName): boolean =>
  LAYOUTS[kind as M.MessageKind].fields.includes(field);

/** Whether a kind of event is a message at all: timers have kinds among theirs. */
export const isMessage = (kind: number): boolean => kind in LAYOUTS;
