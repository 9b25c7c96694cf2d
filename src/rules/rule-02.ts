import { MME_ICS, MME_MODIFICATION } from '../model/flags.js';
import { mmeHas } from '../model/row.js';
import type { Rule } from './rule.js';

/**
 * Rule 2: no NAS SMC while a KeNB is on its way. SRB2 (NAS) and SRB1 (RRC) are two links: the SECURITY MODE
 * COMMAND may overtake the reconfiguration, and the UE would then derive the KeNB from the newer KASME.
 * Off: the SMC starts at once.
 */
export const rule02: Rule = {
  number: 2,
  clause: 'TS 33.401 clause 7.2.10, rule 2',
  title: 'No NAS SMC while a new KeNB is on its way',
  party: 'MME',
  trigger: 'starts a NAS SMC',
  condition: 'initial context setup, or UE context modification with a KeNB, is ongoing with that UE',
  verdict: 'hold',
  until: 'that procedure ends',
  applies: (w, u) => mmeHas(w, u, MME_ICS | MME_MODIFICATION),
};
