import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LiveRun } from '../../../src/engine/control/live.js';
import { runEngine } from '../../../src/engine/control/run.js';
import { measuredBetween } from '../../../src/engine/results/interval.js';
import { TRAFFIC_KINDS } from '../../../src/model/traffic.js';
import { UeStates } from '../../../src/monitor/ue-states.js';
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

describe('over 24 hours of even load', () => {
  const presets = [
    ['busy-hour', 4000],
    ['day', 2000],
    ['planning', 2000],
    ['commute', 500],
  ] as const;
  for (const [preset, ues] of presets) {
    it(`the network neither empties nor fills: ${preset}`, async () => {
      const scenario = evenDay(preset, ues);
      let live: LiveRun | undefined;
      const { result, snapshots } = await runEngine(scenario, {
        inThisThread: true,
        snapshots: [HOUR, 23 * HOUR, 24 * HOUR],
        onStart: (run) => {
          live = run;
        },
      });
      assert.ok(live !== undefined && snapshots !== null);
      const states = new UeStates(live);
      states.advance();
      const registered = 1 - (states.inState('deregistered') ?? Number.NaN) / ues;
      assert.ok(Math.abs(registered - scenario.population.registered) < 0.01, `${registered} registered`);
      const first = measuredBetween(result, snapshots, -1, 0).traffic;
      const last = measuredBetween(result, snapshots, 1, 2).traffic;
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
