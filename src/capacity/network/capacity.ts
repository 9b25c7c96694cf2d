import { UsageError } from '../../errors.js';
import type { Threshold } from '../../results/thresholds.js';
import { effectiveScenario, type ScenarioSource } from '../../scenario/effective.js';
import { PLANNING_PRESET } from '../../scenario/presets.js';
import { ScenarioError } from '../../scenario/problems.js';
import { readShare } from '../../scenario/quantities.js';
import type { Scenario } from '../../scenario/scenario.js';
import { VERSION } from '../../version.js';
import type { Axis } from '../search/axis.js';
import {
  type Bounds,
  boundsOf,
  type Found,
  joint,
  type Point,
  type SearchStep,
  search,
} from '../search/search.js';
import { CONFIDENCE } from '../statistics/student.js';
import { NO_CACHE } from '../trials/cache.js';
import { type Dial, dialFor, isWhole, readQuantity } from '../trials/dial.js';
import { readSeeds, readWarmUp, runnerOf, type TrialOptions } from '../trials/options.js';
import type { TrialRunner } from '../trials/runner.js';
import { Interrupted, type TrialStage, Trials } from '../trials/trials.js';
import { curveOf, kneeIn } from './curve.js';
import { type Judgement, readGoals } from './goal.js';
import { LEVEL_COUNT, Measurement, type TrialAt, type Trialled } from './measurement.js';
import type { CapacityResult, CapacityStatus, Estimate, GoalResult, TrialResult } from './result.js';
import { formatValue } from './text.js';

/** What to search, and how. */
export interface CapacityOptions extends TrialOptions {
  /** Thresholds such as `rules.6.hold.p99 < 50ms`; default: those of the scenario. */
  readonly goals?: readonly string[] | undefined;
  /** `load` (default), `ues`, `mmes`, or the path of a number such as `traffic.rekey`. */
  readonly vary?: string | undefined;
  /** The range to search; numbers, or text such as `5ms`, `10%`, `100k`. */
  readonly from?: number | string | undefined;
  readonly to?: number | string | undefined;
  /** Width of the interval as a share of its larger end, such as `5%` (default). */
  readonly precision?: number | string | undefined;
}

/** Values over the whole range that the search begins with; they are the curve's, too. */
const GRID_POINTS = 9;
const PRECISION = 0.05;
const PRECISION_MIN = 0.001;
const PRECISION_MAX = 0.5;

/**
 * Searches the largest load (or number of UEs, or the fewest MMEs, or the extreme value of any number of a scenario)
 * that meets all goals, in simulated time: the answer is the same on any machine.
 *
 * ```ts
 * import { capacity } from 'uestorm';
 *
 * const { answer, interval } = await capacity('busy-hour', { ues: '50k', goals: ['rules.6.hold.p99 < 50ms'] });
 * ```
 *
 * @param source a preset's name, a YAML file, or an object with the fields of one; default: the preset `planning`
 * @throws UsageError if the scenario, a goal or an option is wrong
 * @throws EngineError if a worker thread died
 */
export async function capacity(
  source: ScenarioSource = PLANNING_PRESET,
  options: CapacityOptions = {},
): Promise<CapacityResult> {
  const plan = readPlan(source, options);
  const { onProgress } = options;
  let stage: TrialStage | undefined;
  const trials = new Trials({
    runner: plan.runner,
    cache: options.cache ?? NO_CACHE,
    ...(options.signal !== undefined && { signal: options.signal }),
    ...(onProgress !== undefined && { onProgress: (progress) => onProgress({ ...progress, stage }) }),
  });
  const { dial, goals, seeds, warmUp } = plan;
  const measurement = new Measurement({
    scenarioAt: (value) => dial.at(value),
    goals,
    trials,
    seeds,
    warmUp,
  });
  let axis: Axis | null = null;
  try {
    axis = await axisOf(plan, measurement);
    const found = await search(measurement.measure, {
      axis,
      levels: LEVEL_COUNT,
      gridPoints: GRID_POINTS,
      onStep: (step) => {
        stage = stageOf(dial.name, step);
      },
    });
    const unmeasured = goals.some((_, n) =>
      found.points.every(({ sample }) => sample.judgements[n].mean === null),
    );
    return resultOf(plan, axis, measurement, unmeasured ? { ...found, ...NOTHING } : found);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    return resultOf(plan, axis ?? axisToward(plan, 'most'), measurement, null);
  } finally {
    await trials.close();
  }
}

function stageOf(dial: string, { level, met, missed }: SearchStep): TrialStage {
  const at = (value: number): string => formatValue(dial, value);
  const between =
    met !== null && missed !== null
      ? `, between ${at(met)} and ${at(missed)}`
      : met !== null
        ? `, ${at(met)} meets all goals`
        : missed !== null
          ? `, ${at(missed)} misses one`
          : '';
  return { round: level + 1, rounds: LEVEL_COUNT, between };
}

interface Plan {
  readonly scenario: Scenario;
  readonly goals: readonly Threshold[];
  readonly dial: Dial;
  readonly range: readonly [number, number];
  readonly whole: boolean;
  readonly precision: number;
  readonly seeds: number;
  readonly warmUp: number | null;
  readonly runner: TrialRunner;
}

/** @throws UsageError */
function readPlan(source: ScenarioSource, options: CapacityOptions): Plan {
  // The clock is simulated: how long a trial takes here is nobody's business.
  const scenario = effectiveScenario(source, { ...options, clock: 'virtual' });
  const goals = readGoals(options.goals?.length ? options.goals : scenario.thresholds);
  const dial = dialFor(scenario, options.vary ?? 'load', '--vary');
  const range = readRange(dial, options);
  return {
    scenario,
    goals,
    dial,
    range,
    whole: isWhole(dial, range),
    precision: readPrecision(options.precision),
    seeds: readSeeds(options.seeds),
    warmUp: readWarmUp(options.warmUp, scenario),
    runner: runnerOf(options),
  };
}

function readRange(dial: Dial, { from, to }: CapacityOptions): readonly [number, number] {
  if (dial.range === null && (from === undefined || to === undefined)) {
    throw new UsageError(
      `--vary ${dial.name}: the scenario has ${dial.present} there, so there is no range to guess; add --from and --to`,
    );
  }
  const low = from === undefined ? (dial.range?.[0] ?? Number.NaN) : readEnd('--from', from);
  const high = to === undefined ? (dial.range?.[1] ?? Number.NaN) : readEnd('--to', to);
  if (!(low < high)) {
    throw new UsageError(
      `--from ${low} --to ${high}: expected a range from a smaller to a larger value; change one of them`,
    );
  }
  for (const [option, value] of [
    ['--from', low],
    ['--to', high],
  ] as const) {
    checkEnd(dial, option, value);
  }
  return [low, high];
}

function readEnd(option: string, written: number | string): number {
  const value = readQuantity(written);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new UsageError(
    `${option}: expected a number of 0 or more, or a text such as 5ms, 10% or 100k, got ${JSON.stringify(written)}`,
  );
}

/** An end of the range that the scenario cannot have is found before anything runs. */
function checkEnd(dial: Dial, option: string, value: number): void {
  try {
    dial.at(value);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    throw new UsageError(`${option} ${value}: ${dial.name} cannot have it: ${error.message}`, {
      cause: error,
    });
  }
}

function readPrecision(written: number | string = PRECISION): number {
  const text = typeof written === 'string' ? written.trim() : written;
  const precision =
    typeof text === 'string' && !text.endsWith('%') ? Number(text || Number.NaN) : readShare(text);
  if (precision >= PRECISION_MIN && precision <= PRECISION_MAX) return precision;
  throw new UsageError(
    `--precision: expected a share from 0.1% to 50%, such as 5%, got ${JSON.stringify(written)}`,
  );
}

/** Which end of the range is hard is known of some dials; of others the shortest trials at both ends tell. */
async function axisOf(plan: Plan, { measure }: Measurement): Promise<Axis> {
  const { sought } = plan.dial;
  if (sought !== null) return axisToward(plan, sought);
  const effort = { level: 0, isLast: false };
  const [low, high] = await Promise.all(plan.range.map(async (end) => joint(await measure(end, effort))));
  return axisToward(plan, low === 'missed' && high === 'met' ? 'fewest' : 'most');
}

function axisToward({ range, whole, precision }: Plan, sought: 'most' | 'fewest'): Axis {
  const [low, high] = range;
  const [easiest, hardest] = sought === 'most' ? [low, high] : [high, low];
  return { easiest, hardest, whole, precision };
}

/** What happened nowhere was missed nowhere, but that is no answer. */
const NOTHING = { status: 'unmeasured', met: null, missed: null } as const;

type Ended = Omit<Found<Trialled>, 'status'> & { readonly status: CapacityStatus };

/** @param found null: interrupted */
function resultOf(plan: Plan, axis: Axis, measurement: Measurement, found: Ended | null): CapacityResult {
  const { dial, scenario, goals, seeds, precision, whole } = plan;
  const measured = measurement.points();
  const ended = found ?? interruptedAt(goals, measured, axis);
  const { met, missed } = ended;
  const sought = axis.hardest > axis.easiest ? 'most' : 'fewest';
  const curve = curveOf(ended.points);
  const at = (value: number | null) => ended.points.find((point) => point.value === value)?.sample.judgements;
  const results = goals.map(
    ({ expression }, n): GoalResult => ({
      expression,
      ...ended.goals[n],
      limits: at(missed)?.[n].verdict === 'missed',
      atMet: estimate(at(met)?.[n]),
      atMissed: estimate(at(missed)?.[n]),
      knee: kneeIn(curve, goals[n], n, sought),
    }),
  );
  return {
    version: 1,
    uestorm: VERSION,
    status: ended.status,
    answer: met,
    interval: [met, missed],
    vary: {
      path: dial.name,
      present: dial.present,
      sought,
      from: plan.range[0],
      to: plan.range[1],
      whole,
      precision,
    },
    goals: results,
    knee: kneeAmong(results),
    confidence: CONFIDENCE,
    seeds,
    scenario,
    curve,
    trials: measured
      .flatMap(({ sample }) => sample.trials)
      .sort((a, b) => a.value - b.value || a.level - b.level || a.seed - b.seed)
      .map(trialResult),
  };
}

function kneeAmong(goals: readonly GoalResult[]): CapacityResult['knee'] {
  const found =
    goals.find(({ limits, knee }) => limits && knee !== null) ?? goals.find(({ knee }) => knee !== null);
  return found === undefined || found.knee === null ? null : { value: found.knee, goal: found.expression };
}

function interruptedAt(goals: readonly Threshold[], measured: readonly Point<Trialled>[], axis: Axis): Ended {
  const easiestFirst = [...measured].sort((a, b) =>
    axis.hardest > axis.easiest ? a.value - b.value : b.value - a.value,
  );
  const last = easiestFirst.filter(({ level }) => level === LEVEL_COUNT - 1);
  const deepest = easiestFirst.filter(
    ({ value, level }) => !measured.some((other) => other.value === value && other.level > level),
  );
  const byGoal = goals.map((_, n): Bounds => boundsOf(deepest, ({ verdicts }) => verdicts[n]));
  return { status: 'interrupted', ...boundsOf(last, joint), goals: byGoal, points: deepest };
}

function estimate(judgement: Judgement | undefined): Estimate | null {
  if (judgement === undefined || judgement.mean === null) return null;
  return { mean: judgement.mean, half: judgement.half };
}

function trialResult({ value, level, seed, duration, trial, values }: TrialAt): TrialResult {
  const { warmUp, isSettled, digest, outcome } = trial;
  const violations = Object.values(outcome.invariants).reduce((sum, count) => sum + count, 0);
  return { value, level, seed, duration, warmUp, settled: isSettled, values, violations, digest };
}
