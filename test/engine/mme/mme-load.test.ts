import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { M_INSIDE } from '../../../src/engine/mme/mme-queue.js';
import type { Result } from '../../../src/report/result.js';
import { loadScenario, resolveScenario } from '../../../src/scenario/load.js';
import { presetNames } from '../../../src/scenario/presets.js';
import { FACTS, runAlone } from '../alone.js';
import { outcomeOf, runSmall } from '../runs.js';
import { assertWithin, waitingOf } from './queueing.js';

/** Little time to serve, a short queue, and UEs that soon come again: all that overload brings. */
const OVERLOADED = [
  'mme.servers=1',
  'mme.service=8ms',
  'mme.queue=20',
  'mme.backoff={ shape: uniform, min: 200ms, max: 1s }',
];

const mmeOf = ({ mme }: Result) => mme ?? assert.fail('the scenario has an mme');

/**
 * One kind of message reaches the MME, UPLINK NAS TRANSPORT, and all it meets on its way is constant. UEs are many and
 * speak seldom, so the instants at which they do, and those at which the MME hears of it, are a Poisson process.
 */
function uplink(service: object, servers: number, perSecond: number, seed: number): Result {
  const constant = (ms: number) => ms / 1000;
  const scenario = resolveScenario({
    name: 'uplink',
    ues: 20_000,
    duration: 200,
    seed,
    regions: 1,
    population: { registered: 1, connected: 1 },
    inactivity: null,
    traffic: {
      ...{ attach: 0, service_request: 0, tracking_area_update: 0, rekey: 0, x2_handover: 0, s1_handover: 0 },
      ...{ inter_mme_handover: 0, downlink_nas: 0, release: 0, detach: 0 },
      uplink_nas: (perSecond * 3600) / 20_000,
    },
    arrivals: { process: 'poisson' },
    links: { srb2: constant(10), s1: constant(5) },
    failures: { nas_loss: 0 },
    mme: { servers, service: service as never, queue: 1_000_000 },
  });
  return runAlone(scenario).memory.result({ ...FACTS, simulatedSeconds: 200 });
}

describe('messages at an MME under Poisson load', () => {
  for (const [name, service, servers, cv] of [
    ['M/M/1', { shape: 'exponential', mean: '10ms' }, 1, 1],
    ['M/D/1', '10ms', 1, 0],
    ['M/M/4', { shape: 'exponential', mean: '10ms' }, 4, 1],
  ] as const) {
    it(`wait as in ${name}, keep its servers as busy, and obey Little’s law`, () => {
      const load = 0.75;
      const rate = (load * servers) / 0.01;
      const runs = [1, 2, 3, 4, 5, 6].map((seed) => mmeOf(uplink(service as object, servers, rate, seed)));
      const waiting = waitingOf(servers, load, 0.01, cv);
      assertWithin(
        runs.map((mme) => mme.waiting.mean!),
        waiting,
        'waiting',
      );
      assertWithin(
        runs.map((mme) => mme.utilisation.mean!),
        load,
        'utilisation',
      );
      assertWithin(
        runs.map((mme) => mme.queue.mean!),
        rate * waiting,
        'queue',
      );
    });
  }
});

describe('an MME with servers', () => {
  for (const preset of presetNames()) {
    it(`that is overloaded refuses new work and breaks nothing: ${preset}`, async () => {
      const set = [
        'regions=4',
        'traffic.service_request=2400',
        'traffic.attach=300',
        'subscribers=[]',
        'stages=[]',
        'faults=[]',
        'population.connected=5%',
        'limits.active=100%',
        ...OVERLOADED,
      ];
      const { result } = await runSmall(preset, { ues: 2000, duration: 20, set });
      const mme = mmeOf(result);
      assert.ok(mme.refused > 100, `${mme.refused} refused`);
      assert.ok(mme.utilisation.max! > 0.9 && mme.utilisation.max! <= 1);
      assert.ok(result.procedures.initial_context_setup.completed > 0);
      for (const [name, count] of Object.entries(result.invariants)) assert.equal(count, 0, name);
    });
  }

  it('gives the same outcome on any number of workers, in JavaScript and compiled, with either kind of keys', async () => {
    const set = [
      'regions=8',
      'traffic.inter_mme_handover=200',
      'limits.active=100%',
      'mme.servers=3',
      ...OVERLOADED.slice(1),
    ];
    const overrides = { ues: 2000, duration: 6, set };
    const one = await runSmall('collision-storm', overrides, { workers: 1 });
    const mme = mmeOf(one.result);
    assert.ok(mme.refused > 0 && mme.messages > 1000);
    for (const options of [{ workers: 2 }, { workers: 3 }, { workers: 2, interpreted: true }]) {
      const { result } = await runSmall('collision-storm', overrides, options);
      assert.deepEqual(outcomeOf(result), outcomeOf(one.result));
      assert.deepEqual(result.mme, mme);
    }
    const { result } = await runSmall('collision-storm', { ...overrides, keys: 'hmac' }, { workers: 2 });
    assert.equal(result.digest, one.result.digest);
    assert.deepEqual(result.mme, mme);
  });

  it('recovers: when the rush is over the queue empties, and those that were refused come again', () => {
    const scenario = loadScenario('busy-hour', {
      ues: 4000,
      duration: 60,
      set: [
        ...['regions=1', 'traffic.inter_mme_handover=0', 'limits.active=100%', 'population.connected=0%'],
        'stages=[{ duration: 10s, factor: 5 }, { duration: 50s, factor: 0.2 }]',
        ...[
          'mme.servers=1',
          'mme.service=4ms',
          'mme.queue=50',
          'mme.backoff={ shape: uniform, min: 5s, max: 20s }',
        ],
      ],
    });
    const waiting: number[] = [];
    const { memory } = runAlone(scenario, ([region]) => {
      const { w, plan } = region;
      waiting.push(Math.max(0, w[plan.mme + M_INSIDE] - 1));
    });
    const result = memory.result({ ...FACTS, simulatedSeconds: 60 });
    const mme = mmeOf(result);
    const setup = result.procedures.initial_context_setup;
    assert.ok(mme.refused > 200, `${mme.refused} refused`);
    assert.ok(Math.max(...waiting) > 50);
    assert.ok(Math.max(...waiting.slice(-1000)) < 5, 'nobody to speak of waits any more');
    assert.equal(setup.queued, 0, 'nobody backs off any more');
    assert.ok(setup.duration.max! > 5, 'the wait is part of how long it took');
    assert.ok(result.traffic.service_request.completed > 0.8 * result.traffic.service_request.offered);
  });

  it('loses no offer of a UE that backs off, is paged, and then leaves for another MME', async () => {
    const set = [
      ...[
        'regions=8',
        'traffic.inter_mme_handover=400',
        'traffic.mobile_terminated=400',
        'limits.active=100%',
      ],
      ...['mme.servers=1', 'mme.service=2ms', 'mme.queue=20', 'mme.backoff=15m'],
      'stages=[{ duration: 10s, factor: 1 }, { duration: 30s, factor: 0.2 }]',
    ];
    const { result } = await runSmall('collision-storm', { ues: 4000, duration: 40, set });
    assert.ok(mmeOf(result).refused > 1000);
    assert.ok(result.procedures.paging.completed > 100);
    for (const [name, count] of Object.entries(result.invariants)) assert.equal(count, 0, name);
  });

  it('makes rules hold longer the busier it is', async () => {
    const hold = async (service: string) => {
      const set = [`mme.service=${service}`, 'mme.servers=1', 'limits.active=100%', 'traffic.attach=0'];
      const { result } = await runSmall('collision-storm', { duration: 60, set });
      // (The median: some wait seconds for a UE that does not answer.)
      return result.rules[1].hold.p50!;
    };
    const [idle, busy] = [await hold('10us'), await hold('2ms')];
    assert.ok(busy > idle, `${busy} s and ${idle} s`);
  });

  it('says so where messages would wait for ever', () => {
    const set = [
      'regions=1',
      'traffic.inter_mme_handover=0',
      'mme.servers=1',
      'mme.service=10s',
      'limits.active=100%',
    ];
    const scenario = loadScenario('collision-storm', { ues: 1000, duration: 30, set });
    assert.throws(
      () => runAlone(scenario),
      /region 0: messages would wait for the MME for more than 30 min; raise mme\.servers/,
    );
  });
});
