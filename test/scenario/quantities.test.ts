import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  readCount,
  readDuration,
  readRate,
  readShare,
  writeCount,
  writeDuration,
  writeRate,
  writeShare,
} from '../../src/scenario/quantities.js';

describe('durations', () => {
  const cases: [number | string, number][] = [
    ['10m', 600],
    ['1h30m', 5400],
    ['1h 30m', 5400],
    ['250ms', 0.25],
    ['5us', 0.000005],
    ['5µs', 0.000005],
    ['1.5s', 1.5],
    ['1m0.5s', 60.5],
    ['2s5ms', 2.005],
    ['0s', 0],
    ['30d', 2_592_000],
    ['1d12h', 129_600],
    [7.25, 7.25],
  ];
  for (const [written, seconds] of cases) {
    it(`${written} is ${seconds} seconds`, () => assert.equal(readDuration(written), seconds));
  }

  for (const text of ['', 'm', '10', '5 minutes', '30m1h', '1:30', '-5s', '.5s', '1e3s', '5m5m', '5S']) {
    it(`"${text}" is none`, () => assert.ok(Number.isNaN(readDuration(text))));
  }

  it('are whole µs, because simulated time is', () => {
    assert.equal(readDuration(0.123_456_7), 0.123457);
    assert.equal(readDuration('0.4us'), 0);
  });

  it('are written as people do', () => {
    assert.deepEqual([2_592_000, 86_400, 5400, 600, 3661.5, 12.5, 0.25, 0.0125, 5e-6, 0].map(writeDuration), [
      '30d',
      '24h',
      '1h30m',
      '10m',
      '1h1m1.5s',
      '12.5s',
      '250ms',
      '12.5ms',
      '5us',
      '0s',
    ]);
  });

  it('read again as exactly what was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_592_000_000_000 }), (us) => {
        const seconds = us / 1e6;
        assert.equal(readDuration(writeDuration(seconds)), seconds);
      }),
    );
  });
});

describe('rates', () => {
  const cases: [written: number | string, perSecond: number][] = [
    ['5/s', 5],
    ['300/m', 5],
    ['0.5 / s', 0.5],
    ['40/h', 40 / 3600],
    [7, 7],
  ];
  for (const [written, perSecond] of cases) {
    it(`${written} is ${perSecond} in a second`, () => assert.equal(readRate(written), perSecond));
  }

  for (const text of ['5', '/s', '5/d', '-5/s', '5/s/s']) {
    it(`"${text}" is none`, () => assert.ok(Number.isNaN(readRate(text))));
  }

  it('are written as people do', () => {
    assert.deepEqual([5, 0.5, 40 / 3600, Math.PI].map(writeRate), ['5/s', '30/m', '40/h', Math.PI]);
  });
});

describe('shares', () => {
  it('are percentages or fractions', () => {
    assert.deepEqual(['5%', '0.01%', '100 %', 0.05].map(readShare), [0.05, 0.0001, 1, 0.05]);
  });

  for (const text of ['5', '%', '-5%', '5%%', 'half']) {
    it(`"${text}" is none`, () => assert.ok(Number.isNaN(readShare(text))));
  }

  it('read again as exactly what was written', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        assert.equal(readShare(writeShare(share)), share);
      }),
    );
    assert.deepEqual([0.05, 0.00005, 1, 1 / 3].map(writeShare), ['5%', '0.005%', '100%', 1 / 3]);
  });
});

describe('counts', () => {
  it('may be in thousands and millions', () => {
    assert.deepEqual(
      ['250k', '250K', '1M', '1.1M', '0.5k', 7].map(readCount),
      [250_000, 250_000, 1_000_000, 1_100_000, 500, 7],
    );
  });

  for (const text of ['1m', '1_000', '1G', 'k', '-1k', '1,000']) {
    it(`"${text}" is none`, () => assert.ok(Number.isNaN(readCount(text))));
  }

  it('read again as exactly what was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000_000 }), (count) => {
        assert.equal(readCount(writeCount(count)), count);
      }),
    );
    assert.deepEqual([1_000_000, 1_500_000, 250_000, 1000, 12_345].map(writeCount), [
      '1M',
      '1.5M',
      '250k',
      1000,
      12_345,
    ]);
  });
});
