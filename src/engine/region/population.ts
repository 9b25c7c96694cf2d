import { connect, register, switchOff } from '../../model/start.js';
import type { Scenario } from '../../scenario/scenario.js';
import { threshold } from '../draws/quantiles.js';
import { hash } from '../draws/random.js';
import { firstUe } from './memory.js';
import type { Region } from './region.js';

/** UEs after which somebody who has lost patience is heard. */
const UES_AT_A_TIME = 4096;

/**
 * Fills a new region with its UEs, as if at time 0: some are registered, some of those connected.
 *
 * @param isUnwanted whether nobody wants the rest of them any more
 * @returns whether all are there
 */
export function populate(
  region: Region,
  scenario: Scenario,
  isUnwanted: () => boolean = () => false,
): boolean {
  const { core } = region;
  const first = firstUe(scenario, region.region);
  const registered = threshold(scenario.population.registered);
  const connected = threshold(scenario.population.connected);
  for (let n = 0; n < region.plan.ues; n++) {
    if (n % UES_AT_A_TIME === 0 && isUnwanted()) return false;
    const u = region.rowOf(n);
    const ue = first + n;
    switchOff(region.w, u, ue);
    if (hash(scenario.seed, ue, 0x7265, 0) >>> 0 < registered) {
      register(core, u, ue);
      if (hash(scenario.seed, ue, 0x636f, 0) >>> 0 < connected) connect(core, u);
    }
    core.settle(u);
  }
  return true;
}
