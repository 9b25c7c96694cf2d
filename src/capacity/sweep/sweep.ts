import { UsageError } from '../../errors.js';
import { PROCEDURE_NAMES, type ProcedureName } from '../../model/procedures.js';
import { effectiveScenario, type ScenarioSource } from '../../scenario/effective.js';
import { ScenarioError } from '../../scenario/problems.js';
import type { Scenario } from '../../scenario/scenario.js';
import { VERSION } from '../../version.js';
import { CONFIDENCE, confidenceInterval } from '../statistics/student.js';
import { NO_CACHE } from '../trials/cache.js';
import { dialFor, readQuantity } from '../trials/dial.js';
import { readSeeds, readWarmUp, runnerOf, type TrialOptions } from '../trials/options.js';
import { endedOf, meanOf, refusedShare } from '../trials/outcome.js';
import type { Outcome, Trial } from '../trials/trial.js';
import { Interrupted, Trials } from '../trials/trials.js';
import type { SweepAxis, SweepEstimate, SweepPoint, SweepResult } from './result.js';

/** A table of more rows is no table, and would run for hours. */
const POINTS_MAX = 256;

/**
 * Runs a scenario with all combinations of some values, several seeds each, and compares what comes out.
 *
 * ```ts
 * import { sweep } from 'uestorm';
 *
 * const { points } = await sweep('busy-hour', ['traffic.rekey=0.1,1,10'], { ues: '50k' });
 * ```
 *
 * @param axes each `path=a,b,c`, with a path as for `capacity()`
 * @throws UsageError if the scenario, an axis or an option is wrong
 * @throws EngineError if a worker thread died
 */
export async function sweep(
  source: ScenarioSource,
  axes: readonly string[],
  options: TrialOptions = {},
): Promise<SweepResult> {
  const scenario = effectiveScenario(source, { ...options, clock: 'virtual' });
  const swept = readAxes(scenario, axes);
  const combinations = product(swept.map(({ values }) => values));
  const seeds = readSeeds(options.seeds);
  const warmUp = readWarmUp(options.warmUp, scenario);
  const scenarios = combinations.map((values) => scenarioWith(scenario, swept, values));
  const trials = new Trials({
    runner: runnerOf(options),
    cache: options.cache ?? NO_CACHE,
    ...(options.signal !== undefined && { signal: options.signal }),
    ...(options.onProgress !== undefined && { onProgress: options.onProgress }),
  });
  let isInterrupted = false;
  const pointAt = async (one: Scenario, values: readonly number[]): Promise<SweepPoint | null> => {
    const used = Array.from({ length: seeds }, (_, i) => (one.seed + i) >>> 0);
    try {
      const done = await Promise.all(
        used.map((seed) => trials.get({ scenario: { ...one, seed }, warmUp, series: SERIES })),
      );
      return summarise(values, used, done);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      isInterrupted = true;
      return null;
    }
  };
  try {
    const points = await Promise.all(scenarios.map((one, n) => pointAt(one, combinations[n])));
    return {
      version: 1,
      uestorm: VERSION,
      status: isInterrupted ? 'interrupted' : 'completed',
      axes: swept,
      confidence: CONFIDENCE,
      seeds,
      scenario,
      points: points.filter((point) => point !== null),
    };
  } finally {
    await trials.close();
  }
}

/** What has to be at rest: the load, and how long what collides is held. */
const SERIES = [
  { path: ['engine', 'messages'], divisor: null },
  { path: ['procedures', 'inter_mme_handover', 'duration', 'mean'], divisor: null },
  { path: ['procedures', 'ue_context_modification', 'duration', 'mean'], divisor: null },
];

function readAxes(scenario: Scenario, written: readonly string[]): SweepAxis[] {
  const axes = written.map((text): SweepAxis => {
    const form = /^\s*([\w.]+)\s*=\s*(.+?)\s*$/.exec(text);
    if (form === null) {
      throw new UsageError(
        `--sweep ${JSON.stringify(text)}: expected path=a,b,c, such as --sweep traffic.rekey=0.1,1,10`,
      );
    }
    const [, path, list] = form;
    dialFor(scenario, path, `--sweep ${path}`);
    const labels = list.split(',').map((label) => label.trim());
    const values = labels.map((value) => {
      const quantity = readQuantity(value);
      if (quantity >= 0) return quantity;
      throw new UsageError(
        `--sweep ${path}: expected numbers of 0 or more between commas, or texts such as 5ms, 10% or 100k, got ${JSON.stringify(value)}`,
      );
    });
    const again = values.findIndex((value, n) => values.indexOf(value) < n);
    if (again !== -1) {
      throw new UsageError(`--sweep ${path}: has ${labels[again]} twice; leave one of them out`);
    }
    return { path, values, labels };
  });
  const twice = axes.find(({ path }, n) => axes.findIndex((other) => other.path === path) < n);
  if (twice !== undefined) {
    throw new UsageError(`--sweep ${twice.path}: is there twice; write all of its values into one`);
  }
  const count = axes.reduce((all, { values }) => all * values.length, 1);
  if (count > POINTS_MAX) {
    throw new UsageError(
      `--sweep: ${axes.map(({ values }) => values.length).join(' × ')} are ${count} combinations, at most ${POINTS_MAX} can be run; leave out some values`,
    );
  }
  return axes;
}

function product(lists: readonly (readonly number[])[]): number[][] {
  return lists.reduce<number[][]>(
    (combinations, list) => combinations.flatMap((before) => list.map((value) => [...before, value])),
    [[]],
  );
}

/** A combination that the scenario cannot have is found before anything runs. */
function scenarioWith(scenario: Scenario, axes: readonly SweepAxis[], values: readonly number[]): Scenario {
  return axes.reduce((one, { path }, n) => {
    try {
      return dialFor(one, path, `--sweep ${path}`).at(values[n]);
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      throw new UsageError(`--sweep ${path}=${values[n]}: the scenario cannot have it: ${error.message}`, {
        cause: error,
      });
    }
  }, scenario);
}

function summarise(
  values: readonly number[],
  seeds: readonly number[],
  trials: readonly Trial[],
): SweepPoint {
  const outcomes = trials.map(({ outcome }) => outcome);
  const over = (pick: (outcome: Outcome) => number | null): SweepEstimate => estimate(outcomes.map(pick));
  return {
    values,
    seeds,
    holds: Object.fromEntries(
      Object.keys(outcomes[0].rules).map((rule) => [rule, over(({ rules }) => rules[rule].hold.p99)]),
    ),
    handoverDelay: {
      rules6and7: over((outcome) => addedDelay(outcome, ['6', '7'], ['inter_mme_handover'])),
      guard11: over((outcome) => addedDelay(outcome, ['11'], ['s1_handover', 'x2_handover'])),
    },
    success: Object.fromEntries(
      PROCEDURE_NAMES.map((name) => [name, over((outcome) => successOf(outcome, name))]),
    ) as Record<ProcedureName, SweepEstimate>,
    refused: over(refusedShare),
    violations: outcomes.reduce(
      (sum, { invariants }) => sum + Object.values(invariants).reduce((all, count) => all + count, 0),
      0,
    ),
  };
}

/** All holds of these rules, shared out over all handovers of these kinds that were offered. */
function addedDelay(
  { rules, procedures }: Outcome,
  byRules: readonly string[],
  names: readonly ProcedureName[],
): number | null {
  const offered = names.reduce((sum, name) => sum + procedures[name].offered, 0);
  const held = byRules.reduce((sum, rule) => {
    const { count, mean } = rules[rule].hold;
    return sum + count * (mean ?? 0);
  }, 0);
  return offered === 0 ? null : held / offered;
}

function successOf({ procedures }: Outcome, name: ProcedureName): number | null {
  const ended = endedOf(procedures[name]);
  return ended === 0 ? null : procedures[name].completed / ended;
}

function estimate(values: readonly (number | null)[]): SweepEstimate {
  const measured = values.filter((value) => value !== null);
  if (measured.length < 2) return { mean: meanOf(measured), half: null };
  return confidenceInterval(measured, CONFIDENCE);
}
