import type { Access } from '../connection/access.js';

/** On which machines a scenario is run. */
export interface ClusterOptions {
  readonly access: Access;
  /** How many machines. */
  readonly machines: number;
  /** How long to wait for them, s. */
  readonly waitSeconds: number;
  /** How long nothing may be heard of a machine until it counts as lost, s. */
  readonly lostAfterSeconds: number;
  /** Hears what goes on. */
  readonly tell: (what: string) => void;
}
