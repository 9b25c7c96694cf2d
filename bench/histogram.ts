import { build } from 'hdr-histogram-js';
import { HISTOGRAM_WORDS, record } from '../src/measure/histogram.js';
import { type BenchResult, nanoseconds } from './measure.js';

const VALUES = 4096;

/** Latencies of all magnitudes from 1 µs to half an hour, so that many buckets are hit. */
function latencies(): Int32Array {
  let state = 1;
  return Int32Array.from({ length: VALUES }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 1) >>> (state % 31);
  });
}

/** What it costs to record one latency: into shared words, and in the library for comparison. */
export async function bench(): Promise<BenchResult[]> {
  const values = latencies();
  const words = new Int32Array(new SharedArrayBuffer(2 * HISTOGRAM_WORDS * 4));
  const library = build({
    bitBucketSize: 32,
    highestTrackableValue: 2 ** 31 - 1,
    numberOfSignificantValueDigits: 2,
  });
  return [
    nanoseconds('histogram: record', VALUES, () => {
      for (let i = 0; i < VALUES; i++) {
        record(words, HISTOGRAM_WORDS, values[i]);
      }
    }),
    nanoseconds('histogram: recordValue of hdr-histogram-js', VALUES, () => {
      for (let i = 0; i < VALUES; i++) {
        library.recordValue(values[i]);
      }
    }),
  ];
}
