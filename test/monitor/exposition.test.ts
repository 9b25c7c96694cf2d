import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { LiveRun } from '../../src/engine/control/live.js';
import type { Statistic } from '../../src/measure/statistic.js';
import { UE_STATES } from '../../src/model/ue-states.js';
import { Exposition } from '../../src/monitor/exposition.js';
import { METRICS } from '../../src/monitor/metrics/metrics.js';
import type { Result } from '../../src/report/result.js';
import { BUSY, runSmall } from '../engine/runs.js';
import { assertSameAsResult } from './compare.js';
import { parseText, type Sample, sampleValue } from './text.js';

describe('the metrics of a run that has ended', () => {
  let result: Result;
  let text: string;
  let samples: readonly Sample[];
  const value = (name: string, labels?: Sample['labels']) => sampleValue(samples, name, labels);

  before(async () => {
    let exposition: Exposition | undefined;
    const onStart = (run: LiveRun) => {
      exposition = new Exposition(run, { withProcess: true });
    };
    const set = [
      ...BUSY.set,
      'mme.servers=1',
      'mme.service=1ms',
      'mme.queue=2',
      'traffic.service_request=600',
    ];
    ({ result } = await runSmall('collision-storm', { set, duration: 10 }, { workers: 2, onStart }));
    text = (await exposition?.text()) ?? '';
    samples = parseText(text);
  });

  it('are the values of result.json', () => assertSameAsResult(value, result));

  it('have the name, type and labels that their definition says, each once', () => {
    for (const { name, type, help, labels } of METRICS) {
      assert.equal(text.split(`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`).length, 2, name);
      const suffixes = type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
      for (const sample of samples.filter((sample) =>
        suffixes.some((suffix) => sample.name === name + suffix),
      )) {
        const { le, ...given } = sample.labels;
        assert.deepEqual(Object.keys(given).sort(), Object.keys(labels).sort(), sample.name);
        for (const [label, known] of Object.entries(labels)) {
          if (typeof known !== 'string') assert.ok(known.includes(given[label]), `${name} ${given[label]}`);
        }
      }
    }
  });

  it('are in base units: counters end in _total, times in _seconds', () => {
    for (const { name, type, unit } of METRICS) {
      assert.match(name, /^uestorm_[a-z_]+$/);
      assert.equal(name.endsWith('_total'), type === 'counter', name);
      if (unit === 'seconds' || unit === 'bytes' || unit === 'ratio')
        assert.match(name, new RegExp(`_${unit}`));
    }
  });

  it('count the UEs in each state, all of them', () => {
    const states = UE_STATES.map((state) => value('uestorm_ues', { state }));
    // Those on the move between two regions are in none.
    const sum = states.reduce((all, count) => all + count, 0);
    assert.ok(sum <= 1000 && sum > 950, `${states}`);
    assert.ok(value('uestorm_ues', { state: 'connected' }) > 0);
  });

  it('say that it has ended, and how', () => {
    assert.equal(value('uestorm_run_state', { state: 'completed' }), 1);
    assert.equal(value('uestorm_run_state', { state: 'running' }), 0);
    assert.equal(value('uestorm_run_progress_ratio'), 1);
    const info = { scenario: 'collision-storm', clock: 'virtual', keys: 'symbolic', seed: '1' };
    assert.equal(value('uestorm_run_info', info), 1);
  });

  describe('in histograms', () => {
    const histograms = METRICS.filter((metric) => metric.type === 'histogram');

    it('have buckets that add up to their count', () => {
      for (const { name, bounds } of histograms) {
        const series = samples.filter((sample) => sample.name === `${name}_count`);
        assert.ok(series.length > 0, name);
        for (const { labels, value: count } of series) {
          const below = [...bounds.map(String), '+Inf'].map((le) =>
            value(`${name}_bucket`, { ...labels, le }),
          );
          assert.deepEqual(
            below,
            [...below].sort((a, b) => a - b),
          );
          assert.equal(below.at(-1), count);
        }
      }
    });

    it('have the mean of result.json, and its percentiles between two bounds', () => {
      const check = (name: string, labels: Sample['labels'], { count, mean, p99 }: Statistic) => {
        if (mean === null || p99 === null) return;
        const sum = value(`${name}_sum`, labels);
        assert.ok(Math.abs(sum / count - mean) < 1e-9 + mean * 1e-9, name);
        const { bounds } = histograms.find((metric) => metric.name === name) ?? assert.fail(name);
        const below = (le: number) => value(`${name}_bucket`, { ...labels, le: String(le) });
        const upper = bounds.find((bound) => below(bound) >= 0.99 * count);
        const lower = bounds.filter((bound) => below(bound) < 0.99 * count).at(-1) ?? 0;
        assert.ok(
          p99 >= lower * 0.992 && p99 <= (upper ?? Infinity) * 1.008,
          `${name} ${lower} ${p99} ${upper}`,
        );
      };
      for (const [procedure, { duration }] of Object.entries(result.procedures)) {
        check('uestorm_procedure_duration_seconds', { procedure }, duration);
      }
      for (const [rule, { hold }] of Object.entries(result.rules))
        check('uestorm_rule_hold_seconds', { rule }, hold);
      check('uestorm_rule_decision_seconds', {}, result.decision);
    });
  });

  it('tell about the process, but nothing that a counter of Prometheus may not be called', () => {
    assert.ok(value('process_resident_memory_bytes') > 0);
    assert.ok(samples.some(({ name }) => name === 'nodejs_eventloop_lag_p99_seconds'));
    for (const [, name, type] of text.matchAll(/^# TYPE (\w+) (\w+)$/gm)) {
      if (name.endsWith('_total')) assert.equal(type, 'counter', name);
    }
  });
});

describe('the metrics of a run that goes on', () => {
  const messagesIn = (text: string) => sampleValue(parseText(text), 'uestorm_messages_total');

  it('never go back, and never name a UE', async () => {
    const controller = new AbortController();
    const texts: string[] = [];
    const onStart = (run: LiveRun) => {
      const exposition = new Exposition(run, { withProcess: false });
      const timer = setInterval(async () => {
        texts.push(await exposition.text());
        const messages = texts.map(messagesIn);
        // Five scrapes at least, and on a busy machine as many as it takes until one shows more than the first.
        if (texts.length < 5 || (texts.length < 150 && messages.at(-1) === messages[0])) return;
        clearInterval(timer);
        controller.abort();
      }, 200);
    };
    const endless = { ...BUSY, duration: '24h', clock: 'real' };
    const options = { workers: 2, speed: 5, signal: controller.signal, onStart };
    await runSmall('collision-storm', endless, options);
    const counters = METRICS.filter(({ type }) => type === 'counter').map(({ name }) => name);
    const scrapes = texts.map(parseText);
    for (const [n, scrape] of scrapes.entries()) {
      for (const { name, labels, value } of scrape) {
        assert.equal('ue' in labels, false);
        if (n === 0 || !counters.includes(name)) continue;
        const before = sampleValue(scrapes[n - 1], name, labels);
        assert.ok(value >= before, `${name} ${before} ${value}`);
      }
    }
    const messages = texts.map(messagesIn);
    assert.ok((messages.at(-1) ?? 0) > messages[0]);
    assert.ok(sampleValue(scrapes[4], 'uestorm_window_lateness_seconds_count') > 0);
    assert.equal(sampleValue(scrapes[4], 'uestorm_target_speed_ratio'), 5);
  });
});
