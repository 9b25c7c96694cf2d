import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { driftOf, grows, type Reading } from './drift.js';

/** Half an hour of readings, one every ten seconds. */
const readingsOf = (value: (at: number) => number): Reading[] =>
  Array.from({ length: 180 }, (_, n) => ({ at: 10 * (n + 1), value: value(10 * (n + 1)) }));

/** A saw tooth of a minute, as a garbage collector makes it. */
const tooth = (at: number): number => (at % 60) / 60;
const noise = (at: number): number => ((at * 7919) % 101) / 101;

describe('the drift of what is measured again and again', () => {
  it('is what it gains in an hour, whatever saw teeth stand on it', () => {
    const { perHour, half } = driftOf(readingsOf((at) => 500 + (36 * at) / 3600 + 20 * tooth(at)));
    assert.ok(Math.abs(perHour - 36) <= half + 1e-6 && half < 5, `${perHour} ± ${half}`);
  });

  it('leaves out the beginning, in which everything finds its size', () => {
    const { perHour } = driftOf(readingsOf((at) => (at < 300 ? at : 300)));
    assert.ok(Math.abs(perHour) < 1e-6, `${perHour}`);
  });

  it('is a growth only if chance does not explain it, and it is more than is allowed', () => {
    const flat = driftOf(readingsOf((at) => 500 + 10 * noise(at)));
    assert.equal(grows(flat, 0), false, `${flat.perHour} ± ${flat.half}`);
    const leak = driftOf(readingsOf((at) => 500 + (40 * at) / 3600 + 10 * noise(at)));
    assert.equal(grows(leak, 8), true, `${leak.perHour} ± ${leak.half}`);
    assert.equal(grows(leak, 80), false);
  });

  it('is of nothing where too little was measured', () => {
    assert.throws(() => driftOf([{ at: 10, value: 1 }]), RangeError);
  });
});
