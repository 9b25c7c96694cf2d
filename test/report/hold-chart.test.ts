import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { painter } from '../../src/format/table.js';
import { holdChart } from '../../src/report/hold-chart.js';
import type { RuleResult } from '../../src/results/parts.js';
import { RULE_LABELS } from '../../src/rules/table.js';
import { NO_RULE, resultFixture } from './fixture.js';

const held = (p50: number, p99: number, max: number): RuleResult => ({
  ...NO_RULE,
  holds: 10,
  hold: { count: 10, mean: p50, p50, p90: p99, p99, p999: max, max },
});
const chart = (rules: Record<string, RuleResult>, width = 80): string[] => {
  const { rules: none } = resultFixture({
    rules: Object.fromEntries(RULE_LABELS.map((label) => [label, NO_RULE])),
  });
  return holdChart({ rules: { ...none, ...rules } }, width, painter(false));
};

describe('the chart of holds', () => {
  it('has a bar for each rule that held, from p50 over p99 to the longest, on one axis', () => {
    const [axis, one, six, legend] = chart({ 1: held(0.01, 0.1, 1), 6: held(0.1, 1, 1) });
    assert.equal(axis.trimEnd().startsWith('held  10 ms'), true);
    const at = (label: string): number => axis.indexOf(label);
    assert.equal(one.indexOf('●'), at('10 ms'));
    assert.equal(one.lastIndexOf('━'), at('100 ms'));
    assert.equal(one.indexOf('┤'), at('1 s'));
    assert.equal(six.indexOf('●'), at('100 ms'));
    assert.equal(six.lastIndexOf('━'), at('1 s'), 'p99 is the longest: no tail');
    assert.doesNotMatch(six, /[─┤]/);
    assert.match(legend, /● p50 {2}━ to p99/);
  });

  it('is not there where nothing was held', () => {
    assert.deepEqual(chart({}), []);
  });

  it('fits narrow terminals, with as many ticks as there is room for', () => {
    for (const width of [60, 80, 132]) {
      for (const line of chart({ 2: held(1e-7, 3, 5000) }, width)) assert.ok(line.length <= width, line);
    }
  });
});
