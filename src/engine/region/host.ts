import type { Double } from '../../model/words.js';

/** What a region has no room for. */
export const NO_NODES = 0;
export const NO_TRANSFERS = 1;
export const NO_SLOT = 2;
/** A message would wait for its MME for more than half an hour. */
export const NO_PATIENCE = 3;
const ROOMS = ['messages in flight', 'transfers', 'events that are due in one millisecond'];

/** What a region's core asks of the thread that it runs on; no event's outcome depends on it. */
export class Host {
  /** Wall clock in ns, from any start. */
  now(): Double {
    return performance.now() * 1e6;
  }

  /** A pool is exhausted: the run cannot go on. */
  exhausted(room: number, region: number): void {
    if (room === NO_PATIENCE) {
      const load = 'messages would wait for the MME for more than 30 min';
      throw new Error(
        `region ${region}: ${load}; raise mme.servers in the scenario, or lower mme.service or the load`,
      );
    }
    throw new Error(`region ${region}: no room for more ${ROOMS[room]}; raise limits.active in the scenario`);
  }

  /** A row is about to be given to its next UE. */
  rowFreed(_u: number): void {}
}
