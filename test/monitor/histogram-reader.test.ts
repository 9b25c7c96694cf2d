import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { HISTOGRAM_WORDS, highestEquivalent, indexOf, record } from '../../src/measure/histogram.js';
import { HistogramReader } from '../../src/monitor/histogram-reader.js';

const US = 1e-6;
const BOUNDS = [0.0001, 0.00025, 0.005, 1, 60];

function areaWith(values: readonly number[]): Int32Array {
  const area = new Int32Array(HISTOGRAM_WORDS);
  for (const value of values) record(area, 0, value);
  return area;
}

function read(areas: readonly Int32Array[], bounds = BOUNDS): HistogramReader {
  const reader = new HistogramReader(areas, US, bounds);
  reader.read();
  return reader;
}

describe('a histogram as Prometheus wants it', () => {
  // Around every bound, and anywhere.
  const microseconds = fc.oneof(
    fc.integer({ min: 0, max: 300 }),
    fc.integer({ min: 4900, max: 5100 }),
    fc.nat({ max: 2 ** 31 - 1 }),
  );
  const writers = fc.array(fc.array(microseconds, { maxLength: 60 }), { maxLength: 4 });

  it('counts up to a bound the values of all writers in buckets that end there or before', () => {
    fc.assert(
      fc.property(writers, (recorded) => {
        const { below } = read(recorded.map(areaWith));
        const ends = recorded.flat().map((value) => highestEquivalent(indexOf(value)));
        const expected = [100, 250, 5000, 1e6, 6e7].map((bound) => ends.filter((end) => end <= bound).length);
        assert.deepEqual([...below], expected);
      }),
    );
  });

  it('knows count and sum exactly, in seconds', () => {
    fc.assert(
      fc.property(writers, (recorded) => {
        const { count, sum } = read(recorded.map(areaWith));
        assert.equal(count, recorded.flat().length);
        assert.equal(sum, recorded.flat().reduce((all, value) => all + value, 0) * US);
      }),
    );
  });

  it('is exact up to 255 units', () => {
    const { below } = read([areaWith([100, 101, 250, 251])]);
    assert.deepEqual([...below.slice(0, 2)], [1, 3]);
  });

  it('has counts up to 2³² − 1 in a bucket', () => {
    const area = areaWith([7, 7000]);
    area[indexOf(7)] = -1;
    area[indexOf(7000)] = -1;
    assert.deepEqual(
      [...read([area]).below],
      [2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1, 2 ** 33 - 2, 2 ** 33 - 2],
    );
  });

  it('shows, read again, what has been recorded since', () => {
    const area = areaWith([50]);
    const reader = read([area]);
    assert.equal(reader.count, 1);
    record(area, 0, 3_000_000);
    reader.read();
    assert.deepEqual([...reader.below], [1, 1, 1, 1, 2]);
    assert.equal(reader.sum, 3.00005);
  });

  it('may have no bounds at all', () => {
    const { below, count } = read([areaWith([1, 2])], []);
    assert.deepEqual([below.length, count], [0, 2]);
  });
});
