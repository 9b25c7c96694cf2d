import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatBytes, formatClock, formatCount, formatSeconds } from '../../src/format/units.js';

describe('units for people', () => {
  it('counts are exact below ten thousand, then have three digits', () => {
    const expected: [number, string][] = [
      [0, '0'],
      [9999, '9999'],
      [10_000, '10.0 k'],
      [12_345, '12.3 k'],
      [999_499, '999 k'],
      [999_500, '1.00 M'],
      [13_422_222.2, '13.4 M'],
      [1_230_000_000, '1.23 G'],
      [0.25, '0.25'],
      [160.04, '160'],
    ];
    for (const [value, text] of expected) assert.equal(formatCount(value), text);
  });

  it('times have the unit that suits them', () => {
    const expected: [number | null, string][] = [
      [null, '-'],
      [0, '0 s'],
      [8.5e-7, '850 ns'],
      [0.0000421, '42.1 µs'],
      [0.0042, '4.20 ms'],
      [0.9999, '1.00 s'],
      [22.5, '22.5 s'],
      [99.96, '1 min 40 s'],
      [125, '2 min 05 s'],
      [3599.6, '1 h 00 min'],
      [3600, '1 h 00 min'],
      [86_399, '24 h 00 min'],
    ];
    for (const [value, text] of expected) assert.equal(formatSeconds(value), text);
  });

  it('bytes are binary', () => {
    assert.equal(formatBytes(180), '180 B');
    assert.equal(formatBytes(187.654), '188 B');
    assert.equal(formatBytes(412 * 2 ** 20), '412 MiB');
    assert.equal(formatBytes(1.5 * 2 ** 30), '1.50 GiB');
  });

  it('a clock counts up whole seconds', () => {
    assert.equal(formatClock(7.9), '0:07');
    assert.equal(formatClock(754), '12:34');
    assert.equal(formatClock(3600), '1:00:00');
  });

  it('a count never takes more than six characters, so that columns stay narrow', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 999_000_000_000 }), (n) => formatCount(n).length <= 6));
  });
});
