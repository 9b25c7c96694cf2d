import { ENB_ANSWERS_AT_ONCE, ENB_HOLDS_NAS } from './enb-kind.js';

/*
 * What eNBs are free to do, and do differently (TS 36.413 says neither): a choice of the scenario. It reaches the
 * procedures as bits (Env.enbKind).
 */

export const NAS_DURING_KEY_CHANGE = ['held', 'sent'] as const;
export const MODIFICATION_RESPONSES = ['after_rrc', 'at_once'] as const;

export interface Enb {
  /**
   * What becomes of downlink NAS once the reconfiguration of a UE context modification is out. held: it does not go out,
   * as in a handover; the MME is told, and sends it again when the modification has ended. Such an eNB takes a while
   * between REQUEST and reconfiguration, in which NAS still passes. sent: it goes out on SRB2 beside the reconfiguration.
   */
  readonly nasDuringKeyChange: (typeof NAS_DURING_KEY_CHANGE)[number];
  /** When UE CONTEXT MODIFICATION RESPONSE is sent: when the UE has answered on RRC, or when REQUEST has come. */
  readonly modificationResponse: (typeof MODIFICATION_RESPONSES)[number];
}

export const DEFAULT_ENB: Enb = { nasDuringKeyChange: 'held', modificationResponse: 'after_rrc' };

/** In words, as reports say it. */
export const enbText = ({ nasDuringKeyChange, modificationResponse }: Enb): string =>
  `NAS ${nasDuringKeyChange} during a key change, RESPONSE ${modificationResponse}`;

export const enbBits = ({ nasDuringKeyChange, modificationResponse }: Enb): number =>
  (nasDuringKeyChange === 'held' ? ENB_HOLDS_NAS : 0) |
  (modificationResponse === 'at_once' ? ENB_ANSWERS_AT_ONCE : 0);
