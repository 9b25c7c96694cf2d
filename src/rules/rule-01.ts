import { MME_SMC } from '../model/flags.js';
import { mmeHas } from '../model/row.js';
import type { Rule } from './rule.js';

/**
 * Rule 1: no new KeNB while a NAS SMC is ongoing. Otherwise the eNB's KeNB comes from one KASME and the UE's,
 * once it has accepted the SECURITY MODE COMMAND, from another. An SMC that a message of the UE aborted counts
 * as ongoing until its outcome is known, since either KASME may be the UE's.
 * Off: the procedure starts at once, with the KASME in NAS use.
 */
export const rule01: Rule = {
  number: 1,
  clause: 'TS 33.401 clause 7.2.10, rule 1',
  title: 'No new KeNB while a NAS SMC is ongoing',
  party: 'MME',
  trigger: 'starts initial context setup, or UE context modification with a KeNB',
  condition: 'a NAS SMC is ongoing with that UE',
  verdict: 'hold',
  until: 'the NAS SMC ends',
  applies: (w, u) => mmeHas(w, u, MME_SMC),
};
