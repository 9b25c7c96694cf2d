import { Control } from '../../engine/control/control.js';
import { LiveRun } from '../../engine/control/live.js';
import type { RunOptions } from '../../engine/control/options.js';
import { paceOf } from '../../engine/control/run.js';
import type { Pieces } from '../../engine/region/config.js';
import type { RegionPlan } from '../../engine/region/memory.js';
import { Counted } from '../../engine/results/counted.js';
import { countsAlone } from '../../engine/results/counts-alone.js';
import type { Scenario } from '../../scenario/scenario.js';
import { forgetCounts, type HeardCounts, hearCounts } from '../counts.js';
import type { Remote } from './remote.js';

/** A run on machines, as it is shown here: like one of this process whose regions are elsewhere. */
export class Seen {
  readonly live: LiveRun;
  private readonly simulatedBy = new Map<Remote, number>();

  /** @param machines all that it begins with, each with slots for so many workers */
  constructor(
    scenario: Scenario,
    extraKeyWords: number,
    pieces: Pieces,
    plans: readonly RegionPlan[],
    private readonly machines: readonly Remote[],
    options: Pick<RunOptions, 'speed' | 'maxLateness'>,
  ) {
    const parts = plans.map((plan) => countsAlone(scenario, plan));
    const memory = new Counted(
      scenario,
      extraKeyWords,
      pieces,
      parts.map(({ plan }) => plan),
      parts.map(({ words }) => words),
    );
    const workers = machines.reduce((sum, { slots }) => sum + slots, 0);
    this.live = new LiveRun(memory, new Control(), workers, paceOf(scenario, options), {
      isSteerable: false,
      machines: () => this.machines.map(({ live }) => live),
    });
  }

  /** A leg begins, at so many simulated µs. */
  begin(simulated: number): void {
    this.simulatedBy.clear();
    forgetCounts(this.live.memory);
    this.live.control.simulated = simulated;
  }

  /** What a machine tells. */
  hear(machine: Remote, told: Uint8Array, machines: readonly Remote[]): HeardCounts {
    const { live, simulatedBy } = this;
    const heard = hearCounts(told, live, machine.slot, machine.slots);
    simulatedBy.set(machine, heard.simulated);
    // All have completed what the last one has.
    if (simulatedBy.size === machines.length) live.control.simulated = Math.min(...simulatedBy.values());
    return heard;
  }
}
