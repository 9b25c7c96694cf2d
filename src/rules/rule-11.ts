import { MME_MODIFICATION } from '../model/flags.js';
import { mmeHas } from '../model/row.js';
import type { Guard } from './rule.js';

/**
 * Guard 11, not one of the ten: rule 7 for handovers that stay with the MME. HANDOVER REQUIRED may overtake UE
 * CONTEXT MODIFICATION RESPONSE, and PATH SWITCH REQUEST comes over another association: in both cases the MME
 * would step the chain that the UE has already left.
 * Off: the message is sent at once.
 */
export const rule11: Guard = {
  number: 11,
  name: 'handover_key',
  clause: 'beyond the clause',
  title: 'No handover key while a new KeNB is on its way',
  party: 'MME',
  trigger: 'fills HANDOVER REQUEST (same MME) or PATH SWITCH REQUEST ACKNOWLEDGE',
  condition: 'a UE context modification with a KeNB is outstanding',
  verdict: 'hold',
  until: 'it ends, well or badly',
  applies: (w, u) => mmeHas(w, u, MME_MODIFICATION),
};
