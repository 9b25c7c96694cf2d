import type { LinkName } from './links.js';

/**
 * The ways on which messages of a UE travel, in order where they have a clamp: the word of the UE's block that keeps
 * when the latest message on it arrives. S1AP has two each way, for connections of even and odd number, because there is
 * no order between two eNBs. While SRB1 is the only bearer, NAS and RRC go on it in order (first_down, first_up), and ahead
 * of what follows on SRB2: that is set up by RRC on SRB1, behind them. Paging has the clamp of X2, which an idle UE has no use for. S10 is UDP, in no order; the
 * UE's own move is nobody's message.
 */
interface ChannelType {
  /** The link of the scenario that its latency is drawn from. */
  readonly link: LinkName;
  /** Its clamp, or the first of two; -1: no order. */
  readonly clamp: number;
  /** A clamp each for connections of even and odd number. */
  readonly perConnection: boolean;
}

export const CHANNELS = {
  srb1_down: { link: 'srb1', clamp: 0, perConnection: false },
  srb1_up: { link: 'srb1', clamp: 1, perConnection: false },
  srb2_down: { link: 'srb2', clamp: 2, perConnection: false },
  srb2_up: { link: 'srb2', clamp: 3, perConnection: false },
  first_down: { link: 'srb1', clamp: 2, perConnection: false },
  first_up: { link: 'srb1', clamp: 3, perConnection: false },
  s1_down: { link: 's1', clamp: 4, perConnection: true },
  s1_up: { link: 's1', clamp: 6, perConnection: true },
  x2_forward: { link: 'x2', clamp: 8, perConnection: false },
  x2_back: { link: 'x2', clamp: 9, perConnection: false },
  s1_paging: { link: 's1', clamp: 8, perConnection: false },
  pcch: { link: 'pcch', clamp: 8, perConnection: false },
  s10: { link: 's10', clamp: -1, perConnection: false },
  ue_move: { link: 'ue_move', clamp: -1, perConnection: false },
} as const satisfies Record<string, ChannelType>;

export type Channel = keyof typeof CHANNELS;
