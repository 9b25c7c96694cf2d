import { studentProbability } from '../capacity/statistics/student.js';

/*
 * Whether two runs differ in a ratio (holds per check, failures per offer, offers per second) by more than two runs of
 * the same scenario with other seeds would.
 *
 * A run is cut into batches of simulated time, longer than anything in it lasts, so that batches are nearly independent
 * of each other: how they scatter around the run's own ratio says how the ratio of another seed would scatter around
 * it (batch means; for ratios by the usual linear form). Where both runs have the same batches, those of the same time
 * are taken together, so that a load that changes over time makes no noise. Of two divisions into batches the one that
 * shows more noise counts. Few events scatter more than such an estimate shows: then the exact test for two Poisson
 * counts must agree.
 */

/** What happened, and out of how much, by batch. */
export interface Batches {
  readonly events: readonly number[];
  readonly of: readonly number[];
}

export interface Difference {
  /** Null: out of nothing. */
  readonly a: number | null;
  readonly b: number | null;
  /** How likely a difference as large as this one is between two seeds; 1 where nothing can be said. */
  readonly p: number;
}

/** Divisions of a run. */
const DIVISIONS = [20, 10] as const;
/** Up to so many events in both runs the exact test must agree. */
const FEW = 100;

/** @param a by interval, @param b by interval; as many of both, and of the same length, if they are to be paired */
export function differenceOf(a: Batches, b: Batches): Difference {
  const [all, other] = [ratio(a), ratio(b)];
  if (all === null || other === null) return { a: all, b: other, p: 1 };
  const distance = Math.abs(all - other);
  if (distance === 0) return { a: all, b: other, p: 1 };
  const ps = DIVISIONS.map((count) => {
    const deviations = [deviationsOf(divided(a, count), all), deviationsOf(divided(b, count), other)];
    return pOf(distance, deviations[0], deviations[1]);
  });
  const events = sum(a.events) + sum(b.events);
  if (events <= FEW) ps.push(poisson(sum(a.events), events, sum(a.of) / (sum(a.of) + sum(b.of))));
  return { a: all, b: other, p: Math.max(...ps) };
}

function ratio({ events, of }: Batches): number | null {
  const all = sum(of);
  return all > 0 ? sum(events) / all : null;
}

/** What each batch adds to the deviation of a run's ratio. */
function deviationsOf({ events, of }: Batches, mean: number): number[] {
  const all = sum(of);
  return events.map((count, n) => (count - mean * of[n]) / all);
}

function pOf(distance: number, a: readonly number[], b: readonly number[]): number {
  const isPaired = a.length === b.length;
  const variance = isPaired ? varianceOf(a.map((each, n) => each - b[n])) : varianceOf(a) + varianceOf(b);
  const df = Math.min(a.length, b.length) - 1;
  if (df < 1) return 1;
  if (variance === 0) return 0;
  return 2 * (1 - studentProbability(df, distance / Math.sqrt(variance)));
}

/** Of the sum of deviations, whose mean is 0. */
function varianceOf(deviations: readonly number[]): number {
  const n = deviations.length;
  return n < 2 ? 0 : (n / (n - 1)) * sum(deviations.map((each) => each ** 2));
}

/** At most so many batches, each of as many intervals; those left over go into the last one. */
function divided({ events, of }: Batches, count: number): Batches {
  const size = Math.max(1, Math.floor(events.length / count));
  const batches = Math.min(count, Math.floor(events.length / size));
  const group = (values: readonly number[]): number[] =>
    Array.from({ length: batches }, (_, n) =>
      sum(values.slice(n * size, n === batches - 1 ? undefined : (n + 1) * size)),
    );
  return { events: group(events), of: group(of) };
}

/** The probability that of `all` events at least as unlikely a number as `some` falls to the first run. */
function poisson(some: number, all: number, share: number): number {
  const chances: number[] = [];
  let log = all * Math.log(1 - share);
  for (let k = 0; k <= all; k++) {
    chances.push(Math.exp(log));
    log += Math.log((all - k) / (k + 1)) + Math.log(share / (1 - share));
  }
  const own = chances[some];
  return Math.min(
    1,
    chances.reduce((p, chance) => (chance <= own * (1 + 1e-9) ? p + chance : p), 0),
  );
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
