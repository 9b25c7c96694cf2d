/** All values in seconds; everything but `count` is null where `count` is 0. */
export interface Statistic {
  readonly count: number;
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly p999: number | null;
  readonly max: number | null;
}
