import { Core } from '../engine/region/core.js';
import { ORDER } from '../model/layout.js';

/** Beyond every ORDER. */
const AFTER_ALL = 2 ** 32;

/** A region's core that knows the place of what is handled now among all of the UE that is due in the same µs. */
export class RankedCore extends Core {
  /** ORDER, without its sign; traffic by the rates of the scenario comes last. */
  protected rank = AFTER_ALL;
  private isInEvent = false;

  protected override event(m: number): void {
    this.rank = this.w[m + ORDER] >>> 0;
    this.isInEvent = true;
    super.event(m);
    this.isInEvent = false;
  }

  protected override transferred(m: number, kind: number): void {
    this.rank = this.w[m + ORDER] >>> 0;
    super.transferred(m, kind);
  }

  protected override arrive(u: number, kind: number): void {
    if (!this.isInEvent) this.rank = AFTER_ALL;
    super.arrive(u, kind);
  }
}
