import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { quantiles, threshold } from '../../../src/engine/draws/quantiles.js';
import { sample } from '../../../src/engine/draws/sampler.js';
import type { Distribution } from '../../../src/scenario/scenario.js';

const draw = fc.integer({ min: 0, max: 2 ** 32 - 1 });
/** Whole µs below 30 min, in seconds. */
const time = fc.integer({ min: 0, max: 1_800_000_000 }).map((us) => us / 1e6);

const distribution: fc.Arbitrary<Distribution> = fc
  .record({
    shape: fc.constantFrom('constant' as const, 'uniform' as const, 'exponential' as const),
    ends: fc.uniqueArray(time, { minLength: 2, maxLength: 2 }),
    share: fc.double({ min: 0, max: 0.25, noNaN: true }),
  })
  .map(({ shape, ends, share }) => {
    const [min, max] = ends.sort((a, b) => a - b);
    if (shape === 'constant') return { shape, min, mean: min, max: min };
    const mean = min + (max - min) * (shape === 'uniform' ? 0.5 : share);
    return { shape, min, mean, max };
  });

/** Mean of a distribution in seconds, over draws that lie evenly among all 32 bits. */
function meanOf(of: Distribution): number {
  const table = quantiles(of);
  const n = 1 << 16;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += sample(table, i * (2 ** 32 / n) + 2 ** 15);
  return sum / n / 1e6;
}

describe('a sample', () => {
  it('is a whole number of µs, never below the minimum nor above the maximum', () => {
    fc.assert(
      fc.property(distribution, draw, (of, h) => {
        const us = sample(quantiles(of), h);
        assert.ok(Number.isInteger(us));
        assert.ok(us >= Math.round(of.min * 1e6) && us <= Math.round(of.max * 1e6), `${us} µs`);
      }),
    );
  });

  it('grows with its draw', () => {
    fc.assert(
      fc.property(distribution, draw, draw, (of, a, b) => {
        const table = quantiles(of);
        assert.ok(sample(table, Math.min(a, b)) <= sample(table, Math.max(a, b)));
      }),
    );
  });

  it('of a constant is the constant', () => {
    const table = quantiles({ shape: 'constant', min: 0.0042, mean: 0.0042, max: 0.0042 });
    for (const h of [0, 1, 2 ** 31, 2 ** 32 - 1]) assert.equal(sample(table, h), 4200);
  });

  it('of a uniform distribution is linear in its draw', () => {
    const of: Distribution = { shape: 'uniform', min: 1, mean: 2, max: 3 };
    const table = quantiles(of);
    fc.assert(
      fc.property(draw, (h) => {
        assert.ok(Math.abs(sample(table, h) - (1e6 + 2e6 * (h / 2 ** 32))) < 2);
      }),
    );
    assert.ok(Math.abs(meanOf(of) - 2) < 1e-5);
  });

  it('of an exponential distribution has its mean and its quantiles', () => {
    const of: Distribution = { shape: 'exponential', min: 0.004, mean: 0.008, max: 0.044 };
    assert.ok(Math.abs(meanOf(of) / of.mean - 1) < 0.005, `mean ${meanOf(of)}`);
    const table = quantiles(of);
    for (const p of [0.1, 0.5, 0.9, 0.99]) {
      const expected = (0.004 - 0.004 * Math.log(1 - p)) * 1e6;
      const actual = sample(table, Math.floor(p * 2 ** 32));
      assert.ok(Math.abs(actual / expected - 1) < 0.005, `${p}: ${actual} µs, expected ${expected}`);
    }
  });

  it('of an exponential distribution reaches its tail', () => {
    const table = quantiles({ shape: 'exponential', min: 0, mean: 0.001, max: 0.01 });
    assert.ok(sample(table, 2 ** 32 - 1) > 7500);
    assert.ok(sample(table, 2 ** 32 - 1) <= 10_000);
  });
});

describe('a probability', () => {
  it('is never met at 0, always at 1, and in proportion between', () => {
    assert.equal(threshold(0), 0);
    assert.ok(threshold(1) > 2 ** 32 - 1);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (p) => {
        assert.ok(Math.abs(threshold(p) / 2 ** 32 - p) <= 2 ** -33);
      }),
    );
  });
});
