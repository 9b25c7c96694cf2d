import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import { escapeXml } from '../format/xml.js';
import { details, type Markup, table } from './markup.js';

/*
 * Line charts for pages: SVG that takes its colours from the page, so that it is right in light and dark. Lengths in px.
 */

const WIDTH = 520;
const HEIGHT = 230;
const LEFT = 58;
const RIGHT = 12;
const TOP = 8;
const BOTTOM = 24;
/** Colours that there are. */
const COLOURS = 11;
/** From this ratio of largest to smallest on, a linear axis shows only the largest. */
const LOG_FROM = 20;

export interface Line {
  readonly name: string;
  /** From 1; a line keeps its colour through all charts of a page. */
  readonly colour: number;
  readonly points: readonly (readonly [x: number, y: number | null])[];
}

export interface Plot {
  readonly title: string;
  /** What it shows, for who does not see it. */
  readonly description: string;
  readonly x: { readonly kind: 'linear' | 'percentile'; readonly format: (x: number) => string };
  readonly format: (y: number) => string;
  readonly lines: readonly Line[];
}

/** The chart with its title, its legend, and its numbers in a table; nothing where nothing was measured. */
export function plot(chart: Plot): Markup {
  const known = chart.lines.filter(({ points }) => points.some(([, y]) => y !== null));
  if (known.length === 0) return '';
  return `<figure><figcaption>${escapeXml(chart.title)}</figcaption>
${drawing({ ...chart, lines: known })}
${legend(known)}${numbers({ ...chart, lines: known })}</figure>`;
}

function drawing({ title, description, x: xAxis, format, lines }: Plot): Markup {
  const points = lines.flatMap((each) => each.points.filter((point) => point[1] !== null));
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y ?? 0);
  const range: [number, number] = [LEFT, WIDTH - RIGHT];
  const x = (xAxis.kind === 'percentile' ? scaleLog() : scaleLinear()).range(range);
  x.domain(xAxis.kind === 'percentile' ? [1, Math.max(10, ...xs)] : [Math.min(0, ...xs), Math.max(...xs)]);
  const positive = ys.filter((y) => y > 0);
  const isLog = positive.length > 0 && Math.max(...positive) / Math.min(...positive) >= LOG_FROM;
  const y = (isLog ? scaleLog() : scaleLinear()).range([HEIGHT - BOTTOM, TOP]);
  y.domain(isLog ? [Math.min(...positive), Math.max(...positive)] : [0, Math.max(...ys, 0) || 1]).nice();
  const foot = y.domain()[0];
  const at = (value: number): number => round(y(Math.max(value, foot)));
  const yTicks = isLog ? decades(y.domain()) : y.ticks(5);
  const xTicks = xAxis.kind === 'percentile' ? decades(x.domain()) : x.ticks(6);
  const path = line<readonly [number, number | null]>()
    .defined((point) => point[1] !== null)
    .x((point) => round(x(point[0])))
    .y((point) => at(point[1] ?? 0));
  return [
    `<svg class="plot" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeXml(`${title}: ${description}`)}">`,
    ...yTicks.flatMap((tick) => [
      `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at(tick)}" y2="${at(tick)}"/>`,
      `<text x="${LEFT - 7}" y="${at(tick) + 4}" text-anchor="end">${escapeXml(format(tick))}</text>`,
    ]),
    `<line class="axis" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${HEIGHT - BOTTOM}" y2="${HEIGHT - BOTTOM}"/>`,
    ...xTicks.map(
      (tick) =>
        `<text x="${round(x(tick))}" y="${HEIGHT - 7}" text-anchor="middle">${escapeXml(xAxis.format(tick))}</text>`,
    ),
    ...lines.map((each) => {
      const single = each.points.filter((point) => point[1] !== null);
      const dot =
        single.length === 1
          ? `<circle class="s${colourOf(each)}" r="3" cx="${round(x(single[0][0]))}" cy="${at(single[0][1] ?? 0)}"/>`
          : '';
      return `<path class="s${colourOf(each)}" d="${path([...each.points]) ?? ''}"/>${dot}`;
    }),
    '</svg>',
  ].join('\n');
}

/** Powers of ten of a logarithmic axis. */
function decades([low, high]: readonly number[]): number[] {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const count = Math.floor(Math.log10(high) + 1e-9) - first + 1;
  const each = Math.max(1, Math.ceil(count / 7));
  return Array.from({ length: Math.ceil(count / each) }, (_, n) => 10 ** (first + n * each));
}

const colourOf = ({ colour }: Line): number => ((colour - 1) % COLOURS) + 1;
const round = (value: number): number => Math.round(value * 10) / 10;

function legend(lines: readonly Line[]): Markup {
  if (lines.length < 2) return '';
  const each = lines.map(
    (one) =>
      `<li><svg width="10" height="10" aria-hidden="true"><rect class="key-s${colourOf(one)}" width="10" height="10" rx="2"/></svg>${escapeXml(one.name)}</li>`,
  );
  return `<ul class="legend">${each.join('')}</ul>`;
}

/** Rows of a chart's table: more nobody reads. */
const ROWS_MAX = 12;

function numbers({ title, x, format, lines }: Plot): Markup {
  const xs = [...new Set(lines.flatMap(({ points }) => points.map(([value]) => value)))].sort(
    (a, b) => a - b,
  );
  const shown =
    x.kind === 'percentile'
      ? [2, 10, 100, 1000, 10_000].filter((value) => value <= xs[xs.length - 1])
      : xs.filter((_, n) => n % Math.ceil(xs.length / ROWS_MAX) === 0);
  const rows = shown.map((value) => ({
    cells: [
      escapeXml(x.format(value)),
      ...lines.map(({ points }) => {
        const found = points.findLast(([here]) => here <= value)?.[1] ?? null;
        return found === null ? '-' : escapeXml(format(found));
      }),
    ],
  }));
  return details('as a table', table(title, ['', ...lines.map(({ name }) => name)], rows));
}
