import { columnOf, type NameOf, type NumberOf, namesOf } from './numbered.js';
import type { OutcomeName } from './outcomes.js';
import {
  AUTHENTICATION,
  DETACH,
  DL_NAS,
  INITIAL_CONTEXT_SETUP,
  INTER_MME_HANDOVER,
  INTRA_ENB_HANDOVER,
  NAS_SMC,
  PAGING,
  type ProcedureNumber,
  S1_HANDOVER,
  TAU,
  UE_CONTEXT_RELEASE,
  UL_NAS,
  UNKEYED_MODIFICATION,
  X2_HANDOVER,
} from './procedures.js';

/*
 * Kinds of traffic: what arrives at UEs, at a rate per UE and hour, and expands into procedures. A kind is a row here
 * and its starter in procedures/pump.ts. Its number is part of the digest and of the draws of its arrivals: a new kind
 * comes last.
 */

export const ATTACH_KIND = 0;
export const SERVICE_REQUEST_KIND = 1;
export const TAU_KIND = 2;
export const REKEY_KIND = 3;
export const X2_KIND = 4;
export const S1_KIND = 5;
export const INTER_MME_KIND = 6;
export const DOWNLINK_KIND = 7;
export const UPLINK_KIND = 8;
export const RELEASE_KIND = 9;
export const DETACH_KIND = 10;
export const MOBILE_TERMINATED_KIND = 11;
export const SWITCH_ON_KIND = 12;
export const UNKEYED_MODIFICATION_KIND = 13;
export const KENB_REFRESH_KIND = 14;
export const INTRA_ENB_KIND = 15;
export const ALGORITHM_CHANGE_KIND = 16;

interface TrafficType {
  readonly number: number;
  /** The procedure that it begins with, and that waits while it waits in the queue of its UE. */
  readonly procedure: ProcedureNumber;
  /** Per UE and hour, unless a scenario says otherwise; presets/busy-hour.yaml says where the numbers come from. */
  readonly rate: number;
  readonly doc: string;
  /** A verification chooses from it by default: it changes keys or carries a downlink NAS message. */
  readonly verified: boolean;
  /** The MME begins it, so that an idle UE is paged for it. */
  readonly paged?: true;
  /** It is about a connection, and nothing where there is none. */
  readonly connected?: true;
}

/** By the names in scenarios, results and metrics. */
export const TRAFFIC = {
  attach: {
    number: ATTACH_KIND,
    procedure: AUTHENTICATION,
    rate: 0.01,
    doc: 'AKA, NAS SMC, initial context setup; a UE that is registered begins anew (TS 24.301 5.5.1.2.7)',
    verified: true,
  },
  service_request: {
    number: SERVICE_REQUEST_KIND,
    procedure: INITIAL_CONTEXT_SETUP,
    rate: 17,
    doc: 'idle to connected: initial context setup',
    verified: true,
  },
  tracking_area_update: {
    number: TAU_KIND,
    procedure: TAU,
    rate: 3,
    doc: 'TAU of registered UEs',
    verified: false,
  },
  rekey: {
    number: REKEY_KIND,
    procedure: AUTHENTICATION,
    rate: 0.5,
    doc: 'AKA, NAS SMC and, after `delays.rekey`, UE context modification',
    verified: true,
    paged: true,
  },
  x2_handover: {
    number: X2_KIND,
    procedure: X2_HANDOVER,
    rate: 3.5,
    doc: 'handover between two eNBs of a region over X2',
    verified: true,
  },
  s1_handover: {
    number: S1_KIND,
    procedure: S1_HANDOVER,
    rate: 1,
    doc: 'handover between two eNBs of a region over S1',
    verified: true,
  },
  inter_mme_handover: {
    number: INTER_MME_KIND,
    procedure: INTER_MME_HANDOVER,
    rate: 0.5,
    doc: 'S1 handover to another region, hence to another MME',
    verified: true,
  },
  downlink_nas: {
    number: DOWNLINK_KIND,
    procedure: DL_NAS,
    rate: 1,
    doc: 'other NAS messages from the MME',
    verified: true,
    paged: true,
  },
  uplink_nas: {
    number: UPLINK_KIND,
    procedure: UL_NAS,
    rate: 1,
    doc: 'other NAS messages from the UE',
    verified: false,
  },
  release: {
    number: RELEASE_KIND,
    procedure: UE_CONTEXT_RELEASE,
    rate: 0,
    doc: 'UE context release beyond those after inactivity',
    verified: true,
    connected: true,
  },
  detach: {
    number: DETACH_KIND,
    procedure: DETACH,
    rate: 0.03,
    doc: 'detach of registered UEs',
    verified: false,
  },
  mobile_terminated: {
    number: MOBILE_TERMINATED_KIND,
    procedure: PAGING,
    rate: 8,
    doc: 'downlink data for idle UEs: paging, then initial context setup',
    verified: true,
    paged: true,
  },
  switch_on: {
    number: SWITCH_ON_KIND,
    procedure: AUTHENTICATION,
    rate: 0.96,
    doc: 'attach of UEs that are not registered: those that have detached come back',
    verified: false,
  },
  unkeyed_modification: {
    number: UNKEYED_MODIFICATION_KIND,
    procedure: UNKEYED_MODIFICATION,
    rate: 0,
    doc: 'UE context modification without a KeNB: a new UE-AMBR, or CS fallback',
    verified: false,
    connected: true,
  },
  kenb_refresh: {
    number: KENB_REFRESH_KIND,
    procedure: INTRA_ENB_HANDOVER,
    rate: 0,
    doc: 'handover to the same cell, before a PDCP COUNT wraps',
    verified: false,
    connected: true,
  },
  intra_enb_handover: {
    number: INTRA_ENB_KIND,
    procedure: INTRA_ENB_HANDOVER,
    rate: 0,
    doc: 'handover between two cells of an eNB',
    verified: false,
    connected: true,
  },
  algorithm_change: {
    number: ALGORITHM_CHANGE_KIND,
    procedure: NAS_SMC,
    rate: 0,
    doc: 'NAS SMC on the current KASME, to change its NAS algorithms; `nasAlgorithms` brings some of its own',
    verified: false,
    connected: true,
  },
} as const satisfies Record<string, TrafficType>;

export type TrafficKind = NameOf<typeof TRAFFIC>;
export type TrafficNumber = NumberOf<typeof TRAFFIC>;

export const TRAFFIC_KINDS = namesOf('kinds of traffic', TRAFFIC);
export const TRAFFIC_COUNT: number = TRAFFIC_KINDS.length;
/** The procedure of each kind, by number. */
export const TRAFFIC_PROCEDURE: readonly number[] = columnOf(TRAFFIC_KINDS, TRAFFIC, (row) => row.procedure);
/** By number, 1: an idle UE is paged for it. */
export const TRAFFIC_PAGED: readonly number[] = columnOf<Record<TrafficKind, TrafficType>, number>(
  TRAFFIC_KINDS,
  TRAFFIC,
  ({ paged }) => (paged ? 1 : 0),
);

/** By number, 1: it makes sense in a connection only. */
export const TRAFFIC_CONNECTED: readonly number[] = columnOf<Record<TrafficKind, TrafficType>, number>(
  TRAFFIC_KINDS,
  TRAFFIC,
  ({ connected }) => (connected ? 1 : 0),
);

/** How a traffic event ended. */
export const TRAFFIC_OUTCOME_NAMES = ['completed', 'failed'] as const satisfies readonly OutcomeName[];
export type TrafficOutcomeName = (typeof TRAFFIC_OUTCOME_NAMES)[number];
