import { MME_AS_OLD, MME_INHERITED, MME_SMC, MME_SMC_NEW } from '../model/flags.js';
import { has, mmeHas } from '../model/row.js';
import type { Rule } from './rule.js';

/**
 * Rule 3: in handovers the MME stays on the chain of the KASME that AS runs on, from the start of an SMC for a
 * new KASME until a KeNB derived from it is in AS use. A state that came with FORWARD RELOCATION REQUEST is
 * rule 9's.
 * Off: NH is stepped with the newest KASME known.
 */
export const rule03: Rule = {
  number: 3,
  clause: 'TS 33.401 clause 7.2.10, rule 3',
  title: 'The MME keeps AS parameters of the old KASME',
  party: 'MME',
  trigger: 'fills HANDOVER REQUEST or PATH SWITCH REQUEST ACKNOWLEDGE',
  condition: 'an SMC for a new KASME was started and no KeNB from it is in AS use',
  verdict: 'select',
  until: 'a UE context modification succeeds, the SMC fails, or the AS context is released',
  applies: (w, u) =>
    (has(w, u, MME_AS_OLD) && !has(w, u, MME_INHERITED)) ||
    (mmeHas(w, u, MME_SMC) && mmeHas(w, u, MME_SMC_NEW)),
};
