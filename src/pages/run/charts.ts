import { formatAxisTime, formatCount } from '../../format/units.js';
import {
  countsOf,
  type Distribution,
  distributionOf,
  type Interval,
  NO_VALUES,
  quantile,
  type Series,
  together,
  total,
} from '../../series/series.js';
import type { Markup } from '../markup.js';
import { type Line, plot } from '../plot.js';

/** A rule or procedure in the charts of a page. */
export interface Subject {
  readonly path: string;
  readonly name: string;
  readonly colour: number;
}

/** Points of a percentile plot: more than a line can show. */
const POINTS_MAX = 160;

/** Values by percentile on HdrHistogram's scale, where each nine is as wide as the one before. */
export function percentilePlot(title: string, series: Series, subjects: readonly Subject[]): Markup {
  const lines = subjects.map(({ path, name, colour }) => ({
    name,
    colour,
    points: percentiles(distributionOf(series, path)),
  }));
  return plot({
    title,
    description: 'time by percentile, logarithmic on both axes',
    x: { kind: 'percentile', format: formatPercentile },
    format: formatAxisTime,
    lines,
  });
}

function percentiles(distribution: Distribution): [number, number][] {
  const { values, counts } = distribution;
  const all = total(distribution);
  const points: [number, number][] = [];
  let seen = 0;
  values.forEach((value, n) => {
    // A value is reached where those below it end.
    points.push([all / (all - seen), value / 1e6]);
    seen += counts[n];
  });
  if (points.length > 0) points.push([all, values[values.length - 1] / 1e6]);
  const each = Math.ceil(points.length / POINTS_MAX);
  return points.filter(([x], n) => n % each === 0 || n > points.length - 10 || x > all / 100);
}

/** `1 - 1/x` as a percentage: 10 is 90 %, 1000 is 99.9 %. */
function formatPercentile(x: number): string {
  if (x <= 1) return '0 %';
  const digits = Math.max(0, Math.ceil(Math.log10(x) - 1e-9) - 2);
  return `${(100 - 100 / x).toFixed(digits)} %`;
}

/** Values that a quantile, and events that a rate, must rest on in most of its points: fewer show chance alone. */
const VALUES_MIN = 40;
const EVENTS_MIN = 12;

/** How many intervals a point of a line takes together, so that it rests on something: a sixth of the run at most. */
function grouping(counts: readonly number[], least: number): number {
  const most = Math.max(1, Math.floor(counts.length / 6));
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return Math.min(most, Math.max(1, Math.ceil(least / Math.max(mean, 1e-9))));
}

/** The intervals of a series, so many at a time. */
function grouped({ intervals }: Series, size: number): (readonly Interval[])[] {
  const groups = Math.ceil(intervals.length / size);
  return Array.from({ length: groups }, (_, n) => intervals.slice(n * size, (n + 1) * size));
}

const middleOf = (group: readonly Interval[]): number => (group[0].from + group[group.length - 1].to) / 2;

/** A quantile over simulated time. */
export function quantilePlot(
  title: string,
  series: Series,
  subjects: readonly Subject[],
  share: number,
): Markup {
  const lines = subjects.map(({ path, name, colour }): Line => {
    const parts = series.intervals.map(({ distributions }) => distributions.get(path) ?? NO_VALUES);
    const size = grouping(parts.map(total), VALUES_MIN);
    const points = grouped(series, size).map((group, n) => {
      const us = quantile(together(parts.slice(n * size, (n + 1) * size)), share);
      return [middleOf(group), us === null ? null : us / 1e6] as const;
    });
    return { name, colour, points };
  });
  return plot({
    title,
    description: 'by simulated time',
    x: { kind: 'linear', format: formatAxisTime },
    format: formatAxisTime,
    lines,
  });
}

/** Counts per simulated second, over simulated time. */
export function ratePlot(title: string, series: Series, subjects: readonly Subject[]): Markup {
  const lines = subjects.map(({ path, name, colour }): Line => {
    const counts = countsOf(series, path);
    const size = grouping(counts, EVENTS_MIN);
    const points = grouped(series, size).map((group, n) => {
      const count = counts.slice(n * size, (n + 1) * size).reduce((sum, each) => sum + each, 0);
      return [middleOf(group), count / (group[group.length - 1].to - group[0].from)] as const;
    });
    return { name, colour, points };
  });
  return plot({
    title,
    description: 'per simulated second, by simulated time',
    x: { kind: 'linear', format: formatAxisTime },
    format: (value) => formatCount(Math.round(value * 1000) / 1000),
    lines: lines.filter(({ points }) => points.some(([, y]) => y !== 0)),
  });
}
