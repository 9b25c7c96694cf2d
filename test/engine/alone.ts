import { planRegion } from '../../src/engine/region/memory.js';
import { populate } from '../../src/engine/region/population.js';
import { Region } from '../../src/engine/region/region.js';
import { TICK_US } from '../../src/engine/region/wheel.js';
import { RegionMemory } from '../../src/engine/results/result.js';
import { windowTicks } from '../../src/engine/workers/windows.js';
import { newKeys } from '../../src/model/new-keys.js';
import type { Scenario } from '../../src/scenario/scenario.js';

/** All regions of a scenario at its end, run on this thread; `between` is called after each window. */
export function runAlone(
  scenario: Scenario,
  between: (regions: readonly Region[]) => void = () => undefined,
): { readonly memory: RegionMemory; readonly regions: readonly Region[] } {
  const memory = new RegionMemory(scenario);
  const regions = Array.from(
    { length: scenario.regions },
    (_, r) =>
      new Region(
        memory.of(r).buffer,
        planRegion(scenario, r),
        r,
        scenario,
        newKeys(scenario.keys, scenario.seed),
      ),
  );
  for (const region of regions) populate(region, scenario);
  const end = Math.ceil((scenario.duration * 1e6) / TICK_US);
  for (let tick = 0; tick < end; ) {
    tick = Math.min(end, tick + windowTicks(scenario));
    for (const region of regions) region.runUntil(tick);
    for (const region of regions) region.emptyOutbox((w, x, to) => regions[to].accept(w, x));
    between(regions);
  }
  return { memory, regions };
}

/** What a result takes from the run it is of. */
export const FACTS = {
  status: 'completed',
  workers: 1,
  simulatedSeconds: 1,
  wallSeconds: 1,
  setupSeconds: 1,
} as const;
