import { type NameOf, namesOf } from './numbered.js';

/*
 * Kinds of faults that a scenario may ask for, a row for each: what goes wrong from outside, at times that its schedule
 * says (engine/faults). The numbers are part of the digest.
 */

export const S10_DELAY = 0;
export const S10_PARTITION = 1;
export const RADIO_LOSS = 2;
export const ENB_RESTART = 3;
export const MME_RESTART = 4;

interface FaultType {
  readonly number: number;
  /** What it is, and what one of its count stands for: "12 messages delayed". */
  readonly doc: string;
  readonly counts: string;
  /** It takes no time; else it is on for a while. */
  readonly isRestart: boolean;
}

/** By the names in scenarios, results and metrics. */
export const FAULTS = {
  s10_delay: {
    number: S10_DELAY,
    doc: 'S10 messages come later by a delay drawn for each, so that others overtake them',
    counts: 'S10 messages delayed',
    isRestart: false,
  },
  s10_partition: {
    number: S10_PARTITION,
    doc: 'S10 messages between two groups of MMEs are lost',
    counts: 'S10 messages cut off',
    isRestart: false,
  },
  radio_loss: {
    number: RADIO_LOSS,
    doc: 'messages on the radio are lost',
    counts: 'radio messages lost',
    isRestart: false,
  },
  enb_restart: {
    number: ENB_RESTART,
    doc: 'an eNB restarts: its UE contexts are gone, and the MME is told by RESET (TS 36.413 8.7.1)',
    counts: 'UE contexts lost at eNBs',
    isRestart: true,
  },
  mme_restart: {
    number: MME_RESTART,
    doc: 'an MME restarts: it knows no UE, and its S1 associations begin anew (TS 36.413 8.7.3)',
    counts: 'UEs forgotten by MMEs',
    isRestart: true,
  },
} as const satisfies Record<string, FaultType>;

export type FaultKind = NameOf<typeof FAULTS>;

export const FAULT_KINDS = namesOf('kinds of faults', FAULTS);
