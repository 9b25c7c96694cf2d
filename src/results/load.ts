import type { LoadResult } from './parts.js';

/** A network that keeps as many UEs registered as this is taken to be in equilibrium. */
const TOLERANCE = 0.01;
/** Standard deviations that are chance. */
const DEVIATIONS = 4;
/** Of the traffic events offered: what may be refused by a limit of ours. */
export const REFUSED_MAX = 0.001;

/** What was counted, and what the scenario says. */
export interface Counted {
  readonly offered: number;
  readonly refused: number;
  /** Traffic for registered UEs that came to one, and that did not. */
  readonly met: number;
  readonly unmet: number;
  readonly ues: number;
  /** Share of the UEs registered at the start. */
  readonly population: number;
}

/**
 * Holds what was offered against the scenario. A network that fills offers more than it says, and misses nothing; one
 * that empties misses what its UEs would have had. How many are off varies with the number of UEs, and what comes to
 * them with the number of events.
 */
export function loadOf({ offered, refused, met, unmet, ues, population }: Counted): LoadResult {
  const came = met + unmet;
  if (came === 0) return { offered, refused, registered: null, missing: 0 };
  const registered = met / came;
  const share = Math.min(1 - 1 / ues, Math.max(1 / ues, population));
  const chance = DEVIATIONS * Math.sqrt(share * (1 - share) * (1 / ues + 1 / came));
  const isShort = registered < population - TOLERANCE - chance;
  return { offered, refused, registered, missing: isShort ? 1 - registered / population : 0 };
}
