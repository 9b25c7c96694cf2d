import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compiledCore } from '../../../src/engine/region/compiled.js';
import { CONFIG } from '../../../src/engine/region/config.js';
import { H_DECISION } from '../../../src/engine/region/counters.js';
import { Host } from '../../../src/engine/region/host.js';
import { planRegion, type RegionPlan } from '../../../src/engine/region/memory.js';
import { populate } from '../../../src/engine/region/population.js';
import { Region } from '../../../src/engine/region/region.js';
import { RegionMemory } from '../../../src/engine/results/result.js';
import { HISTOGRAM_WORDS } from '../../../src/measure/count.js';
import { newKeys } from '../../../src/model/new-keys.js';
import { presetNames } from '../../../src/scenario/presets.js';
import { BUSY, outcomeOf, runSmall, smallScenario } from '../runs.js';

const RULES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

/** The words of a region, without the compiler's own and the sampled wall times. */
function simulated(w: Int32Array, plan: RegionPlan): Int32Array {
  const words = w.slice(CONFIG);
  const decisions = plan.histograms + H_DECISION * HISTOGRAM_WORDS - CONFIG;
  return words.fill(0, decisions, decisions + HISTOGRAM_WORDS);
}

describe('the compiled core', () => {
  for (const preset of presetNames()) {
    it(`does what the JavaScript does, with all rules and without each of them: ${preset}`, async () => {
      for (const withoutRules of [[], ...RULES.map((rule) => [rule])]) {
        const scenario = { ...BUSY, ues: 500, withoutRules };
        const compiled = await runSmall(preset, scenario, { workers: 1 });
        const interpreted = await runSmall(preset, scenario, { workers: 1, interpreted: true });
        assert.ok(compiled.result.engine.messages > 0);
        assert.deepEqual(
          outcomeOf(compiled.result),
          outcomeOf(interpreted.result),
          `without ${withoutRules}`,
        );
      }
    });
  }

  it('does so with real keys, which are computed outside of it', async () => {
    const compiled = await runSmall('collision-storm', { ...BUSY, keys: 'hmac' }, { workers: 2 });
    const interpreted = await runSmall('collision-storm', { ...BUSY, keys: 'hmac' }, { interpreted: true });
    assert.ok(compiled.result.engine.derivations > 0);
    assert.deepEqual(outcomeOf(compiled.result), outcomeOf(interpreted.result));
  });

  it('may take turns with the JavaScript on one region, and leaves the same words', () => {
    const scenario = smallScenario('busy-hour', {
      ues: 400,
      duration: 8,
      set: ['regions=1', 'traffic.inter_mme_handover=0', 'traffic.service_request=900', 'limits.active=100%'],
    });
    const plan = planRegion(scenario, 0);
    const region = (turns: boolean) => {
      const memory = new RegionMemory(scenario).of(0);
      const keys = newKeys(scenario.keys, scenario.seed);
      const host = new Host();
      const runner = compiledCore(memory, keys, host);
      const interpreted = new Region(memory.buffer, plan, 0, scenario, keys, { host });
      populate(interpreted, scenario);
      const compiled = new Region(memory.buffer, plan, 0, scenario, keys, { host, runner });
      for (let window = 0; window < 30; window++) {
        (turns && window % 2 === 0 ? interpreted : compiled).begin(window, 250_000);
      }
      return simulated(interpreted.w, plan);
    };
    assert.deepEqual(region(true), region(false));
  });
});
