import { ROW_USED, UE_HERE } from '../../model/flags.js';
import { STATE } from '../../model/layout.js';
import { exponential, hash, rehash } from '../draws/random.js';
import type { Core } from '../region/core.js';
import type { RegionPlan } from '../region/memory.js';
import { S_EXTRA } from '../region/state.js';
import type { Requests } from '../requests/requests.js';

const EXTRA = 0x6578;

/**
 * What somebody asks of a region in a run with the real clock, window by window: traffic events at UEs, and a factor on
 * the load. 1 leaves every candidate as it is, to the bit. Less keeps a share of them; more has a second process beside
 * the UEs' own, for as long as it is wanted, whose candidates find their UE by its row.
 */
export class Steering {
  constructor(
    private readonly core: Core,
    private readonly plan: RegionPlan,
    private readonly requests: Requests,
    private readonly seed: number,
  ) {}

  /** @param width length of the window in µs */
  begin(window: number, width: number, factor: number): void {
    const { core, plan } = this;
    core.candidates.load.steer(Math.min(1, factor));
    this.requests.drain(plan.rowCount, (row, kind) => core.ask(this.rowAt(row), kind, window, 0));
    if (factor > 1) this.drawMore(window, width, factor - 1);
  }

  private rowAt(row: number): number {
    return this.plan.rows + row * this.plan.sizes.row;
  }

  private drawMore(window: number, width: number, more: number): void {
    const { core, plan, seed } = this;
    const { candidates, w } = core;
    const drawn = plan.state + S_EXTRA;
    const start = window * width;
    candidates.load.begin(start, start + width, core.classes, core.host);
    let highest = 0;
    for (let own = 0; own < core.classes; own++) highest = Math.max(highest, candidates.rateOf(own));
    const rate = highest * plan.rowCount * more;
    if (rate === 0) return;
    for (let t = 0; ; ) {
      const h = hash(seed, core.region, EXTRA, w[drawn]++);
      t += exponential(h) / rate;
      if (t >= width) return;
      const bits = rehash(h);
      const u = this.rowAt((bits >>> 0) % plan.rowCount);
      if ((w[u + STATE] & (ROW_USED | UE_HERE)) !== (ROW_USED | UE_HERE)) continue;
      const own = candidates.classOf(u);
      if (((rehash(bits) >>> 0) / 0x100000000) * highest >= candidates.rateOf(own)) continue;
      const pick = hash(seed, core.region, EXTRA + 1, w[drawn]);
      if (!candidates.load.keeps(rehash(pick), start + t, own)) continue;
      core.ask(u, candidates.kindOf(pick, own), window, Math.floor(t));
    }
  }
}
