import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { runEngine } from '../../../src/engine/control/run.js';
import { BUSY, framesOf, outcomeOf, runSmall, smallScenario } from '../runs.js';

describe('where the regions of a run sit', () => {
  it('makes no difference', async () => {
    const scenario = smallScenario('collision-storm', BUSY);
    const { result } = await runEngine(scenario, { workers: 1 });
    const workers = 3;
    const length = scenario.regions;
    const placements = fc.array(fc.nat(workers - 1), { minLength: length, maxLength: length });
    await fc.assert(
      fc.asyncProperty(placements, async (placement) => {
        const placed = await runEngine(scenario, { workers, placement });
        assert.deepEqual(outcomeOf(placed.result), outcomeOf(result));
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });

  it('is with one worker per core, who take turns', async () => {
    const { result, shards } = await runSmall('busy-hour');
    assert.equal(result.engine.workers, Math.min(availableParallelism(), result.engine.regions));
    assert.equal(shards.length, result.engine.workers);
  });

  it('is with no more workers than there are regions', async () => {
    const { result } = await runSmall('busy-hour', { set: ['regions=2'] }, { workers: 5 });
    assert.equal(result.engine.workers, 2);
  });
});

describe('how things cross between regions', () => {
  it('makes no difference: everything encoded on one worker', async () => {
    const plain = await runSmall('collision-storm', BUSY, { workers: 1 });
    const encoded = await runSmall('collision-storm', BUSY, { workers: 1, encodeAll: true });
    assert.equal(framesOf(plain), 0);
    assert.ok(framesOf(encoded) > 0);
    assert.deepEqual(outcomeOf(encoded.result), outcomeOf(plain.result));
  });

  it('makes no difference: rings so small that a window takes several rounds', async () => {
    // Windows of 49 ms, and rings of some ten frames, each with one UE on the move.
    const slow = (link: string) => [
      `links.${link}.min=50ms`,
      `links.${link}.mean=60ms`,
      `links.${link}.max=110ms`,
    ];
    const long = {
      ...BUSY,
      set: [...BUSY.set, 'traffic.inter_mme_handover=600', ...slow('s10'), ...slow('ue_move')],
    };
    const alone = await runSmall('collision-storm', long, { workers: 1 });
    const cramped = await runSmall('collision-storm', long, { workers: 2, ringBytes: 2048 });
    assert.ok(
      cramped.shards.some((shard) => shard.spills > 0),
      'no ring was ever full',
    );
    assert.deepEqual(outcomeOf(cramped.result), outcomeOf(alone.result));
  });

  it('works where it takes less than a tick of the wheel, the shortest window there is', async () => {
    const shortest = (link: string) => `links.${link}={shape: constant, min: 1ms, mean: 1ms, max: 1ms}`;
    const set = [...BUSY.set, shortest('s10'), shortest('ue_move')];
    const scenario = smallScenario('collision-storm', { ...BUSY, set });
    const failures = Object.fromEntries(Object.keys(scenario.failures).map((name) => [name, 0]));
    const traffic = Object.fromEntries(Object.keys(scenario.traffic).map((name) => [name, 0]));
    const { result } = await runEngine({
      ...scenario,
      failures: failures as typeof scenario.failures,
      traffic: { ...(traffic as typeof scenario.traffic), inter_mme_handover: 600 },
    });
    const { completed, failed, duration } = result.procedures.inter_mme_handover;
    assert.ok(completed > 50);
    assert.equal(failed, 0);
    // What is put into the past turns up again after a turn of the wheel, which is a second.
    assert.ok(duration.max! < 0.9, `a handover took ${duration.max} s`);
  });
});
