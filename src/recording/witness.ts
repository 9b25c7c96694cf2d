import { Core } from '../engine/region/core.js';
import { UE_ID } from '../model/layout.js';

/** UEs that a region remembers at most. */
const VIOLATORS_MAX = 10_000;

/** A region's core that remembers for which UEs an invariant was violated. */
export class WitnessCore extends Core {
  readonly violators = new Set<number>();

  override violation(u: number, invariant: number): void {
    super.violation(u, invariant);
    if (this.violators.size < VIOLATORS_MAX) this.violators.add(this.w[u + UE_ID]);
  }
}
