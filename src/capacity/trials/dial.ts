import { UsageError } from '../../errors.js';
import { resolveScenario } from '../../scenario/load.js';
import { nearest, ScenarioError } from '../../scenario/problems.js';
import { readCount, readDuration, readShare } from '../../scenario/quantities.js';
import type { Distribution, Scenario, Stage } from '../../scenario/scenario.js';
import type { ScenarioInput } from '../../scenario/schema.js';
import { highestRate } from '../../scenario/subscribers.js';

/*
 * What may be varied. Every number of a scenario has a path such as `traffic.rekey`, and three have a name and a
 * meaning of their own:
 *
 *   load   a factor on all arrivals, on top of the scenario's stages
 *   ues    UEs in the whole network
 *   mmes   regions, and so MMEs, with the same number of UEs in all of them together
 */

/** Something that can be set to a number. */
export interface Dial {
  readonly name: string;
  /** What the scenario has. */
  readonly present: number;
  /** Which end is sought: the most of a load, the fewest MMEs. Null: only trials can tell. */
  readonly sought: 'most' | 'fewest' | null;
  /** Where a search looks if nobody says otherwise; null: there is no good guess. */
  readonly range: readonly [number, number] | null;
  /** The scenario with this value. @throws ScenarioError if it cannot be run */
  at(value: number): Scenario;
}

const REGIONS_MAX = 255;

/**
 * The dial with this name.
 *
 * @param option what messages call the place where the name was written
 * @throws UsageError if it is no number of the scenario
 */
export function dialFor(scenario: Scenario, name: string, option: string): Dial {
  if (name === 'load') {
    return { name, present: 1, sought: 'most', range: [0.1, 10], at: (factor) => loaded(scenario, factor) };
  }
  if (name === 'ues') {
    const { ues, regions } = scenario;
    const range = [Math.max(regions, Math.round(ues / 10)), ues * 4] as const;
    return { name, present: ues, sought: 'most', range, at: (value) => withValue(scenario, ['ues'], value) };
  }
  if (name === 'mmes') {
    const { regions } = scenario;
    const least = highestRate(scenario, 'inter_mme_handover') > 0 ? 2 : 1;
    const range = [least, Math.min(REGIONS_MAX, Math.max(regions * 4, least + 1))] as const;
    const at = (value: number): Scenario => withValue(scenario, ['regions'], value);
    return { name, present: regions, sought: 'fewest', range, at };
  }
  const path = name.split('.');
  const present = valueAt(scenario, path);
  if (typeof present !== 'number' || name === 'seed' || name === 'duration') {
    throw noNumber(scenario, name, option);
  }
  const range = present > 0 ? ([present / 10, present * 10] as const) : null;
  return { name, present, sought: null, range, at: (value) => withValue(scenario, path, value) };
}

/** Whether a dial takes nothing between whole numbers, found by trying a value between two that it takes. */
export function isWhole(dial: Dial, [from, to]: readonly [number, number]): boolean {
  if (!Number.isInteger(from) || !Number.isInteger(to)) return false;
  try {
    dial.at(Math.min(from, to) + 0.5);
    return false;
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return true;
  }
}

/** A number, a duration in seconds, a share or a count, as a scenario takes them; NaN: none of these. */
export function readQuantity(written: number | string): number {
  if (typeof written === 'number') return written;
  const text = written.trim();
  if (/^\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return Number(text);
  return (
    [readDuration, readShare, readCount].map((read) => read(text)).find((value) => value >= 0) ?? Number.NaN
  );
}

function noNumber(scenario: Scenario, name: string, option: string): UsageError {
  const names = ['load', 'ues', 'mmes', ...numbersOf(scenario)];
  const meant = nearest(name, names);
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  return new UsageError(
    `${option}: expected load, ues, mmes or a number of the scenario such as traffic.rekey, got ${JSON.stringify(name)}${hint}`,
  );
}

/** Paths of all numbers in a scenario. */
function numbersOf(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    numbersOf(inner, path === '' ? key : `${path}.${key}`),
  );
}

function valueAt(scenario: Scenario, path: readonly string[]): unknown {
  let value: unknown = scenario;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** A factor on all arrivals from the beginning on. */
function loaded(scenario: Scenario, factor: number): Scenario {
  const stages = scenario.stages.map((stage) => ({ ...stage, factor: stage.factor * factor }));
  // A scenario begins with factor 1, and the first stage may be a ramp that starts there.
  const first: Stage = { duration: FIRST_STAGE_S, factor, ramp: false };
  return resolveScenario({ ...scenario, stages: [first, ...stages] } as ScenarioInput);
}

/** The shortest stage there is; later ones begin so much later. */
const FIRST_STAGE_S = 1e-3;

function withValue(scenario: Scenario, path: readonly string[], value: number): Scenario {
  const copy = structuredClone(scenario) as unknown as Record<string, unknown>;
  const parent = valueAt(copy as unknown as Scenario, path.slice(0, -1)) as Record<string, unknown>;
  const last = path[path.length - 1];
  if (last === 'mean' && typeof parent.shape === 'string') {
    Object.assign(parent, stretched(parent as unknown as Distribution, value));
  } else parent[last] = value;
  return resolveScenario(copy as unknown as ScenarioInput);
}

/** A distribution with another mean: all of it is stretched, or its ends would stand in the way. */
function stretched(whole: Distribution, value: number): Distribution {
  const { min, mean, max } = whole;
  const factor = mean > 0 ? value / mean : 1;
  return { ...whole, min: readDuration(min * factor), mean: value, max: readDuration(max * factor) };
}
