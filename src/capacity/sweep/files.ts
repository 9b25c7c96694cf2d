import { COURSES_MAX, formatChart, type Panel } from '../../format/chart.js';
import { formatCsv, formatJson } from '../../format/data.js';
import { formatSeconds, formatShare } from '../../format/units.js';
import type { SweepResult } from './result.js';
import { DELAYS, holdColumns, labelOf, type SweepColumn, successColumns } from './text.js';

/** What `--out` gets of a sweep, by name. */
export function sweepFiles(result: SweepResult): Readonly<Record<string, string>> {
  return {
    'sweep.json': formatJson(result),
    'sweep.csv': sweepCsv(result),
    'sweep.svg': sweepSvg(result),
  };
}

function sweepCsv(result: SweepResult): string {
  const { axes, points } = result;
  const columns: readonly [string, SweepColumn][] = [
    ...holdColumns(result).map((column): [string, SweepColumn] => [`hold p99 s, ${column.heading}`, column]),
    ...DELAYS.map((column): [string, SweepColumn] => [`handover delay s, ${column.heading}`, column]),
    ...successColumns(result).map((column): [string, SweepColumn] => [`success, ${column.heading}`, column]),
    ['refused', { heading: 'refused', of: ({ refused }) => refused }],
  ];
  return formatCsv([
    [...axes.map(({ path }) => path), ...columns.flatMap(([name]) => [name, `${name} ±`]), 'violations'],
    ...points.map((point) => [
      ...point.values,
      ...columns.flatMap(([, { of }]) => [of(point).mean, of(point).half]),
      point.violations,
    ]),
  ]);
}

function sweepSvg(result: SweepResult): string {
  const { axes, points, scenario, seeds } = result;
  const lowest = ({ of }: SweepColumn): number => Math.min(...points.map((point) => of(point).mean ?? 1));
  const panel = (title: string, columns: readonly SweepColumn[], format: (y: number) => string): Panel => ({
    title,
    format,
    courses: columns.map(({ heading, of }) => ({
      name: heading,
      points: points.map((point, x) => ({ x, y: of(point).mean })),
    })),
  });
  const panels = [
    panel('hold p99 by rule', holdColumns(result), formatSeconds),
    panel('delay added to handovers, mean over all', DELAYS, formatSeconds),
    {
      ...panel(
        'success by procedure, the lowest',
        successColumns(result)
          .sort((a, b) => lowest(a) - lowest(b))
          .slice(0, COURSES_MAX),
        formatShare,
      ),
      isClose: true,
      isLinear: true,
    },
  ];
  return formatChart({
    title: `${scenario.name}: ${axes.map(({ path }) => path).join(' and ')}`,
    note: `${scenario.ues.toLocaleString('en-US')} UEs, ${seeds} seeds of ${formatSeconds(scenario.duration)}; means over the seeds`,
    xTitle: axes.map(({ path }) => path).join(', '),
    formatX: String,
    categories: points.map((point) => labelOf(result, point)),
    panels: panels.filter(({ courses }) => courses.some(({ points }) => points.some(({ y }) => y))),
  });
}
