/*
 * What a message or a step meets on its way, by the names that scenarios use: the latency of a link, a delay inside a
 * party, a failure.
 */

/**
 * SRB1 (RRC), SRB2 (NAS), S1AP, X2AP, S10 (GTPv2-C), the UE's own move to a cell of another region, and PCCH (paging
 * on the radio).
 */
export const LINK_NAMES = ['srb1', 'srb2', 's1', 'x2', 's10', 'ue_move', 'pcch'] as const;
export type LinkName = (typeof LINK_NAMES)[number];

/** The eNB's own delays before RRC SecurityModeCommand and before the reconfiguration that changes keys; NAS SMC end to UE CONTEXT MODIFICATION REQUEST. */
export const DELAY_NAMES = ['context_setup', 'key_change', 'rekey'] as const;
export type DelayName = (typeof DELAY_NAMES)[number];

/** Probability per step that it goes wrong in this way. */
export const FAILURE_NAMES = [
  'authentication',
  'smc_reject',
  'context_setup',
  'key_change',
  'handover_preparation',
  'handover_execution',
  'handover_cancel',
  'path_switch',
  'nas_loss',
  'rrc_loss',
  's10_loss',
  'paging_loss',
] as const;
export type FailureName = (typeof FAILURE_NAMES)[number];
