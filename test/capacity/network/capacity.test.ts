import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { type CapacityOptions, capacity } from '../../../src/capacity/network/capacity.js';
import { folderCache } from '../../../src/capacity/trials/cache.js';
import type { TrialProgress } from '../../../src/capacity/trials/trials.js';

const root = mkdtempSync(join(tmpdir(), 'uestorm-capacity-'));
after(() => rmSync(root, { recursive: true }));
/** One for all: the tests ask for the same trials. */
const cache = folderCache(join(root, 'shared'));

/** The queues of UEs fill as the load grows. */
const TINY: CapacityOptions = {
  ues: 1200,
  duration: 5,
  set: ['regions=2', 'arrivals.process=poisson', 'limits.active=50%'],
  goals: ['procedures.downlink_nas.refused / offered < 5%'],
  from: 0.1,
  to: 10,
  precision: '30%',
  seeds: 3,
  warmUp: 1,
  workers: 2,
};

describe('a search for capacity', () => {
  it('answers with an interval that full-length trials have shown', async () => {
    const result = await capacity('collision-storm', { ...TINY, cache });
    assert.equal(result.status, 'found');
    const [met, missed] = result.interval;
    assert.equal(result.answer, met);
    assert.ok(met !== null && missed !== null && met < missed && missed - met <= 0.3 * missed);
    const final = (value: number) =>
      result.trials.filter((trial) => trial.value === value && trial.level === 2);
    assert.ok(final(met).length >= 3 && final(missed).length >= 3);
    const [goal] = result.goals;
    assert.ok(goal.limits && goal.met === met && goal.missed === missed);
    const [low, high] = [goal.atMet, goal.atMissed];
    assert.ok(low?.mean != null && low.half !== null && low.mean + low.half < 0.05);
    assert.ok(high?.mean != null && high.half !== null && high.mean - high.half >= 0.05);
    assert.deepEqual(
      final(met)
        .map(({ seed }) => seed)
        .slice(0, 3),
      [1, 2, 3],
    );
  });

  it('has an outcome that depends on no number of workers and on no cache', async () => {
    const one = await capacity('collision-storm', { ...TINY, workers: 1, cache });
    const several = await capacity('collision-storm', { ...TINY, workers: 3 });
    assert.deepEqual(several, one);
  });

  it('holds what the curve is drawn from, over the whole range', async () => {
    const { curve } = await capacity('collision-storm', { ...TINY, cache });
    const values = curve.map(({ value }) => value);
    assert.equal(values[0], 0.1);
    assert.equal(values[values.length - 1], 10);
    assert.deepEqual(
      values,
      [...values].sort((a, b) => a - b),
    );
    const last = curve[curve.length - 1];
    assert.ok((last.refused ?? 0) > (curve[0].refused ?? 0));
    assert.ok(Object.values(last.holds).some(({ p50, p99 }) => p50 !== null && p99 !== null && p50 <= p99));
    assert.ok((last.durations.x2_handover?.p99 ?? 0) > 0);
    assert.ok(last.measuredSeconds > 0 && last.trials >= 1);
  });

  it('goes on where it was interrupted', async () => {
    const folder = join(root, 'interrupted');
    const controller = new AbortController();
    const stopped = await capacity('collision-storm', {
      ...TINY,
      cache: folderCache(folder),
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done === 5) controller.abort();
      },
    });
    assert.equal(stopped.status, 'interrupted');
    const kept = readdirSync(folder).length;
    assert.ok(kept >= 5, `${kept} trials were kept`);
    let last: TrialProgress | null = null;
    const whole = await capacity('collision-storm', {
      ...TINY,
      cache: folderCache(folder),
      onProgress: (progress) => {
        last = progress;
      },
    });
    assert.equal((last as TrialProgress | null)?.cached, kept);
    assert.deepEqual(whole, await capacity('collision-storm', { ...TINY, cache }));
  });

  it('says when a goal is missed at the smallest load, never missed, or never measured', async () => {
    const withGoal = (goal: string) =>
      capacity('collision-storm', { ...TINY, cache, goals: [goal], to: 0.5 });
    const never = await withGoal('procedures.x2_handover.completed < 1');
    assert.deepEqual([never.status, never.answer, never.interval], ['never_met', null, [null, 0.1]]);
    const always = await withGoal('procedures.x2_handover.completed > 0');
    assert.deepEqual([always.status, always.answer, always.interval], ['always_met', 0.5, [0.5, null]]);
    const options = { ...TINY, cache, to: 0.5, goals: ['procedures.detach.duration.p99 < 1s'] };
    const without = { ...options, set: [...(options.set ?? []), 'traffic.detach=0'] };
    const unmeasured = await capacity('collision-storm', without);
    assert.deepEqual([unmeasured.status, unmeasured.answer], ['unmeasured', null]);
  });

  it('finds by trials which end of a number is the hard one', async () => {
    const { vary, answer, interval, status } = await capacity('collision-storm', {
      ...TINY,
      cache,
      vary: 'traffic.downlink_nas',
      goals: ['procedures.downlink_nas.completed > 30'],
      set: [...(TINY.set ?? []), 'arrivals.process=constant'],
      from: 1,
      to: 1000,
    });
    assert.equal(status, 'found');
    assert.equal(vary.sought, 'fewest');
    assert.ok(answer !== null && interval[1] !== null && interval[1] < answer);
  });
});
