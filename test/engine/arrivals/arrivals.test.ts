import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type BurstState, gap, Load, type Stream, streams } from '../../../src/engine/arrivals/arrivals.js';
import { TRAFFIC_KINDS } from '../../../src/model/traffic.js';
import { loadScenario } from '../../../src/scenario/load.js';
import type { Scenario } from '../../../src/scenario/scenario.js';

const ROWS = 1000;
const HOUR_US = 3.6e9;

function scenario(over: Partial<Scenario> = {}): Scenario {
  return {
    ...loadScenario('busy-hour', { ues: 2000, duration: 60, set: ['traffic.service_request=25'] }),
    ...over,
  };
}

function newBurst(): BurstState {
  return { on: false, until: 0, sojourns: 0 };
}

function streamOf(of: Scenario, kind: string, highest: number): Stream {
  return streams(of, ROWS, highest)[TRAFFIC_KINDS.indexOf(kind as (typeof TRAFFIC_KINDS)[number])];
}

/** Times in µs of the arrivals of a stream up to `end`, before thinning. */
function times(of: Scenario, stream: Stream, end: number, region = 0): number[] {
  const all: number[] = [];
  let t = gap(of, region, stream, 0);
  for (let n = 1; t < end; n++) {
    all.push(t);
    t += gap(of, region, stream, n);
  }
  return all;
}

const constant = { process: 'constant', burstFactor: 1, burstOn: 1, burstOff: 1 } as const;
const poisson = { process: 'poisson', burstFactor: 1, burstOn: 1, burstOff: 1 } as const;
const bursty = { process: 'bursty', burstFactor: 3, burstOn: 10, burstOff: 50 } as const;

describe('a stream of arrivals', () => {
  it('has the rate per UE and hour of its kind, for all rows of the region, at the highest load', () => {
    const of = scenario();
    for (const { kind, rate } of streams(of, ROWS, 2)) {
      const expected = (of.traffic[TRAFFIC_KINDS[kind]] * ROWS * 2) / HOUR_US;
      assert.ok(Math.abs(rate - expected) <= expected * 1e-12, TRAFFIC_KINDS[kind]);
    }
  });

  it('of a constant process comes at equal distances', () => {
    const of = scenario({ arrivals: constant });
    const stream = streamOf(of, 'service_request', 1);
    const distance = 1 / stream.rate;
    for (let n = 0; n < 100; n++) assert.equal(gap(of, 0, stream, n), distance);
    // 25 service requests per UE and hour at 1000 UEs.
    assert.ok(Math.abs(distance - HOUR_US / 25_000) < 1e-6);
  });

  it('of a Poisson process has the same mean and exponential distances', () => {
    const of = scenario({ arrivals: poisson });
    const stream = streamOf(of, 'service_request', 1);
    const n = times(of, stream, HOUR_US).length;
    assert.ok(Math.abs(n - 25_000) < 6 * Math.sqrt(25_000), `${n} arrivals in an hour`);
    const mean = 1 / stream.rate;
    let long = 0;
    for (let k = 0; k < 10_000; k++) if (gap(of, 0, stream, k) > mean) long++;
    assert.ok(Math.abs(long / 10_000 - 1 / Math.E) < 0.03, `${long} of 10,000 above the mean`);
  });

  it('depends on its own kind, region and seed and on no other rate', () => {
    const of = scenario({ arrivals: poisson });
    const stream = streamOf(of, 'rekey', 1);
    const first = times(of, stream, HOUR_US / 4);
    const other = scenario({ arrivals: poisson, traffic: { ...of.traffic, service_request: 1 } });
    assert.deepEqual(times(other, streamOf(other, 'rekey', 1), HOUR_US / 4), first);
    assert.notDeepEqual(times(of, stream, HOUR_US / 4, 1), first);
    assert.notDeepEqual(times({ ...of, seed: 2 }, stream, HOUR_US / 4), first);
    assert.notDeepEqual(times(of, { ...stream, kind: stream.kind + 1 }, HOUR_US / 4), first);
  });
});

describe('the load over time', () => {
  it('without stages is the mean load at all times', () => {
    const load = new Load(scenario({ arrivals: poisson, stages: [] }), 0);
    assert.equal(load.highest, 1);
    for (const t of [0, 1e6, HOUR_US]) assert.equal(load.share(t, newBurst()), 1);
  });

  it('follows stages: a jump, a ramp from the factor before, and the last factor ever after', () => {
    const stages = [
      { duration: 10, factor: 2, ramp: true },
      { duration: 10, factor: 4, ramp: false },
      { duration: 20, factor: 0.5, ramp: true },
    ];
    const load = new Load(scenario({ arrivals: poisson, stages }), 0);
    assert.equal(load.highest, 4);
    const factor = (seconds: number): number => load.share(seconds * 1e6, newBurst()) * load.highest;
    const expected = [
      [0, 1],
      [5, 1.5],
      [10, 4],
      [19.999, 4],
      [20, 4],
      [30, 2.25],
      [40, 0.5],
      [4000, 0.5],
    ];
    for (const [t, value] of expected)
      assert.ok(Math.abs(factor(t) - value) < 1e-9, `at ${t} s: ${factor(t)}`);
  });

  it('never exceeds its highest value, which a stage below 1 does not lower', () => {
    const load = new Load(
      scenario({ arrivals: poisson, stages: [{ duration: 5, factor: 0.2, ramp: true }] }),
      0,
    );
    assert.equal(load.highest, 1);
    for (let t = 0; t < 10e6; t += 1e5) {
      const share = load.share(t, newBurst());
      assert.ok(share >= 0.2 - 1e-12 && share <= 1, `at ${t} µs: ${share}`);
    }
  });

  it('gives the kept arrivals the mean rate of each stage', () => {
    const stages = [
      { duration: 900, factor: 1, ramp: false },
      { duration: 900, factor: 3, ramp: false },
    ];
    const of = scenario({ arrivals: poisson, stages });
    const load = new Load(of, 0);
    const kept = [0, 0];
    for (const t of times(of, streamOf(of, 'service_request', load.highest), 1800e6)) {
      kept[t < 900e6 ? 0 : 1] += load.share(t, newBurst());
    }
    // 25,000 per hour and 1000 UEs: 6,250 in a quarter, and three times that.
    assert.ok(Math.abs(kept[0] / 6250 - 1) < 0.05, `${kept[0]}`);
    assert.ok(Math.abs(kept[1] / 18_750 - 1) < 0.05, `${kept[1]}`);
  });

  it('of a bursty process goes up and down between two values and keeps the mean', () => {
    const of = scenario({ arrivals: bursty, stages: [] });
    const load = new Load(of, 0);
    const state = newBurst();
    const levels = new Set<number>();
    let sum = 0;
    let on = 0;
    const steps = 200_000;
    for (let n = 0; n < steps; n++) {
      const level = load.share(n * 1e6, state) * load.highest;
      levels.add(Math.round(level * 1e9) / 1e9);
      sum += level;
      if (state.on) on++;
    }
    // Bursts take 10 s of 60: three times the mean in them, (60 - 30) / 50 between them.
    assert.deepEqual(
      [...levels].sort((a, b) => a - b),
      [0.6, 3],
    );
    assert.equal(load.highest, 3);
    assert.ok(Math.abs(on / steps / (10 / 60) - 1) < 0.05, `on for ${on / steps} of the time`);
    assert.ok(Math.abs(sum / steps - 1) < 0.05, `mean load ${sum / steps}`);
  });

  it('of a bursty process has bursts of the scenario, each drawn for itself, unlike in other regions', () => {
    const of = scenario({ arrivals: bursty });
    const sojourns = (region: number): number[] => {
      const load = new Load(of, region);
      const state = newBurst();
      const ends: number[] = [];
      while (ends.length < 4000) {
        load.share(state.until, state);
        ends.push(state.until);
      }
      return ends.map((end, k) => (end - (ends[k - 1] ?? 0)) / 1e6);
    };
    const all = sojourns(0);
    const mean = (parity: number): number =>
      all.filter((_, k) => k % 2 === parity).reduce((sum, s) => sum + s, 0) / (all.length / 2);
    assert.ok(Math.abs(mean(0) / 10 - 1) < 0.1, `bursts of ${mean(0)} s`);
    assert.ok(Math.abs(mean(1) / 50 - 1) < 0.1, `pauses of ${mean(1)} s`);
    assert.notDeepEqual(sojourns(1), all);
  });
});
