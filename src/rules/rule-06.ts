import { MME_SMC, MME_SMC_NEW } from '../model/flags.js';
import { mmeHas } from '../model/row.js';
import type { Rule } from './rule.js';

/**
 * Rule 6: no FORWARD RELOCATION REQUEST while an SMC for a new KASME is ongoing: the source MME could not say
 * which KASME the UE will be on.
 * Off: it is sent at once, with the KASME in NAS use.
 */
export const rule06: Rule = {
  number: 6,
  clause: 'TS 33.401 clause 7.2.10, rule 6',
  title: 'No relocation while an SMC for a new KASME is ongoing',
  party: 'source MME',
  trigger: 'must send FORWARD RELOCATION REQUEST',
  condition: 'a NAS SMC for a new KASME is ongoing',
  verdict: 'hold',
  until: 'the NAS SMC ends',
  applies: (w, u) => mmeHas(w, u, MME_SMC) && mmeHas(w, u, MME_SMC_NEW),
};
