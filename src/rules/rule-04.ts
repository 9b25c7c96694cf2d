import { UE_AS_OLD } from '../model/flags.js';
import { has } from '../model/row.js';
import type { Rule } from './rule.js';

/**
 * Rule 4: in handovers, and where it re-establishes its connection (TS 36.331 5.3.7.5), the UE stays on the chain of the KASME that its AS runs on, although NAS is on a new one,
 * until an RRCConnectionReconfiguration changes the key.
 * Off: NH is stepped with the KASME in NAS use.
 */
export const rule04: Rule = {
  number: 4,
  clause: 'TS 33.401 clause 7.2.10, rule 4',
  title: 'The UE keeps AS parameters of the old KASME',
  party: 'UE',
  trigger: 'derives keys in a handover or a re-establishment',
  condition: 'it took a new KASME into NAS use and no key change came on RRC yet',
  verdict: 'select',
  until: 'that key change, or release',
  applies: (w, u) => has(w, u, UE_AS_OLD),
};
