import { MME_AS_OLD, MME_INHERITED } from '../model/flags.js';
import { has } from '../model/row.js';
import type { Rule } from './rule.js';

/**
 * Rule 9: a target MME that got both uses the new KASME for NAS, and the chain of the old one in HANDOVER REQUEST
 * and PATH SWITCH REQUEST ACKNOWLEDGE.
 * Off: it ignores the old part.
 */
export const rule09: Rule = {
  number: 9,
  clause: 'TS 33.401 clause 7.2.10, rule 9',
  title: 'The target MME keeps AS parameters of the old KASME',
  party: 'target MME',
  trigger: 'takes over, then fills HANDOVER REQUEST or PATH SWITCH REQUEST ACKNOWLEDGE',
  condition: 'FORWARD RELOCATION REQUEST brought both KASMEs',
  verdict: 'select',
  until: 'a UE context modification completes, or release',
  applies: (w, u) => has(w, u, MME_AS_OLD) && has(w, u, MME_INHERITED),
};
