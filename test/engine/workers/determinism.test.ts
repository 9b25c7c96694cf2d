import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { presetNames } from '../../../src/scenario/presets.js';
import { BUSY, framesOf, outcomeOf, runSmall } from '../runs.js';

describe('the outcome of a run', () => {
  for (const preset of presetNames()) {
    it(`does not depend on the number of workers: ${preset}`, async () => {
      const alone = await runSmall(preset, BUSY, { workers: 1 });
      assert.equal(alone.result.status, 'completed');
      assert.ok(alone.result.procedures.inter_mme_handover.completed > 0, 'nothing crossed between regions');
      for (const workers of [2, 3, 4, 7]) {
        const together = await runSmall(preset, BUSY, { workers });
        assert.equal(together.result.engine.workers, workers);
        assert.ok(framesOf(together) > 0, 'nothing crossed between workers');
        assert.deepEqual(outcomeOf(together.result), outcomeOf(alone.result), `${workers} workers`);
      }
    });
  }

  it('does not depend on the number of workers with rules switched off', async () => {
    const without = { ...BUSY, withoutRules: [1, 3, 6, 8, 10, 11] };
    const alone = await runSmall('collision-storm', without, { workers: 1 });
    const together = await runSmall('collision-storm', without, { workers: 3 });
    assert.deepEqual(outcomeOf(together.result), outcomeOf(alone.result));
    const guarded = await runSmall('collision-storm', BUSY, { workers: 1 });
    assert.notEqual(alone.result.digest, guarded.result.digest, 'the rules made no difference');
  });

  it('is the same again, and another one with another seed', async () => {
    const first = await runSmall('commute', BUSY);
    const again = await runSmall('commute', BUSY);
    const other = await runSmall('commute', { ...BUSY, seed: 2 });
    assert.deepEqual(outcomeOf(again.result), outcomeOf(first.result));
    assert.notEqual(other.result.digest, first.result.digest);
  });
});
