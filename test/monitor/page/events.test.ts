import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { Monitor } from '../../../src/monitor/monitor.js';
import type { RunFacts, Tick } from '../../../src/monitor/page/protocol.js';
import type { Result } from '../../../src/report/result.js';
import { RULE_LABELS } from '../../../src/rules/table.js';
import { runScenario } from '../../../src/run.js';
import { effectiveScenario } from '../../../src/scenario/effective.js';
import { ask } from '../http.js';

interface Event {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

/** Events until the last one says that it is enough. */
function listen(
  url: string,
  isEnough: (events: readonly Event[]) => boolean,
  lastId?: string,
): Promise<Event[]> {
  return new Promise((done, failed) => {
    const headers = lastId === undefined ? {} : { 'last-event-id': lastId };
    get(`${url}/api/events`, { agent: false, headers }, (response: IncomingMessage) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        const events = parse(text);
        if (!isEnough(events)) return;
        response.destroy();
        done(events);
      });
    }).on('error', failed);
  });
}

function parse(text: string): Event[] {
  return text
    .split('\n\n')
    .slice(0, -1)
    .map((block) => {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
      return { id: field('id'), event: field('event'), data: JSON.parse(field('data')) as unknown };
    });
}

const ticksOf = (events: readonly Event[]): Tick[] =>
  events.filter(({ event }) => event === 'tick').map(({ data }) => data as Tick);

describe('/api/events', () => {
  let monitor: Monitor;
  let result: Promise<Result>;
  before(async () => {
    monitor = await Monitor.start({ host: '127.0.0.1', port: 0, token: null });
    const scenario = effectiveScenario('collision-storm', {
      ...{ ues: 500, duration: '5s', clock: 'real', set: ['regions=2'] },
    });
    result = runScenario(scenario, { onStart: (run) => monitor.attach(run), workers: 1 });
  });
  after(async () => {
    await result;
    await monitor.close();
  });

  it('begins with what the run is, and goes on with what it does', async () => {
    const events = await listen(monitor.url, (all) => ticksOf(all).length >= 3);
    const facts = events[0].data as RunFacts;
    assert.deepEqual(
      [events[0].event, facts.scenario, facts.ues, facts.clock],
      ['run', 'collision-storm', 500, 'real'],
    );
    const [one, two, three] = ticksOf(events);
    assert.ok(one.messages <= two.messages && two.messages < three.messages);
    assert.deepEqual([two.n, three.n], [one.n + 1, one.n + 2]);
    assert.equal(one.rules.length, facts.rules.length);
    assert.equal(one.procedures[0].length, facts.outcomes.length);
  });

  it('gives who comes back what it missed, and who is new all there is', async () => {
    const before = await listen(monitor.url, (all) => ticksOf(all).length >= 4);
    const { id } = before.filter(({ event }) => event === 'tick').at(-2)!;
    const seen = ticksOf(before)[ticksOf(before).length - 2].n;
    const again = await listen(monitor.url, (all) => ticksOf(all).length >= 2, id);
    assert.equal(ticksOf(again)[0].n, seen + 1);
    const fresh = await listen(monitor.url, (all) => ticksOf(all).length >= 4);
    assert.equal(ticksOf(fresh)[0].n, 1);
    const foreign = await listen(monitor.url, (all) => ticksOf(all).length >= 1, 'another.3');
    assert.equal(ticksOf(foreign)[0].n, 1, 'the id of another run');
  });

  it('ends with what the result says; holds add up over the ticks', async () => {
    const { rules, invariants } = await result;
    const ticks = ticksOf(await listen(monitor.url, (all) => ticksOf(all).at(-1)?.state === 'completed'));
    const last = ticks[ticks.length - 1];
    assert.deepEqual(last.invariants, Object.values(invariants));
    last.rules.forEach(([checks, holds], n) => {
      const rule = rules[RULE_LABELS[n]];
      assert.deepEqual([checks, holds], [rule.checks, rule.holds], RULE_LABELS[n]);
      const counted = ticks.reduce(
        (sum, { heat }) => sum + (heat[n]?.reduce((all, count) => all + count, 0) ?? 0),
        0,
      );
      assert.equal(counted, rule.hold.count, RULE_LABELS[n]);
    });
  });

  it('is not for pages of other sites', async () => {
    const answer = await ask(`${monitor.url}/api/events`, {
      headers: { origin: 'http://elsewhere.example' },
    });
    assert.equal(answer.status, 403);
  });
});

describe('/', () => {
  let monitor: Monitor;
  before(async () => {
    monitor = await Monitor.start({ host: '127.0.0.1', port: 0, token: null });
  });
  after(() => monitor.close());

  it('is a page for a browser, and a list of addresses for curl', async () => {
    const page = await ask(`${monitor.url}/`, { headers: { accept: 'text/html,*/*' } });
    assert.match(page.headers['content-type'] ?? '', /^text\/html/);
    assert.match(page.text, /<script type="module" src="\/page\/main\.js">/);
    const list = await ask(`${monitor.url}/`, { headers: { accept: '*/*' } });
    assert.match(list.text, /^GET {2}\/metrics$/m);
  });

  it('has a colour for the line of every rule, in light and in dark', () => {
    const tokens = readFileSync('src/browser/tokens.css', 'utf8');
    for (const n of RULE_LABELS.keys()) {
      assert.equal(tokens.match(new RegExp(`--s${n + 1}: #`, 'g'))?.length, 2, RULE_LABELS[n]);
    }
  });

  it('lets the page load nothing from elsewhere, and run nothing that stands in it', async () => {
    for (const path of ['/', '/page/main.js', '/page/main.css']) {
      const { status, headers } = await ask(`${monitor.url}${path}`, { headers: { accept: 'text/html' } });
      assert.equal(status, 200);
      const policy = String(headers['content-security-policy']);
      assert.match(policy, /default-src 'none'/);
      assert.match(policy, /script-src 'self'/);
      assert.doesNotMatch(policy, /unsafe|https?:|\*/);
    }
  });
});
