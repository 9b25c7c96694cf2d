import type { Scenario } from '../../scenario/scenario.js';
import type { Pieces } from '../region/config.js';

/** Length of a window in µs with the virtual clock: long enough that workers seldom wait for each other ... */
const LONG_US = 2_000_000;
/** ... but a short run has so many of them, for who watches it or wants its course. */
const WINDOWS_MIN = 100;
/** ... and with the real one, which sets how late something may be. */
const REAL_US = 10_000;

/** The least that anything between two regions takes, in µs. */
export function leastLatency({ links }: Scenario): number {
  return Math.round(Math.min(links.s10.min, links.ue_move.min) * 1e6);
}

/**
 * How a run of a scenario is cut. UEs that queue for the servers of an MME are worked on together. Where several workers
 * would have to meet, the rows of a relocation tell each other how far they may go; for one that would cost more than it
 * saves. With the real clock a UE may be told from outside to do something earlier than it knew.
 */
export function piecesOf(scenario: Scenario, workers = 1): Pieces {
  if (scenario.mme !== null) return { window: leastLatency(scenario), inOrder: true, ahead: 0 };
  if (scenario.clock === 'real') return { window: REAL_US, inOrder: false, ahead: 0 };
  const short = Math.ceil(runUs(scenario) / WINDOWS_MIN);
  const least = leastLatency(scenario);
  return {
    window: Math.min(LONG_US, Math.max(short, least)),
    inOrder: false,
    ahead: workers > 1 ? least : 0,
  };
}

/** µs of a whole run. */
export function runUs({ duration }: Scenario): number {
  return Math.round(duration * 1e6);
}
