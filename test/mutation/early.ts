/*
 * Conditions that let go too early, or hold too late: what a rule would be if it took another message for the one that
 * ends what it waits for. Each stands in place of the condition in the rule's file. They look at what only another
 * party knows, since that is how the moment of a message can be told in a row.
 */
export interface Early {
  readonly rule: number;
  /** Which condition of the rule: `applies`, or `rejects` (rule 5a). */
  readonly property: 'applies' | 'rejects';
  readonly condition: string;
  readonly what: string;
}

const SMC = 'mmeHas(w, u, MME_SMC)';
const MODIFICATION = 'mmeHas(w, u, MME_MODIFICATION)';
/** The UE has accepted the SECURITY MODE COMMAND, and its COMPLETE is on the way. */
const ACCEPTED = 'ueEksi(w, u) === mmePendingEksi(w, u)';

export const EARLY: readonly Early[] = [
  {
    rule: 1,
    property: 'applies',
    condition: `${SMC} && !(${ACCEPTED})`,
    what: 'released at SECURITY MODE COMMAND',
  },
  {
    rule: 1,
    property: 'applies',
    condition: `${SMC} && mmeHas(w, u, MME_SMC_NEW)`,
    what: 'only for a new KASME',
  },
  {
    rule: 1,
    property: 'applies',
    condition: `${SMC} && !mmeHas(w, u, MME_SMC_ABORTED)`,
    what: 'released when the UE aborts the SMC',
  },
  {
    rule: 2,
    property: 'applies',
    condition: `mmeHas(w, u, MME_ICS) || (${MODIFICATION} && !enHas(w, u, EN_KEY_CHANGE))`,
    what: 'released at UE CONTEXT MODIFICATION REQUEST',
  },
  {
    rule: 2,
    property: 'applies',
    condition: `mmeHas(w, u, MME_ICS) || (${MODIFICATION} && has(w, u, UE_AS_OLD))`,
    what: 'released at RRCConnectionReconfiguration',
  },
  {
    rule: 2,
    property: 'applies',
    condition: `${MODIFICATION} || (mmeHas(w, u, MME_ICS) && !has(w, u, EN_CONTEXT))`,
    what: 'released at INITIAL CONTEXT SETUP REQUEST',
  },
  {
    rule: 2,
    property: 'applies',
    condition: `${MODIFICATION} || (mmeHas(w, u, MME_ICS) && !has(w, u, EN_AS))`,
    what: 'released at RRC SecurityModeComplete',
  },
  {
    rule: 3,
    property: 'applies',
    condition: `has(w, u, MME_AS_OLD) && !has(w, u, MME_INHERITED) && !${MODIFICATION}`,
    what: 'begins at SECURITY MODE COMPLETE and ends at UE CONTEXT MODIFICATION REQUEST',
  },
  {
    rule: 4,
    property: 'applies',
    condition: 'has(w, u, UE_AS_OLD) && !mmeHas(w, u, MME_MODIFICATION)',
    what: 'released at UE CONTEXT MODIFICATION REQUEST',
  },
  {
    rule: 4,
    property: 'applies',
    condition: 'has(w, u, UE_AS_OLD) && !has(w, u, MME_AS_OLD)',
    what: 'released at SECURITY MODE COMPLETE',
  },
  {
    rule: 5,
    property: 'rejects',
    condition: 'enHas(w, u, EN_HANDOVER) && enHas(w, u, EN_COMMANDED)',
    what: 'begins at the handover command',
  },
  {
    rule: 5,
    property: 'rejects',
    condition: 'enHas(w, u, EN_HANDOVER) && !enHas(w, u, EN_COMMANDED)',
    what: 'ends at the handover command',
  },
  {
    rule: 5,
    property: 'rejects',
    condition: 'enHas(w, u, EN_HANDOVER) && !enHas(w, u, EN_CANCELLING)',
    what: 'ends at HANDOVER CANCEL',
  },
  {
    rule: 5,
    property: 'applies',
    condition: 'enHas(w, u, EN_KEY_CHANGE) && has(w, u, UE_AS_OLD)',
    what: 'released at RRCConnectionReconfiguration',
  },
  {
    rule: 6,
    property: 'applies',
    condition: `${SMC} && mmeHas(w, u, MME_SMC_NEW) && !(${ACCEPTED})`,
    what: 'released at SECURITY MODE COMMAND',
  },
  {
    rule: 6,
    property: 'applies',
    condition: `${SMC} && mmeHas(w, u, MME_SMC_NEW) && !mmeHas(w, u, MME_SMC_ABORTED)`,
    what: 'released when the UE aborts the SMC',
  },
  {
    rule: 7,
    property: 'applies',
    condition: `${MODIFICATION} && enHas(w, u, EN_KEY_CHANGE)`,
    what: 'begins at UE CONTEXT MODIFICATION REQUEST and ends at RRCConnectionReconfigurationComplete',
  },
  {
    rule: 7,
    property: 'applies',
    condition: `${MODIFICATION} && has(w, u, UE_AS_OLD)`,
    what: 'released at RRCConnectionReconfiguration',
  },
  {
    rule: 8,
    property: 'applies',
    condition: 'has(w, u, MME_AS_OLD) && !mmeHas(w, u, MME_REKEY_WAIT)',
    what: 'begins when the UE context modification is due',
  },
  {
    rule: 8,
    property: 'applies',
    condition: 'has(w, u, MME_AS_OLD) && !has(w, u, MME_INHERITED) && !mmeHas(w, u, MME_REKEY_WAIT)',
    what: 'begins when the UE context modification is due, at the MME of the SMC',
  },
  {
    rule: 9,
    property: 'applies',
    condition: 'has(w, u, MME_AS_OLD) && has(w, u, MME_INHERITED) && mmeHas(w, u, MME_TARGET)',
    what: 'released at HANDOVER NOTIFY',
  },
  {
    rule: 9,
    property: 'applies',
    condition: 'has(w, u, MME_AS_OLD) && has(w, u, MME_INHERITED) && !mmeHas(w, u, MME_MODIFICATION)',
    what: 'released at UE CONTEXT MODIFICATION REQUEST',
  },
  {
    rule: 10,
    property: 'applies',
    condition: 'mmeHas(w, u, MME_FORWARDED) && enHas(w, u, EN_COMMANDED)',
    what: 'begins at the handover command',
  },
  {
    rule: 10,
    property: 'applies',
    condition: 'mmeHas(w, u, MME_FORWARDED) && !enHas(w, u, EN_COMMANDED)',
    what: 'released at the handover command',
  },
  {
    rule: 10,
    property: 'applies',
    condition: 'mmeHas(w, u, MME_FORWARDED) && !mmeHas(w, u, MME_CANCELLING)',
    what: 'released at HANDOVER CANCEL',
  },
  {
    rule: 11,
    property: 'applies',
    condition: `${MODIFICATION} && enHas(w, u, EN_KEY_CHANGE)`,
    what: 'begins at UE CONTEXT MODIFICATION REQUEST and ends at RRCConnectionReconfigurationComplete',
  },
  {
    rule: 11,
    property: 'applies',
    condition: `${MODIFICATION} && has(w, u, UE_AS_OLD)`,
    what: 'released at RRCConnectionReconfiguration',
  },
  {
    rule: 11,
    property: 'applies',
    condition: `${MODIFICATION} && !mmeHas(w, u, MME_HELD_PATH_SWITCH)`,
    what: 'not for PATH SWITCH REQUEST ACKNOWLEDGE',
  },
  {
    rule: 11,
    property: 'applies',
    condition: `${MODIFICATION} && !mmeHas(w, u, MME_HELD_REQUIRED)`,
    what: 'not for HANDOVER REQUEST',
  },
  {
    rule: 12,
    property: 'applies',
    condition: 'mmeSteps(w, u) >= 8',
    what: 'one step late',
  },
  {
    rule: 12,
    property: 'applies',
    condition: 'mmeSteps(w, u) >= 7 && !mmeHas(w, u, MME_HELD_INTER)',
    what: 'not for another MME',
  },
  {
    rule: 13,
    property: 'applies',
    condition: 'has(w, u, MME_AS_OLD) && has(w, u, MME_INHERITED) && mmeHas(w, u, MME_SMC)',
    what: 'only amid an SMC on the current KASME',
  },
  {
    rule: 14,
    property: 'applies',
    condition: `${SMC} && !(${ACCEPTED})`,
    what: 'released at SECURITY MODE COMMAND',
  },
  {
    rule: 14,
    property: 'applies',
    condition: `${SMC} && !mmeHas(w, u, MME_SMC_ABORTED)`,
    what: 'released when the UE aborts the SMC',
  },
  {
    rule: 15,
    property: 'applies',
    condition: `${SMC} && !mmeHas(w, u, MME_SMC_ABORTED)`,
    what: 'released when the TAU aborts the SMC',
  },
  {
    rule: 15,
    property: 'applies',
    condition: `${SMC} && !(${ACCEPTED})`,
    what: 'released at SECURITY MODE COMMAND',
  },
];
