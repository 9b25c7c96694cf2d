import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesPerUe } from '../../../src/engine/region/memory.js';
import type { Result } from '../../../src/report/result.js';
import { loadScenario } from '../../../src/scenario/load.js';
import type { Overrides } from '../../../src/scenario/overrides.js';
import { presetNames } from '../../../src/scenario/presets.js';
import { FACTS, runAlone } from '../alone.js';
import { BUSY, framesOf, outcomeOf, runSmall, smallScenario } from '../runs.js';

const RULES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const KINDS = ['symbolic', 'hmac'] as const;

/** All that happened, but for the kind of keys and how many derivations that takes. */
function eventsOf(result: Result) {
  const { derivations: _, scenario, ...outcome } = outcomeOf(result);
  return { ...outcome, scenario: { ...scenario, keys: null } };
}

function runBoth(preset: string, overrides: Overrides): [symbolic: Result, hmac: Result] {
  const [symbolic, hmac] = KINDS.map((keys) => {
    const scenario = smallScenario(preset, { ...overrides, keys });
    return runAlone(scenario).memory.result(FACTS);
  });
  return [symbolic, hmac];
}

const brokenIn = ({ invariants }: Result) => Object.values(invariants).reduce((sum, count) => sum + count, 0);

describe('real keys and symbolic ones', () => {
  for (const preset of presetNames()) {
    it(`lead to the same events, with all rules and without each of them: ${preset}`, () => {
      for (const withoutRules of [[], ...RULES.map((rule) => [rule])]) {
        const [symbolic, hmac] = runBoth(preset, { ...BUSY, ues: 500, withoutRules });
        assert.deepEqual(eventsOf(hmac), eventsOf(symbolic), `without ${withoutRules}`);
        assert.ok(hmac.engine.derivations > symbolic.engine.derivations, 'algorithm keys are derived');
      }
    });
  }

  it('see the same damage where there is some', () => {
    const [symbolic, hmac] = runBoth('collision-storm', { ues: 2000, duration: 10, withoutRules: RULES });
    const { as_agreement, nas_agreement, chain_agreement } = hmac.invariants;
    assert.ok(as_agreement > 0 && nas_agreement > 0 && chain_agreement > 0);
    assert.deepEqual(eventsOf(hmac), eventsOf(symbolic));
  });

  it('see none with all rules', () => {
    for (const result of runBoth('collision-storm', { ues: 2000, duration: 10 })) {
      assert.equal(brokenIn(result), 0);
      assert.ok(result.rules['6'].holds > 0 && result.rules['8'].selections > 0, 'nothing collided');
    }
  });
});

describe('a run with real keys', () => {
  it('does not depend on the number of workers; whole keys cross between them', async () => {
    const overrides = { ...BUSY, keys: 'hmac' };
    const alone = await runSmall('collision-storm', overrides, { workers: 1 });
    const together = await runSmall('collision-storm', overrides, { workers: 3 });
    assert.ok(framesOf(together) > 0, 'nothing crossed between workers');
    assert.equal(together.result.engine.keys, 'hmac');
    assert.ok(together.result.engine.derivations > 0);
    assert.deepEqual(outcomeOf(together.result), outcomeOf(alone.result));
  });

  it('takes at most 512 bytes per UE in busy-hour', () => {
    assert.ok(bytesPerUe(loadScenario('busy-hour', { keys: 'hmac' })) <= 512);
  });
});
