import { namesOf } from './numbered.js';

/*
 * Causes of S1AP (TS 36.413 9.2.1.3) that the model tells apart; 0 is none of them. Two bits of a message (payload.ts).
 */

export const S1_HANDOVER_TRIGGERED = 1;
export const X2_HANDOVER_TRIGGERED = 2;
export const RADIO_CONNECTION_LOST = 3;

/** By the standard's names. (An S1 handover within LTE, whatever MME it leads to, is an intra system one.) */
const CAUSES = {
  'S1 intra system Handover triggered': { number: S1_HANDOVER_TRIGGERED },
  'X2 Handover triggered': { number: X2_HANDOVER_TRIGGERED },
  'Radio Connection With UE Lost': { number: RADIO_CONNECTION_LOST },
} as const;

export const CAUSE_NAMES = namesOf('causes', CAUSES, 1);
