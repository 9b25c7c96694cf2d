import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Core } from '../../../src/engine/region/core.js';
import { SCHEDULE_WORDS } from '../../../src/engine/schedule/agenda.js';
import { UE_ID } from '../../../src/model/layout.js';
import { TRAFFIC_KINDS, type TrafficKind } from '../../../src/model/traffic.js';
import { loadScenario } from '../../../src/scenario/load.js';
import type { Scenario } from '../../../src/scenario/scenario.js';
import { coreOf } from './load-of.js';

const HOUR_US = 3.6e9;

interface Arrival {
  readonly t: number;
  readonly kind: TrafficKind;
}

const poisson = { process: 'poisson', burstFactor: 1, burstOn: 1, burstOff: 1 } as const;

function scenario(over: Partial<Scenario> = {}): Scenario {
  return {
    ...loadScenario('busy-hour', { ues: 2000, duration: 60, set: ['regions=2'] }),
    arrivals: poisson,
    ...over,
  };
}

/** What the load keeps of the candidates of some UEs until `end` (µs), in order of time; all of it is one window. */
function arrivals(of: Scenario, ues: readonly number[], end: number, core: Core = coreOf(of)): Arrival[] {
  const { candidates, w, rows } = core;
  const u = rows.base;
  candidates.load.begin(0, end, core.classes, core.host);
  const all: Arrival[] = [];
  for (const ue of ues) {
    w.fill(0, u - SCHEDULE_WORDS, u + rows.stride - SCHEDULE_WORDS);
    w[u + UE_ID] = ue;
    candidates.begin(u);
    while (candidates.next(u) < end) {
      const t = candidates.next(u);
      const kind = candidates.kept(u);
      if (kind >= 0) all.push({ t, kind: TRAFFIC_KINDS[kind] });
      candidates.advance(u);
    }
  }
  return all.sort((a, b) => a.t - b.t);
}

const first = (n: number, from = 0): number[] => Array.from({ length: n }, (_, i) => from + i);
const ofKind = (all: readonly Arrival[], kind: TrafficKind) => all.filter((one) => one.kind === kind);

/** Variance over mean of the numbers in slots of equal length: 1 for a Poisson process. */
function dispersion(all: readonly Arrival[], end: number, slots: number): number {
  const counts = new Array<number>(slots).fill(0);
  for (const { t } of all) counts[Math.floor((t / end) * slots)]++;
  const mean = all.length / slots;
  return counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (slots - 1) / mean;
}

describe('traffic, UE by UE', () => {
  it('has the rates of the scenario, by kind', () => {
    const of = scenario();
    const all = arrivals(of, first(1000), HOUR_US);
    for (const kind of TRAFFIC_KINDS) {
      const mean = of.traffic[kind] * 1000;
      const count = ofKind(all, kind).length;
      assert.ok(Math.abs(count - mean) <= 6 * Math.sqrt(mean), `${kind}: ${count} for ${mean}`);
    }
  });

  it('is a Poisson process, for one UE and for all of them together', () => {
    const all = arrivals(scenario(), first(1000), HOUR_US);
    const together = dispersion(all, HOUR_US, 3600);
    assert.ok(Math.abs(together - 1) < 6 * Math.sqrt(2 / 3600), `${together}`);
    const one = arrivals(scenario(), [7], 400 * HOUR_US);
    const alone = dispersion(one, 400 * HOUR_US, 2000);
    assert.ok(Math.abs(alone - 1) < 6 * Math.sqrt(2 / 2000), `${alone}`);
    const mean = (400 * HOUR_US) / one.length;
    const long = one.filter(({ t }, i) => i > 0 && t - one[i - 1].t > mean).length / one.length;
    assert.ok(Math.abs(long - 1 / Math.E) < 0.03, `${long} of the gaps are longer than the mean`);
  });

  it('of a constant process comes at nearly equal distances over a region, kind by kind', () => {
    const constant = { ...poisson, process: 'constant' } as const;
    const all = arrivals(scenario({ arrivals: constant }), first(1000, 1000), HOUR_US);
    for (const kind of ['service_request', 'x2_handover'] as const) {
      const own = ofKind(all, kind);
      const expected = scenario().traffic[kind] * 1000;
      assert.ok(Math.abs(own.length - expected) <= 1000, `${own.length} of ${expected}`);
      assert.ok(dispersion(own, HOUR_US, 500) < 0.1, `${kind}: ${dispersion(own, HOUR_US, 500)}`);
    }
  });

  it('of a constant process has one distance for each UE and kind', () => {
    const constant = { ...poisson, process: 'constant' } as const;
    const own = ofKind(arrivals(scenario({ arrivals: constant }), [123], 10 * HOUR_US), 'service_request');
    const rate = scenario().traffic.service_request;
    assert.equal(own.length, 10 * rate);
    own.slice(1).forEach(({ t }, i) => {
      assert.ok(Math.abs(t - own[i].t - HOUR_US / rate) < 1, `${t - own[i].t}`);
    });
  });

  it('of a UE depends on the seed and the UE, and on no other UE', () => {
    const of = scenario();
    const alone = arrivals(of, [5], 100 * HOUR_US);
    const core = coreOf(of, 1);
    arrivals(of, [4, 6, 7], HOUR_US, core);
    assert.deepEqual(arrivals(of, [5], 100 * HOUR_US, core), alone, 'in another region, after others');
    assert.notDeepEqual(arrivals(of, [6], 100 * HOUR_US), alone);
    assert.notDeepEqual(arrivals({ ...of, seed: 2 }, [5], 100 * HOUR_US), alone);
  });

  it('is thinned to the load of each stage', () => {
    const stages = [
      { duration: 900, factor: 1, ramp: false },
      { duration: 900, factor: 3, ramp: false },
    ];
    const all = ofKind(arrivals(scenario({ stages }), first(1000), 1800e6), 'service_request');
    const early = all.filter(({ t }) => t < 900e6).length;
    const quarter = scenario().traffic.service_request * 250;
    assert.ok(Math.abs(early / quarter - 1) < 0.08, `${early}`);
    assert.ok(Math.abs((all.length - early) / quarter / 3 - 1) < 0.05, `${all.length - early}`);
  });

  it('comes to a UE that was on the move when it has arrived', () => {
    const { candidates, rows, w } = coreOf(scenario());
    const u = rows.base;
    w[u + UE_ID] = 5;
    candidates.begin(u);
    const came: TrafficKind[] = [];
    for (let kind = candidates.passBy(u, HOUR_US); kind >= 0; kind = candidates.passBy(u, HOUR_US))
      came.push(TRAFFIC_KINDS[kind]);
    const all = arrivals(scenario(), [5], 100 * HOUR_US);
    const missed = all.filter(({ t }) => t <= HOUR_US).map(({ kind }) => kind);
    assert.ok(missed.length > 10);
    assert.deepEqual(came, missed);
    assert.equal(candidates.next(u), all[missed.length].t);
  });
});
