import { MME_AS_OLD, MME_INHERITED } from '../model/flags.js';
import { has } from '../model/row.js';
import type { Rule } from './rule.js';

/**
 * Rule 8: between NAS SMC and UE context modification the source MME hands over both: the old KASME with eKSI, NH
 * and NCC, and the whole NAS security context on the new one. It is about the MME that performed the SMC; what came
 * by relocation is the guard's of inherited contexts.
 * Off: it sends one context, the KASME in NAS use, and NH stepped with that.
 */
export const rule08: Rule = {
  number: 8,
  clause: 'TS 33.401 clause 7.2.10, rule 8',
  title: 'Relocation carries old and new KASME',
  party: 'source MME',
  trigger: 'fills FORWARD RELOCATION REQUEST',
  condition: 'its SMC succeeded and no UE context modification did since',
  verdict: 'select',
  until: 'the message is sent',
  applies: (w, u) => has(w, u, MME_AS_OLD) && !has(w, u, MME_INHERITED),
};
