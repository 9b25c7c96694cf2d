import { MME_SMC } from '../model/flags.js';
import { mmeHas } from '../model/row.js';
import type { Guard } from './rule.js';

/**
 * While an SMC is ongoing the MME does not know which KASME the UE verifies with: it takes a new one into use when it
 * accepts the COMMAND, the MME at COMPLETE.
 * Off: the message is sent, on the KASME that the MME has in use.
 */
export const guardDownlinkNas: Guard = {
  number: 14,
  name: 'downlink_nas',
  clause: 'beyond the clause (TS 24.301 4.4.2.3, 5.4.3)',
  title: 'Other downlink NAS messages wait for the end of an SMC',
  party: 'MME',
  trigger: 'sends a downlink NAS message that belongs to no AKA or SMC',
  condition: 'a NAS SMC is ongoing, or its outcome not known',
  verdict: 'hold',
  until: 'the NAS SMC ends',
  applies: (w, u) => mmeHas(w, u, MME_SMC),
};
