import { type NameOf, namesOf } from './numbered.js';

/** How a procedure ended. Every offered procedure ends in exactly one of these, once. */
export const COMPLETED = 0;
export const FAILED = 1;
export const REJECTED = 2;
export const CANCELLED = 3;
export const SUPERSEDED = 4;
/** Never begun: there was no room for it, or the network was too busy. The last: it has no duration. */
export const REFUSED_OFFER = 5;

/** By the names in results and metrics; `short` where a column is narrow. */
export const OUTCOME_TABLE = {
  completed: { number: COMPLETED, short: 'compl.' },
  failed: { number: FAILED, short: 'failed' },
  rejected: { number: REJECTED, short: 'reject' },
  cancelled: { number: CANCELLED, short: 'cancel' },
  superseded: { number: SUPERSEDED, short: 'supers' },
  refused: { number: REFUSED_OFFER, short: 'refuse' },
} as const;

export type OutcomeName = NameOf<typeof OUTCOME_TABLE>;

export const OUTCOME_NAMES = namesOf('outcomes', OUTCOME_TABLE);
export const OUTCOMES: number = OUTCOME_NAMES.length;
