import { type ScaleLinear, type ScaleLogarithmic, scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import { escapeXml } from './xml.js';

/*
 * Line charts as SVG that needs nothing else: no fonts, no scripts, no style sheet from elsewhere. Panels lie below
 * each other and share their horizontal axis. Lengths in px.
 */

const WIDTH = 900;
const LEFT = 84;
const RIGHT = 210;
const TOP = 58;
const PANEL = 150;
const GAP = 46;
const BOTTOM = 58;
const LABEL_LINE = 14;

/** Told apart with any kind of colour vision (Okabe and Ito), dark enough for thin lines. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#b8577f', '#8a6d00', '#0097a7', '#5b5b5b', '#7a3fa0'];

/** From this ratio of largest to smallest on a linear axis shows only the largest. */
const LOG_FROM = 10;

const STYLE = `
.chart { font: 12px system-ui, "Helvetica Neue", Arial, sans-serif; background: #fff; }
.chart text { fill: #1b2733; }
.chart .title { font-size: 16px; font-weight: 600; }
.chart .note, .chart .tick { fill: #56677a; }
.chart .tick { font-size: 11px; }
.chart .panel { font-weight: 600; }
.chart .grid { stroke: #e6ebf0; }
.chart .axis { stroke: #8fa0b1; }
.chart .limit { stroke: #b3261e; stroke-dasharray: 6 4; }
.chart .band { fill: #c98f10; fill-opacity: 0.25; }
.chart .mark { stroke: #7a5a00; stroke-dasharray: 2 3; }
.chart .marked { fill: #7a5a00; }
.chart .course { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
.chart .dashed { stroke-dasharray: 4 3; }
`;

/** A point of a course; null: nothing was measured there. */
export interface CoursePoint {
  readonly x: number;
  readonly y: number | null;
}

export interface Course {
  readonly name: string;
  readonly points: readonly CoursePoint[];
  /** Drawn in the same colour, dashed: a median below a percentile. */
  readonly shadow?: readonly CoursePoint[];
}

/** Courses in one panel that a person can still tell apart. */
export const COURSES_MAX = 8;

export interface Panel {
  readonly title: string;
  readonly courses: readonly Course[];
  readonly format: (y: number) => string;
  /** A line across it. */
  readonly limit?: number;
  /** Never logarithmic. */
  readonly isLinear?: boolean;
  /** Shows what the values differ by, and not how far they are from 0. */
  readonly isClose?: boolean;
}

export interface Chart {
  readonly title: string;
  readonly note: string;
  readonly xTitle: string;
  readonly formatX: (x: number) => string;
  readonly panels: readonly Panel[];
  /** Names of the values 0, 1, 2, …, in place of a numeric axis. */
  readonly categories?: readonly string[];
  /** An interval across all panels. */
  readonly band?: readonly [number, number];
  readonly marks?: readonly { readonly x: number; readonly label: string }[];
}

/** The chart as an SVG document. */
export function formatChart(chart: Chart): string {
  const xs = chart.panels.flatMap(({ courses }) => courses.flatMap(({ points }) => points.map(({ x }) => x)));
  const x =
    chart.categories === undefined ? scaleFor(xs, [LEFT, WIDTH - RIGHT]) : slots(chart.categories.length);
  const foot = BOTTOM + (chart.categories === undefined ? 0 : LABEL_LINE * 2);
  const height = TOP + chart.panels.length * (PANEL + GAP) - GAP + foot + LABEL_LINE;
  const parts = chart.panels.flatMap((panel, n) => drawPanel(chart, panel, x, TOP + 18 + n * (PANEL + GAP)));
  const end = TOP + 18 + chart.panels.length * (PANEL + GAP) - GAP;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}">`,
    `<title>${escapeXml(chart.title)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    text('title', 16, 24, chart.title),
    text('note', 16, 43, chart.note),
    ...parts,
    ...labels(chart, x, end),
    text('note', (LEFT + WIDTH - RIGHT) / 2, height - 12, chart.xTitle, 'middle'),
    '</svg>\n',
  ].join('\n');
}

type Scale = ScaleLinear<number, number> | ScaleLogarithmic<number, number>;

/** Logarithmic where the values call for it. */
function scaleFor(values: readonly number[], range: readonly [number, number], fromZero = false): Scale {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low > 0 && high / low >= LOG_FROM) return scaleLog().domain([low, high]).range(range);
  return linear(values, range, fromZero);
}

function linear(
  values: readonly number[],
  range: readonly [number, number],
  fromZero: boolean,
): ScaleLinear<number, number> {
  const known = values.length === 0 ? [0, 1] : values;
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const start = fromZero ? Math.min(0, low) : low;
  return scaleLinear()
    .domain([start, high > start ? high : start + 1])
    .range(range);
}

function slots(count: number): Scale {
  return scaleLinear()
    .domain([-0.5, count - 0.5])
    .range([LEFT, WIDTH - RIGHT]);
}

function drawPanel(chart: Chart, panel: Panel, x: Scale, top: number): string[] {
  const bottom = top + PANEL;
  const ys = panel.courses.flatMap(({ points, shadow = [] }) =>
    [...points, ...shadow].flatMap(({ y }) => y ?? []),
  );
  const limits = panel.limit === undefined ? [] : [panel.limit];
  // A logarithmic axis has no 0: what is 0 lies on its foot.
  const positive = ys.filter((y) => y > 0);
  const spread =
    !panel.isLinear && positive.length > 0 && Math.max(...positive) / Math.min(...positive) >= LOG_FROM;
  const shown = spread ? [...positive, ...limits] : [...ys, ...limits];
  const y = panel.isLinear
    ? linear(shown, [bottom, top], !panel.isClose)
    : scaleFor(shown, [bottom, top], !panel.isClose);
  y.nice();
  const foot = y.domain()[0];
  const at = (value: number): number => round(y(Math.max(value, foot)));
  const grid = ticksOf(y, 5).flatMap((tick) => [
    `<line class="grid" x1="${LEFT}" y1="${at(tick)}" x2="${WIDTH - RIGHT}" y2="${at(tick)}"/>`,
    text('tick', LEFT - 8, at(tick) + 4, panel.format(tick), 'end'),
  ]);
  return [
    text('panel', LEFT, top - 8, panel.title),
    ...grid,
    ...band(chart, x, top, bottom),
    `<line class="axis" x1="${LEFT}" y1="${bottom}" x2="${WIDTH - RIGHT}" y2="${bottom}"/>`,
    ...(panel.limit === undefined
      ? []
      : [
          `<line class="limit" x1="${LEFT}" y1="${at(panel.limit)}" x2="${WIDTH - RIGHT}" y2="${at(panel.limit)}"/>`,
        ]),
    ...panel.courses.flatMap((course, n) => drawCourse(course, colourOf(n), x, at)),
    ...legend(panel, at, top),
  ];
}

function drawCourse(
  { points, shadow }: Course,
  colour: string,
  x: Scale,
  at: (y: number) => number,
): string[] {
  const known = knownOf(points);
  const path = line<KnownPoint>()
    .x((point) => round(x(point.x)))
    .y((point) => at(point.y));
  const dots = known.map(
    (point) => `<circle cx="${round(x(point.x))}" cy="${at(point.y)}" r="2.4" fill="${colour}"/>`,
  );
  const drawn = (kind: string, course: readonly KnownPoint[]): string =>
    `<path class="${kind}" stroke="${colour}" d="${path([...course]) ?? ''}"/>`;
  return [
    ...(shadow === undefined ? [] : [drawn('course dashed', knownOf(shadow))]),
    drawn('course', known),
    ...dots,
  ];
}

type KnownPoint = { readonly x: number; readonly y: number };

function knownOf(points: readonly CoursePoint[]): KnownPoint[] {
  return points.filter((point): point is KnownPoint => point.y !== null);
}

/** Names to the right of their courses' ends, moved apart where they would cover each other. */
function legend({ courses }: Panel, at: (y: number) => number, top: number): string[] {
  const names = courses
    .flatMap(({ name, points }, n) => {
      const last = points.findLast(({ y }) => y !== null)?.y;
      return last === null || last === undefined ? [] : [{ name, colour: colourOf(n), y: at(last) + 4 }];
    })
    .sort((a, b) => a.y - b.y);
  // From below upwards, so that none leaves the panel; then downwards, so that none leaves it above.
  let floor = top + PANEL + 6;
  for (let n = names.length - 1; n >= 0; n--) {
    names[n].y = Math.min(names[n].y, floor);
    floor = names[n].y - LABEL_LINE;
  }
  let ceiling = top - LABEL_LINE;
  for (const name of names) {
    name.y = Math.max(name.y, ceiling);
    ceiling = name.y + LABEL_LINE;
  }
  return names.map(
    ({ name, colour, y }) =>
      `<text x="${WIDTH - RIGHT + 10}" y="${y}" style="fill:${colour}">${escapeXml(name)}</text>`,
  );
}

function band({ band, marks = [] }: Chart, x: Scale, top: number, bottom: number): string[] {
  const lines = marks.map(
    (mark) =>
      `<line class="mark" x1="${round(x(mark.x))}" y1="${top}" x2="${round(x(mark.x))}" y2="${bottom}"/>`,
  );
  if (band === undefined) return lines;
  const [from, to] = [x(band[0]), x(band[1])].sort((a, b) => a - b);
  const width = Math.max(2, to - from);
  return [
    `<rect class="band" x="${round(from)}" y="${top}" width="${round(width)}" height="${bottom - top}"/>`,
    ...lines,
  ];
}

/** The horizontal axis below the last panel, and the names of the marks above the first one. */
function labels({ formatX, categories, marks = [] }: Chart, x: Scale, end: number): string[] {
  const named = marks.map((mark) => text('marked', round(x(mark.x)), TOP + 13, mark.label, 'middle'));
  if (categories === undefined) {
    return [
      ...named,
      ...ticksOf(x, 8).map((tick) => text('tick', round(x(tick)), end + 18, formatX(tick), 'middle')),
    ];
  }
  const each = Math.max(1, Math.ceil(categories.length / 8));
  const lines = categories.flatMap((category, n) =>
    n % each !== 0
      ? []
      : category
          .split(', ')
          .map((part, l) => text('tick', round(x(n)), end + 18 + l * LABEL_LINE, part, 'middle')),
  );
  return [...named, ...lines];
}

/** Ticks that leave room for each other; of a logarithmic axis those with 1, 2 and 5, or powers of ten alone. */
function ticksOf(scale: Scale, about: number): number[] {
  const all = scale.ticks(about);
  if (all.length <= about + 3) return all;
  const mantissa = (value: number): number => Math.round(value / 10 ** Math.floor(Math.log10(value) + 1e-9));
  const some = all.filter((tick) => [1, 2, 5].includes(mantissa(tick)));
  return some.length <= about + 3 ? some : all.filter((tick) => mantissa(tick) === 1);
}

const colourOf = (n: number): string => COLOURS[n % COLOURS.length];
const round = (value: number): number => Math.round(value * 10) / 10;

function text(kind: string, x: number, y: number, content: string, anchor = 'start'): string {
  return `<text class="${kind}" x="${x}" y="${y}" text-anchor="${anchor}">${escapeXml(content)}</text>`;
}
