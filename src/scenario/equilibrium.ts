import { writeShare } from './quantities.js';
import type { Scenario } from './scenario.js';
import { classesOf, rateOf } from './subscribers.js';

/**
 * Share of the UEs that are registered in the long run: those that are leave by `detach`, those that are not come back by
 * `switch_on` and `attach`. Where nobody leaves or comes, who is registered stays so. What fails is left out.
 */
export function registeredInEquilibrium(scenario: Scenario): number {
  return classesOf(scenario).reduce((sum, one) => {
    const leave = rateOf(scenario, one, 'detach');
    const come = rateOf(scenario, one, 'switch_on') + rateOf(scenario, one, 'attach');
    const registered = leave + come === 0 ? scenario.population.registered : come / (leave + come);
    return sum + one.share * registered;
  }, 0);
}

/** Rounded to 0.1 %, as a comment of the effective scenario. */
export function describeEquilibrium(scenario: Scenario): string {
  const share = (value: number) => writeShare(Math.round(value * 1000) / 1000);
  const { registered } = scenario.population;
  return (
    `# Registered UEs: ${share(registered)} at the start, ${share(registeredInEquilibrium(scenario))} in equilibrium, ` +
    'where as many detach as come back by switch_on and attach.\n'
  );
}
