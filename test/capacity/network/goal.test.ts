import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge, judgeRoughly, readGoals, valueIn } from '../../../src/capacity/network/goal.js';
import { UsageError } from '../../../src/errors.js';
import { parseThreshold } from '../../../src/results/thresholds.js';

const BELOW = parseThreshold('rules.6.hold.p99 < 50ms');
const ABOVE = parseThreshold('procedures.x2_handover.completed / offered >= 95%');
const NONE = parseThreshold('procedures.x2_handover.failed == 0');

describe('the judgement of a goal', () => {
  it('is met where the whole interval over the seeds meets it', () => {
    assert.equal(judge(BELOW, [0.03, 0.031, 0.032]).verdict, 'met');
    assert.equal(judge(ABOVE, [0.97, 0.971, 0.972]).verdict, 'met');
  });

  it('is missed where none of it does', () => {
    assert.equal(judge(BELOW, [0.07, 0.071, 0.072]).verdict, 'missed');
    assert.equal(judge(ABOVE, [0.9, 0.901, 0.902]).verdict, 'missed');
  });

  it('is undecided in between, however the mean lies', () => {
    assert.equal(judge(BELOW, [0.02, 0.04, 0.07]).verdict, 'undecided');
    assert.equal(judge(ABOVE, [0.93, 0.96, 0.99]).verdict, 'undecided');
  });

  it('has mean and half width', () => {
    const { mean, half } = judge(BELOW, [0.03, 0.04, 0.05]);
    assert.ok(mean !== null && Math.abs(mean - 0.04) < 1e-12);
    assert.ok(half !== null && Math.abs(half - (4.3027 * 0.01) / Math.sqrt(3)) < 1e-6);
  });

  it('demands equality of every trial', () => {
    assert.equal(judge(NONE, [0, 0, 0]).verdict, 'met');
    assert.equal(judge(NONE, [0, 0, 1]).verdict, 'missed');
  });

  it('is met where nothing of the kind happened, and counts only trials in which it did', () => {
    assert.deepEqual(judge(BELOW, [null, null]), { verdict: 'met', mean: null, half: null });
    assert.equal(judge(BELOW, [null, 0.07, 0.0701, 0.0702]).verdict, 'missed');
  });

  it('of short trials goes by the mean alone', () => {
    assert.deepEqual(judgeRoughly(BELOW, [0.03]), { verdict: 'met', mean: 0.03, half: null });
    assert.equal(judgeRoughly(BELOW, [0.02, 0.09]).verdict, 'missed');
  });

  it('is missed for something over nothing', () => {
    const goal = parseThreshold('procedures.detach.failed / offered < 1%');
    const value = valueIn(goal, { procedures: { detach: { failed: 3, offered: 0 } } });
    assert.equal(value, Number.POSITIVE_INFINITY);
    assert.equal(judge(goal, [value, 0.001]).verdict, 'missed');
  });
});

describe('goals', () => {
  it('are thresholds, and there is one at least', () => {
    assert.throws(() => readGoals(['rules.6.hold.p9 < 1']), /unknown name after rules\.6\.hold: "p9"/);
    assert.throws(() => readGoals([]), /goal: there is none.*--goal "rules\.6\.hold\.p99 < 50ms"/);
  });

  it('do not speak of the machine', () => {
    for (const path of [
      'engine.wallSeconds',
      'engine.peakRssBytes',
      'decision.p99',
      'realTime.lateness.max',
    ]) {
      const wrong = (error: Error) =>
        error instanceof UsageError && /depends on this machine/.test(error.message);
      assert.throws(() => readGoals([`${path} < 1`]), wrong);
    }
    assert.throws(() => readGoals(['engine.messages / wallSeconds > 1']), /engine\.wallSeconds depends/);
  });
});
