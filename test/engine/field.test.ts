import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exitStatus } from '../../src/cli/exit.js';
import { runEngine } from '../../src/engine/control/run.js';
import { INVARIANT_NAMES } from '../../src/model/invariants.js';
import { TRAFFIC_KINDS, type TrafficKind } from '../../src/model/traffic.js';
import type { Result } from '../../src/report/result.js';
import { resolveScenario } from '../../src/scenario/load.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';

/*
 * Scenarios as people who test MMEs write them, from end to end. Traces of the same kind: test/audit/unseen.test.ts and
 * counts.test.ts, test/trace/foreign.test.ts.
 */

const run = async (scenario: ScenarioInput): Promise<Result> =>
  (await runEngine(resolveScenario(scenario), { workers: 1 })).result;

const nothingBut = (traffic: Partial<Record<TrafficKind, number>>): Record<string, number> =>
  Object.fromEntries(TRAFFIC_KINDS.map((kind) => [kind, traffic[kind] ?? 0]));

function assertSound({ invariants }: Result): void {
  for (const name of INVARIANT_NAMES) assert.equal(invariants[name], 0, name);
}

describe('32 UEs that attach at an MME that is too slow for them', () => {
  it('all come to their end: refused at first, let in after T3346', async () => {
    const result = await run({
      name: 'attach-tester',
      ues: 32,
      duration: '60s',
      regions: 1,
      population: { registered: 0, connected: 0 },
      traffic: nothingBut({}),
      bursts: [{ at: '1s', traffic: 'attach', ues: '0-31', rate: '20/s' }],
      mme: {
        servers: 1,
        service: { shape: 'constant', mean: '60ms' },
        queue: 4,
        backoff: { shape: 'uniform', min: '5s', max: '10s' },
      },
    });
    assert.deepEqual(result.bursts, [{ traffic: 'attach', events: 32, offered: 32 }]);
    const { offered, completed, failed } = result.traffic.attach;
    assert.deepEqual([offered, completed + failed], [32, 32]);
    assert.ok(completed >= 30 && (result.mme?.refused ?? 0) > 10);
    assert.equal(exitStatus(result), 0);
    assertSound(result);
  });
});

describe('a day in steps of ten minutes', () => {
  it('runs, and has the load of each step', async () => {
    const factors = Array.from({ length: 144 }, (_, n) => 0.6 - 0.4 * Math.cos((n / 144) * 2 * Math.PI));
    const result = await run({
      name: 'measured-day',
      ues: 100,
      duration: '24h',
      regions: 1,
      traffic: nothingBut({ uplink_nas: 10 }),
      population: { registered: 1, connected: 0 },
      stages: factors.map((factor) => ({ duration: '10m', factor })),
    });
    const mean = factors.reduce((sum, factor) => sum + (factor * 10 * 100) / 6, 0);
    const { offered } = result.traffic.uplink_nas;
    assert.ok(Math.abs(offered - mean) < 5 * Math.sqrt(mean), `${offered} for ${mean}`);
    assert.equal(exitStatus(result), 0);
  });
});

describe('goals of which nothing can be measured', () => {
  const scenario: ScenarioInput = {
    name: 'nothing-there',
    ues: 500,
    duration: '5s',
    regions: 2,
    traffic: { inter_mme_handover: 0 },
  };
  const rules = ['rules.6.hold.p99 < 10ms', 'procedures.inter_mme_handover.failed / offered < 3%'];

  it('are neither met nor missed: status 3, unless that is allowed', async () => {
    const result = await run({ ...scenario, thresholds: rules });
    assert.deepEqual(
      result.thresholds.map(({ ok }) => ok),
      [null, null],
    );
    assert.deepEqual([exitStatus(result), exitStatus(result, { allowUnmeasured: true })], [3, 0]);
  });

  it('are refused where they are about MMEs without servers', () => {
    assert.throws(
      () => resolveScenario({ ...scenario, thresholds: ['mme.utilisation.p95 < 80%'] }),
      /a goal that can be measured, got "mme\.utilisation\.p95 < 80%" of MMEs without servers/,
    );
  });
});

describe('UEs that go to and fro between two eNBs, and whose handovers often fail', () => {
  it('agree with the network all the same', async () => {
    const result = await run({
      name: 'to-and-fro',
      ues: 500,
      duration: '90s',
      regions: 2,
      enbs: 2,
      cells: 1,
      population: { registered: 1, connected: 0.5 },
      inactivity: '8s',
      traffic: {
        ...nothingBut({ service_request: 150, x2_handover: 250, s1_handover: 80, inter_mme_handover: 80 }),
        ...{
          release: 100,
          rekey: 80,
          attach: 40,
          tracking_area_update: 20,
          uplink_nas: 50,
          downlink_nas: 50,
        },
      },
      failures: {
        handover_cancel: 0.3,
        handover_preparation: 0.2,
        handover_execution: 0.1,
        path_switch: 0.1,
      },
    });
    const { x2_handover, s1_handover } = result.procedures;
    assert.ok(x2_handover.completed > 1000 && x2_handover.failed > 200);
    assert.ok(s1_handover.cancelled > 50);
    assertSound(result);
    assert.equal(exitStatus(result), 0);
  });
});
