import { columnOf, type NameOf, type NumberOf, namesOf } from './numbered.js';

/*
 * Procedures: what is counted from its offer to its end. A procedure is a row here, its folder in procedures/, and its
 * section in docs/messages.md.
 */

export const AUTHENTICATION = 0;
export const NAS_SMC = 1;
export const INITIAL_CONTEXT_SETUP = 2;
export const UE_CONTEXT_MODIFICATION = 3;
export const X2_HANDOVER = 4;
export const S1_HANDOVER = 5;
export const INTER_MME_HANDOVER = 6;
export const DL_NAS = 7;
export const UL_NAS = 8;
export const TAU = 9;
export const DETACH = 10;
export const UE_CONTEXT_RELEASE = 11;
export const PAGING = 12;
export const UNKEYED_MODIFICATION = 13;
export const INTRA_ENB_HANDOVER = 14;

/*
 * Classes. Procedures of one class never run side by side for one UE, so that one start time is kept for each. Of NAS
 * transports several may be in flight at once; their messages carry when they were offered.
 */
const NAS = 0;
const CONTEXT = 1;
const HANDOVER = 2;
const OF_THE_UE = 3;
const RELEASE = 4;
/** Its start time has a word that is free outside connections (layout.ts, NAS_HELD_SINCE). */
const OF_THE_IDLE = 5;
const OF_THE_CONTEXT = 6;
const NONE = -1;
export const STARTED_CLASSES = 7;

interface ProcedureType {
  readonly number: number;
  /** In tables that people read, and where space is short. */
  readonly label: string;
  readonly short: string;
  readonly class: number;
}

/** By the names in results, metrics and thresholds. */
export const PROCEDURES = {
  authentication: { number: AUTHENTICATION, label: 'authentication', short: 'AKA', class: NAS },
  nas_security_mode_control: { number: NAS_SMC, label: 'NAS security mode', short: 'NAS SMC', class: NAS },
  initial_context_setup: {
    number: INITIAL_CONTEXT_SETUP,
    label: 'initial context setup',
    short: 'set-up',
    class: CONTEXT,
  },
  ue_context_modification: {
    number: UE_CONTEXT_MODIFICATION,
    label: 'UE context modification',
    short: 'modif.',
    class: CONTEXT,
  },
  x2_handover: { number: X2_HANDOVER, label: 'X2 handover', short: 'X2', class: HANDOVER },
  s1_handover: { number: S1_HANDOVER, label: 'S1 handover', short: 'S1', class: HANDOVER },
  inter_mme_handover: {
    number: INTER_MME_HANDOVER,
    label: 'inter-MME handover',
    short: 'inter-MME',
    class: HANDOVER,
  },
  downlink_nas: { number: DL_NAS, label: 'downlink NAS', short: 'DL NAS', class: NONE },
  uplink_nas: { number: UL_NAS, label: 'uplink NAS', short: 'UL NAS', class: NONE },
  tracking_area_update: { number: TAU, label: 'tracking area update', short: 'TAU', class: OF_THE_UE },
  detach: { number: DETACH, label: 'detach', short: 'detach', class: OF_THE_UE },
  ue_context_release: {
    number: UE_CONTEXT_RELEASE,
    label: 'UE context release',
    short: 'release',
    class: RELEASE,
  },
  paging: { number: PAGING, label: 'paging', short: 'paging', class: OF_THE_IDLE },
  unkeyed_modification: {
    number: UNKEYED_MODIFICATION,
    label: 'modification, no key',
    short: 'no key',
    class: OF_THE_CONTEXT,
  },
  intra_enb_handover: {
    number: INTRA_ENB_HANDOVER,
    label: 'intra-eNB handover',
    short: 'intra-eNB',
    class: HANDOVER,
  },
} as const satisfies Record<string, ProcedureType>;

export type ProcedureName = NameOf<typeof PROCEDURES>;
export type ProcedureNumber = NumberOf<typeof PROCEDURES>;

export const PROCEDURE_NAMES = namesOf('procedures', PROCEDURES);
export const PROCEDURE_COUNT: number = PROCEDURE_NAMES.length;
/** Class of each procedure, by number. */
export const PROCEDURE_CLASS: readonly number[] = columnOf(PROCEDURE_NAMES, PROCEDURES, (row) => row.class);
