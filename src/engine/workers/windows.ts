import type { Scenario } from '../../scenario/scenario.js';
import { highestRate, meanRates } from '../../scenario/subscribers.js';
import type { Pieces } from '../region/config.js';
import { perSecond } from '../region/memory.js';

/** Length of a window in µs with the virtual clock: long enough that workers seldom wait for each other ... */
const LONG_US = 2_000_000;
/** ... but a short run has so many of them, for who watches it or wants its course. */
const WINDOWS_MIN = 100;
/** ... and one of very many UEs has no more traffic events than this in a window, half a second's work: only between two is it stopped. */
const EVENTS_MAX = 300_000;
/**
 * Relocations that begin in a region and window where several workers meet: what stands open there is looked through for
 * each message. Measured on 1 M UEs of collision-storm, two workers: 5.0 s with 200 of them, 6.8 with 1,900, 86 with 75,000.
 */
const RELOCATIONS_MAX = 400;
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
  const least = leastLatency(scenario);
  if (scenario.mme !== null) return { window: least, grid: least, inOrder: true, ahead: 0 };
  if (scenario.clock === 'real') return { window: REAL_US, grid: REAL_US, inOrder: false, ahead: 0 };
  const { grid, divisor } = gridOf(scenario, least);
  if (workers === 1) return { window: grid, grid, inOrder: false, ahead: 0 };
  return { window: grid / divisor, grid, inOrder: false, ahead: least };
}

/** The window of one worker, which holds a whole number of those of several. */
function gridOf(scenario: Scenario, least: number): { grid: number; divisor: number } {
  const short = Math.ceil(runUs(scenario) / WINDOWS_MIN);
  const events = perSecond(scenario, meanRates(scenario), scenario.ues);
  const wanted = Math.max(least, Math.min(LONG_US, short, windowOf(EVENTS_MAX, events)));
  const highest = highestRate(scenario, 'inter_mme_handover');
  const relocations = perSecond(scenario, highest, scenario.ues / scenario.regions);
  const divisor = Math.max(1, Math.ceil(wanted / Math.max(least, windowOf(RELOCATIONS_MAX, relocations))));
  return { grid: Math.floor(wanted / divisor) * divisor, divisor };
}

/** µs in which so many of something come, of which there are `rate` in a second. */
const windowOf = (count: number, rate: number): number => Math.floor((count / rate) * 1e6);

/** µs of a whole run. */
export function runUs({ duration }: Scenario): number {
  return Math.round(duration * 1e6);
}
