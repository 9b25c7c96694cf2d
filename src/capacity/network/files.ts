import { COURSES_MAX, formatChart, type Panel } from '../../format/chart.js';
import { formatCsv, formatJson } from '../../format/data.js';
import { formatSeconds, formatShare } from '../../format/units.js';
import { parseThreshold } from '../../results/thresholds.js';
import type { CurvePoint, Percentiles } from './curve.js';
import type { CapacityResult } from './result.js';
import { formatAs, formatValue, subjectOf } from './text.js';

/** What `--out` gets besides capacity.json, by name. */
export function capacityFiles(result: CapacityResult): Readonly<Record<string, string>> {
  return {
    'capacity.json': formatJson(result),
    'trials.csv': trialsCsv(result),
    'curve.csv': curveCsv(result),
    'curve.svg': curveSvg(result),
  };
}

function trialsCsv({ vary, goals, trials }: CapacityResult): string {
  const head = [vary.path, 'level', 'seed', 'duration_s', 'warm_up_s', 'settled', 'violations', 'digest'];
  return formatCsv([
    [...head, ...goals.map(({ expression }) => expression)],
    ...trials.map(({ value, level, seed, duration, warmUp, settled, violations, digest, values }) => [
      ...[value, level, seed, duration, warmUp, settled, violations, digest],
      ...values,
    ]),
  ]);
}

function curveCsv({ vary, goals, curve }: CapacityResult): string {
  const [first] = curve;
  const rules = Object.keys(first?.holds ?? {});
  const procedures = Object.keys(first?.durations ?? {});
  const both = (names: readonly string[], what: string): string[] =>
    names.flatMap((name) => [`${what}${name}_p50_s`, `${what}${name}_p99_s`]);
  return formatCsv([
    [
      ...[vary.path, 'trials', 'measured_s'],
      ...goals.map(({ expression }) => expression),
      ...both(rules, 'hold_rule_'),
      ...both(procedures, 'duration_'),
      'refused_share',
      ...(first?.mme ? MME_COLUMNS.map(([name]) => name) : []),
    ],
    ...curve.map((point) => [
      ...[point.value, point.trials, point.measuredSeconds],
      ...point.goals,
      ...[...Object.values(point.holds), ...Object.values(point.durations)].flatMap(({ p50, p99 }) => [
        p50,
        p99,
      ]),
      point.refused,
      ...(point.mme ? MME_COLUMNS.map(([, of]) => (point.mme ? of(point.mme) : null)) : []),
    ]),
  ]);
}

type MmePoint = NonNullable<CurvePoint['mme']>;
const MME_COLUMNS: readonly (readonly [string, (mme: MmePoint) => number | null])[] = [
  ['mme_utilisation_mean', ({ utilisation }) => utilisation.mean],
  ['mme_utilisation_p95', ({ utilisation }) => utilisation.p95],
  ['mme_waiting_p50_s', ({ waiting }) => waiting.p50],
  ['mme_waiting_p99_s', ({ waiting }) => waiting.p99],
  ['mme_refused_share', ({ refused }) => refused],
];

function curveSvg(result: CapacityResult): string {
  const { vary, goals, curve, interval, knee, scenario, status } = result;
  const [met, missed] = interval;
  const at = (value: number): string => formatValue(vary.path, value);
  const shown =
    met !== null && missed !== null ? `${at(met)} meets all goals, ${at(missed)} misses one` : status;
  const goalPanels = goals.map(({ expression, limits }, n): Panel => {
    const threshold = parseThreshold(expression);
    return {
      title: `goal ${n + 1}: ${expression}${limits ? ' (limits)' : ''}`,
      format: (y) => formatAs(threshold, y),
      limit: threshold.limit,
      isLinear: threshold.kind === 'share',
      courses: [{ name: 'mean over seeds', points: pointsOf(curve, (point) => finite(point.goals[n])) }],
    };
  });
  const panels = [
    ...goalPanels,
    percentilePanel(
      curve,
      'hold by rule: p99, p50 dashed',
      ({ holds }) => holds,
      (rule) => `rule ${rule}`,
    ),
    percentilePanel(
      curve,
      'duration by procedure: p99, p50 dashed',
      ({ durations }) => durations,
      (name) => name.replaceAll('_', ' '),
    ),
    {
      title: 'use of the MMEs: p95 of whole seconds, mean dashed',
      format: formatShare,
      isLinear: true,
      courses: [
        {
          name: 'utilisation',
          points: pointsOf(curve, ({ mme }) => mme?.utilisation.p95 ?? null),
          shadow: pointsOf(curve, ({ mme }) => mme?.utilisation.mean ?? null),
        },
      ],
    },
    {
      title: 'refused',
      format: formatShare,
      isLinear: true,
      courses: [
        { name: 'procedures', points: pointsOf(curve, ({ refused }) => refused) },
        { name: 'messages at the MMEs', points: pointsOf(curve, ({ mme }) => mme?.refused ?? null) },
      ],
    },
  ];
  return formatChart({
    title: `${scenario.name}: ${vary.path} that meets all goals`,
    note: `${shown}; ${scenario.ues.toLocaleString('en-US')} UEs, ${formatSeconds(scenario.duration)} simulated in full-length trials`,
    xTitle: vary.path === 'load' ? "load, times the scenario's own" : vary.path,
    formatX: at,
    panels: panels.filter(({ courses }) => courses.some(({ points }) => points.some(({ y }) => y))),
    ...(met !== null && missed !== null && { band: [met, missed] as const }),
    marks: knee === null ? [] : [{ x: knee.value, label: `knee of ${subjectOf(knee.goal)}` }],
  });
}

function percentilePanel(
  curve: readonly CurvePoint[],
  title: string,
  partOf: (point: CurvePoint) => Readonly<Record<string, Percentiles | undefined>>,
  nameOf: (key: string) => string,
): Panel {
  const highest = (key: string): number => Math.max(...curve.map((point) => partOf(point)[key]?.p99 ?? 0));
  const keys = Object.keys(curve.length > 0 ? partOf(curve[0]) : {})
    .sort((a, b) => highest(b) - highest(a))
    .slice(0, COURSES_MAX);
  const course = (key: string, which: keyof Percentiles) =>
    pointsOf(curve, (point) => partOf(point)[key]?.[which] ?? null);
  return {
    title,
    format: formatSeconds,
    courses: keys.map((key) => ({
      name: nameOf(key),
      points: course(key, 'p99'),
      shadow: course(key, 'p50'),
    })),
  };
}

function pointsOf(curve: readonly CurvePoint[], yOf: (point: CurvePoint) => number | null) {
  return curve.map((point) => ({ x: point.value, y: yOf(point) }));
}

const finite = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) ? value : null;
