import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadScenario } from '../../../src/scenario/load.js';
import type { Scenario } from '../../../src/scenario/scenario.js';
import { coreOf, loadOf } from './load-of.js';

const poisson = { process: 'poisson', burstFactor: 1, burstOn: 1, burstOff: 1 } as const;
const bursty = { process: 'bursty', burstFactor: 3, burstOn: 10, burstOff: 50 } as const;

function scenario(over: Partial<Scenario> = {}): Scenario {
  return { ...loadScenario('busy-hour', { ues: 2000, duration: 60 }), arrivals: poisson, ...over };
}

/** Load over that without stages and bursts, at a time in seconds; times must not go back. */
function factorOf(of: Scenario, region = 0): (seconds: number) => number {
  const plain = loadOf(scenario())(0);
  const load = loadOf(of, 0, region);
  return (seconds) => load(seconds) / plain;
}

const near = (value: number, expected: number, what = ''): void =>
  assert.ok(Math.abs(value - expected) < 1e-9, `${what} ${value}, expected ${expected}`);

describe('the load over time', () => {
  it('without stages is the mean load at all times', () => {
    const factor = factorOf(scenario({ stages: [] }));
    for (const t of [0, 1, 3600]) near(factor(t), 1);
  });

  it('follows stages: a jump, a ramp from the factor before, and the last factor ever after', () => {
    const stages = [
      { duration: 10, factor: 2, ramp: true },
      { duration: 10, factor: 4, ramp: false },
      { duration: 20, factor: 0.5, ramp: true },
    ];
    const factor = factorOf(scenario({ stages }));
    for (const [t, value] of [
      [0, 1],
      [5, 1.5],
      [10, 4],
      [19.999, 4],
      [20, 4],
      [30, 2.25],
      [40, 0.5],
      [4000, 0.5],
    ])
      near(factor(t), value, `at ${t} s`);
  });

  it('begins with the factor of a stage that takes no time', () => {
    const stages = [
      { duration: 0, factor: 0, ramp: false },
      { duration: 10, factor: 1, ramp: true },
    ];
    const factor = factorOf(scenario({ stages }));
    near(factor(0), 0);
    near(factor(5), 0.5);
  });

  it('can be told in any order within a window', () => {
    const stages = Array.from({ length: 50 }, (_, i) => ({
      duration: 1,
      factor: 1 + (i % 7),
      ramp: i % 2 === 0,
    }));
    const of = scenario({ stages });
    const core = coreOf(of);
    core.candidates.load.begin(0, 50e6, core.classes, core.host);
    const factor = loadOf(of);
    const inOrder = Array.from({ length: 500 }, (_, i) => factor(i / 10));
    for (let i = 499; i >= 0; i--) {
      const share = core.candidates.load.share(i * 1e5, 0) * core.candidates.rateOf(0) * 3.6e9;
      near(share / inOrder[i], 1);
    }
  });

  it('of a bursty process goes up and down between two values and keeps the mean', () => {
    const factor = factorOf(scenario({ arrivals: bursty, stages: [] }));
    const levels = new Set<number>();
    let sum = 0;
    let on = 0;
    const steps = 200_000;
    for (let n = 0; n < steps; n++) {
      const level = factor(n);
      levels.add(Math.round(level * 1e9) / 1e9);
      sum += level;
      if (level > 1) on++;
    }
    // Bursts take 10 s of 60: three times the mean in them, (60 - 30) / 50 between them.
    assert.deepEqual(
      [...levels].sort((a, b) => a - b),
      [0.6, 3],
    );
    assert.ok(Math.abs(on / steps / (10 / 60) - 1) < 0.05, `on for ${on / steps} of the time`);
    assert.ok(Math.abs(sum / steps - 1) < 0.05, `mean load ${sum / steps}`);
  });

  it('of a bursty process has bursts of each region’s own', () => {
    const [one, other] = [0, 1].map((region) => factorOf(scenario({ arrivals: bursty }), region));
    const times = Array.from({ length: 1000 }, (_, i) => i);
    assert.notDeepEqual(times.map(one), times.map(other));
  });
});

describe('a load that is steered to less', () => {
  it('keeps that share of what it would keep, and to the bit what it kept when it is steered back to 1', () => {
    const core = coreOf(loadScenario('site-failure', { ues: 1000 }));
    const untouched = coreOf(loadScenario('site-failure', { ues: 1000 }));
    for (const { candidates, classes, host } of [core, untouched])
      candidates.load.begin(0, 600e6, classes, host);
    const share = (of: typeof core, t: number) => of.candidates.load.share(t, 0);
    core.candidates.load.steer(0.25);
    near(share(core, 1e6), share(untouched, 1e6) / 4);
    core.candidates.load.steer(0);
    assert.equal(share(core, 1e6), 0);
    core.candidates.load.steer(1);
    for (let t = 0; t < 600e6; t += 7e6) assert.equal(share(core, t), share(untouched, t));
  });
});
