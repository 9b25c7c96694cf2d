import { MME_SMC, MME_SMC_ALGORITHMS } from '../model/flags.js';
import { mmeHas } from '../model/row.js';
import type { Guard } from './rule.js';

/**
 * Rule 6 holds a relocation while an SMC takes a new KASME into use. One on the current KASME that changes its algorithms
 * leaves the same doubt: FORWARD RELOCATION REQUEST says which algorithms the NAS security context is on, and the UE takes
 * the new ones into use when it accepts the COMMAND, the MME at COMPLETE. Without that COMPLETE the target MME cannot
 * verify the TAU of the UE.
 * Off: it is sent at once, with the algorithms that the MME has in use.
 */
export const guardAlgorithmChange: Guard = {
  number: 18,
  name: 'algorithm_change',
  clause: 'beyond the letter of TS 33.401 clause 7.2.10, rule 6',
  title: 'No relocation while an SMC that changes algorithms is ongoing',
  party: 'source MME',
  trigger: 'must send FORWARD RELOCATION REQUEST',
  condition: 'a NAS SMC on the current KASME that changes its algorithms is ongoing',
  verdict: 'hold',
  until: 'the NAS SMC ends',
  applies: (w, u) => mmeHas(w, u, MME_SMC) && mmeHas(w, u, MME_SMC_ALGORITHMS),
};
