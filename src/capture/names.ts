/*
 * Messages of S1AP (TS 36.413) and X2AP (TS 36.423) by the code of their elementary procedure, and of GTPv2-C (TS 29.274)
 * by their type.
 */

/** Initiating message, successful outcome, unsuccessful outcome; an empty name where there is none. */
type Procedure = readonly [initiating: string, successful?: string, unsuccessful?: string];

/** TS 36.413 9.3.7. */
const S1AP: Readonly<Record<number, Procedure>> = {
  0: ['HANDOVER REQUIRED', 'HANDOVER COMMAND', 'HANDOVER PREPARATION FAILURE'],
  1: ['HANDOVER REQUEST', 'HANDOVER REQUEST ACKNOWLEDGE', 'HANDOVER FAILURE'],
  2: ['HANDOVER NOTIFY'],
  3: ['PATH SWITCH REQUEST', 'PATH SWITCH REQUEST ACKNOWLEDGE', 'PATH SWITCH REQUEST FAILURE'],
  4: ['HANDOVER CANCEL', 'HANDOVER CANCEL ACKNOWLEDGE'],
  5: ['E-RAB SETUP REQUEST', 'E-RAB SETUP RESPONSE'],
  6: ['E-RAB MODIFY REQUEST', 'E-RAB MODIFY RESPONSE'],
  7: ['E-RAB RELEASE COMMAND', 'E-RAB RELEASE RESPONSE'],
  8: ['E-RAB RELEASE INDICATION'],
  9: ['INITIAL CONTEXT SETUP REQUEST', 'INITIAL CONTEXT SETUP RESPONSE', 'INITIAL CONTEXT SETUP FAILURE'],
  10: ['PAGING'],
  11: ['DOWNLINK NAS TRANSPORT'],
  12: ['INITIAL UE MESSAGE'],
  13: ['UPLINK NAS TRANSPORT'],
  14: ['RESET', 'RESET ACKNOWLEDGE'],
  16: ['NAS NON DELIVERY INDICATION'],
  18: ['UE CONTEXT RELEASE REQUEST'],
  21: [
    'UE CONTEXT MODIFICATION REQUEST',
    'UE CONTEXT MODIFICATION RESPONSE',
    'UE CONTEXT MODIFICATION FAILURE',
  ],
  22: ['UE CAPABILITY INFO INDICATION'],
  23: ['UE CONTEXT RELEASE COMMAND', 'UE CONTEXT RELEASE COMPLETE'],
  24: ['ENB STATUS TRANSFER'],
  25: ['MME STATUS TRANSFER'],
};

/** TS 36.423 9.3.7. */
const X2AP: Readonly<Record<number, Procedure>> = {
  0: ['HANDOVER REQUEST (X2)', 'HANDOVER REQUEST ACKNOWLEDGE (X2)', 'HANDOVER PREPARATION FAILURE (X2)'],
  1: ['HANDOVER CANCEL (X2)'],
  5: ['UE CONTEXT RELEASE (X2)'],
};

/** TS 29.274 6.1. */
const GTP: Readonly<Record<number, string>> = {
  133: 'FORWARD RELOCATION REQUEST',
  134: 'FORWARD RELOCATION RESPONSE',
  135: 'FORWARD RELOCATION COMPLETE NOTIFICATION',
  136: 'FORWARD RELOCATION COMPLETE ACKNOWLEDGE',
  139: 'RELOCATION CANCEL REQUEST',
  140: 'RELOCATION CANCEL RESPONSE',
};

/** Where the MME begins a procedure; the answer goes the other way. */
const FROM_MME: ReadonlySet<number> = new Set([1, 5, 6, 7, 9, 10, 11, 21, 23, 25]);

/** @param outcome 0: initiating message, 1: successful, 2: unsuccessful outcome */
export function s1apName(procedure: number, outcome: number): string | null {
  return S1AP[procedure]?.[outcome] ?? null;
}

export function isFromMme(procedure: number, outcome: number): boolean {
  return FROM_MME.has(procedure) === (outcome === 0);
}

export function x2apName(procedure: number, outcome: number): string | null {
  return X2AP[procedure]?.[outcome] ?? null;
}

export function gtpName(type: number): string | null {
  return GTP[type] ?? null;
}
