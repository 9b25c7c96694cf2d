import Benchmark from 'benchmark';

/** One number that `npm run bench` prints. */
export interface BenchResult {
  readonly name: string;
  /** What `value` is in, for example ns for the time of one operation. */
  readonly unit: string;
  /** The mean over all samples, if `spread` is missing. */
  readonly value: number;
  readonly samples: number;
  /** Half the 95 % confidence interval of the mean, over the mean; null for a single sample. */
  readonly relativeMarginOfError: number | null;
  /** Least and greatest sample, where whole runs were compared; `value` is then the median. */
  readonly spread?: readonly [least: number, greatest: number];
  readonly goal?: Goal;
}

/** What the project wants a number to be. */
export interface Goal {
  readonly text: string;
  readonly limit: number;
  readonly better: 'lower' | 'higher';
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

/** Whether a result is what it should be; null if nobody says what that is. */
export function isMet({ value, goal }: BenchResult): boolean | null {
  if (goal === undefined) return null;
  return goal.better === 'lower' ? value <= goal.limit : value >= goal.limit;
}
