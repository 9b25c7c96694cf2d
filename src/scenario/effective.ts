import { UsageError } from '../errors.js';
import { type Environment, loadScenario, resolveScenario } from './load.js';
import type { Overrides } from './overrides.js';
import { readDuration } from './quantities.js';
import type { Scenario } from './scenario.js';
import type { ScenarioInput } from './schema.js';

/** A scenario as a caller names it: a preset, a YAML file, or an object with the fields of one. */
export type ScenarioSource = string | ScenarioInput;

/**
 * From what a caller names to what this version can run.
 *
 * @throws UsageError if it does not exist, is not valid, or asks for what this version does not have
 */
export function effectiveScenario(
  source: ScenarioSource,
  overrides: Overrides,
  environment: Environment = {},
): Scenario {
  return typeof source === 'string'
    ? loadScenario(source, overrides, environment)
    : resolveScenario(source, overrides, environment);
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

const SPEED_MAX = 1000;

/**
 * Simulated seconds in a wall second, as a number or as written on a command line.
 *
 * @throws UsageError unless it is above 0 and at most 1000, and the scenario has the real clock
 */
export function readSpeed(written: number | string, scenario: Scenario): number {
  requireRealClock('speed', scenario);
  const speed = typeof written === 'number' || /^\d+(\.\d+)?$/.test(written) ? Number(written) : Number.NaN;
  if (speed > 0 && speed <= SPEED_MAX) return speed;
  throw new UsageError(
    `speed: expected simulated seconds in a wall second, above 0 and at most ${SPEED_MAX}, got ${JSON.stringify(written)}`,
  );
}

/**
 * Wall seconds that a run may fall behind the real clock, as a number or as written on a command line.
 *
 * @throws UsageError unless it is a duration above 0, and the scenario has the real clock
 */
export function readMaxLateness(written: number | string, scenario: Scenario): number {
  requireRealClock('max-lateness', scenario);
  const seconds = readSeconds(written);
  if (seconds > 0) return seconds;
  throw new UsageError(
    `max-lateness: expected a duration above 0 such as 500ms or 1s, got ${JSON.stringify(written)}`,
  );
}

/** A duration in seconds, written as in a scenario (`1m30s`) or as a plain number; NaN if it is none. */
export function readSeconds(written: number | string): number {
  const isPlain = typeof written === 'string' && /^\d+(\.\d+)?$/.test(written);
  return readDuration(isPlain ? Number(written) : written);
}

function requireRealClock(option: string, { clock }: Scenario): void {
  if (clock === 'real') return;
  throw new UsageError(`${option}: means nothing with the ${clock} clock; add --clock real`);
}
