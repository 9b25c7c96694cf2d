import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { HistogramLogReader, listTags } from 'hdr-histogram-js';
import { UsageError } from '../../src/errors.js';
import { PROCEDURE_NAMES } from '../../src/model/procedures.js';
import type { Result } from '../../src/report/result.js';
import { RULE_LABELS } from '../../src/rules/table.js';
import { runScenario } from '../../src/run.js';
import { effectiveScenario } from '../../src/scenario/effective.js';
import { formatTimeseries, parseTimeseries, TIMESERIES_FILE } from '../../src/series/csv.js';
import { formatHlog, HLOG_FILE, parseHlog } from '../../src/series/hlog.js';
import { readSeries } from '../../src/series/read.js';
import { countsOf, distributionOf, quantile, type Series, total } from '../../src/series/series.js';

const SCENARIO = effectiveScenario('collision-storm', { ues: 1000, duration: '12s', set: ['regions=3'] });

describe('the time series of a run', () => {
  let result: Result;
  let series: Series;
  before(async () => {
    result = await runScenario(SCENARIO, {
      workers: 2,
      onSeries: (counted) => {
        series = counted;
      },
    });
  });

  it('covers the run without a gap', () => {
    const { intervals } = series;
    assert.ok(intervals.length >= 50, `${intervals.length} intervals`);
    assert.equal(intervals[0].from, 0);
    assert.ok(Math.abs(intervals[intervals.length - 1].to - 12) < 1e-3, 'to the tick');
    intervals.slice(1).forEach(({ from }, n) => {
      assert.equal(from, intervals[n].to);
    });
  });

  it('adds up to the result', () => {
    const sum = (path: string): number => countsOf(series, path).reduce((all, count) => all + count, 0);
    assert.equal(sum('engine.messages'), result.engine.messages);
    for (const name of PROCEDURE_NAMES) {
      assert.equal(sum(`procedures.${name}.failed`), result.procedures[name].failed, name);
    }
    for (const rule of RULE_LABELS) {
      assert.equal(sum(`rules.${rule}.checks`), result.rules[rule].checks, `rule ${rule}`);
      const holds = distributionOf(series, `rules.${rule}.hold`);
      const { count, p50, p99 } = result.rules[rule].hold;
      assert.equal(total(holds), count);
      if (count === 0) continue;
      for (const [share, seconds] of [
        [0.5, p50],
        [0.99, p99],
      ] as const) {
        const own = (quantile(holds, share) ?? Number.NaN) / 1e6;
        assert.ok(
          Math.abs(own - (seconds ?? 0)) <= 0.008 * (seconds ?? 0),
          `rule ${rule}: ${own}, ${seconds}`,
        );
      }
    }
  });

  it('does not depend on the number of workers', async () => {
    let other: Series | undefined;
    await runScenario(SCENARIO, {
      workers: 1,
      onSeries: (counted) => {
        other = counted;
      },
    });
    assert.deepEqual(other, series);
  });

  it('of a run that was interrupted goes as far as the run got', async () => {
    const stop = new AbortController();
    let part: Series | undefined;
    const long = effectiveScenario('busy-hour', { ues: 2000, duration: '10h', set: ['regions=2'] });
    await runScenario(long, {
      workers: 1,
      signal: stop.signal,
      onProgress: ({ simulatedSeconds }) => {
        if (simulatedSeconds > 1500) stop.abort();
      },
      onSeries: (counted) => {
        part = counted;
      },
    });
    assert.ok(part !== undefined && part.intervals.length > 0 && part.intervals.length < 60);
  });

  describe('as timeseries.csv', () => {
    it('has a line per interval, and columns with the names of result.json', () => {
      const [head, first] = formatTimeseries(series).split('\n');
      assert.ok(head.startsWith('from_s,to_s,engine.messages,procedures.authentication.offered,'));
      assert.ok(head.includes(',rules.1.hold.p99,'));
      assert.equal(first.split(',').length, head.split(',').length);
    });

    it('is read again as it was written', () => {
      const { paths, intervals } = parseTimeseries(formatTimeseries(series), 'timeseries.csv');
      assert.deepEqual(paths, series.paths);
      assert.deepEqual(
        intervals.map(({ from, to, counts }) => ({ from, to, counts })),
        series.intervals.map(({ from, to, counts }) => ({ from, to, counts })),
      );
    });

    it('names the line that is wrong', () => {
      const lines = formatTimeseries(series).split('\n');
      lines[3] = lines[3].replace(',', ',x');
      assert.throws(() => parseTimeseries(lines.join('\n'), 'a.csv'), /^UsageError: a\.csv:4: /);
      assert.throws(() => parseTimeseries('a,b\n1,2\n', 'a.csv'), UsageError);
    });
  });

  describe('as latency.hlog', () => {
    it("is read by HdrHistogram's own reader, which finds the same values", () => {
      const text = formatHlog(series);
      assert.ok(listTags(text).includes('rules.1.hold'));
      const reader = new HistogramLogReader(text, 64);
      const counted = new Map<string, number>();
      for (let one = reader.nextIntervalHistogram(); one !== null; one = reader.nextIntervalHistogram()) {
        counted.set(one.tag, (counted.get(one.tag) ?? 0) + one.totalCount);
        const from = one.startTimeStampMsec / 1000;
        const interval = series.intervals.find((each) => Math.abs(each.from - from) < 1e-3);
        const own = interval?.distributions.get(one.tag);
        assert.ok(own !== undefined, `${one.tag} at ${from} s`);
        const p50 = quantile(own, 0.5) ?? 0;
        assert.ok(Math.abs(one.getValueAtPercentile(50) - p50) <= 0.008 * p50 + 1);
      }
      for (const rule of RULE_LABELS) {
        assert.equal(counted.get(`rules.${rule}.hold`) ?? 0, result.rules[rule].hold.count);
      }
    });

    it('refuses what is none', () => {
      const broken = formatHlog(series).replace(/HISTFA.{8}/, 'HISTFAxxxxxxxx');
      assert.throws(() => parseHlog(broken, 'a.hlog'), /^UsageError: a\.hlog: no log of HdrHistogram/);
    });
  });

  describe('in a folder', () => {
    const dir = mkdtempSync(join(tmpdir(), 'uestorm-series-'));
    after(() => rmSync(dir, { recursive: true }));

    it('is read as it was written', async () => {
      assert.equal(await readSeries(dir), null);
      writeFileSync(join(dir, TIMESERIES_FILE), formatTimeseries(series));
      await assert.rejects(() => readSeries(dir), /has timeseries\.csv and no latency\.hlog/);
      writeFileSync(join(dir, HLOG_FILE), formatHlog(series));
      const again = await readSeries(dir);
      assert.ok(again !== null);
      assert.deepEqual(again.paths, series.paths);
      for (const [n, { distributions }] of again.intervals.entries()) {
        const before = series.intervals[n].distributions;
        assert.deepEqual([...distributions.keys()], [...before.keys()]);
        for (const [path, distribution] of distributions) {
          assert.deepEqual(distribution.counts, before.get(path)?.counts);
        }
      }
    });
  });
});
