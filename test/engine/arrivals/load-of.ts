import { Core } from '../../../src/engine/region/core.js';
import { Host } from '../../../src/engine/region/host.js';
import { RegionMemory } from '../../../src/engine/results/result.js';
import { newKeys } from '../../../src/model/new-keys.js';
import type { Scenario } from '../../../src/scenario/scenario.js';

/** The core of a region that no UE has been put into. */
export function coreOf(scenario: Scenario, region = 0): Core {
  const { buffer } = new RegionMemory(scenario).of(region);
  const f = new Float64Array(buffer, 0, buffer.byteLength >>> 3);
  return new Core(new Int32Array(buffer), f, newKeys(scenario.keys, scenario.seed), new Host());
}

/** Candidates of a class at a time (s) that the load keeps, per UE and hour. */
export function loadOf(scenario: Scenario, own = 0, region = 0): (seconds: number) => number {
  const { candidates, classes, host } = coreOf(scenario, region);
  return (seconds) => {
    candidates.load.begin(seconds * 1e6, seconds * 1e6 + 1, classes, host);
    return candidates.rateOf(own) * 3.6e9 * candidates.load.share(seconds * 1e6, own);
  };
}
