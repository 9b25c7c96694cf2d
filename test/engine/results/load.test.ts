import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exitStatus } from '../../../src/cli/exit.js';
import { runEngine } from '../../../src/engine/control/run.js';
import { measuredBetween } from '../../../src/engine/results/interval.js';
import { TRAFFIC_KINDS } from '../../../src/model/traffic.js';
import { loadScenario } from '../../../src/scenario/load.js';

const run = async (set: string[], ues: number | string = 1000, duration: number | string = 60) =>
  (await runEngine(loadScenario('busy-hour', { ues, duration, set: ['regions=2', ...set] }), { workers: 1 }))
    .result;

describe('the load of a run', () => {
  it('is carried by UEs that stay connected for long: no pool refuses anything', async () => {
    const result = await run(['inactivity={shape: constant, mean: 10m}'], '10k', '10m');
    for (const [name, { offered, refused }] of Object.entries(result.procedures)) {
      assert.equal(refused, 0, `${name}: ${refused} of ${offered}`);
    }
    assert.deepEqual([result.load.refused, result.load.missing, exitStatus(result)], [0, 0, 0]);
    assert.ok(result.load.offered > 20_000);
    assert.ok(Object.values(result.invariants).every((count) => count === 0));
  });

  it('is not what the scenario says where UEs leave and do not come back', async () => {
    const result = await run(['traffic.detach=60', 'traffic.switch_on=0', 'traffic.attach=0']);
    assert.ok(result.load.missing > 0.3 && result.load.missing < 0.5, `${result.load.missing}`);
    assert.equal(exitStatus(result), 3);
  });

  it('is not missed by a network that fills, nor by one that stays as it is', async () => {
    assert.equal((await run(['population.registered=0', 'traffic.switch_on=600'])).load.missing, 0);
    assert.equal((await run([])).load.missing, 0);
  });

  it('is refused where more comes to a UE than can wait for it, which is counted as such', async () => {
    const result = await run(
      ['traffic.x2_handover=36000', 'population.connected=1', 'inactivity=null'],
      200,
      10,
    );
    const { offered, refused } = result.load;
    assert.ok(refused / offered > 0.05, `${refused} of ${offered}`);
    assert.equal(refused, result.procedures.x2_handover.refused);
    assert.equal(exitStatus(result), 3);
  });

  it('is not refused where a UE that waits to attach would attach again', async () => {
    const none = TRAFFIC_KINDS.map((kind) => `traffic.${kind}=0`);
    const result = await run(['population.registered=0', ...none, 'traffic.attach=36000'], 200, 10);
    assert.ok(result.procedures.authentication.refused > 100);
    assert.deepEqual([result.load.refused, exitStatus(result)], [0, 0]);
  });

  it('is told of a part of a run as well', async () => {
    const scenario = loadScenario('busy-hour', { ues: 1000, duration: 20, set: ['regions=2'] });
    const { result, snapshots } = await runEngine(scenario, { workers: 1, snapshots: [10, 20] });
    assert.ok(snapshots !== null);
    const [first, second] = [-1, 0].map((n) => measuredBetween(result, snapshots, n, n + 1).load);
    assert.equal(first.offered + second.offered, result.load.offered);
  });
});
