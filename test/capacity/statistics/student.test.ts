import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  confidenceInterval,
  studentProbability,
  studentQuantile,
} from '../../../src/capacity/statistics/student.js';

const near = (actual: number, expected: number, tolerance: number): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `expected ${expected}, got ${actual}`);

describe("quantiles of Student's t", () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2: upper critical values.
  const TABLE: readonly (readonly [number, number, number])[] = [
    [1, 0.975, 12.706],
    [1, 0.95, 6.314],
    [2, 0.975, 4.303],
    [3, 0.95, 2.353],
    [4, 0.975, 2.776],
    [5, 0.99, 3.365],
    [9, 0.975, 2.262],
    [10, 0.975, 2.228],
    [19, 0.975, 2.093],
    [30, 0.995, 2.75],
    [99, 0.975, 1.984],
    [100, 0.9, 1.29],
  ];
  for (const [df, p, expected] of TABLE) {
    it(`${df} degrees of freedom, ${p}: ${expected}`, () => near(studentQuantile(df, p), expected, 0.0006));
  }

  it('undo the probabilities', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0.51, max: 0.999, noNaN: true }),
        (df, p) => {
          near(studentProbability(df, studentQuantile(df, p)), p, 1e-9);
        },
      ),
    );
  });
});

describe('a confidence interval', () => {
  it('is mean ± t · s / √n', () => {
    const { mean, half } = confidenceInterval([9, 10, 11, 12, 13], 0.95);
    assert.equal(mean, 11);
    near(half, (2.776445 * Math.sqrt(2.5)) / Math.sqrt(5), 1e-5);
  });

  it('has no width where all values are equal, and no bounds for a single one', () => {
    assert.deepEqual(confidenceInterval([3, 3, 3], 0.95), { mean: 3, half: 0 });
    assert.deepEqual(confidenceInterval([3], 0.95), { mean: 3, half: Number.POSITIVE_INFINITY });
    assert.throws(() => confidenceInterval([], 0.95), RangeError);
  });

  it('holds the mean of a normal distribution as often as it says', () => {
    // A fixed sequence of uniform numbers; twelve of them less six are normal enough.
    let state = 12345;
    const uniform = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    const normal = (): number => Array.from({ length: 12 }, uniform).reduce((sum, one) => sum + one, -6);
    let held = 0;
    for (let i = 0; i < 2000; i++) {
      const { mean, half } = confidenceInterval(Array.from({ length: 5 }, normal), 0.95);
      if (Math.abs(mean) <= half) held++;
    }
    near(held / 2000, 0.95, 0.015);
  });
});
