import { UsageError } from './errors.js';
import { loadScenario, resolveScenario } from './scenario/load.js';
import type { Overrides } from './scenario/overrides.js';
import type { Scenario } from './scenario/scenario.js';
import type { ScenarioInput } from './scenario/schema.js';

/** A scenario as a caller names it: a preset, a YAML file, or an object with the fields of one. */
export type ScenarioSource = string | ScenarioInput;

/**
 * From what a caller names to what this version can run.
 *
 * @throws UsageError if it does not exist, is not valid, or asks for what this version does not have
 */
export function effectiveScenario(source: ScenarioSource, overrides: Overrides): Scenario {
  const scenario =
    typeof source === 'string' ? loadScenario(source, overrides) : resolveScenario(source, overrides);
  requireSupported(scenario);
  return scenario;
}

/** Valid, but not in this version: the real clock. */
function requireSupported({ clock }: Scenario): void {
  if (clock !== 'virtual') {
    throw new UsageError(`clock: this version has the virtual clock only, got "${clock}"; use virtual`);
  }
}

const MAX_WORKERS = 1024;

/**
 * A number of worker threads, as a number or as written on a command line.
 *
 * @throws UsageError unless it is a whole number from 1 to 1024
 */
export function readWorkers(written: number | string): number {
  const workers = typeof written === 'number' || /^\d+$/.test(written) ? Number(written) : Number.NaN;
  if (!Number.isInteger(workers) || workers < 1 || workers > MAX_WORKERS) {
    const got = JSON.stringify(written);
    throw new UsageError(
      `workers: expected a whole number from 1 to ${MAX_WORKERS}, got ${got}; one per core is best`,
    );
  }
  return workers;
}
