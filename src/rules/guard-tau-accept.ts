import { MME_SMC } from '../model/flags.js';
import { mmeHas } from '../model/row.js';
import type { Guard } from './rule.js';

/**
 * A TAU aborts an SMC that is ongoing, and the MME proceeds with the TAU (TS 24.301 5.4.3.7 c). But the COMMAND may have
 * reached the UE: which KASME TRACKING AREA UPDATE ACCEPT has to be protected with is not known until COMPLETE, REJECT or
 * another message of the UE tells. The same goes for DETACH ACCEPT.
 * Off: it is answered at once, on the KASME that the MME has in use.
 */
export const guardTauAccept: Guard = {
  number: 15,
  name: 'tau_accept',
  clause: 'beyond the clause (TS 24.301 5.4.3.7 c says to abort the SMC and to proceed)',
  title: 'TAU ACCEPT waits for the outcome of an SMC that the TAU aborted',
  party: 'MME',
  trigger: 'sends TRACKING AREA UPDATE ACCEPT or DETACH ACCEPT',
  condition: 'the outcome of a NAS SMC is not known',
  verdict: 'hold',
  until: 'a message of the UE tells',
  applies: (w, u) => mmeHas(w, u, MME_SMC),
};
