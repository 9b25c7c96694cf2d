import { type Cell, type Column, formatTable, type Paint, painter } from '../../format/table.js';
import { formatCount, formatSeconds, formatShare } from '../../format/units.js';
import { wrap } from '../../format/wrap.js';
import { PROCEDURES } from '../../model/procedures.js';
import type { SummaryOptions } from '../../report/summary.js';
import { parseThreshold, type Threshold } from '../../results/thresholds.js';
import type { CurvePoint, Percentiles } from './curve.js';
import type { CapacityResult, Estimate, GoalResult, TrialResult } from './result.js';

/** What a person reads at the end of a search: the answer first, then why. */
export function formatCapacity(result: CapacityResult, { colour, columns }: SummaryOptions): string {
  const paint = painter(colour);
  const width = Math.max(60, columns);
  const blocks = [
    [...wrap(answer(result), width), ...wrap(reason(result), width)],
    goals(result, width, paint),
    curve(result, width, paint),
    trials(result, width, paint),
    wrap(basis(result), width),
  ];
  const text = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${text.join('\n\n')}\n`;
}

/** Value of a dial as a person reads it. */
export function formatValue(path: string, value: number): string {
  if (path === 'load') return `${value} ×`;
  return path === 'ues' ? value.toLocaleString('en-US') : String(value);
}

const NAMES: Readonly<Record<string, string>> = { load: 'load', ues: 'UEs', mmes: 'MMEs' };

function nameOf({ vary }: CapacityResult): string {
  return NAMES[vary.path] ?? vary.path;
}

/** The answer with its interval. */
function answer(result: CapacityResult): string {
  const { status, vary, interval } = result;
  const [met, missed] = interval;
  const name = nameOf(result);
  const at = (value: number) => formatValue(vary.path, value);
  const end = formatValue(vary.path, vary.sought === 'most' ? vary.to : vary.from);
  const bounds = [
    met === null ? '' : `${at(met)} meets all goals`,
    missed === null ? '' : `${at(missed)} misses one`,
  ].filter(Boolean);
  const shown = bounds.length === 0 ? 'nothing was shown' : `shown: ${bounds.join(', ')}`;
  switch (status) {
    case 'found':
      return `${name}: ${vary.sought === 'most' ? 'at most' : 'at least'} ${at(met ?? 0)} (${shown})`;
    case 'always_met':
      return vary.sought === 'most'
        ? `${name}: at least ${end}; no goal is missed up to the end of the range, raise --to to go on`
        : `${name}: ${end} or fewer; no goal is missed down to the end of the range, lower --from to go on`;
    case 'never_met':
      return vary.sought === 'most'
        ? `${name}: no answer; a goal is missed already at ${at(missed ?? 0)}, where the range begins`
        : `${name}: no answer; a goal is missed even at ${at(missed ?? 0)}, where the range ends`;
    case 'too_noisy':
      return `${name}: too noisy for an interval of ${formatShare(vary.precision)}; ${shown}; a longer --duration, more --ues or more --seeds make it narrower`;
    case 'unmeasured':
      return `${name}: no answer; a goal speaks of something that never happens in this scenario`;
    case 'interrupted':
      return `${name}: interrupted; ${shown}`;
  }
}

function reason(result: CapacityResult): string {
  const { goals, vary, knee, status } = result;
  const lines: string[] = [];
  const limiting = goals.filter(({ limits }) => limits).map(({ expression }) => expression);
  if (limiting.length > 0) lines.push(`What limits: ${limiting.join('; ')}.`);
  if (status === 'unmeasured') {
    const never = goals.filter(isUnmeasured(result)).map(({ expression }) => expression);
    lines.push(`Never measured: ${never.join('; ')}.`);
  }
  if (knee !== null)
    lines.push(`The knee (Kneedle) of ${subjectOf(knee.goal)}: ${formatValue(vary.path, knee.value)}.`);
  const present = formatValue(vary.path, vary.present);
  lines.push(`The scenario itself has ${present}.`);
  return lines.join(' ');
}

/** What a goal is about, without its limit. */
export function subjectOf(expression: string): string {
  return expression.replace(/\s*(<=|>=|==|<|>).*$/, '');
}

const isUnmeasured =
  ({ goals, trials }: CapacityResult) =>
  (goal: GoalResult): boolean =>
    trials.every(({ values }) => values[goals.indexOf(goal)] === null);

/** A paragraph for each goal: what it is, and what was measured where the answer's interval ends. */
function goals(result: CapacityResult, width: number, paint: Paint): string[] {
  const { vary, interval } = result;
  const at = (value: number | null) => (value === null ? '-' : formatValue(vary.path, value));
  return result.goals.flatMap((goal, n) => {
    const { expression, atMet, atMissed, met, missed, limits } = goal;
    const threshold = parseThreshold(expression);
    const parts = [
      atMet === null ? '' : `${formatEstimate(threshold, atMet)} at ${at(interval[0])}`,
      atMissed === null ? '' : `${formatEstimate(threshold, atMissed)} at ${at(interval[1])}`,
      met === null ? 'shown to be met nowhere' : `met up to ${at(met)}`,
      missed === null ? 'shown to be missed nowhere' : `missed from ${at(missed)}`,
    ];
    const state = limits ? paint('yellow', '  limits') : '';
    return [
      `goal ${n + 1}  ${expression}${state}`,
      ...wrap(`        ${parts.filter(Boolean).join(', ')}`, width),
    ];
  });
}

function formatEstimate(threshold: Threshold, { mean, half }: Estimate): string {
  const text = formatAs(threshold, mean);
  return half === null || !Number.isFinite(half) ? text : `${text} ± ${formatAs(threshold, half)}`;
}

/** A value of the kind that a goal is about. */
export function formatAs({ kind }: Threshold, value: number | null): string {
  if (value === null) return '-';
  if (!Number.isFinite(value)) return '∞';
  if (kind === 'seconds') return formatSeconds(value);
  return kind === 'share' ? formatShare(value) : formatCount(value);
}

/** Characters of two percentiles with their gaps, and of what stands in every line of the curve. */
const PAIR = 18;
const FIXED = 40;

/** A rule or a procedure, and its percentiles at a point. */
interface Course {
  readonly heading: string;
  readonly short: string;
  readonly at: (point: CurvePoint) => Percentiles | undefined;
}

/** As much of the curve as there is room for; --json and curve.csv have all of it. */
function curve(result: CapacityResult, width: number, paint: Paint): string[] {
  const { curve, vary, interval, knee } = result;
  if (curve.length === 0) return [];
  const room = Math.max(2, Math.floor((width - FIXED) / PAIR));
  const courses = [
    ...rulesOf(curve).slice(0, Math.floor(room / 2)),
    ...proceduresOf(curve).slice(0, Math.ceil(room / 2)),
  ];
  const columns: Column[] = [
    { heading: nameOf(result) },
    ...courses.flatMap(({ heading, short }) => [
      { heading: `${heading} p50`, short: `${short} p50` },
      { heading: 'p99' },
    ]),
    { heading: 'MME use p95', short: 'MME p95' },
    { heading: 'refused' },
    { heading: 'trials' },
    { heading: '' },
  ];
  const rows = curve.map((point): Cell[] => {
    const { refused, mme } = point;
    const use = mme?.utilisation.p95 ?? null;
    const mark = [
      point.value === interval[0] ? 'meets' : '',
      point.value === interval[1] ? 'misses' : '',
      point.value === knee?.value ? 'knee' : '',
    ].filter(Boolean);
    return [
      { text: formatValue(vary.path, point.value) },
      ...courses.flatMap(({ at }): Cell[] => [
        { text: formatSeconds(at(point)?.p50 ?? null) },
        { text: formatSeconds(at(point)?.p99 ?? null) },
      ]),
      use === null ? { text: '', empty: true } : { text: formatShare(use) },
      refused ? { text: formatShare(refused) } : { text: '0', style: 'dim', empty: true },
      { text: String(point.trials) },
      { text: mark.join(', '), style: 'yellow', empty: mark.length === 0 },
    ];
  });
  return formatTable(columns, rows, width, paint);
}

function rulesOf(curve: readonly CurvePoint[]): Course[] {
  return worst(curve, ({ holds }) => holds).map((rule) => ({
    heading: `rule ${rule} hold`,
    short: `rule ${rule}`,
    at: ({ holds }) => holds[rule],
  }));
}

function proceduresOf(curve: readonly CurvePoint[]): Course[] {
  return worst(curve, ({ durations }) => durations).map((name) => ({
    heading: name.replaceAll('_', ' '),
    short: PROCEDURES[name].short,
    at: ({ durations }) => durations[name],
  }));
}

/** Names of what was measured at the most points, and of these the ones with the largest p99 first. */
function worst<Name extends string>(
  curve: readonly CurvePoint[],
  partOf: (point: CurvePoint) => Readonly<Partial<Record<Name, Percentiles>>>,
): Name[] {
  const course = (name: Name): number[] => curve.flatMap((point) => partOf(point)[name]?.p99 ?? []);
  return (Object.keys(partOf(curve[0])) as Name[]).sort(
    (a, b) => course(b).length - course(a).length || Math.max(...course(b), 0) - Math.max(...course(a), 0),
  );
}

/** Lines of the trial table; --json and trials.csv have one for each trial. */
function trials(result: CapacityResult, width: number, paint: Paint): string[] {
  if (result.trials.length === 0) return [];
  const { vary } = result;
  const groups = new Map<string, TrialResult[]>();
  for (const trial of result.trials) {
    const key = `${trial.value} ${trial.level}`;
    groups.set(key, [...(groups.get(key) ?? []), trial]);
  }
  const columns: Column[] = [
    { heading: 'trials', short: 'trials' },
    { heading: 'level' },
    { heading: 'seeds' },
    { heading: 'duration', short: 'length' },
    { heading: 'warm-up' },
    ...result.goals.map((_, n) => ({ heading: `goal ${n + 1}: least … most`, short: `goal ${n + 1}` })),
  ];
  const thresholds = result.goals.map(({ expression }) => parseThreshold(expression));
  const rows = [...groups.values()].map((group): Cell[] => {
    const [{ value, level, duration }] = group;
    return [
      { text: formatValue(vary.path, value) },
      { text: String(level) },
      { text: seedsOf(group) },
      { text: formatSeconds(duration) },
      {
        text: `${formatSeconds(Math.max(...group.map(({ warmUp }) => warmUp)))}${group.every(({ settled }) => settled) ? '' : '?'}`,
      },
      ...thresholds.map((threshold, n) => ({
        text: spanOf(
          threshold,
          group.map(({ values }) => values[n]),
        ),
      })),
    ];
  });
  return formatTable(columns, rows, width, paint);
}

function seedsOf(group: readonly TrialResult[]): string {
  const seeds = group.map(({ seed }) => seed);
  return seeds.length === 1 ? String(seeds[0]) : `${seeds[0]}-${seeds[seeds.length - 1]}`;
}

function spanOf(threshold: Threshold, values: readonly (number | null)[]): string {
  const measured = values.filter((value) => value !== null);
  if (measured.length === 0) return '-';
  const [least, most] = [Math.min(...measured), Math.max(...measured)].map((value) =>
    formatAs(threshold, value),
  );
  return least === most ? least : `${least} … ${most}`;
}

function basis(result: CapacityResult): string {
  const { trials, confidence, scenario, seeds, status } = result;
  const lines = [`${trials.length} trials of ${scenario.name}, ${scenario.ues.toLocaleString('en-US')} UEs.`];
  if (status !== 'interrupted') {
    lines.push(
      `The answer rests on ${seeds} seeds or more at each end, each of ${formatSeconds(scenario.duration)} less its warm-up; ± is half of a ${formatShare(confidence)} confidence interval.`,
    );
  }
  const unsettled = trials.filter(({ settled, level }) => !settled && level === 2).length;
  if (unsettled > 0) {
    lines.push(
      `${unsettled} full-length ${unsettled === 1 ? 'trial' : 'trials'} (marked ?) did not come to rest in the first half: a longer --duration, or a --warmup of your own, is safer.`,
    );
  }
  const violated = trials.filter(({ violations }) => violations > 0).length;
  if (violated > 0) lines.push(`An invariant was violated in ${violated} trials.`);
  return lines.join(' ');
}
