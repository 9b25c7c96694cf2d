import { MME_AKA, MME_SMC } from '../model/flags.js';
import { mmeHas } from '../model/row.js';
import type { Guard } from './rule.js';

/**
 * A SECURITY MODE COMMAND that is sent again beside a COMPLETE in flight is answered by a second one, and the COUNT of
 * the latest COMPLETE, from which the next KeNB derives (TS 33.401 A.3), is not the same at both ends. No message tells
 * the MME whether an answer is on its way, so that nothing it could ask stands against it: what keeps this guard is a
 * bound. T3460 is longer than the longest way there and back; scenario/checks.ts holds the links of a scenario to it.
 * Off: T3460 may be as short as the scenario says; a verification lets it expire at any moment.
 */
export const guardT3460: Guard = {
  number: 16,
  name: 't3460',
  clause: 'beyond the clause (TS 24.301 table 10.2: 6 s)',
  title: 'T3460 never expires beside an answer in flight',
  party: 'MME',
  trigger: 'sends AUTHENTICATION REQUEST or SECURITY MODE COMMAND again',
  condition: 'an answer of the UE may be in flight',
  verdict: 'hold',
  until: 'T3460, longer than any round trip of the scenario, has expired',
  applies: (w, u) => mmeHas(w, u, MME_AKA | MME_SMC),
};
