import Benchmark from 'benchmark';

/** One number that `npm run bench` prints. */
export interface BenchResult {
  readonly name: string;
  /** What `value` is in, for example ns for the time of one operation. */
  readonly unit: string;
  /** The mean over all samples. */
  readonly value: number;
  readonly samples: number;
  /** Half the 95 % confidence interval of the mean, over the mean; null for a single sample. */
  readonly relativeMarginOfError: number | null;
}

/** What was measured a single time. */
export function once(name: string, unit: string, value: number): BenchResult {
  return { name, unit, value, samples: 1, relativeMarginOfError: null };
}

const SAMPLING_SECONDS = 0.5;

/**
 * The time of one operation, in ns.
 *
 * @param batch does the operation `operations` times: a single one is too short for the timer
 */
export function nanoseconds(name: string, operations: number, batch: () => void): BenchResult {
  const benchmark = new Benchmark(name, batch, { maxTime: SAMPLING_SECONDS }).run();
  if (benchmark.error !== undefined) {
    throw new Error(`benchmark ${name} failed`, { cause: benchmark.error });
  }
  const { mean, rme, sample } = benchmark.stats;
  return {
    name,
    unit: 'ns',
    value: (mean * 1e9) / operations,
    samples: sample.length,
    relativeMarginOfError: rme / 100,
  };
}
