import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type BurstState, Load } from '../../../src/engine/arrivals/arrivals.js';
import { smallScenario } from '../runs.js';

const calm = (): BurstState => ({ on: false, until: 0, sojourns: 0 });

/** Rate of arrivals over that of the scenario. */
function rateOf(load: Load): number {
  return load.share(0, calm()) * load.haste * load.highest;
}

describe('a load that is steered', () => {
  for (const factor of [0, 0.25, 1, 1.5, 5]) {
    it(`comes ${factor} times as often`, () => {
      const load = new Load(smallScenario('busy-hour'), 0);
      load.steer(factor);
      assert.equal(rateOf(load), factor);
    });
  }

  it('is to the bit what it was when it is steered back to 1', () => {
    const untouched = new Load(smallScenario('site-failure'), 0);
    const steered = new Load(smallScenario('site-failure'), 0);
    steered.steer(7);
    steered.steer(0);
    steered.steer(1);
    assert.equal(steered.haste, 1);
    for (let t = 0; t < 600e6; t += 7e6) assert.equal(steered.share(t, calm()), untouched.share(t, calm()));
  });

  it('keeps at most all arrivals, whatever the factor', () => {
    const load = new Load(smallScenario('busy-hour'), 0);
    load.steer(3);
    assert.ok(load.share(0, calm()) <= 1);
  });
});
