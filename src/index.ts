/**
 * uestorm as a library: simulates the control plane of an LTE network, UE by UE and message by message, holds the
 * ten rules of 3GPP TS 33.401 clause 7.2.10 on security procedures that run at the same time, and checks on the
 * keys of every party that they keep their promise.
 *
 * @packageDocumentation
 */

import type { Result } from './report/result.js';
import { type RunOptions as RunScenarioOptions, runScenario } from './run.js';
import {
  effectiveScenario,
  readMaxLateness,
  readSpeed,
  readWorkers,
  type ScenarioSource,
} from './scenario/effective.js';
import type { Overrides } from './scenario/overrides.js';

/**
 * How to run a scenario, and what to put in place of what it says.
 *
 * `ues`, `duration` (seconds, or text such as `10m`), `seed`, `clock`, `keys` replace the scenario's own;
 * `withoutRules` switches rules off in addition to its own (1 to 10 of the clause, 11 for the guard handover_key), `withoutGuards` guards by name;
 * `set` takes `path=value` texts such as `traffic.rekey=5` and is applied last.
 */
export interface RunOptions extends RunScenarioOptions, Overrides {}

/**
 * Runs a scenario to its end and resolves to what `result.json` holds; all durations in it are seconds.
 *
 * A missed threshold (`result.thresholds`) and a violated invariant (`result.invariants`) are results, not errors:
 * look at them. With all rules on every invariant is 0.
 *
 * ```ts
 * import { run } from 'uestorm';
 *
 * const result = await run('collision-storm', { ues: 10_000, duration: '1m', withoutRules: [6] });
 * console.log(result.invariants.nas_agreement, result.rules['7'].hold.p99);
 * ```
 *
 * @param scenario a preset's name, a YAML file, or an object with the fields of one; whatever an object leaves out
 * is as in the preset `busy-hour`
 * @throws UsageError if the scenario or an option is wrong; as {@link ScenarioError} it has every problem as data
 * @throws EngineError if a worker thread died; its `partial` is the result of what was measured until then
 */
export async function run(scenario: ScenarioSource = 'busy-hour', options: RunOptions = {}): Promise<Result> {
  const { workers, onProgress, signal, trace, speed, maxLateness, onStart, onSeries, ...overrides } = options;
  const effective = effectiveScenario(scenario, overrides);
  return runScenario(effective, {
    ...(speed !== undefined && { speed: readSpeed(speed, effective) }),
    ...(maxLateness !== undefined && { maxLateness: readMaxLateness(maxLateness, effective) }),
    ...(onStart !== undefined && { onStart }),
    ...(workers !== undefined && { workers: readWorkers(workers) }),
    ...(onProgress !== undefined && { onProgress }),
    ...(signal !== undefined && { signal }),
    ...(onSeries !== undefined && { onSeries }),
    ...(trace !== undefined && { trace }),
  });
}

export { Audit } from './audit/audit.js';
export type { Finding, Witness } from './audit/finding.js';
export { type CapacityOptions, capacity } from './capacity/network/capacity.js';
export type { CurvePoint, Percentiles } from './capacity/network/curve.js';
export type {
  CapacityResult,
  CapacityStatus,
  Estimate,
  GoalResult,
  TrialResult,
} from './capacity/network/result.js';
export type { SweepAxis, SweepEstimate, SweepPoint, SweepResult } from './capacity/sweep/result.js';
export { sweep } from './capacity/sweep/sweep.js';
export { folderCache, type TrialCache } from './capacity/trials/cache.js';
export type { TrialOptions } from './capacity/trials/options.js';
export type { TrialProgress } from './capacity/trials/trials.js';
export { EngineError } from './engine/control/error.js';
export type { LiveRun } from './engine/control/live.js';
export type { Progress } from './engine/control/options.js';
export { UsageError } from './errors.js';
export type { Statistic } from './measure/statistic.js';
export { INVARIANT_NAMES, type InvariantName } from './model/invariants.js';
export type { DelayName, FailureName, LinkName } from './model/links.js';
export { PROCEDURE_NAMES, type ProcedureName } from './model/procedures.js';
export type { TrafficKind } from './model/traffic.js';
export type { TraceOptions } from './recording/run.js';
export type { Result } from './report/result.js';
export { formatSummary, type SummaryOptions } from './report/summary.js';
export type {
  Levels,
  MmeResult,
  PagingResult,
  ProcedureResult,
  RealTimeResult,
  RuleResult,
  ThresholdResult,
  TrafficResult,
} from './results/parts.js';
export type { ScenarioSource } from './scenario/effective.js';
export { listPresets, type Preset } from './scenario/presets.js';
export { type Problem, ScenarioError } from './scenario/problems.js';
export type {
  Arrivals,
  Distribution,
  Limits,
  Mme,
  Population,
  Scenario,
  Stage,
} from './scenario/scenario.js';
export { type ScenarioInput, scenarioJsonSchema } from './scenario/schema.js';
export type { TraceEvent, TraceKeys } from './trace/event.js';
export { TraceError } from './trace/parser.js';
export { readTrace } from './trace/reader.js';
