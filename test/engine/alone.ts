import type { Pieces } from '../../src/engine/region/config.js';
import { planRegion } from '../../src/engine/region/memory.js';
import { populate } from '../../src/engine/region/population.js';
import { Region } from '../../src/engine/region/region.js';
import { RegionMemory } from '../../src/engine/results/result.js';
import { leastLatency, piecesOf, runUs } from '../../src/engine/workers/windows.js';
import { newKeys } from '../../src/model/new-keys.js';
import type { Scenario } from '../../src/scenario/scenario.js';

/** Runs regions to the end of their scenario on this thread; `between` is called after each window. */
export function runWindows(
  regions: readonly Region[],
  scenario: Scenario,
  { window: width }: Pieces,
  between: () => void = () => undefined,
): void {
  const end = runUs(scenario);
  const deliver = (): void => {
    for (const region of regions) region.emptyOutbox((w, x, to) => regions[to].accept(w, x));
  };
  for (let window = 0; window * width < end; window++) {
    const until = Math.min(width, end - window * width);
    for (const region of regions) region.begin(window, until);
    deliver();
    for (;;) {
      const first = Math.min(...regions.map((region) => region.openDue()));
      if (first >= until) break;
      for (const region of regions) region.round(Math.min(until, first + leastLatency(scenario)));
      deliver();
    }
    between();
  }
}

/** All regions of a scenario at its end, run on this thread; `between` is called after each window. */
export function runAlone(
  scenario: Scenario,
  between: (regions: readonly Region[]) => void = () => undefined,
  pieces: Partial<Pieces> = {},
): { readonly memory: RegionMemory; readonly regions: readonly Region[] } {
  const cut = { ...piecesOf(scenario), ...pieces };
  const memory = new RegionMemory(scenario, 0, cut);
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
  runWindows(regions, scenario, cut, () => between(regions));
  return { memory, regions };
}

/** What a result takes from the run it is of. */
export const FACTS = {
  status: 'completed',
  workers: 1,
  simulatedSeconds: 1,
  wallSeconds: 1,
  setupSeconds: 1,
  isSetUp: true,
} as const;
