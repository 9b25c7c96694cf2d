import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runEngine } from '../../../src/engine/control/run.js';
import { UE_ID } from '../../../src/model/layout.js';
import { TRAFFIC_KINDS, type TrafficKind } from '../../../src/model/traffic.js';
import { resolveScenario } from '../../../src/scenario/load.js';
import type { Scenario } from '../../../src/scenario/scenario.js';
import type { ScenarioInput } from '../../../src/scenario/schema.js';
import { highestRate, meanRates, rateOf } from '../../../src/scenario/subscribers.js';
import { outcomeOf, runSmall } from '../runs.js';
import { coreOf } from './load-of.js';

/** Phones as the scenario says, meters that only report, cars that move; together 100 %. */
const CLASSES: ScenarioInput['subscribers'] = [
  { name: 'phone', share: '50%' },
  {
    name: 'meter',
    share: '30%',
    traffic: { service_request: 5, x2_handover: 0, downlink_nas: 0, uplink_nas: 40 },
  },
  { name: 'car', share: 0.2, traffic: { x2_handover: 60, uplink_nas: 0 } },
];
/** Kinds that a registered UE always accepts, so that what is drawn for it is what it is offered. */
const ALWAYS: readonly TrafficKind[] = ['x2_handover', 'downlink_nas', 'uplink_nas'];

const DURATION = 900;
const UES = 4000;

function scenario(changes: Partial<ScenarioInput> = {}, set: readonly string[] = []): Scenario {
  const input: ScenarioInput = {
    name: 'classes',
    ues: UES,
    duration: DURATION,
    regions: 4,
    population: { registered: '100%', connected: '20%' },
    traffic: { attach: 0, detach: 0, x2_handover: 6, downlink_nas: 30, uplink_nas: 20, service_request: 20 },
    limits: { active: '100%' },
    subscribers: CLASSES,
    ...changes,
  };
  return resolveScenario(input, { set });
}

/** Within six standard deviations of a Poisson count, which no seed of a right engine leaves. */
function assertPoisson(count: number, mean: number, what: string): void {
  assert.ok(Math.abs(count - mean) <= 6 * Math.sqrt(mean), `${what}: ${count}, expected about ${mean}`);
}

describe('classes of subscribers', () => {
  const run = runEngine(scenario(), { workers: 1 });

  it('have the UEs of their shares, each UE in one of them', async () => {
    const { subscribers } = (await run).result;
    assert.deepEqual(Object.keys(subscribers!), ['phone', 'meter', 'car']);
    let ues = 0;
    for (const { name, share } of scenario().subscribers) {
      const own = subscribers![name].ues;
      ues += own;
      assertPoisson(own, UES * share, `UEs of ${name}`);
    }
    assert.equal(ues, UES);
  });

  it('have their own rates, and for what they do not name those of the scenario', async () => {
    const { result } = await run;
    const of = scenario();
    for (const one of of.subscribers) {
      const { ues, traffic } = result.subscribers![one.name];
      for (const kind of ALWAYS) {
        const mean = (ues * rateOf(of, one, kind) * DURATION) / 3600;
        assertPoisson(traffic[kind].offered, mean, `${kind} of ${one.name}`);
      }
    }
    // Half of the UEs at 20, three tenths at 40, the cars at none.
    const mean = 0.5 * 20 + 0.3 * 40;
    assertPoisson(result.traffic.uplink_nas.offered, (UES * mean * DURATION) / 3600, 'uplink_nas of all');
  });

  it('have all that was offered between them', async () => {
    const { subscribers, traffic } = (await run).result;
    for (const kind of TRAFFIC_KINDS) {
      const sum = Object.values(subscribers!).reduce((all, own) => all + own.traffic[kind].offered, 0);
      assert.equal(sum, traffic[kind].offered, kind);
    }
  });

  it('break no invariant', async () => {
    const { invariants } = (await run).result;
    assert.ok(Object.values(invariants).every((count) => count === 0));
  });

  it('are the same for any number of workers, and for the core in JavaScript', async () => {
    const set = ['traffic.inter_mme_handover=200', 'subscribers.2.traffic.inter_mme_handover=400'];
    const small = scenario({ duration: 20, ues: 2000 }, set);
    const { result } = await runEngine(small, { workers: 1 });
    assert.ok(result.procedures.inter_mme_handover.completed > 0);
    for (const options of [{ workers: 3 }, { workers: 4 }, { workers: 2, interpreted: true }]) {
      const other = await runEngine(small, options);
      assert.deepEqual(outcomeOf(other.result), outcomeOf(result));
      assert.deepEqual(other.result.subscribers, result.subscribers);
    }
  });

  it('that say nothing of their own change no event', async () => {
    const plain = await runSmall('collision-storm', {}, { workers: 1 });
    const set = ['subscribers=[{ name: a, share: 40% }, { name: b, share: 60% }]'];
    const classed = await runSmall('collision-storm', { set }, { workers: 1 });
    assert.equal(classed.result.digest, plain.result.digest);
    assert.equal(plain.result.subscribers, undefined);
  });
});

describe('the load over time of a class', () => {
  it('comes on top of the load of the scenario', async () => {
    const subscribers: ScenarioInput['subscribers'] = [
      { name: 'steady', share: 0.5 },
      {
        name: 'storm',
        share: 0.5,
        stages: [
          { duration: 300, factor: 1 },
          { duration: 300, factor: 8 },
          { duration: 1, factor: 0 },
        ],
      },
    ];
    const stages = [
      { duration: 600, factor: 1 },
      { duration: 1, factor: 2 },
    ];
    const { result } = await runEngine(scenario({ subscribers, stages }), { workers: 1 });
    const perSecond = 30 / 3600;
    const { steady, storm } = result.subscribers!;
    assertPoisson(steady.traffic.downlink_nas.offered, steady.ues * perSecond * (600 + 2 * 300), 'steady');
    assertPoisson(storm.traffic.downlink_nas.offered, storm.ues * perSecond * (300 + 8 * 300), 'storm');
  });
});

describe('the class of a UE', () => {
  it('is a draw of its own against the cumulated shares, and never a class without a share', () => {
    const { subscribers } = scenario();
    const [phone, meter] = subscribers;
    const of = { ...scenario(), subscribers: [{ ...phone, share: 0 }, meter, { ...phone, share: 0.7 }] };
    const { candidates, rows, w } = coreOf(of);
    const counts = [0, 0, 0];
    for (let ue = 0; ue < 10_000; ue++) {
      w[rows.base + UE_ID] = ue;
      counts[candidates.classOf(rows.base)]++;
    }
    assert.equal(counts[0], 0);
    assertPoisson(counts[1], 3000, 'meters');
  });
});

describe('rates that memory is planned for', () => {
  it('are the highest of a kind where it is about one UE, and the mean where they are many', () => {
    const of = scenario({
      traffic: { attach: 0, detach: 0, rekey: 0, service_request: 10, mobile_terminated: 0, switch_on: 0 },
    });
    assert.equal(highestRate(of, 'x2_handover'), 60);
    assert.equal(highestRate(of, 'service_request'), 10);
    const other = 3 + 1 + 0.5 + of.traffic.mobile_terminated;
    const phone = 10 + 3.5 + 1 + 1 + other;
    const meter = 5 + 0 + 0 + 40 + other;
    const car = 10 + 60 + 1 + 0 + other;
    assert.ok(Math.abs(meanRates(of) - (0.5 * phone + 0.3 * meter + 0.2 * car)) < 1e-9);
  });

  it('count each class at the highest of its own load', () => {
    const plain = scenario();
    const stages = [{ duration: 60, factor: 50, ramp: false }];
    const stormy = { ...plain, subscribers: plain.subscribers.map((one) => ({ ...one, stages })) };
    assert.equal(highestRate(stormy, 'x2_handover'), 50 * 60);
    assert.equal(meanRates(stormy), 50 * meanRates(plain));
  });
});
