import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Axis } from '../../../src/capacity/search/axis.js';
import {
  type Effort,
  type Found,
  type Sample,
  search,
  type Verdict,
} from '../../../src/capacity/search/search.js';

const AXIS: Axis = { easiest: 0.1, hardest: 10, whole: false, precision: 0.02 };
const OPTIONS = { levels: 3, gridPoints: 9 };

/** Goals that are met up to these values. */
const goalsUpTo =
  (...limits: readonly number[]) =>
  (value: number): Verdict[] =>
    limits.map((limit) => (value <= limit ? 'met' : 'missed'));

interface Asked {
  readonly value: number;
  readonly effort: Effort;
}

/** Searches on made-up verdicts, and keeps what was asked for. */
async function searchOn(
  verdicts: (value: number, effort: Effort) => readonly Verdict[],
  axis: Axis = AXIS,
): Promise<{ found: Found<Sample>; asked: Asked[] }> {
  const asked: Asked[] = [];
  const measure = async (value: number, effort: Effort): Promise<Sample> => {
    asked.push({ value, effort });
    return { verdicts: verdicts(value, effort) };
  };
  return { found: await search(measure, { axis, ...OPTIONS }), asked };
}

describe('a search', () => {
  it('encloses the largest value that meets the goal, as narrowly as asked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0.11, max: 9.9, noNaN: true }), async (limit) => {
        const { found } = await searchOn(goalsUpTo(limit));
        assert.equal(found.status, 'found');
        assert.ok(found.met !== null && found.met <= limit);
        assert.ok(found.missed !== null && found.missed > limit);
        assert.ok(found.missed - found.met <= 0.02 * found.missed + 1e-9);
      }),
    );
  });

  it('begins with short trials over the whole range, and spends the longest on few values', async () => {
    const { asked } = await searchOn(goalsUpTo(3.3));
    const values = (level: number) => asked.filter(({ effort }) => effort.level === level);
    assert.deepEqual(
      asked.slice(0, 9).map(({ value, effort }) => [value, effort.level]),
      [0.1, 0.1778, 0.3162, 0.5623, 1, 1.778, 3.162, 5.623, 10].map((value) => [value, 0]),
    );
    assert.ok(values(2).length <= 5, `${values(2).length} values with full-length trials`);
    assert.ok(values(2).every(({ effort }) => effort.isLast));
    assert.ok(values(0).every(({ effort }) => !effort.isLast));
  });

  it('measures no value twice with the same effort', async () => {
    const { asked } = await searchOn(goalsUpTo(0.77));
    const names = asked.map(({ value, effort }) => `${value} ${effort.level}`);
    assert.equal(new Set(names).size, names.length);
  });

  it('answers for all goals, and says how far each one goes', async () => {
    const { found } = await searchOn(goalsUpTo(4, 1.5, 100));
    assert.equal(found.status, 'found');
    assert.ok(found.met !== null && found.met <= 1.5 && found.missed !== null && found.missed > 1.5);
    assert.deepEqual(found.goals[1], { met: found.met, missed: found.missed });
    const [first, , third] = found.goals;
    assert.ok(first.met !== null && first.met > 1.5 && first.met <= 4 && first.missed !== null);
    assert.deepEqual(third, { met: 10, missed: null });
  });

  it('says so when a goal is missed at the smallest value, or never', async () => {
    const never = (await searchOn(goalsUpTo(0.01))).found;
    assert.deepEqual([never.status, never.met, never.missed], ['never_met', null, 0.1]);
    const always = (await searchOn(goalsUpTo(11))).found;
    assert.deepEqual([always.status, always.met, always.missed], ['always_met', 10, null]);
  });

  it('believes full-length trials where short ones said otherwise', async () => {
    for (const shortLimit of [0.01, 0.3, 9, 20]) {
      const { found } = await searchOn((value, { level }) =>
        goalsUpTo(level === 0 ? shortLimit : level === 1 ? 5 : 2)(value),
      );
      assert.equal(found.status, 'found', `short trials up to ${shortLimit}`);
      assert.ok(found.met !== null && found.met <= 2 && found.missed !== null && found.missed > 2);
    }
  });

  it('widens its answer by values that remain undecided, and says that they are too many', async () => {
    const between =
      (low: number, high: number) =>
      (value: number, { isLast }: Effort) => {
        if (!isLast || value <= low || value > high) return goalsUpTo(low)(value);
        return ['undecided' as const];
      };
    const { found } = await searchOn(between(2, 3));
    assert.equal(found.status, 'too_noisy');
    assert.ok(found.met !== null && found.met <= 2 && found.met > 1.9);
    assert.ok(found.missed !== null && found.missed > 3 && found.missed < 3.1);
    const narrow = (await searchOn(between(2, 2.001))).found;
    assert.equal(narrow.status, 'found');
  });

  it('is too noisy where nothing is ever shown', async () => {
    const { found } = await searchOn(() => ['undecided']);
    assert.deepEqual([found.status, found.met, found.missed], ['too_noisy', null, null]);
  });

  it('takes the easier side where a harder value meets what an easier one misses', async () => {
    const { found } = await searchOn((value) => [value <= 1 || (value > 4 && value < 6) ? 'met' : 'missed']);
    assert.ok(found.met !== null && found.met <= 1 && found.missed !== null && found.missed > 1);
    assert.equal(found.status, 'found');
  });

  it('finds the fewest of something, in whole numbers', async () => {
    const axis: Axis = { easiest: 64, hardest: 1, whole: true, precision: 0.02 };
    for (let fewest = 2; fewest <= 64; fewest++) {
      const { found } = await searchOn((value) => [value >= fewest ? 'met' : 'missed'], axis);
      assert.deepEqual([found.status, found.met, found.missed], ['found', fewest, fewest - 1]);
    }
  });

  it('takes a range that begins at 0', async () => {
    const axis: Axis = { easiest: 0, hardest: 20, whole: false, precision: 0.05 };
    const { found } = await searchOn(goalsUpTo(7), axis);
    assert.ok(found.met !== null && found.met <= 7 && found.missed !== null && found.missed > 7);
    assert.ok(found.missed - found.met <= 0.05 * found.missed);
  });

  it('passes on what a measurement rejects with', async () => {
    const failing = searchOn(() => {
      throw new Error('the trial failed');
    });
    await assert.rejects(failing, /the trial failed/);
  });

  it('ends whatever the verdicts are, and its answer agrees with them', async () => {
    const verdict = fc.constantFrom<Verdict>('met', 'missed', 'undecided');
    await fc.assert(
      fc.asyncProperty(fc.func(verdict), async (decide) => {
        const final = new Map<number, Verdict>();
        const { found } = await searchOn((value, { level, isLast }) => {
          const said = decide(value, level);
          if (isLast) final.set(value, said);
          return [said];
        });
        if (found.met !== null) assert.equal(final.get(found.met), 'met');
        if (found.missed !== null) assert.equal(final.get(found.missed), 'missed');
        if (found.status === 'always_met') assert.equal(found.met, 10);
        if (found.status === 'never_met') assert.equal(found.missed, 0.1);
      }),
    );
  });
});
