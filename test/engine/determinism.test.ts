import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { runEngine } from '../../src/engine/run.js';
import { loadScenario } from '../../src/scenario/load.js';
import { framesOf, outcomeOf, runSmall } from './runs.js';

/** More relocations than the presets have, so that much crosses even in a short run of few UEs. */
const busy = { set: ['traffic.inter_mme_handover=120', 'traffic.rekey=60'] };

describe('the outcome of a run', () => {
  for (const preset of ['busy-hour', 'collision-storm', 'commute', 'site-failure']) {
    it(`does not depend on the number of workers: ${preset}`, async () => {
      const alone = await runSmall(preset, busy, { workers: 1 });
      assert.equal(alone.result.status, 'completed');
      assert.ok(alone.result.procedures.inter_mme_handover.completed > 0, 'nothing crossed between regions');
      for (const workers of [2, 3, 4, 7]) {
        const together = await runSmall(preset, busy, { workers });
        assert.equal(together.result.engine.workers, workers);
        assert.ok(framesOf(together) > 0, 'nothing crossed between workers');
        assert.deepEqual(outcomeOf(together.result), outcomeOf(alone.result), `${workers} workers`);
      }
    });
  }

  it('does not depend on the number of workers with rules switched off', async () => {
    const without = { ...busy, withoutRules: [1, 3, 6, 8, 10, 11], seed: 5 };
    const alone = await runSmall('collision-storm', without, { workers: 1 });
    const together = await runSmall('collision-storm', without, { workers: 3 });
    assert.deepEqual(outcomeOf(together.result), outcomeOf(alone.result));
    const guarded = await runSmall('collision-storm', { ...busy, seed: 5 }, { workers: 1 });
    assert.notEqual(alone.result.digest, guarded.result.digest, 'the rules made no difference');
  });

  it('is the same again, and another one with another seed', async () => {
    const first = await runSmall('commute', busy);
    const again = await runSmall('commute', busy);
    const other = await runSmall('commute', { ...busy, seed: 2 });
    assert.deepEqual(outcomeOf(again.result), outcomeOf(first.result));
    assert.notEqual(other.result.digest, first.result.digest);
  });

  it('is the same with everything encoded, on one worker', async () => {
    const plain = await runSmall('collision-storm', busy, { workers: 1 });
    const encoded = await runSmall('collision-storm', busy, { workers: 1, encodeAll: true });
    assert.equal(framesOf(plain), 0);
    assert.ok(framesOf(encoded) > 0);
    assert.deepEqual(outcomeOf(encoded.result), outcomeOf(plain.result));
  });

  it('does not depend on where regions sit', async () => {
    const scenario = loadScenario('collision-storm', { ues: 1000, duration: 2, ...busy });
    const { result } = await runEngine(scenario, { workers: 1 });
    const workers = 3;
    const placements = fc.array(fc.nat(workers - 1), {
      minLength: scenario.regions,
      maxLength: scenario.regions,
    });
    await fc.assert(
      fc.asyncProperty(placements, async (placement) => {
        const placed = await runEngine(scenario, { workers, placement });
        assert.deepEqual(outcomeOf(placed.result), outcomeOf(result));
      }),
      { numRuns: 6, endOnFailure: true },
    );
  });

  it('is the same where latencies between regions are shorter than a tick of the wheel', async () => {
    const short = {
      set: [...busy.set, 'links.s10.min=1ms', 'links.ue_move.min=1ms', 'links.ue_move.mean=1.01ms'],
      duration: 1,
    };
    const alone = await runSmall('collision-storm', short, { workers: 1 });
    const together = await runSmall('collision-storm', short, { workers: 2 });
    assert.equal(alone.result.invariants.conservation, 0);
    assert.deepEqual(outcomeOf(together.result), outcomeOf(alone.result));
  });
});

describe('the workers of a run', () => {
  it('are one per core', async () => {
    const { result } = await runSmall('busy-hour', { duration: 1 });
    assert.equal(result.engine.workers, Math.min(availableParallelism(), result.engine.regions));
  });

  it('are no more than there are regions', async () => {
    const few = { set: ['regions=2'], duration: 1 };
    const { result } = await runSmall('busy-hour', few, { workers: 5 });
    assert.equal(result.engine.workers, 2);
  });

  it('meet again, as often as it takes, where rings are too small for a window', async () => {
    // Windows of 50 ms, and rings of seven UEs on the move.
    const long = {
      set: [...busy.set, 'traffic.inter_mme_handover=2000', 'links.s10.min=50ms', 'links.ue_move.min=50ms',
        'links.s10.mean=60ms', 'links.ue_move.mean=60ms', 'links.s10.max=80ms', 'links.ue_move.max=80ms'],
    };
    const alone = await runSmall('collision-storm', long, { workers: 1 });
    const cramped = await runSmall('collision-storm', long, { workers: 2, ringBytes: 2048 });
    assert.ok(cramped.shards.some((shard) => shard.spills > 0), 'no ring was ever full');
    assert.deepEqual(outcomeOf(cramped.result), outcomeOf(alone.result));
  });
});
