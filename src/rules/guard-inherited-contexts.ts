import { MME_AS_OLD, MME_INHERITED } from '../model/flags.js';
import { has } from '../model/row.js';
import type { Guard } from './rule.js';

/**
 * Rule 8 for an MME that performed no SMC itself: it inherited old and new KASME from another MME (A to B to C). By the
 * letter rule 8 binds the MME that has performed the SMC, and rule 9 tells the one that inherited what goes into two
 * messages, FORWARD RELOCATION REQUEST not among them. Read as what they are for, they ask for both contexts here too.
 * Off: one context is sent, the KASME in NAS use, and NH stepped with that.
 */
export const guardInheritedContexts: Guard = {
  number: 13,
  name: 'inherited_contexts',
  clause: 'beyond the letter of TS 33.401 clause 7.2.10, rules 8 and 9',
  title: 'Inherited contexts are handed on, both',
  party: 'source MME',
  trigger: 'fills FORWARD RELOCATION REQUEST',
  condition:
    'old and new KASME came with FORWARD RELOCATION REQUEST and no UE context modification succeeded since',
  verdict: 'select',
  until: 'the message is sent',
  applies: (w, u) => has(w, u, MME_AS_OLD) && has(w, u, MME_INHERITED),
};
