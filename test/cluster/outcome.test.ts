import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { clusterOf, Machines } from '../../bench/cluster/machines.js';
import { NatsServer } from '../../bench/cluster/nats.js';
import { runScenario } from '../../src/run.js';
import type { Overrides } from '../../src/scenario/overrides.js';
import type { Series } from '../../src/series/series.js';
import { BUSY, outcomeOf, smallScenario } from '../engine/runs.js';
import { missing } from '../programs.js';

describe('a run on several machines', { skip: missing('nats-server') }, () => {
  let server: NatsServer;
  let one: Machines;
  let two: Machines;
  let root: string;
  before(async () => {
    root = mkdtempSync(join(tmpdir(), 'uestorm-'));
    server = await NatsServer.start();
    one = new Machines(2, 1, () => server.url);
    two = new Machines(1, 2, () => server.url);
  });
  after(async () => {
    await one.end();
    await two.end();
    await server.stop();
    rmSync(root, { recursive: true });
  });

  for (const [what, on, preset, overrides] of [
    ['in which much crosses', [1, 2, 3], 'collision-storm', { ...BUSY, duration: 5 }],
    ['without a rule', [3], 'collision-storm', { ...BUSY, duration: 5, withoutRules: ['6'] }],
    ['in which much goes wrong', [3], 'outages', { duration: 30 }],
    ['with real keys', [3], 'collision-storm', { ...BUSY, duration: 3, keys: 'hmac' }],
    ['whose MMEs have servers', [2, 3], 'signalling-storm', { duration: 5 }],
  ] as [string, number[], string, Overrides][]) {
    it(`has the outcome of one machine: ${what}`, async () => {
      const scenario = smallScenario(preset, overrides);
      const alone = await runScenario(scenario, { workers: 1 });
      for (const machines of on) {
        const result = await runScenario(scenario, { cluster: clusterOf(server, machines) });
        assert.deepEqual(outcomeOf(result), outcomeOf(alone), `on ${machines} machines`);
        assert.deepEqual([result.load, result.mme, result.paging], [alone.load, alone.mme, alone.paging]);
        const regions = result.machines?.flatMap((machine) => machine.regions) ?? [];
        assert.deepEqual(
          [...regions].sort((a, b) => a - b),
          Array.from({ length: scenario.regions }, (_, region) => region),
        );
      }
    });
  }

  it('leaves the trace and the course of one machine', async () => {
    const scenario = smallScenario('collision-storm', { ...BUSY, duration: 5 });
    const leave = async (name: string, machines: number | null) => {
      const file = join(root, name);
      let series: Series | null = null;
      await runScenario(scenario, {
        trace: { file },
        onSeries: (counted) => {
          series = counted;
        },
        ...(machines !== null && { cluster: clusterOf(server, machines) }),
      });
      return { trace: readFileSync(file), series };
    };
    assert.deepEqual(await leave('three', 3), await leave('alone', null));
  });

  it('says what each machine did', async () => {
    const scenario = smallScenario('collision-storm', { ...BUSY, duration: 5 });
    const { machines = [], engine } = await runScenario(scenario, { cluster: clusterOf(server, 3) });
    assert.deepEqual(machines.map(({ name }) => name).sort(), ['m1', 'm1-2', 'm2']);
    assert.equal(engine.workers, 4);
    for (const { sentBytes, waitSeconds, lostAt } of machines) {
      assert.ok(sentBytes > 0 && waitSeconds > 0);
      assert.equal(lostAt, null);
    }
  });

  it('follows the real clock on all of them', async () => {
    const scenario = smallScenario('busy-hour', { duration: 1, clock: 'real' });
    const { digest } = await runScenario(smallScenario('busy-hour'));
    const result = await runScenario(scenario, { cluster: clusterOf(server, 2) });
    assert.equal(result.digest, digest);
    assert.ok(Number(result.realTime?.windows) > 0);
  });

  it('stops cleanly on all of them', async () => {
    const stop = new AbortController();
    const scenario = smallScenario('collision-storm', { ...BUSY, duration: 600 });
    const result = await runScenario(scenario, {
      cluster: clusterOf(server, 3),
      signal: stop.signal,
      onProgress: ({ simulatedSeconds }) => simulatedSeconds > 0 && stop.abort(),
    });
    assert.equal(result.status, 'interrupted');
    assert.equal(result.invariants.conservation, 0);
  });
});
