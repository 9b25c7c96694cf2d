import type { Double } from '../../model/words.js';

/** What a region has no room for. */
export const NO_NODES = 0;
export const NO_TRANSFERS = 1;
export const NO_BLOCKS = 2;
export const NO_ROWS = 3;
export const NO_CALENDAR = 4;
export const NO_BURSTS = 5;
/** A message would wait for its MME for more than half an hour. */
export const NO_PATIENCE = 6;

const ACTIVE = 'raise limits.active in the scenario';
const SPARE = 'raise limits.spareRows in the scenario';
const REMEDIES: readonly (readonly [what: string, remedy: string])[] = [
  ['no room for more messages in flight and timers', ACTIVE],
  ['no room for more messages between MMEs', ACTIVE],
  ['no room for more UEs that are active at a time', ACTIVE],
  ['no room for more UEs that come from other regions', SPARE],
  ['no room for more of what is due', SPARE],
  ['more bursts in a window than there is room for', 'raise arrivals.burstOn or arrivals.burstOff'],
  [
    'messages would wait for the MME for more than 30 min',
    'raise mme.servers in the scenario, or lower mme.service or the load',
  ],
];

/** What a region's core asks of the thread that it runs on; no event's outcome depends on it. */
export class Host {
  /** Wall clock in ns, from any start. */
  now(): Double {
    return performance.now() * 1e6;
  }

  /** A pool is exhausted: the run cannot go on. */
  exhausted(room: number, region: number): void {
    const [what, remedy] = REMEDIES[room];
    throw new Error(`region ${region}: ${what}; ${remedy}`);
  }

  /** A row is about to be given to its next UE. */
  rowFreed(_u: number): void {}
}
