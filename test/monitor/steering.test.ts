import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { runEngine } from '../../src/engine/control/run.js';
import { Monitor } from '../../src/monitor/monitor.js';
import type { WatchNews } from '../../src/monitor/page/protocol.js';
import type { Result } from '../../src/report/result.js';
import { runScenario } from '../../src/run.js';
import { BUSY, smallScenario } from '../engine/runs.js';
import { until } from '../until.js';
import { ask, post } from './http.js';
import { inState } from './states.js';

const LOCAL = { host: '127.0.0.1', port: 0, token: null };

describe('a run with the real clock, over HTTP', () => {
  let monitor: Monitor;
  let run: Promise<Result>;
  before(async () => {
    monitor = await Monitor.start(LOCAL);
    const endless = { ...BUSY, duration: '24h', clock: 'real', withoutRules: [3] };
    run = runScenario(smallScenario('collision-storm', endless), {
      workers: 2,
      speed: 2,
      signal: monitor.stopSignal,
      onStart: (live) => monitor.attach(live),
    });
    await inState(monitor, 'running');
  });
  after(() => monitor.close());

  it('says how it is', async () => {
    const { headers, json } = await ask(`${monitor.url}/api/status`);
    assert.match(headers['content-type'] ?? '', /^application\/json/);
    const { state, clock, ues, workers, loadFactor, steered, durationSeconds, realTime } = json();
    assert.deepEqual(
      { state, clock, ues, workers, loadFactor, steered, durationSeconds },
      {
        state: 'running',
        clock: 'real',
        ues: 1000,
        workers: 2,
        loadFactor: 1,
        steered: false,
        durationSeconds: 86_400,
      },
    );
    assert.equal((realTime as { speed: number }).speed, 2);
  });

  it('says what is wrong with a call, and stays as it was', async () => {
    const wrong: [path: string, body: unknown, status: number, error: RegExp][] = [
      ['load', {}, 400, /^factor: expected a factor from 0 to 5, got nothing$/],
      ['load', { factor: -1 }, 400, /^factor: expected a factor >= 0, got -1$/],
      ['load', { factor: 1e9 }, 400, /^factor: expected a factor <= 5, got 1000000000$/],
      ['load', { factor: '2' }, 400, /^factor: .* got "2"$/],
      ['load', { factor: null }, 400, /^factor: .* got null$/],
      ['load', { factor: 2, extra: 1 }, 400, /^unknown field extra$/],
      ['load', [2], 400, /^body: expected an object, got \[2\]$/],
      ['inject', { ue: 1 }, 400, /^traffic: expected one of attach, .*, got nothing$/],
      ['inject', { ue: 1, traffic: 'handover' }, 400, /^traffic: expected one of .* got "handover"$/],
      ['inject', { ue: 1.5, traffic: 'detach' }, 400, /^ue: .* got 1\.5$/],
      ['inject', { ue: -1, traffic: 'detach' }, 400, /^ue: .* got -1$/],
      ['inject', { ue: 1000, traffic: 'detach' }, 404, /^ue: expected a number from 0 to 999, got 1000$/],
      ['watch', { ue: 1000 }, 404, /^ue: expected a number from 0 to 999, got 1000$/],
      ['watch', { ue: -1 }, 400, /^ue: .* got -1$/],
      ['watch', { rule: '12' }, 400, /^rule: expected one of 1, 2, .*, got "12"$/],
      ['watch', { rule: '3' }, 409, /^rule 3 is switched off and acts on nobody$/],
      ['watch', { ue: 1, rule: '6' }, 400, /^body: expected a ue, or a rule .*, got both$/],
    ];
    for (const [path, body, status, error] of wrong) {
      const answer = await post(`${monitor.url}/api/${path}`, body);
      assert.equal(answer.status, status, JSON.stringify(body));
      assert.match(String(answer.json().error), error);
    }
    const headers = { 'content-type': 'application/json' };
    const notJson = await ask(`${monitor.url}/api/load`, { method: 'POST', headers, body: '{factor: 1}' });
    assert.equal(notJson.status, 400);
    assert.equal((await ask(`${monitor.url}/api/status`)).json().steered, false);
  });

  it('watches a UE, or the next one that a rule acts on, and is not steered by that', async () => {
    const nobody = { ue: null, rule: null, events: [], isNew: true, leftOut: 0 };
    const watching = async () => (await ask(`${monitor.url}/api/watch`)).json() as unknown as WatchNews;
    const seen = async (isEnough: (news: WatchNews) => boolean): Promise<WatchNews> => {
      let news = nobody as WatchNews;
      await until('there is news', async () => {
        news = await watching();
        return isEnough(news) || JSON.stringify(news);
      });
      return news;
    };
    assert.deepEqual(await watching(), nobody);
    const sought = await post(`${monitor.url}/api/watch`, { rule: '6' });
    assert.deepEqual([sought.status, sought.json()], [200, { ue: null, rule: '6' }]);
    const { ue, events } = await seen((news) => news.rule === '6' && news.events.length > 0);
    assert.ok(events.every((event) => event.ue === ue));
    assert.ok(events.some(({ event, rule }) => event === 'verdict' && rule === 6));
    // It may be on the move at this very moment.
    await until('UE 42 is watched', async () => {
      const { status, text } = await post(`${monitor.url}/api/watch`, { ue: 42 });
      return status === 200 || text;
    });
    const named = await seen((news) => news.ue === 42);
    assert.equal(named.rule, null);
    await post(`${monitor.url}/api/watch`, {});
    assert.deepEqual(await seen((news) => news.ue === null), nobody);
    assert.equal((await ask(`${monitor.url}/api/status`)).json().steered, false);
  });

  it('takes a load factor, and traffic for one UE, and says from then on that it is steered', async () => {
    const load = await post(`${monitor.url}/api/load`, { factor: 1.5 });
    assert.deepEqual([load.status, load.json()], [200, { loadFactor: 1.5 }]);
    const injected = await post(`${monitor.url}/api/inject`, { ue: 42, traffic: 'inter_mme_handover' });
    // It may be on the move at this very moment.
    assert.ok([202, 409].includes(injected.status), injected.text);
    const { steered, loadFactor } = (await ask(`${monitor.url}/api/status`)).json();
    assert.deepEqual([steered, loadFactor], [true, 1.5]);
    const { text } = await ask(`${monitor.url}/metrics`);
    assert.match(text, /^uestorm_run_steered 1$/m);
    assert.match(text, /^uestorm_load_factor_ratio 1.5$/m);
  });

  it('stops, keeps its final values, and can then be steered no more', async () => {
    assert.equal((await post(`${monitor.url}/api/stop`, {})).status, 202);
    const result = await run;
    assert.equal(result.status, 'interrupted');
    await inState(monitor, 'interrupted');
    const { text } = await ask(`${monitor.url}/metrics`);
    assert.match(text, new RegExp(`^uestorm_messages_total ${result.engine.messages}$`, 'm'));
    const late = await post(`${monitor.url}/api/load`, { factor: 1 });
    assert.deepEqual(
      [late.status, late.json().error],
      [409, 'this run is interrupted; only one that runs can be steered'],
    );
  });
});

describe('a run with the virtual clock, over HTTP', () => {
  it('can be watched and stopped, but not steered: its outcome belongs to scenario and seed', async () => {
    const monitor = await Monitor.start(LOCAL);
    const run = runEngine(smallScenario('collision-storm', { ...BUSY, duration: '24h' }), {
      workers: 2,
      signal: monitor.stopSignal,
      onStart: (live) => monitor.attach(live),
    });
    await inState(monitor, 'running');
    for (const [path, body] of [
      ['load', { factor: 2 }],
      ['inject', { ue: 1, traffic: 'detach' }],
      ['watch', { ue: 1 }],
    ] as const) {
      const { status, json } = await post(`${monitor.url}/api/${path}`, body);
      assert.equal(status, 409);
      assert.match(String(json().error), /virtual clock.*--clock real/);
    }
    assert.equal((await ask(`${monitor.url}/api/status`)).json().realTime, null);
    await post(`${monitor.url}/api/stop`, {});
    assert.equal((await run).result.status, 'interrupted');
    await monitor.close();
  });
});
