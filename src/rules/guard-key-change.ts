import { MME_KEY_CHANGE } from '../model/flags.js';
import { mmeHas } from '../model/row.js';
import type { Guard } from './rule.js';

/**
 * An eNB that answers UE CONTEXT MODIFICATION REQUEST at once (TS 36.413 8.3.4.2 says only that it reports the successful
 * update) ends rule 2's span while the reconfiguration is still to come: a SECURITY MODE COMMAND overtakes it on SRB2,
 * and the UE derives the KeNB from the newer KASME. No message tells the MME when the UE has changed its key, so what
 * keeps this guard is a bound: longer than the eNB waits for the UE before it asks for the release.
 * Off: the SMC starts at once.
 */
export const guardKeyChange: Guard = {
  number: 17,
  name: 'key_change',
  clause: 'beyond the clause',
  title: 'No NAS SMC before the UE must have changed its key',
  party: 'MME, with eNBs that answer at once',
  trigger: 'starts a NAS SMC',
  condition: 'UE CONTEXT MODIFICATION RESPONSE came ahead of the reconfiguration',
  verdict: 'hold',
  until: 'the UE has answered on RRC, or the eNB has given it up',
  applies: (w, u) => mmeHas(w, u, MME_KEY_CHANGE),
};
