import type { RunOptions as EngineRunOptions } from './engine/control/options.js';
import { runEngine } from './engine/control/run.js';
import type { TraceOptions } from './recording/run.js';
import type { Result } from './report/result.js';
import type { Scenario } from './scenario/scenario.js';

/** How a scenario is run, and what it leaves behind. */
export interface RunOptions extends EngineRunOptions {
  /** Leaves a trace of some UEs in a file. */
  readonly trace?: TraceOptions;
}

/** Runs an effective scenario to its end. */
export type RunScenario = (scenario: Scenario, options?: RunOptions) => Promise<Result>;

/** Runs an effective scenario on worker threads; see RunScenario. */
export const runScenario: RunScenario = async (scenario, { trace, ...options } = {}) => {
  if (trace === undefined) return (await runEngine(scenario, options)).result;
  const { runTraced } = await import('./recording/run.js');
  return runTraced(scenario, trace, options);
};
