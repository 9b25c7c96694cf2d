import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { INJECTIONS_MAX } from '../../src/engine/control/injections.js';
import { TRAFFIC_KINDS } from '../../src/model/traffic.js';
import { Monitor } from '../../src/monitor/monitor.js';
import type { Result } from '../../src/report/result.js';
import { runScenario } from '../../src/run.js';
import { loadScenario } from '../../src/scenario/load.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { BUSY, smallScenario } from '../engine/runs.js';
import { until } from '../until.js';
import { ask, post } from './http.js';
import { inState } from './states.js';

/** Runs a scenario with the real clock until `act` has done with it. */
async function steered(scenario: Scenario, act: (url: string) => Promise<void>): Promise<Result> {
  const monitor = await Monitor.start({ host: '127.0.0.1', port: 0, token: null });
  try {
    const run = runScenario(scenario, {
      workers: 2,
      signal: monitor.stopSignal,
      onStart: (live) => monitor.attach(live),
    });
    await inState(monitor, 'running');
    await act(monitor.url);
    await post(`${monitor.url}/api/stop`, {});
    return await run;
  } finally {
    await monitor.close();
  }
}

async function allAsked(url: string): Promise<void> {
  await until(
    'all that was asked for is offered',
    async () => (await ask(`${url}/api/status`)).json().injectionsLeft === 0,
  );
}

async function injections(url: string, outcome: string): Promise<number> {
  const { text } = await ask(`${url}/metrics`);
  return Number(new RegExp(`^uestorm_injections_total{outcome="${outcome}"} (\\d+)$`, 'm').exec(text)?.[1]);
}

/** Nobody is registered, and nothing comes by itself. */
function silent(): Scenario {
  const none = TRAFFIC_KINDS.map((kind) => `traffic.${kind}=0`);
  const set = ['regions=2', 'population.registered=0', ...none];
  return loadScenario('busy-hour', { ues: 100, duration: '24h', clock: 'real', set });
}

describe('traffic for a range of UEs, over HTTP', () => {
  it('comes to each UE once, and no other run has the digest any more', async () => {
    const result = await steered(silent(), async (url) => {
      const body = { traffic: 'attach', ues: '10-41', rate: '100/s' };
      const { status, json } = await post(`${url}/api/inject`, body);
      assert.deepEqual(
        [status, json()],
        [202, { accepted: true, ues: '10-41', traffic: 'attach', events: 32 }],
      );
      await allAsked(url);
      await post(`${url}/api/inject`, { traffic: 'attach', ues: 50 });
      await allAsked(url);
      await until('33 are taken', async () => (await injections(url, 'taken')) === 33);
    });
    assert.equal(result.traffic.attach.offered, 33);
    assert.equal(result.realTime?.steered, true);
  });

  it('finds UEs wherever they are by now, and those that are on the move when they have come', async () => {
    const scenario = smallScenario('collision-storm', { ...BUSY, duration: '24h', clock: 'real' });
    await steered(scenario, async (url) => {
      // Until many have left the region in which they began.
      await until(
        'it has run for 3 s',
        async () => Number((await ask(`${url}/api/status`)).json().simulatedSeconds) > 3,
      );
      const { json } = await post(`${url}/api/inject`, { traffic: 'uplink_nas', ues: '0-999' });
      assert.equal(json().events, 1000);
      await allAsked(url);
      await until(
        '1000 have an outcome',
        async () => (await injections(url, 'taken')) + (await injections(url, 'stale')) === 1000,
      );
      assert.ok((await injections(url, 'stale')) < 10);
    });
  });

  it('says what is wrong with a call', async () => {
    const wrong: [body: unknown, status: number, error: RegExp][] = [
      [{ traffic: 'attach' }, 400, /^body: expected a ue, or a range of ues such as "0-31", got neither$/],
      [{ traffic: 'attach', ue: 1, ues: '0-31' }, 400, /^body: .*, got both$/],
      [
        { traffic: 'attach', ues: '31-0' },
        400,
        /^ues: expected the number of a UE or a range .* got "31-0"$/,
      ],
      [{ traffic: 'attach', ues: 'all' }, 400, /^ues: .* got "all"$/],
      [{ traffic: 'attach', ues: '0-100' }, 404, /^ues: expected a number from 0 to 99, got 100$/],
      [{ traffic: 'attach', ues: '0-31', rate: 'fast' }, 400, /^rate: expected UEs per time .* got "fast"$/],
      [{ traffic: 'attach', ues: '0-31', rate: 0 }, 400, /^rate: .* got 0$/],
      [{ traffic: 'attach', ue: 1, rate: '5/s' }, 400, /^rate: expected a range of ues with it, got one ue$/],
    ];
    const slow = { traffic: 'attach', ues: '0-31', rate: '1/h' };
    await steered(silent(), async (url) => {
      for (const [body, status, error] of wrong) {
        const answer = await post(`${url}/api/inject`, body);
        assert.equal(answer.status, status, JSON.stringify(body));
        assert.match(String(answer.json().error), error);
      }
      for (let n = 0; n < INJECTIONS_MAX; n++) await post(`${url}/api/inject`, slow);
      const full = await post(`${url}/api/inject`, slow);
      assert.equal(full.status, 429);
      assert.match(String(full.json().error), /^64 ranges are under way; try again when one has ended$/);
    });
  });
});
