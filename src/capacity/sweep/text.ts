import { type Cell, type Column, formatTable, type Paint, painter } from '../../format/table.js';
import { formatSeconds, formatShare } from '../../format/units.js';
import { wrap } from '../../format/wrap.js';
import { PROCEDURE_NAMES, PROCEDURES } from '../../model/procedures.js';
import type { SummaryOptions } from '../../report/summary.js';
import { nameOfLabel } from '../../rules/table.js';
import type { SweepEstimate, SweepPoint, SweepResult } from './result.js';

/** What a person reads at the end of a sweep: three tables with a line for each combination. */
export function formatSweep(result: SweepResult, { colour, columns }: SummaryOptions): string {
  const paint = painter(colour);
  const width = Math.max(60, columns);
  const blocks = [
    table(result, 'hold p99', holdColumns(result), formatSeconds, width, paint),
    table(result, 'added to handovers', DELAYS, formatSeconds, width, paint),
    table(result, 'success', successColumns(result), formatShare, width, paint),
    wrap(basis(result), width),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** `traffic.rekey 0.1, s10.mean 5ms`: the last two names of a path say what it is. */
export function labelOf({ axes }: SweepResult, { values }: SweepPoint): string {
  const labels = axes.map((axis, n) => axis.labels[axis.values.indexOf(values[n])]);
  return axes.map(({ path }, n) => `${shortPath(path)} ${labels[n]}`).join(', ');
}

const shortPath = (path: string): string => path.split('.').slice(-2).join('.');

/** A column of a sweep's table. */
export interface SweepColumn extends Column {
  readonly of: (point: SweepPoint) => SweepEstimate;
}

/** Rules that held anything at any combination. */
export function holdColumns({ points }: SweepResult): SweepColumn[] {
  return Object.keys(points[0]?.holds ?? {})
    .filter((rule) => points.some(({ holds }) => holds[rule].mean !== null))
    .map((rule) => ({
      heading: nameOfLabel(rule),
      short: /^\d/.test(rule) ? `r${rule}` : rule,
      of: ({ holds }) => holds[rule],
    }));
}

export const DELAYS: readonly SweepColumn[] = [
  {
    heading: 'inter-MME, by rules 6 and 7',
    short: 'by 6 and 7',
    of: ({ handoverDelay }) => handoverDelay.rules6and7,
  },
  { heading: 'S1 and X2, by guard 11', short: 'by 11', of: ({ handoverDelay }) => handoverDelay.guard11 },
];

export function successColumns({ points }: SweepResult): SweepColumn[] {
  return PROCEDURE_NAMES.filter((name) => points.some(({ success }) => success[name].mean !== null)).map(
    (name) => ({
      heading: name.replaceAll('_', ' '),
      short: PROCEDURES[name].short,
      of: ({ success }) => success[name],
    }),
  );
}

/** Characters of a column with its gap, as much as tables are broken by. */
const COLUMN = 11;

function table(
  result: SweepResult,
  title: string,
  columns: readonly SweepColumn[],
  format: (value: number) => string,
  width: number,
  paint: Paint,
): string[] {
  const { points } = result;
  if (points.length === 0 || columns.length === 0) return [];
  const labels = points.map((point) => labelOf(result, point));
  const room = Math.max(2, Math.floor((width - Math.max(...labels.map(({ length }) => length))) / COLUMN));
  const lines: string[] = [];
  for (let from = 0; from < columns.length; from += room) {
    const some = columns.slice(from, from + room);
    const rows = points.map((point, n): Cell[] => [
      { text: labels[n] },
      ...some.map(({ of }) => cell(of(point), format)),
    ]);
    if (from > 0) lines.push('');
    lines.push(...formatTable([{ heading: title }, ...some], rows, width, paint));
  }
  return lines;
}

function cell({ mean }: SweepEstimate, format: (value: number) => string): Cell {
  return mean === null ? { text: '-', style: 'dim' } : { text: format(mean) };
}

function basis(result: SweepResult): string {
  const { points, axes, seeds, scenario, status } = result;
  const all = axes.reduce((count, { values }) => count * values.length, 1);
  const done = status === 'interrupted' ? `interrupted after ${points.length} of ${all}` : String(all);
  const violations = points.reduce((sum, point) => sum + point.violations, 0);
  return [
    `${done} combinations of ${axes.map(({ path }) => path).join(' and ')}, ${seeds} seeds each, of ${scenario.name} with`,
    `${scenario.ues.toLocaleString('en-US')} UEs for ${formatSeconds(scenario.duration)} less the warm-up; means over the seeds, their`,
    'intervals are in --json and sweep.csv. Delays are means over all handovers, held or not.',
    ...(violations > 0 ? [`An invariant was violated ${violations} times.`] : []),
  ].join(' ');
}
