import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
  type JsHistogram,
} from 'hdr-histogram-js';
import { toHdr } from '../../src/measure/hdr.js';
import {
  areaOf,
  HISTOGRAM_BUCKETS,
  HISTOGRAM_MAX_VALUE,
  HISTOGRAM_WORDS,
  highestEquivalent,
  indexOf,
  lowestEquivalent,
  record,
  statistic,
} from '../../src/measure/histogram.js';

function library(values: readonly number[] = []): JsHistogram {
  const histogram: Histogram = build({
    bitBucketSize: 64,
    autoResize: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: HISTOGRAM_MAX_VALUE,
    numberOfSignificantValueDigits: 2,
  });
  for (const value of values) {
    histogram.recordValue(value);
  }
  return histogram as JsHistogram;
}

function newArea(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(HISTOGRAM_WORDS * 4));
}

function recorded(values: readonly number[]): Int32Array {
  const area = newArea();
  for (const value of values) {
    record(area, 0, value);
  }
  return area;
}

/** Integers over all magnitudes alike: a uniform draw would hardly ever be below a million. */
const anyValue = fc
  .tuple(fc.integer({ min: 0, max: 31 }), fc.integer({ min: 0, max: HISTOGRAM_MAX_VALUE }))
  .map(([shift, value]) => value >>> shift);

describe('bucket index', () => {
  const reference = library();

  function agrees(value: number): void {
    const index = indexOf(value);
    assert.equal(index, reference.countsArrayIndex(value), `index of ${value}`);
    assert.equal(
      lowestEquivalent(index),
      reference.lowestEquivalentValue(value),
      `lowest value beside ${value}`,
    );
    assert.equal(
      highestEquivalent(index),
      reference.highestEquivalentValue(value),
      `highest value beside ${value}`,
    );
  }

  it('is that of hdr-histogram-js for every value up to 2¹⁸', () => {
    for (let value = 0; value < 1 << 18; value++) {
      agrees(value);
    }
  });

  it('is that of hdr-histogram-js around all powers of two, their multiples and all bucket edges', () => {
    for (let exponent = 0; exponent <= 31; exponent++) {
      for (const factor of [1, 1.25, 1.5, 1.75]) {
        for (let distance = -2; distance <= 2; distance++) {
          const value = Math.floor(factor * 2 ** exponent) + distance;
          if (value >= 0 && value <= HISTOGRAM_MAX_VALUE) {
            agrees(value);
          }
        }
      }
    }
    for (let index = 0; index < HISTOGRAM_BUCKETS; index++) {
      agrees(lowestEquivalent(index));
      agrees(highestEquivalent(index));
    }
  });

  it('is that of hdr-histogram-js for any value', () => {
    fc.assert(fc.property(anyValue, agrees), { numRuns: 20_000 });
  });

  it('covers 0 to 2³¹ − 1 with exactly as many buckets as the library', () => {
    assert.equal(HISTOGRAM_BUCKETS, reference.countsArrayLength);
    assert.equal(lowestEquivalent(0), 0);
    assert.equal(highestEquivalent(HISTOGRAM_BUCKETS - 1), HISTOGRAM_MAX_VALUE);
    for (let index = 1; index < HISTOGRAM_BUCKETS; index++) {
      assert.equal(lowestEquivalent(index), highestEquivalent(index - 1) + 1, `no gap below bucket ${index}`);
    }
  });

  it('counts what is larger as 2³¹ − 1, and of a fraction the whole part', () => {
    assert.equal(indexOf(2 ** 31), HISTOGRAM_BUCKETS - 1);
    assert.equal(indexOf(Number.POSITIVE_INFINITY), HISTOGRAM_BUCKETS - 1);
    assert.equal(indexOf(254.99), 254);
    assert.equal(statistic([recorded([2 ** 40])], 1).max, HISTOGRAM_MAX_VALUE);
  });
});

describe('statistic', () => {
  it('is null but for its count where nothing was recorded', () => {
    const nothing = { count: 0, mean: null, p50: null, p90: null, p99: null, p999: null, max: null };
    assert.deepEqual(statistic([], 1), nothing);
    assert.deepEqual(statistic([newArea(), newArea()], 1e-6), nothing);
  });

  it('gives seconds: one hold of 1,000 µs has 1 ms everywhere', () => {
    const millisecond = 1000 * 1e-6;
    assert.deepEqual(statistic([recorded([1000])], 1e-6), {
      count: 1,
      mean: millisecond,
      p50: millisecond,
      p90: millisecond,
      p99: millisecond,
      p999: millisecond,
      max: millisecond,
    });
  });

  it('counts a value of 0: work that did not wait at all', () => {
    const { count, mean, p999, max } = statistic([recorded([0, 0, 0])], 1);
    assert.deepEqual({ count, mean, p999, max }, { count: 3, mean: 0, p999: 0, max: 0 });
  });

  it('has the percentiles of hdr-histogram-js, except that none exceeds the maximum', () => {
    fc.assert(
      fc.property(fc.array(anyValue, { minLength: 1, maxLength: 3000, size: 'max' }), (values) => {
        const reference = library(values);
        const result = statistic([recorded(values)], 1);
        const expected = (percentile: number) =>
          Math.min(reference.getValueAtPercentile(percentile), reference.maxValue);
        assert.equal(result.count, reference.totalCount);
        assert.equal(result.p50, expected(50));
        assert.equal(result.p90, expected(90));
        assert.equal(result.p99, expected(99));
        assert.equal(result.p999, expected(99.9));
        assert.equal(result.max, reference.maxValue);
      }),
      { numRuns: 200 },
    );
  });

  it('has the percentiles of hdr-histogram-js at the ranks where one count more or less decides', () => {
    for (const count of [1, 2, 9, 10, 11, 99, 100, 101, 999, 1000, 1001, 1999, 2000, 2001, 10_000]) {
      const values = Array.from({ length: count }, (_, i) => i % 200);
      const reference = library(values);
      const result = statistic([recorded(values)], 1);
      assert.equal(result.p50, reference.getValueAtPercentile(50), `p50 of ${count}`);
      assert.equal(result.p90, reference.getValueAtPercentile(90), `p90 of ${count}`);
      assert.equal(result.p99, reference.getValueAtPercentile(99), `p99 of ${count}`);
      assert.equal(result.p999, reference.getValueAtPercentile(99.9), `p999 of ${count}`);
    }
  });

  it('has the exact mean, also where the sum needs more than 32 bits', () => {
    fc.assert(
      fc.property(fc.array(anyValue, { minLength: 1, maxLength: 500, size: 'max' }), (values) => {
        const sum = values.reduce((total, value) => total + value, 0);
        assert.equal(statistic([recorded(values)], 1).mean, sum / values.length);
      }),
    );
    const large = new Array<number>(10).fill(HISTOGRAM_MAX_VALUE);
    assert.equal(statistic([recorded(large)], 1).mean, HISTOGRAM_MAX_VALUE);
  });

  it('does not depend on how values are spread over writers', () => {
    const spread = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), anyValue), {
      maxLength: 300,
      size: 'max',
    });
    fc.assert(
      fc.property(spread, (pairs) => {
        const areas = [newArea(), newArea(), newArea(), newArea()];
        for (const [writer, value] of pairs) {
          record(areas[writer], 0, value);
        }
        const alone = recorded(pairs.map(([, value]) => value));
        assert.deepEqual(statistic(areas, 1e-6), statistic([alone], 1e-6));
      }),
    );
  });

  it('refuses a view that is not one area', () => {
    assert.throws(() => statistic([newArea(), new Int32Array(10)], 1), /area 1 has 10; use areaOf/);
  });
});

describe('record', () => {
  it('touches only its own area of a block', () => {
    const block = new Int32Array(3 * HISTOGRAM_WORDS);
    record(block, HISTOGRAM_WORDS, 0);
    record(block, HISTOGRAM_WORDS, 12_345);
    record(block, HISTOGRAM_WORDS, HISTOGRAM_MAX_VALUE);
    assert.equal(statistic([areaOf(block, 0)], 1).count, 0);
    assert.equal(statistic([areaOf(block, HISTOGRAM_WORDS)], 1).count, 3);
    assert.equal(statistic([areaOf(block, 2 * HISTOGRAM_WORDS)], 1).count, 0);
    assert.ok(block.subarray(0, HISTOGRAM_WORDS).every((word) => word === 0));
    assert.ok(block.subarray(2 * HISTOGRAM_WORDS).every((word) => word === 0));
  });

  it('refuses what is no duration', () => {
    for (const value of [-1, -0.5, Number.NaN]) {
      assert.throws(() => record(newArea(), 0, value), new RegExp(`got ${value}`));
    }
  });
});

describe('toHdr', () => {
  it('has every count, the maximum and the percentiles of a histogram that recorded the values itself', () => {
    fc.assert(
      fc.property(fc.array(anyValue, { maxLength: 500, size: 'max' }), (values) => {
        const half = values.length >> 1;
        const ours = toHdr([recorded(values.slice(0, half)), recorded(values.slice(half))]) as JsHistogram;
        const reference = library(values);
        assert.equal(ours.totalCount, reference.totalCount);
        assert.equal(ours.maxValue, reference.maxValue);
        assert.equal(ours.mean, reference.mean);
        for (let index = 0; index < HISTOGRAM_BUCKETS; index++) {
          assert.equal(
            ours.getCountAtIndex(index),
            reference.getCountAtIndex(index),
            `count of bucket ${index}`,
          );
        }
      }),
    );
  });

  it('survives the encoding of .hlog files', () => {
    const histogram = toHdr([recorded([0, 3, 250, 251, 99_999, HISTOGRAM_MAX_VALUE])]);
    const decoded = decodeFromCompressedBase64(encodeIntoCompressedBase64(histogram));
    assert.equal(decoded.totalCount, 6);
    assert.equal(decoded.getValueAtPercentile(50), 250);
    assert.equal(decoded.maxValue, HISTOGRAM_MAX_VALUE);
  });
});
