import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HISTOGRAM_WORDS, record } from '../../../src/measure/histogram.js';
import { IntervalHistogram } from '../../../src/monitor/page/interval-histogram.js';

describe('a histogram that is read again and again', () => {
  const areas = [new Int32Array(HISTOGRAM_WORDS), new Int32Array(HISTOGRAM_WORDS)];
  const histogram = new IntervalHistogram(areas);
  /** Records values in µs, as one of the writers. */
  const write = (writer: number, ...values: readonly number[]): void => {
    for (const value of values) record(areas[writer], 0, value);
  };
  const classes = (): number[] | null => histogram.classes([1e-4, 1e-3]);

  it('has nothing before anything came', () => {
    histogram.read();
    assert.equal(histogram.percentiles(), null);
    assert.equal(classes(), null);
  });

  it('has what came since the reading before, of all writers', () => {
    write(0, 10, 20);
    write(1, 500, 5000);
    histogram.read();
    assert.deepEqual(classes(), [2, 1, 1]);
    write(1, 30, 30, 30);
    histogram.read();
    assert.deepEqual(classes(), [3, 0, 0]);
    assert.deepEqual(
      histogram.percentiles()?.map((seconds) => Math.round(seconds * 1e6)),
      [30, 30, 30],
    );
  });

  it('has nothing where nothing came, and then again what came', () => {
    histogram.read();
    assert.equal(classes(), null);
    write(0, 700);
    histogram.read();
    assert.deepEqual(classes(), [0, 1, 0]);
    write(0, 10);
    write(1, 700, 10_000);
    histogram.read();
    assert.deepEqual(classes(), [1, 1, 1]);
  });
});
