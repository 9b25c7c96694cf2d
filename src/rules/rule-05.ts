import { EN_HANDOVER, EN_KEY_CHANGE } from '../model/flags.js';
import { enHas } from '../model/row.js';
import type { Rule } from './rule.js';

/**
 * Rule 5 has two halves, which exclude each other at the eNB.
 * 5a: the source eNB rejects a UE CONTEXT MODIFICATION REQUEST while its inter-eNB handover has started and not
 * ended. Off: it accepts. A connection that the UE has left counts too (see ue-context-modification/enb.ts).
 * 5b: it does not start a handover while the RRC reconfiguration of a UE context modification is ongoing.
 * Off: it goes ahead.
 */
export const rule05: Rule & { readonly rejects: Rule['applies'] } = {
  number: 5,
  clause: 'TS 33.401 clause 7.2.10, rule 5',
  title: 'Handover and UE context modification exclude each other at the source eNB',
  party: 'source eNB',
  trigger: 'gets UE CONTEXT MODIFICATION REQUEST; wants a handover',
  condition: 'its handover has started and not ended; the reconfiguration of a modification is ongoing',
  verdict: 'hold',
  until: 'rejected at once, tried again after the handover; held until the reconfiguration completes',
  rejects: (w, u) => enHas(w, u, EN_HANDOVER),
  applies: (w, u) => enHas(w, u, EN_KEY_CHANGE),
};
