import { MME_MODIFICATION } from '../model/flags.js';
import { mmeHas } from '../model/row.js';
import type { Rule } from './rule.js';

/**
 * Rule 7: no FORWARD RELOCATION REQUEST while a UE context modification with a KeNB is ongoing: the chain that
 * goes to the target MME would be the one that is just being replaced.
 * Off: it is sent at once.
 */
export const rule07: Rule = {
  number: 7,
  clause: 'TS 33.401 clause 7.2.10, rule 7',
  title: 'No relocation while a new KeNB is on its way',
  party: 'source MME',
  trigger: 'must send FORWARD RELOCATION REQUEST',
  condition: 'a UE context modification with a KeNB is ongoing',
  verdict: 'hold',
  until: 'it ends, well or badly',
  applies: (w, u) => mmeHas(w, u, MME_MODIFICATION),
};
