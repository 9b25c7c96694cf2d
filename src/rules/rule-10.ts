import { MME_FORWARDED } from '../model/flags.js';
import { mmeHas } from '../model/row.js';
import type { Rule } from './rule.js';

/**
 * Rule 10: after FORWARD RELOCATION REQUEST the source MME sends no downlink NAS message. The target MME starts
 * from the DL NAS COUNT in that message: what both send with one COUNT, the UE discards as a replay.
 * Off: it sends.
 */
export const rule10: Rule = {
  number: 10,
  clause: 'TS 33.401 clause 7.2.10, rule 10',
  title: 'The source MME is silent after the relocation request',
  party: 'source MME',
  trigger: 'wants to send a downlink NAS message',
  condition: 'FORWARD RELOCATION REQUEST was sent',
  verdict: 'hold',
  until: 'the handover failed or was cancelled; on success the target MME speaks',
  applies: (w, u) => mmeHas(w, u, MME_FORWARDED),
};
