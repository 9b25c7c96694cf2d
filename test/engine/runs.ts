import type { EngineOptions, EngineRun } from '../../src/engine/run.js';
import { runEngine } from '../../src/engine/run.js';
import type { Result } from '../../src/report/result.js';
import { loadScenario } from '../../src/scenario/load.js';
import type { Overrides } from '../../src/scenario/overrides.js';

/** Runs a preset, small unless told otherwise. */
export function runSmall(
  preset: string,
  overrides: Overrides = {},
  options: EngineOptions = {},
): Promise<EngineRun> {
  return runEngine(loadScenario(preset, { ues: 2000, duration: 3, ...overrides }), options);
}

/** What must not depend on how a run was carried out: all but machine, wall times and sampled decisions. */
export function outcomeOf(result: Result) {
  const { status, scenario, seed, digest, traffic, procedures, rules, invariants, thresholds } = result;
  const { simulatedSeconds, messages, derivations } = result.engine;
  const counted = { traffic, procedures, rules, invariants, thresholds };
  return { status, scenario, seed, digest, simulatedSeconds, messages, derivations, ...counted };
}

/** Frames that workers sent to each other. */
export function framesOf(run: EngineRun): number {
  return run.shards.reduce((sum, shard) => sum + shard.frames, 0);
}
