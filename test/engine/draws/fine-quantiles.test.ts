import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fineQuantiles } from '../../../src/engine/draws/fine-quantiles.js';
import { above, exp, lnAbove1, zAbove } from '../../../src/engine/draws/normal.js';
import { sampleFine } from '../../../src/engine/draws/sampler.js';
import type { Distribution } from '../../../src/scenario/scenario.js';

/** Mean and coefficient of variation over draws that lie evenly among all 32 bits. */
function moments(of: Distribution): { readonly mean: number; readonly cv: number } {
  const table = fineQuantiles(of);
  const n = 1 << 20;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const us = sampleFine(table, (i * 4096 + 2048) | 0, 0);
    sum += us;
    squares += us * us;
  }
  const mean = sum / n;
  return { mean: mean / 1e6, cv: Math.sqrt(squares / n - mean * mean) / mean };
}

function assertNear(actual: number, expected: number, share: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= share * expected, `${what}: ${actual}, expected ${expected}`);
}

const lognormal = (mean: number, cv: number, min = 0): Distribution => ({
  shape: 'lognormal',
  min,
  mean,
  max: 10,
  cv,
});

describe('a log-normal service time', () => {
  for (const [cv, closeness] of [
    [0.1, 0.002],
    [0.5, 0.002],
    [1, 0.003],
    [2, 0.02],
    [3, 0.05],
  ] as const) {
    it(`has the mean and the coefficient of variation that were asked for: ${cv}`, () => {
      const found = moments(lognormal(0.002, cv));
      assertNear(found.mean, 0.002, 0.002, 'mean');
      assertNear(found.cv, cv, closeness, 'coefficient of variation');
    });
  }

  it('keeps both when it begins above 0: they are those of the whole', () => {
    const found = moments(lognormal(0.002, 0.5, 0.001));
    assertNear(found.mean, 0.002, 0.002, 'mean');
    assertNear(found.cv, 0.5, 0.005, 'coefficient of variation');
  });
});

describe('other service times', () => {
  it('have theirs, exponential with its tail', () => {
    const found = moments({ shape: 'exponential', min: 0, mean: 0.002, max: 1 });
    assertNear(found.mean, 0.002, 0.001, 'mean');
    assertNear(found.cv, 1, 0.002, 'coefficient of variation');
    const uniform = moments({ shape: 'uniform', min: 0.001, mean: 0.002, max: 0.003 });
    assertNear(uniform.mean, 0.002, 0.0005, 'mean');
    assertNear(uniform.cv, 1 / Math.sqrt(12), 0.001, 'coefficient of variation');
    const constant = moments({ shape: 'constant', min: 0.002, mean: 0.002, max: 0.002 });
    assert.deepEqual(constant, { mean: 0.002, cv: 0 });
  });

  it('never fall below their minimum nor above their maximum', () => {
    const shape = fc.constantFrom('uniform' as const, 'exponential' as const, 'lognormal' as const);
    const time = fc.integer({ min: 0, max: 5_000_000 }).map((us) => us / 1e6);
    fc.assert(
      fc.property(
        shape,
        fc.tuple(time, time),
        fc.double({ min: 0.01, max: 0.25, noNaN: true }),
        fc.integer(),
        (kind, ends, share, h) => {
          const [min, max] = ends.sort((a, b) => a - b);
          const mean = kind === 'uniform' ? (min + max) / 2 : min + (max - min) * share;
          const us = sampleFine(fineQuantiles({ shape: kind, min, mean, max, cv: 1 }), h | 0, 0);
          assert.ok(us >= Math.round(min * 1e6) && us <= Math.round(max * 1e6), `${us} µs`);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('the arithmetic of log-normal quantiles', () => {
  it('is that of the exponential function and the logarithm', () => {
    for (let x = -40; x <= 40; x += 0.37) assertNear(exp(x), Math.exp(x), 1e-13, `e^${x}`);
    for (let x = 1; x < 20; x += 0.61) assertNear(lnAbove1(x) + 1, Math.log(x) + 1, 1e-14, `ln ${x}`);
  });

  // Abramowitz and Stegun, table 26.1.
  it('is that of the normal distribution', () => {
    for (const [z, share] of [
      [0, 0.5],
      [1, 0.158655253931457],
      [1.96, 0.02499789514822],
      [3, 0.00134989803163],
    ] as const) {
      assert.ok(Math.abs(above(z) - share) < 1e-14, `above ${z}: ${above(z)}`);
      assert.ok(Math.abs(zAbove(share) - z) < 1e-9, `z of ${share}: ${zAbove(share)}`);
      assert.ok(Math.abs(zAbove(1 - share) + z) < 1e-9, `z of ${1 - share}`);
    }
  });
});
