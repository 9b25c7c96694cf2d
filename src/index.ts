/**
 * uestorm as a library: simulates the control plane of an LTE network, UE by UE and message by message, holds the
 * ten rules of 3GPP TS 33.401 clause 7.2.10 on security procedures that run at the same time, and checks on the
 * keys of every party that they keep their promise.
 *
 * @packageDocumentation
 */

import { openCheckpoint } from './engine/checkpoint/checkpoint.js';
import { optionsOf } from './engine/checkpoint/resumed.js';
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
export interface RunOptions extends Omit<RunScenarioOptions, 'resumed'>, Overrides {}

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
  const { workers, onProgress, signal, trace, speed, maxLateness, onStart, onSeries, ...others } = options;
  const { checkpoint, ...overrides } = others;
  const effective = effectiveScenario(scenario, overrides);
  return runScenario(effective, {
    ...(checkpoint !== undefined && { checkpoint }),
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

/** What may be another one when a run goes on. */
export interface ResumeOptions
  extends Pick<RunOptions, 'workers' | 'onProgress' | 'signal' | 'onStart' | 'onSeries'> {
  /** Hears of checkpoints that cannot be used or written, and of workers that died. */
  readonly onTrouble?: (what: string) => void;
}

/**
 * Goes on with a run from the newest checkpoint in a folder that is whole, and resolves to the result that the run would
 * have had.
 *
 * ```ts
 * import { resume, run } from 'uestorm';
 *
 * const checkpoint = { folder: 'night', everySeconds: 600 };
 * await run('busy-hour', { duration: '24h', checkpoint, signal: AbortSignal.timeout(3_600_000) });
 * const result = await resume('night', { workers: 4 });
 * ```
 *
 * @throws UsageError if there is none
 * @throws EngineError if worker threads died after the same checkpoint again and again
 */
export async function resume(folder: string, options: ResumeOptions = {}): Promise<Result> {
  const { onTrouble = () => undefined, workers, ...others } = options;
  const resumed = openCheckpoint(folder, onTrouble);
  return runScenario(resumed.manifest.scenario, {
    ...others,
    ...(workers !== undefined && { workers: readWorkers(workers) }),
    ...optionsOf(resumed, { onTrouble }),
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
export type { CheckpointOptions, Progress } from './engine/control/options.js';
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
  CheckpointsResult,
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
