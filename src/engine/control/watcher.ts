import type { Region } from '../region/region.js';

/**
 * Looks at a UE in a run with the real clock, from a worker's side, in a worker file of its own: it has the events of the
 * region where the UE is worked off by a core that tells of them (`Region.use`). Nothing of the outcome depends on it.
 */
export interface Watcher {
  /** Before a window: who is to be looked at now? */
  look(regions: readonly Region[]): void;
  /** Between windows: something has come to a region from another one, about a UE. */
  arrived(region: Region, ue: number): void;
  /** After a window: tells what was seen. */
  tell(): void;
}
