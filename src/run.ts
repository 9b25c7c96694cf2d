import type { ClusterOptions } from './cluster/coordinate/options.js';
import { holdFolder } from './engine/checkpoint/hold.js';
import { prepareFolder, refuseTrace } from './engine/checkpoint/options.js';
import { usableCores } from './engine/control/cores.js';
import type { RunOptions as EngineRunOptions } from './engine/control/options.js';
import { type Engine, type EngineOptions, runEngine } from './engine/control/run.js';
import type { TraceOptions } from './recording/run.js';
import type { Result } from './report/result.js';
import type { Scenario } from './scenario/scenario.js';
import type { Series } from './series/series.js';

/** How a scenario is run, and what it leaves behind. */
export interface RunOptions extends EngineRunOptions {
  /** Leaves a trace of some UEs in a file. */
  readonly trace?: TraceOptions;
  /** Gets what was counted in each interval of the run, when it has ended; not if a worker died. */
  readonly onSeries?: (series: Series) => void;
  /** Runs on machines that have joined at a NATS server; default: on this one. */
  readonly cluster?: ClusterOptions;
}

/** Runs an effective scenario to its end. */
export type RunScenario = (scenario: Scenario, options?: RunOptions) => Promise<Result>;

/** Looks at a UE when somebody wants to watch it; a run that leaves a trace has another worker file. */
const WATCHER = new URL('./recording/live/worker.bundle.js', import.meta.url).href;

/** Runs an effective scenario on worker threads; see RunScenario. */
export const runScenario: RunScenario = async (scenario, options = {}) => {
  const { checkpoint, resumed, trace } = options;
  if (checkpoint === undefined) return runHeld(scenario, options);
  refuseTrace(trace);
  if (resumed === undefined) prepareFolder(checkpoint.folder);
  const letGo = await holdFolder(checkpoint.folder);
  try {
    return await runHeld(scenario, options);
  } finally {
    letGo();
  }
};

/** Nobody else writes where it may write checkpoints. */
const runHeld: RunScenario = async (scenario, { trace, onSeries, cluster, ...others } = {}) => {
  // Whoever goes on with the run may want them.
  const wanted = onSeries !== undefined || others.checkpoint !== undefined;
  const options = wanted ? await withSeries(scenario, others, onSeries) : others;
  const engine = cluster === undefined ? runEngine : await engineOfMachines(cluster);
  if (trace === undefined) return (await engine(scenario, { ...options, watcherFile: WATCHER })).result;
  const { runTraced } = await import('./recording/run.js');
  return runTraced(scenario, trace, options, engine);
};

async function engineOfMachines(cluster: ClusterOptions): Promise<Engine> {
  const { engineOn } = await import('./cluster/coordinate/run.js');
  return engineOn(cluster);
}

async function withSeries(
  scenario: Scenario,
  options: EngineRunOptions,
  onSeries?: (series: Series) => void,
): Promise<EngineOptions> {
  const { intervalEnds, seriesOf } = await import('./series/of-run.js');
  return {
    ...options,
    snapshots: intervalEnds(scenario, options.workers ?? usableCores()),
    onSnapshots: (snapshots) => onSeries?.(seriesOf(snapshots)),
  };
}
