import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commandFor } from '../../src/pages/run/again.js';
import { runPage } from '../../src/pages/run/page.js';
import type { Result } from '../../src/report/result.js';
import { effectiveScenario } from '../../src/scenario/effective.js';
import type { Series } from '../../src/series/series.js';
import { resultFixture, scenarioFixture } from '../report/fixture.js';

const page = (changes: Partial<Result> = {}, series: Series | null = null): string =>
  runPage({ result: resultFixture(changes), series, ladders: [] });

const SERIES: Series = {
  paths: ['engine.messages', 'rules.6.holds'],
  intervals: [0, 1, 2].map((from) => ({
    from,
    to: from + 1,
    counts: [100 + from, 40],
    distributions: new Map([['rules.6.hold', { values: [1000, 20_000, 3_000_000], counts: [20, 19, 1] }]]),
  })),
};

describe('report.html of a run', () => {
  it('asks nothing of anybody, and runs no script', () => {
    const html = page({}, SERIES);
    assert.doesNotMatch(html, /<script|<link[^>]+stylesheet|<img|url\((?!#)/i);
    const elsewhere = [...html.matchAll(/\b(?:https?:)?\/\/[\w.-]+/g)].map(([url]) => url);
    assert.deepEqual([...new Set(elsewhere)], [], 'only an SVG document of its own has a namespace');
    assert.match(html, /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'/);
  });

  it('says first what came out', () => {
    assert.match(page(), /<h1>[^<]+<\/h1>.*completed.*All seven invariants hold/s);
    const broken = page({
      invariants: { ...resultFixture().invariants, nas_agreement: 3 },
      scenario: scenarioFixture({ withoutRules: [6] }),
    });
    assert.match(broken, /1 of seven invariants is violated, without rule 6/);
    assert.match(broken, /No trace was recorded/);
  });

  it('shows thresholds with their values', () => {
    const html = page({
      thresholds: [{ expression: 'rules.6.hold.p99 < 50ms', value: 0.06, ok: false }],
    });
    assert.match(
      html,
      /rules\.6\.hold\.p99 &lt; 50ms<\/code><\/th><td>60\.0 ms<\/td><td><span class="bad">missed/,
    );
  });

  it('draws its charts with a name and a table of their numbers, and none where there is no series', () => {
    const html = page({}, SERIES);
    assert.match(html, /role="img" aria-label="How long work was held, by percentile: [^"]+"/);
    assert.match(html, /<path class="s6" d="M[\d.,LM-]+"\/>/);
    assert.match(html, /<th scope="row">90 %<\/th><td>20 ms<\/td>/);
    assert.doesNotMatch(page(), /role="img"/);
  });

  it('writes what a scenario calls itself as text', () => {
    assert.match(page({ scenario: scenarioFixture({ name: '<b>&' }) }), /<h1>&lt;b&gt;&amp;<\/h1>/);
  });
});

describe('how to run it again', () => {
  it('is a command where options of a preset are all that differs', () => {
    const scenario = effectiveScenario('collision-storm', {
      ues: '2k',
      duration: '30s',
      seed: 7,
      withoutRules: [6],
    });
    assert.equal(
      commandFor(scenario),
      'npx uestorm run collision-storm --ues 2000 --duration 30s --seed 7 --without-rule 6',
    );
    assert.deepEqual(
      effectiveScenario('collision-storm', { ues: '2000', duration: '30s', seed: '7', withoutRules: ['6'] }),
      scenario,
    );
  });

  it('needs the scenario as a file where more does', () => {
    assert.equal(commandFor(effectiveScenario('busy-hour', { set: ['traffic.rekey=7'] })), null);
    assert.equal(commandFor({ ...effectiveScenario('busy-hour', {}), name: 'mine' }), null);
  });
});
