import { chainIsExhausted } from '../model/row.js';
import type { Guard } from './rule.js';

/**
 * The NCC has three bits. After seven steps of NH that the UE did not make (handovers that failed) an eighth would look
 * to the UE like none: it would stay on its KeNB, and the target eNB would be on another. The MME refuses the handover,
 * and starts the chain anew as soon as it can, by an SMC on the current KASME and a UE context modification.
 * Off: NH is stepped.
 */
export const guardKeyChain: Guard = {
  number: 12,
  name: 'key_chain',
  clause: 'beyond the clause (TS 33.401 7.2.8: the NCC has three bits)',
  title: 'No eighth step of NH without the UE',
  party: 'MME',
  trigger:
    'would step NH for HANDOVER REQUEST, FORWARD RELOCATION REQUEST or PATH SWITCH REQUEST ACKNOWLEDGE',
  condition: 'it has stepped NH seven times and the UE not once',
  verdict: 'reject',
  until: 'an SMC on the current KASME and a UE context modification have started the chain anew',
  applies: (w, u) => chainIsExhausted(w, u),
};
