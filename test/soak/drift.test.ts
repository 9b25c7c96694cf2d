import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Drift, driftOf, judge, type Reading } from './drift.js';

/** Half an hour of readings, one every ten seconds. */
const readingsOf = (value: (at: number) => number): Reading[] =>
  Array.from({ length: 180 }, (_, n) => ({ at: 10 * (n + 1), value: value(10 * (n + 1)) }));

/** A saw tooth of a minute, as a garbage collector makes it. */
const tooth = (at: number): number => (at % 60) / 60;
const noise = (at: number): number => ((at * 7919) % 101) / 101;

const SETTLED = 660;

/** Resident memory (MB) of a soak of half an hour with 100 k UEs, every 20 s. */
const MEASURED = [
  221.1, 190.3, 194.7, 196.0, 198.5, 200.1, 201.0, 200.1, 200.3, 201.6, 202.1, 202.6, 202.5, 201.4, 202.3,
  203.2, 203.1, 203.6, 203.4, 204.7, 203.0, 203.4, 203.6, 205.2, 205.8, 205.0, 206.8, 204.3, 203.9, 206.2,
  204.5, 205.9, 205.9, 204.8, 204.6, 204.7, 205.8, 207.3, 206.2, 204.1, 206.1, 206.2, 206.3, 207.0, 206.9,
  207.7, 204.9, 207.4, 207.4, 207.9, 208.1, 209.4, 208.9, 207.2, 207.1, 209.5, 207.9, 207.8, 209.2, 210.8,
  206.6, 207.9, 208.0, 210.4, 209.1, 211.1, 205.7, 206.4, 207.3, 210.3, 208.9, 210.7, 205.2, 210.0, 207.7,
  208.9, 207.7, 211.1, 208.8, 208.2, 206.3, 210.2, 207.5, 209.6, 209.0, 208.5, 207.0, 208.3, 207.4,
];

describe('the drift of what is measured again and again', () => {
  it('is what it gains in an hour, whatever saw teeth stand on it', () => {
    const { perHour, half } = driftOf(
      readingsOf((at) => 500 + (36 * at) / 3600 + 20 * tooth(at)),
      SETTLED,
    );
    assert.ok(Math.abs(perHour - 36) <= half + 1e-6 && half < 8, `${perHour} ± ${half}`);
  });

  it('leaves out the beginning, in which everything finds its size', () => {
    const { perHour } = driftOf(
      readingsOf((at) => Math.min(at, SETTLED)),
      SETTLED,
    );
    assert.ok(Math.abs(perHour) < 1e-6, `${perHour}`);
  });

  it('is of nothing where too little was measured', () => {
    assert.throws(() => driftOf([{ at: 10, value: 1 }], 0), RangeError);
  });
});

describe('the verdict of a soak', () => {
  const limit = { allowed: 8, excluded: 20 };
  const verdictOf = (leak: number, spread: number) => {
    const drift: Drift = driftOf(
      readingsOf((at) => 150 + (leak * at) / 3600 + spread * (tooth(at) + noise(at))),
      SETTLED,
    );
    return { verdict: judge(drift, limit), said: `${drift.perHour} ± ${drift.half}` };
  };

  it('is that memory is flat, which it is with the saw teeth of a garbage collector too', () => {
    for (const spread of [0, 1, 5, 10]) {
      const { verdict, said } = verdictOf(0, spread);
      assert.equal(verdict, 'flat', said);
    }
  });

  it('finds a leak of 20 MB in an hour, and smaller ones', () => {
    for (const leak of [12, 20, 40]) {
      for (const spread of [0, 1, 5]) {
        const { verdict, said } = verdictOf(leak, spread);
        assert.equal(verdict, 'grows', said);
      }
    }
  });

  it('finds a leak in what was really measured, which is flat without it', () => {
    const measuredWith = (leak: number) =>
      judge(
        driftOf(
          MEASURED.map((value, n) => ({ at: 20 * (n + 1), value: value + (leak * 20 * (n + 1)) / 3600 })),
          SETTLED,
        ),
        limit,
      );
    assert.equal(measuredWith(0), 'flat');
    for (const leak of [12, 20, 40]) assert.notEqual(measuredWith(leak), 'flat', `${leak} MB`);
    assert.equal(measuredWith(20), 'grows');
  });

  it('is never that memory is flat where a leak of 20 MB cannot be told from chance', () => {
    for (const leak of [0, 20]) {
      const { verdict, said } = verdictOf(leak, 300);
      assert.equal(verdict, 'unclear', said);
    }
  });

  it('allows what is sure, but too little to be called a leak', () => {
    assert.equal(verdictOf(5, 0).verdict, 'flat');
    assert.equal(judge({ perHour: 15, half: 16 }, limit), 'unclear');
  });
});
