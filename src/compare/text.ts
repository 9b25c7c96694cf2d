import { type Cell, cut, formatTable, type Paint, painter } from '../format/table.js';
import { formatCount, formatSeconds } from '../format/units.js';
import { wrap } from '../format/wrap.js';
import type { SummaryOptions } from '../report/summary.js';
import { nameOfRule, numbersOff } from '../rules/table.js';
import type { Compared, Comparison } from './compare.js';

/** What a person reads of two runs: what differs first, then all of it side by side. */
export function formatComparison(comparison: Comparison, { colour, columns }: SummaryOptions): string {
  const paint = painter(colour);
  const width = Math.max(60, columns);
  const { a, b, compared } = comparison;
  const real = compared.filter(({ differs }) => differs);
  const blocks = [
    [...heading('A', a, width), ...heading('B', b, width)],
    wrap(verdict(comparison, real.length), width),
    real.length === 0 ? [] : table(real, width, paint),
    table(compared, width, paint),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function heading(letter: string, { name, result }: Comparison['a'], width: number): string[] {
  const { scenario, engine, seed } = result;
  const off =
    numbersOff(scenario).length === 0 ? '' : `, without ${numbersOff(scenario).map(nameOfRule).join(', ')}`;
  const what = `${scenario.name}, ${formatCount(engine.ues)} UEs, ${formatSeconds(engine.simulatedSeconds)}, seed ${seed}${off}`;
  return [cut(`${letter}  ${name}: ${what}`, width)];
}

function verdict({ a, b, compared }: Comparison, real: number): string {
  if (a.result.digest === b.result.digest) return 'The same run twice: the digests agree.';
  return real === 0
    ? `None of ${compared.length} quantities differs by more than other seeds make.`
    : `${real} of ${compared.length} quantities differ by more than other seeds make:`;
}

function table(rows: readonly Compared[], width: number, paint: Paint): string[] {
  return formatTable(
    [{ heading: 'quantity' }, { heading: 'A' }, { heading: 'B' }, { heading: 'B / A' }, { heading: '' }],
    rows.map((row): Cell[] => [
      { text: row.what },
      { text: formatAs(row, row.a) },
      { text: formatAs(row, row.b) },
      { text: row.a && row.b !== null ? `${(row.b / row.a).toPrecision(3)}` : '-' },
      row.differs ? { text: 'differs', style: 'yellow' } : { text: '', empty: true },
    ]),
    width,
    paint,
  );
}

/** A value of a quantity as a person reads it. */
function formatAs({ kind }: Pick<Compared, 'kind'>, value: number | null): string {
  if (value === null) return '-';
  if (kind === 'seconds') return formatSeconds(value);
  return kind === 'share' ? `${Number((value * 100).toPrecision(3))} %` : formatCount(value);
}
