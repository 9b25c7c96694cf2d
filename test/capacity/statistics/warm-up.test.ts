import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { truncate } from '../../../src/capacity/statistics/warm-up.js';

/** Noise that repeats itself every five values. */
const ripple = (i: number): number => [0, 2, -1, 1, -2][i % 5];
const series = (length: number, value: (i: number) => number): number[] =>
  Array.from({ length }, (_, i) => value(i));

describe('MSER', () => {
  it('leaves a series alone that is the same from the beginning', () => {
    assert.deepEqual(truncate(series(100, () => 0.1)), { cut: 0, isSettled: true });
    assert.deepEqual(truncate(series(100, ripple)), { cut: 0, isSettled: true });
  });

  it('cuts off a beginning at another level', () => {
    const step = truncate(series(100, (i) => (i < 20 ? 50 : 10) + ripple(i)));
    assert.deepEqual(step, { cut: 20, isSettled: true });
    assert.deepEqual(truncate(series(100, (i) => (i < 17 ? 50 : 10))), { cut: 17, isSettled: true });
  });

  it('cuts off a decline where what is left of it weighs less than the values it would cost', () => {
    const { cut, isSettled } = truncate(series(200, (i) => 100 * 0.9 ** i + ((i * 7919) % 13) / 2));
    assert.ok(cut >= 20 && cut <= 60, `cut at ${cut}`);
    assert.ok(isSettled);
  });

  it('hardly ever takes noise for a beginning', () => {
    // A fixed sequence of uniform numbers.
    let state = 1;
    const noise = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    const found = Array.from({ length: 200 }, () => truncate(series(100, noise)));
    assert.ok(found.every(({ isSettled }) => isSettled));
    assert.ok(found.filter(({ cut }) => cut > 20).length <= 4);
  });

  it('says so where the series does not come to rest', () => {
    assert.equal(truncate(series(100, (i) => i)).isSettled, false);
    assert.equal(truncate(series(100, (i) => (i < 70 ? 50 : 10))).isSettled, false);
  });

  it('does not count what was not measured, and keeps its place', () => {
    const sparse = series(200, (i) => (i < 40 ? 50 : 10)).map((value, i) => (i % 2 === 0 ? value : null));
    assert.deepEqual(truncate(sparse), { cut: 40, isSettled: true });
  });

  it('does not judge by a handful of values', () => {
    assert.deepEqual(truncate([90, 1, 2, 3]), { cut: 0, isSettled: true });
    assert.deepEqual(truncate([]), { cut: 0, isSettled: true });
    assert.deepEqual(truncate(series(10, (i) => (i < 2 ? 50 : 10))), { cut: 0, isSettled: true });
  });
});
