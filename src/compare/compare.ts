import { OUTCOME_NAMES } from '../model/outcomes.js';
import { PROCEDURE_NAMES } from '../model/procedures.js';
import { VERDICT_COUNTS } from '../model/verdicts.js';
import type { Result } from '../report/result.js';
import { RULE_LABELS } from '../rules/table.js';
import {
  above,
  countsOf,
  type Distribution,
  distributionOf,
  NO_VALUES,
  quantile,
  type Series,
  total,
} from '../series/series.js';
import { type Batches, type Difference, differenceOf } from './ratio.js';

/** A run, as `run --out` left it. */
export interface Side {
  /** How it is called: its folder. */
  readonly name: string;
  readonly result: Result;
  readonly series: Series;
}

/** A quantity of both runs. */
export interface Compared extends Difference {
  /** As in result.json, such as `rules.6.holds / checks` or `rules.6.hold.p99`. */
  readonly what: string;
  readonly kind: 'seconds' | 'share' | 'rate';
  /** More than other seeds would make. */
  readonly differs: boolean;
}

export interface Comparison {
  readonly a: Pick<Side, 'name' | 'result'>;
  readonly b: Pick<Side, 'name' | 'result'>;
  /** In the order of result.json; what happened in neither is left out. */
  readonly compared: readonly Compared[];
}

/**
 * How likely it is that any mark of a comparison is wrong. All quantities of a comparison are marked together, after
 * Holm: one in a hundred comparisons of two seeds has a mark, not one in a hundred numbers.
 */
export const WRONG = 0.01;

/** Compares two runs. */
export function compare(a: Side, b: Side): Comparison {
  const all = [...rates(a, b), ...shares(a, b), ...quantiles(a, b)].filter(
    ({ a, b }) => (a ?? 0) !== 0 || (b ?? 0) !== 0,
  );
  const marked = holm(all.map(({ p }) => p));
  const order = orderOf(all);
  return {
    a: { name: a.name, result: a.result },
    b: { name: b.name, result: b.result },
    compared: all.map((each, n) => ({ ...each, differs: marked[n] })).sort(order),
  };
}

type Judged = Omit<Compared, 'differs'>;

/** Per simulated second. */
function rates(a: Side, b: Side): Judged[] {
  const paths = [
    'engine.messages',
    ...PROCEDURE_NAMES.map((name) => `procedures.${name}.offered`),
    ...RULE_LABELS.map((rule) => `rules.${rule}.checks`),
    ...a.series.paths.filter((path) => path.startsWith('invariants.')),
  ];
  return paths.map((path) => ({
    what: `${path} / s`,
    kind: 'rate',
    ...differenceOf(
      { events: countsOf(a.series, path), of: lengths(a.series) },
      { events: countsOf(b.series, path), of: lengths(b.series) },
    ),
  }));
}

const lengths = ({ intervals }: Series): number[] => intervals.map(({ from, to }) => to - from);

/** Of what was offered, or asked. */
function shares(a: Side, b: Side): Judged[] {
  const pairs = [
    ...PROCEDURE_NAMES.flatMap((name) =>
      OUTCOME_NAMES.filter((outcome) => outcome !== 'completed').map(
        (outcome) => [`procedures.${name}`, outcome, 'offered'] as const,
      ),
    ),
    ...RULE_LABELS.flatMap((rule) =>
      VERDICT_COUNTS.map((verdict) => [`rules.${rule}`, verdict, 'checks'] as const),
    ),
    ['mme', 'refused', 'messages'] as const,
  ];
  return pairs.map(([of, events, all]) => {
    const batches = ({ series }: Side): Batches => ({
      events: countsOf(series, `${of}.${events}`),
      of: countsOf(series, `${of}.${all}`),
    });
    return {
      what: `${of}.${events} / ${all}`,
      kind: 'share',
      ...differenceOf(batches(a), batches(b)),
    };
  });
}

const QUANTILES = [
  ['p50', 0.5],
  ['p99', 0.99],
] as const;

/**
 * A quantile differs where the share of values above one bound differs: the bound is the quantile of both runs taken
 * together, so it favours neither.
 */
function quantiles(a: Side, b: Side): Judged[] {
  const paths = [
    ...PROCEDURE_NAMES.map((name) => `procedures.${name}.duration`),
    ...RULE_LABELS.map((rule) => `rules.${rule}.hold`),
  ];
  return paths.flatMap((path) => {
    const [one, other] = [distributionOf(a.series, path), distributionOf(b.series, path)];
    return QUANTILES.map(([name, share]): Judged => {
      const bound = boundOf(one, other, share);
      const batches = ({ series }: Side): Batches => {
        const parts = series.intervals.map(({ distributions }) => distributions.get(path) ?? NO_VALUES);
        return { events: parts.map((part) => above(part, bound)), of: parts.map(total) };
      };
      const { p } = differenceOf(batches(a), batches(b));
      const seconds = (of: Distribution): number | null => {
        const us = quantile(of, share);
        return us === null ? null : us / 1e6;
      };
      return { what: `${path}.${name}`, kind: 'seconds', a: seconds(one), b: seconds(other), p };
    });
  });
}

/** The mean of both quantiles, by ratio: runs of different length weigh the same. */
function boundOf(one: Distribution, other: Distribution, share: number): number {
  const [a, b] = [quantile(one, share), quantile(other, share)];
  return a === null || b === null ? (a ?? b ?? 0) : Math.sqrt(a * b);
}

/** Which of these may be called real, so that with probability 1 - WRONG none of them is chance (Holm 1979). */
export function holm(ps: readonly number[]): boolean[] {
  const order = ps.map((p, n) => [p, n] as const).sort(([a], [b]) => a - b);
  const real = ps.map(() => false);
  for (const [rank, [p, n]] of order.entries()) {
    if (p > WRONG / (ps.length - rank)) break;
    real[n] = true;
  }
  return real;
}

/** Quantities of one procedure or rule side by side. */
function orderOf(all: readonly Judged[]): (a: Judged, b: Judged) => number {
  const groupOf = ({ what }: Judged): string => what.split('.').slice(0, 2).join('.');
  const groups = [...new Set(all.map(groupOf))];
  const places = new Map(groups.map((group, n) => [group, n]));
  const place = (each: Judged): number => places.get(groupOf(each)) ?? 0;
  return (a, b) => place(a) - place(b);
}
