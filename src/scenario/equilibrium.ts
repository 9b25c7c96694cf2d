import { writeDuration, writeShare } from './quantities.js';
import type { Scenario } from './scenario.js';
import { classesOf, rateOf } from './subscribers.js';

export interface Equilibrium {
  /** Share of the UEs that are registered in the long run. */
  readonly registered: number;
  /** Seconds after which the way to there is done but for 1/e, at load 1; null where nobody leaves or comes. */
  readonly timeConstant: number | null;
}

/**
 * Where the rates of a scenario lead: registered UEs leave by `detach`, the others come back by `switch_on` and `attach`.
 * Where nobody leaves or comes, who is registered stays so. What fails is left out. Of classes with time constants of
 * their own it is the longest.
 */
export function equilibriumOf(scenario: Scenario): Equilibrium {
  let registered = 0;
  let timeConstant: number | null = null;
  for (const one of classesOf(scenario)) {
    const leave = rateOf(scenario, one, 'detach');
    const come = rateOf(scenario, one, 'switch_on') + rateOf(scenario, one, 'attach');
    const isStill = leave + come === 0;
    registered += one.share * (isStill ? scenario.population.registered : come / (leave + come));
    if (!isStill) timeConstant = Math.max(timeConstant ?? 0, 3600 / (leave + come));
  }
  return { registered, timeConstant };
}

/** As a comment of the effective scenario; shares rounded to 0.1 %. */
export function describeEquilibrium(scenario: Scenario): string {
  const share = (value: number) => writeShare(Math.round(value * 1000) / 1000);
  const { registered, timeConstant } = equilibriumOf(scenario);
  const start = `# Registered UEs: ${share(scenario.population.registered)} at the start`;
  if (timeConstant === null) return `${start}; nobody detaches, and nobody comes back.\n`;
  const end = `${share(registered)} in the long run, time constant ${writeDuration(Math.round(timeConstant))}`;
  return `${start}, ${end}\n# (as many leave by detach as come back by switch_on and attach).\n`;
}
