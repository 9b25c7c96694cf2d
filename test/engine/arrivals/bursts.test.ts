import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runEngine } from '../../../src/engine/control/run.js';
import { UE_ID } from '../../../src/model/layout.js';
import { TRAFFIC_KINDS } from '../../../src/model/traffic.js';
import { resolveScenario } from '../../../src/scenario/load.js';
import type { Scenario } from '../../../src/scenario/scenario.js';
import type { ScenarioInput } from '../../../src/scenario/schema.js';
import { outcomeOf } from '../runs.js';
import { coreOf } from './load-of.js';

type BurstInput = NonNullable<ScenarioInput['bursts']>[number];

/** No traffic but that of bursts, and what a test adds. */
const SILENT = Object.fromEntries(TRAFFIC_KINDS.map((kind) => [kind, 0]));

function scenario(bursts: BurstInput[], changes: Partial<ScenarioInput> = {}): Scenario {
  return resolveScenario({
    name: 'bursts',
    ues: 400,
    duration: 60,
    regions: 4,
    population: { registered: '100%', connected: '100%' },
    inactivity: null,
    traffic: SILENT,
    limits: { active: '100%' },
    bursts,
    ...changes,
  });
}

/** When a UE has its events, in seconds, and of which kind. */
function eventsOf(of: Scenario, ue: number): [seconds: number, kind: string][] {
  const { candidates, rows, w } = coreOf(of);
  const u = rows.base;
  w[u + UE_ID] = ue;
  const events: [number, string][] = [];
  for (candidates.begin(u); candidates.next(u) < of.duration * 1e6; candidates.advance(u)) {
    const burst = candidates.burstOf(u);
    if (burst < 0) continue;
    events.push([Math.floor(candidates.next(u)) / 1e6, TRAFFIC_KINDS[candidates.bursts.kind(burst)]]);
  }
  return events;
}

describe('a burst', () => {
  it('comes to each UE of a range once, in the order of their numbers at its rate', () => {
    const of = scenario([{ at: '10s', traffic: 'attach', ues: '4-35', rate: '5/s' }]);
    assert.deepEqual(eventsOf(of, 3), []);
    assert.deepEqual(eventsOf(of, 4), [[10, 'attach']]);
    assert.deepEqual(eventsOf(of, 5), [[10.2, 'attach']]);
    assert.deepEqual(eventsOf(of, 35), [[16.2, 'attach']]);
    assert.deepEqual(eventsOf(of, 36), []);
  });

  it('comes to all of them at once without a rate, from the first moment on', () => {
    const of = scenario([{ at: 0, traffic: 'detach' }]);
    for (const ue of [0, 399]) assert.deepEqual(eventsOf(of, ue), [[0, 'detach']]);
  });

  it('comes at set times, and again', () => {
    const at = ['5s', '20s'];
    const of = scenario([{ at, traffic: 'uplink_nas', ues: 7, every: '20s', times: 2 }]);
    assert.deepEqual(
      eventsOf(of, 7).map(([seconds]) => seconds),
      [5, 20, 25, 40],
    );
    const forEver = scenario([{ at: '5s', traffic: 'uplink_nas', ues: 7, every: '25s' }]);
    assert.deepEqual(
      eventsOf(forEver, 7).map(([seconds]) => seconds),
      [5, 30, 55],
    );
  });

  it('comes beside others at the same moment', () => {
    const of = scenario([
      { at: '10s', traffic: 'rekey' },
      { at: ['10s', '10s'], traffic: 'x2_handover' },
    ]);
    const three = [
      [10, 'rekey'],
      [10, 'x2_handover'],
      [10, 'x2_handover'],
    ];
    assert.deepEqual(eventsOf(of, 9), three);
  });

  it('comes beside the traffic of the rates, of any process of arrivals', () => {
    for (const process of ['poisson', 'constant', 'bursty'] as const) {
      const of = scenario([{ at: '10s', traffic: 'detach', every: '7s' }], {
        traffic: { ...SILENT, uplink_nas: 3600 },
        arrivals: { process },
      });
      for (const ue of [0, 1, 57]) assert.equal(eventsOf(of, ue).length, 8, process);
    }
  });

  it('leaves the rates what they are', async () => {
    const traffic = { ...SILENT, uplink_nas: 360 };
    const { result } = await runEngine(
      scenario([{ at: '1s', traffic: 'downlink_nas', every: '2s' }], { traffic }),
      {
        workers: 1,
      },
    );
    const mean = 400 * 6;
    assert.ok(Math.abs(result.traffic.uplink_nas.offered - mean) < 6 * Math.sqrt(mean));
  });
});

describe('a run with bursts', () => {
  const BURSTS: BurstInput[] = [
    { at: ['1s', '2s'], traffic: 'inter_mme_handover' },
    { at: '1s', traffic: 'uplink_nas', rate: '100/s', every: '500ms', times: 20 },
    { at: '1020ms', traffic: 'downlink_nas', every: '10ms', times: 30 },
  ];
  const busy = scenario(BURSTS, {
    duration: 30,
    traffic: { ...SILENT, inter_mme_handover: 600, rekey: 60 },
    links: { ue_move: { min: '10ms', mean: '100ms', max: '500ms' } },
  });

  it('has each event once, wherever its UE is', async () => {
    const { result } = await runEngine(busy, { workers: 1 });
    assert.ok(result.procedures.inter_mme_handover.completed > 1000);
    const events = result.bursts?.map((burst) => [burst.traffic, burst.events, burst.offered]);
    assert.deepEqual(events, [
      ['inter_mme_handover', 800, 800],
      ['uplink_nas', 8000, 8000],
      ['downlink_nas', 12_000, 12_000],
    ]);
    assert.equal(result.traffic.uplink_nas.offered, 8000);
    assert.ok(Object.values(result.invariants).every((count) => count === 0));
  });

  it('is the same however it is carried out', async () => {
    const alone = await runEngine(busy, { workers: 1 });
    for (const options of [
      { workers: 3 },
      { workers: 2, interpreted: true },
      { workers: 1, pieces: { window: 1000 } },
      { workers: 2, pieces: { window: 3_000_000 } },
      { workers: 1, pieces: { inOrder: true, window: 5000 } },
    ]) {
      const other = await runEngine(busy, options);
      assert.deepEqual(outcomeOf(other.result), outcomeOf(alone.result), JSON.stringify(options));
      assert.deepEqual(other.result.bursts, alone.result.bursts);
    }
  });

  it('comes for 30 days, in a run that is as long', async () => {
    const traffic = { ...SILENT, inter_mme_handover: 0.2, rekey: 0.1 };
    const of = scenario([{ at: '1h', traffic: 'uplink_nas', every: '1d' }], {
      ues: 8,
      duration: '30d',
      traffic,
    });
    const { result } = await runEngine(of, { workers: 1 });
    assert.equal(result.engine.simulatedSeconds, 2_592_000);
    assert.deepEqual(result.bursts, [{ traffic: 'uplink_nas', events: 240, offered: 240 }]);
    assert.ok(result.procedures.inter_mme_handover.completed > 500);
    assert.ok(Object.values(result.invariants).every((count) => count === 0));
    const other = await runEngine(of, { workers: 3, interpreted: true });
    assert.deepEqual(outcomeOf(other.result), outcomeOf(result));
  });

  it('counts those whom it makes no sense for', async () => {
    const of = scenario([{ at: '1s', traffic: 'service_request' }], {
      population: { registered: '100%', connected: '50%' },
    });
    const [burst] = (await runEngine(of, { workers: 1 })).result.bursts ?? [];
    assert.equal(burst.events, 400);
    assert.ok(burst.offered > 100 && burst.offered < 300);
  });

  it('comes to the UEs of a class, each once', async () => {
    const subscribers: ScenarioInput['subscribers'] = [
      { name: 'phone', share: '75%' },
      { name: 'meter', share: '25%' },
    ];
    const of = scenario([{ at: '1s', traffic: 'uplink_nas', class: 'meter', rate: '10/s' }], { subscribers });
    const { result } = await runEngine(of, { workers: 2 });
    const { ues, traffic } = result.subscribers?.meter ?? assert.fail();
    assert.equal(traffic.uplink_nas.offered, ues);
    assert.equal(result.subscribers?.phone.traffic.uplink_nas.offered, 0);
    // A meter is every fourth UE, and ten of them come in a second.
    const meters = Array.from({ length: 400 }, (_, ue) => eventsOf(of, ue)).flat();
    assert.equal(meters.length, ues);
    assert.equal(Math.max(...meters.map(([seconds]) => Math.floor(seconds))), 10);
  });

  it('finds room for all UEs at once, whatever limits.active says', async () => {
    const of = scenario([{ at: '1s', traffic: 'rekey' }], { ues: 4000, limits: { active: '1%' } });
    const { result } = await runEngine(of, { workers: 1 });
    assert.equal(result.traffic.rekey.offered, 4000);
    assert.equal(result.procedures.authentication.refused, 0);
  });
});
