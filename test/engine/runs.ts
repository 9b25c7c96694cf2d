import { type EngineOptions, type EngineRun, runEngine } from '../../src/engine/control/run.js';
import type { Result } from '../../src/report/result.js';
import { loadScenario } from '../../src/scenario/load.js';
import type { Overrides } from '../../src/scenario/overrides.js';
import type { Scenario } from '../../src/scenario/scenario.js';

/** More relocations and re-keys than the presets have, so that much crosses in a short run of few UEs. */
export const BUSY = { set: ['regions=8', 'traffic.inter_mme_handover=200', 'traffic.rekey=60'] };

/** A preset for 1000 UEs and a second. */
export function smallScenario(preset: string, overrides: Overrides = {}): Scenario {
  return loadScenario(preset, { ues: 1000, duration: 1, ...overrides });
}

export function runSmall(
  preset: string,
  overrides: Overrides = {},
  options: EngineOptions = {},
): Promise<EngineRun> {
  return runEngine(smallScenario(preset, overrides), options);
}

/** What must not depend on how a run was carried out: all but machine, wall times and sampled decisions. */
export function outcomeOf(result: Result) {
  const { status, scenario, seed, digest, traffic, procedures, rules, invariants, thresholds } = result;
  const { simulatedSeconds, messages, derivations } = result.engine;
  const counted = { traffic, procedures, rules, invariants, thresholds };
  return { status, scenario, seed, digest, simulatedSeconds, messages, derivations, ...counted };
}

/** Frames that workers sent to each other, or to themselves. */
export function framesOf(run: EngineRun): number {
  return run.shards.reduce((sum, shard) => sum + shard.frames, 0);
}
