import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EngineOptions } from '../../../src/engine/control/run.js';
import { runEngine } from '../../../src/engine/control/run.js';
import { piecesOf } from '../../../src/engine/workers/windows.js';
import { loadScenario } from '../../../src/scenario/load.js';
import { presetNames } from '../../../src/scenario/presets.js';
import { BUSY, outcomeOf } from '../runs.js';

/** Some seconds, much that crosses regions, and S10 requests of which one in twenty is lost and comes again. */
const overrides = {
  ...BUSY,
  ues: 600,
  duration: 8,
  set: [...BUSY.set, 'failures.s10_loss=5%', 'traffic.mobile_terminated=30'],
};

/** How windows are cut: from one in which hardly anything happens to one that is most of the run. */
const WIDTHS_US = [1000, 20_000, 300_000, 3_000_000];

describe('a run is cut into windows', () => {
  for (const preset of presetNames()) {
    it(`of which those of several workers fill one of a single worker, and snapshots are of the same times: ${preset}`, () => {
      for (const [ues, duration] of [
        [1000, 1],
        [100_000, 600],
        [10_000_000, 86_400],
      ]) {
        const scenario = loadScenario(preset, { ues, duration });
        const alone = piecesOf(scenario);
        assert.equal(alone.window, alone.grid);
        for (const workers of [2, 3, 16]) {
          const { window, grid } = piecesOf(scenario, workers);
          assert.equal(grid, alone.grid);
          assert.ok(Number.isInteger(window) && window > 0 && grid % window === 0, `${window} in ${grid}`);
        }
      }
    });
  }

  it('that are short where very much happens in them: a run is stopped only between two', () => {
    const [calm, busy] = [1000, 1_000_000].map((ues) =>
      piecesOf(loadScenario('collision-storm', { ues, duration: 3600 })),
    );
    assert.equal(calm.window, 2_000_000);
    assert.ok(busy.window < 200_000, `${busy.window} µs`);
  });
});

describe('the outcome of a run', () => {
  for (const preset of presetNames()) {
    const scenario = loadScenario(preset, overrides);
    const ways: [string, EngineOptions][] = [
      ['one event at a time, in the order of time', { workers: 1, pieces: { inOrder: true, window: 5000 } }],
      [
        'in the order of time, without the compiled core',
        { pieces: { inOrder: true, window: 2000 }, interpreted: true },
      ],
    ];
    // UEs that queue at an MME are never worked on one after the other.
    if (scenario.mme === null) {
      for (const window of WIDTHS_US)
        ways.push([`windows of ${window} µs`, { workers: 2, pieces: { window } }]);
    }
    it(`is the same UE by UE and event by event, however windows are cut: ${preset}`, async () => {
      const usual = await runEngine(scenario, { workers: 1 });
      assert.ok(usual.result.procedures.inter_mme_handover.completed > 0);
      for (const [way, options] of ways) {
        const { result } = await runEngine(scenario, options);
        assert.deepEqual(outcomeOf(result), outcomeOf(usual.result), way);
      }
    });
  }

  for (const rule of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) {
    it(`is the same without rule ${rule}, and with real keys`, async () => {
      const scenario = loadScenario('collision-storm', { ...overrides, withoutRules: [rule] });
      const usual = await runEngine(scenario, { workers: 2 });
      const inOrder = await runEngine(scenario, { workers: 1, pieces: { inOrder: true, window: 5000 } });
      assert.deepEqual(outcomeOf(inOrder.result), outcomeOf(usual.result));
      const real = await runEngine(
        { ...scenario, keys: 'hmac' },
        { workers: 2, pieces: { window: 300_000 } },
      );
      assert.equal(real.result.digest, usual.result.digest);
    });
  }
});
