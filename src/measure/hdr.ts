import { build, type Histogram } from 'hdr-histogram-js';
import { HISTOGRAM_BUCKETS, HISTOGRAM_MAX_VALUE, indexOf, lowestEquivalent, merge } from './histogram.js';

/**
 * The areas of several writers as one histogram of hdr-histogram-js, in the unit they were recorded in; its
 * counts and its maximum are exact, so a `.hlog` written from it loses nothing.
 *
 * Stands apart from histogram.ts because the library takes some 80 ms to load, which no worker needs to pay.
 */
export function toHdr(areas: readonly Int32Array[]): Histogram {
  const counts = merge(areas);
  const histogram = build({
    // Doubles: the counts of several areas together may exceed 32 bits.
    bitBucketSize: 64,
    autoResize: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: HISTOGRAM_MAX_VALUE,
    numberOfSignificantValueDigits: 2,
  });
  const top = indexOf(counts.max);
  for (let index = 0; index < HISTOGRAM_BUCKETS; index++) {
    const count = counts.buckets[index];
    if (count === 0) {
      continue;
    }
    if (index === top) {
      histogram.recordValue(counts.max);
      if (count > 1) {
        histogram.recordValueWithCount(lowestEquivalent(index), count - 1);
      }
    } else {
      histogram.recordValueWithCount(lowestEquivalent(index), count);
    }
  }
  return histogram;
}
