import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  BIN_S,
  burstFactor,
  Dispersion,
  poissonInterval,
  shareInterval,
} from '../../src/profile/statistics.js';
import { randomNumbers } from '../engine/workers/threads.js';

const near = (value: number, expected: number, share: number) =>
  assert.ok(Math.abs(value - expected) <= share * expected, `${value}, expected about ${expected}`);

describe('what can be said of a count', () => {
  // Garwood's exact intervals, two-sided 95 %.
  for (const [count, from, to] of [
    [1, 0.0253, 5.572],
    [10, 4.795, 18.39],
    [100, 81.36, 121.63],
  ]) {
    it(`of ${count} events: ${from} to ${to} were to be expected`, () => {
      const [least, most] = poissonInterval(count);
      assert.ok(Math.abs(least - from) < 0.07, `${least}`);
      near(most, to, 0.01);
    });
  }

  it('of no event: up to 3.7 were', () => {
    const [least, most] = poissonInterval(0);
    assert.equal(least, 0);
    near(most, 3.689, 0.01);
  });

  it('of a share: the score interval', () => {
    const [least, most] = shareInterval(1, 10);
    near(least, 0.0179, 0.01);
    near(most, 0.4042, 0.01);
    assert.equal(shareInterval(0, 20)[0], 0);
  });
});

describe('dispersion of arrivals', () => {
  const SECONDS = 4000;
  /** Arrivals at a rate per second that changes with time. */
  function arrivals(rate: (second: number) => number): Dispersion {
    const random = randomNumbers(7);
    const dispersion = new Dispersion();
    for (let at = 0; at < SECONDS; at += 0.01)
      if (random() < rate(at) * 0.01 * 2 ** 32) dispersion.add('mme-0', at);
    return dispersion;
  }

  it('is about 1 where each comes by itself', () => {
    const found = arrivals(() => 5).index(SECONDS) ?? assert.fail();
    near(found.index, 1, 0.2);
    assert.equal(found.isBursty, false);
    near(found.rate, 5, 0.05);
  });

  it('is more where they come in bursts', () => {
    const found = arrivals((at) => (at % 60 < 10 ? 15 : 3)).index(SECONDS) ?? assert.fail();
    assert.ok(found.isBursty && found.index > 3, `${found.index}`);
  });

  it('says nothing of less than ten intervals, or of no arrival', () => {
    assert.equal(arrivals(() => 5).index(9 * BIN_S), null);
    assert.equal(new Dispersion().index(SECONDS), null);
  });

  it('gives the factor of bursts: none without, and never more than all of them in bursts', () => {
    assert.equal(burstFactor(1, 5, 10, 50), 1);
    assert.ok(burstFactor(4, 5, 10, 50) > 1.5);
    assert.equal(burstFactor(1e6, 5, 10, 50), 6);
  });
});
