import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fitUsl, peakOf, type ScalingPoint, throughputOf } from '../../../src/capacity/statistics/usl.js';

const pointsOf = (pairs: readonly (readonly [number, number])[]): ScalingPoint[] =>
  pairs.map(([n, throughput]) => ({ n, throughput }));

/** SPEC SDM91 on a Sun SPARCcenter 2000: load, and scripts per hour. */
const SPEC_SDM91 = pointsOf([
  [1, 64.9],
  [18, 995.9],
  [36, 1652.4],
  [72, 1853.2],
  [108, 1828.9],
  [144, 1775.0],
  [216, 1702.2],
]);

/** Ray tracer on an SGI Origin 2000: processors, and rays per second (Gunther, Guerrilla Capacity Planning, 2007). */
const RAY_TRACER = pointsOf([
  [1, 20],
  [4, 78],
  [8, 130],
  [12, 170],
  [16, 190],
  [20, 200],
  [24, 210],
  [28, 230],
  [32, 260],
  [48, 280],
  [64, 310],
]);

function near(actual: number, expected: number, share: number, what: string): void {
  assert.ok(Math.abs(actual / expected - 1) <= share, `${what}: ${actual}, expected ${expected}`);
}

describe('a fit of the Universal Scalability Law', () => {
  it('to SPEC SDM91 is what the package usl for R publishes in its README, errors included', () => {
    const { lambda, sigma, kappa, degreesOfFreedom, notes } = fitUsl(SPEC_SDM91);
    near(sigma!.value, 0.0277285, 5e-6, 'sigma');
    near(sigma!.error!, 0.0091217, 5e-5, 'error of sigma');
    near(kappa!.value, 0.0001044, 5e-4, 'kappa');
    near(kappa!.error!, 0.0000199, 5e-3, 'error of kappa');
    near(lambda.value, 89.995233, 1e-6, 'lambda');
    near(lambda.error!, 14.2134894, 1e-5, 'error of lambda');
    assert.equal(degreesOfFreedom, 4);
    assert.deepEqual(notes, []);
  });

  it('to SPEC SDM91 has its peak where more load brings less', () => {
    near(peakOf(fitUsl(SPEC_SDM91))!, 96.5, 1e-3, 'peak');
  });

  it('to the ray tracer has no kappa, because the best one would be below 0, and says so', () => {
    const fit = fitUsl(RAY_TRACER);
    near(fit.lambda.value, 21.848843, 1e-6, 'lambda');
    near(fit.sigma!.value, 0.057771, 1e-5, 'sigma');
    assert.equal(fit.kappa, null);
    assert.equal(peakOf(fit), null);
    assert.match(fit.notes[0], /^kappa came out below 0/);
  });

  it('finds the coefficients that points without noise were made of', () => {
    const positive = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    fc.assert(
      fc.property(positive(1, 1e7), positive(0.001, 0.5), positive(1e-5, 0.05), (lambda, sigma, kappa) => {
        const points = [1, 2, 4, 8, 16, 32].map((n) => ({
          n,
          throughput: (lambda * n) / (1 + sigma * (n - 1) + kappa * n * (n - 1)),
        }));
        const fit = fitUsl(points);
        near(fit.lambda.value, lambda, 1e-5, 'lambda');
        near(fit.sigma!.value, sigma, 1e-3, 'sigma');
        near(fit.kappa!.value, kappa, 1e-3, 'kappa');
        for (const { n, throughput } of points) near(throughputOf(fit, n), throughput, 1e-6, `X(${n})`);
      }),
    );
  });

  it('from two numbers of workers gives sigma with its error, and no kappa', () => {
    const points = pointsOf([
      [1, 100],
      [2, 180],
      [1, 102],
      [2, 178],
      [1, 98],
      [2, 182],
    ]);
    const { lambda, sigma, kappa, degreesOfFreedom, notes } = fitUsl(points);
    near(lambda.value, 100, 1e-9, 'lambda');
    // 200 / 180 - 1.
    near(sigma!.value, 1 / 9, 1e-9, 'sigma');
    // Squares of the residuals: 16, with four degrees of freedom; each mean is one of three. Then errors propagate.
    const variance = 16 / 4 / 3;
    near(lambda.error!, Math.sqrt(variance), 1e-9, 'error of lambda');
    const perOne = 200 / 180 / 100;
    const perTwo = 200 / 180 ** 2;
    near(sigma!.error!, Math.sqrt(variance * (perOne ** 2 + perTwo ** 2)), 1e-9, 'error of sigma');
    assert.equal(kappa, null);
    assert.equal(degreesOfFreedom, 4);
    assert.match(notes[0], /^two numbers of workers cannot tell contention from coherency/);
  });

  it('without a repetition gives no errors', () => {
    const fit = fitUsl(
      pointsOf([
        [1, 100],
        [2, 180],
      ]),
    );
    assert.deepEqual([fit.lambda.error, fit.sigma!.error], [null, null]);
    assert.equal(fit.degreesOfFreedom, 0);
  });

  it('from one number of workers gives its mean throughput and nothing else', () => {
    const fit = fitUsl(
      pointsOf([
        [2, 190],
        [2, 210],
      ]),
    );
    near(fit.lambda.value, 100, 1e-9, 'lambda');
    assert.deepEqual([fit.sigma, fit.kappa], [null, null]);
    assert.match(fit.notes[0], /^one number of workers says nothing about scaling/);
  });

  it('may come out with less contention than none, as measured', () => {
    const fit = fitUsl(
      pointsOf([
        [1, 100],
        [2, 210],
      ]),
    );
    assert.ok(fit.sigma!.value < 0);
  });
});
