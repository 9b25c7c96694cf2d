import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runEngine } from '../../../src/engine/control/run.js';
import { C_UE_STATES } from '../../../src/engine/region/counters.js';
import { measuredBetween } from '../../../src/engine/results/interval.js';
import type { Snapshots } from '../../../src/engine/results/snapshots.js';
import { TRAFFIC_KINDS } from '../../../src/model/traffic.js';
import { UE_STATES } from '../../../src/model/ue-states.js';
import { loadScenario } from '../../../src/scenario/load.js';
import type { Scenario } from '../../../src/scenario/scenario.js';

const HOUR = 3600;

/** A preset for a day of even load. Few regions far from each other have few windows, which is quicker. */
function evenDay(preset: string, ues: number): Scenario {
  const set = ['regions=2', 'arrivals.process=poisson', 'links.s10=400ms', 'links.ue_move=400ms'];
  const scenario = loadScenario(preset, { ues, duration: 24 * HOUR, set });
  const subscribers = scenario.subscribers.map((one) => ({ ...one, stages: [] }));
  return { ...scenario, stages: [], subscribers };
}

/** UEs that are registered when a snapshot is taken. */
function registeredAt(snapshots: Snapshots, n: number, ues: number): number {
  return ues - snapshots.between(-1, n).counters[C_UE_STATES + UE_STATES.indexOf('deregistered')];
}

describe('over 24 hours of even load', () => {
  const presets = [
    ['busy-hour', 2000],
    ['day', 1000],
    ['planning', 1000],
    ['commute', 500],
  ] as const;
  for (const [preset, ues] of presets) {
    it(`the network neither empties nor fills: ${preset}`, async () => {
      const scenario = evenDay(preset, ues);
      const ends = Array.from({ length: 24 }, (_, hour) => (hour + 1) * HOUR);
      const { result, snapshots } = await runEngine(scenario, { inThisThread: true, snapshots: ends });
      assert.ok(snapshots !== null);
      // The mean of the second half: how many are off at one time is a matter of chance.
      const later = ends.map((_, n) => registeredAt(snapshots, n, ues)).slice(12);
      const registered = later.reduce((sum, count) => sum + count / later.length, 0) / ues;
      assert.ok(Math.abs(registered - scenario.population.registered) < 0.01, `${registered} registered`);
      const first = measuredBetween(result, snapshots, -1, 0).traffic;
      const last = measuredBetween(result, snapshots, 22, 23).traffic;
      for (const kind of TRAFFIC_KINDS) {
        const [a, b] = [first[kind].offered, last[kind].offered];
        // The difference of two Poisson counts.
        assert.ok(
          Math.abs(a - b) <= 4 * Math.sqrt(a + b),
          `${kind}: ${a} in the first hour, ${b} in the last`,
        );
      }
    });
  }
});

describe('UEs that are on the move between two regions', () => {
  it('lose nothing of their traffic: it waits until they have arrived', async () => {
    const none = TRAFFIC_KINDS.map((kind) => `traffic.${kind}=0`);
    const set = ['regions=2', 'population={registered: 1, connected: 1}', 'inactivity=null', ...none];
    const scenario = loadScenario('busy-hour', { ues: 200, duration: 60, set });
    const traffic = { ...scenario.traffic, uplink_nas: 360, inter_mme_handover: 600 };
    const { result } = await runEngine(
      {
        ...scenario,
        traffic,
        arrivals: { ...scenario.arrivals, process: 'constant' },
        links: { ...scenario.links, ue_move: { shape: 'constant', min: 0.5, mean: 0.5, max: 0.5 } },
      },
      { workers: 1 },
    );
    assert.ok(result.procedures.inter_mme_handover.completed > 1500);
    // Six each; those who are on the move at the end have not had their last.
    const { offered } = result.traffic.uplink_nas;
    assert.ok(offered > 1180 && offered <= 1200, `${offered}`);
  });
});
