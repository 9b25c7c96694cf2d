import {
  type Cell,
  type Column,
  cut,
  formatTable,
  type Paint,
  painter,
  type Style,
} from '../format/table.js';
import { formatBytes, formatCount, formatSeconds } from '../format/units.js';
import { FAULT_KINDS, FAULTS } from '../model/faults.js';
import { INVARIANT_NAMES } from '../model/invariants.js';
import { OUTCOME_NAMES, OUTCOME_TABLE } from '../model/outcomes.js';
import { PROCEDURE_NAMES, PROCEDURES } from '../model/procedures.js';
import { VERDICT_NAMES, VERDICTS } from '../model/verdicts.js';
import type { ProcedureResult, RealTimeResult, RuleResult } from '../results/parts.js';
import { parseThreshold } from '../results/thresholds.js';
import { GUARD, labelOfRule, numbersOff, RULES } from '../rules/table.js';
import { holdChart } from './hold-chart.js';
import { loadLines } from './load.js';
import { machineLines } from './machines.js';
import type { Result } from './result.js';

export interface SummaryOptions {
  /** With ANSI colours. */
  readonly colour: boolean;
  /** Width of the terminal in characters; 80 are enough for everything. */
  readonly columns: number;
}

/** Below this a line that wraps is easier to read than one that is cut. */
const NARROWEST = 60;

/** What a person reads at the end of a run: one text of several lines, with a line feed at its end. */
export function formatSummary(result: Result, options: SummaryOptions): string {
  const paint = painter(options.colour);
  const width = Math.max(NARROWEST, options.columns);
  const blocks = [
    header(result, width, paint),
    procedures(result, width, paint),
    rules(result, width, paint),
    holdChart(result, width, paint),
    load(result, width, paint),
    bursts(result, width),
    faults(result, width),
    mme(result, width),
    invariants(result, paint),
    thresholds(result, width, paint),
    machineLines(result, width, paint),
    footer(result, width, paint),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function header(result: Result, width: number, paint: Paint): string[] {
  const { engine, scenario, status, machines } = result;
  const title = cut(`uestorm ${scenario.name}`, width - status.length - 2);
  const many = (count: number, what: string) => `${formatCount(count)} ${what}${count === 1 ? '' : 's'}`;
  const size = [
    `${many(engine.ues, 'UE')} in ${many(engine.regions, 'region')}`,
    many(engine.workers, 'worker') +
      (machines === undefined ? '' : ` on ${many(machines.length, 'machine')}`),
    `seed ${result.seed}`,
    `${engine.clock} clock`,
    `${engine.keys} keys`,
  ];
  const times = [
    `${formatSeconds(engine.simulatedSeconds)} simulated in ${formatSeconds(engine.wallSeconds)}`,
    `set-up ${formatSeconds(engine.setupSeconds)}`,
  ];
  const speed = [
    `${formatCount(engine.messagesPerSecond)} messages/s`,
    `${formatCount(engine.proceduresPerSecond)} procedures/s`,
  ];
  if (engine.wallSeconds > 0) {
    speed.push(`${formatCount(engine.simulatedSeconds / engine.wallSeconds)} × real time`);
  }
  const lines = [size, times, speed].map((parts) => cut(parts.join(', '), width));
  if (result.realTime !== undefined) lines.push(...timekeeping(result.realTime, width, paint));
  return [`${paint('bold', title)}: ${paint(status === 'completed' ? 'green' : 'yellow', status)}`, ...lines];
}

/** How a run with the real clock kept time. */
function timekeeping(realTime: RealTimeResult, width: number, paint: Paint): string[] {
  const { speed, windows, lateWindows, lateness, suspendedSeconds } = realTime;
  const behind = fellBehind(realTime);
  const parts = [
    `real clock × ${speed}`,
    `${formatCount(lateWindows)} of ${formatCount(windows)} windows late`,
    `lateness p99 ${formatSeconds(lateness.p99)}`,
    `max ${formatSeconds(lateness.max)}`,
  ];
  const line = `${paint(behind ? 'yellow' : 'green', behind ? 'fell behind' : 'kept up')}  ${cut(parts.join(', '), width - 13)}`;
  if (suspendedSeconds === 0) return [line];
  return [
    line,
    `${paint('yellow', 'suspended')}  for ${formatSeconds(suspendedSeconds)}, in which nothing was offered`,
  ];
}

/** Whether a run could not keep up with the real clock, beyond a stumble now and then. */
function fellBehind({ windows, lateWindows, tooLate }: RealTimeResult): boolean {
  return tooLate || lateWindows > windows / 100;
}

/** Lines for who does not see the summary. */
export function clockProblems({ realTime }: Result): string[] {
  if (realTime === undefined) return [];
  return [
    ...(fellBehind(realTime) ? [formatFellBehind(realTime)] : []),
    ...(realTime.suspendedSeconds > 0 ? [formatSuspended(realTime)] : []),
  ];
}

/** One line about it. */
function formatFellBehind({ speed, windows, lateWindows, lateness, tooLate }: RealTimeResult): string {
  const end = tooLate ? 'and was ended' : 'and went on';
  return [
    `the run could not keep up with the real clock at ${speed} × ${end}:`,
    `${formatCount(lateWindows)} of ${formatCount(windows)} windows were late, at most ${formatSeconds(lateness.max)};`,
    'try fewer UEs, a lower --speed or more cores',
  ].join(' ');
}

function formatSuspended({ suspendedSeconds }: RealTimeResult): string {
  return `the machine was suspended for ${formatSeconds(suspendedSeconds)} during the run: nothing was offered then, and all times leave it out`;
}

interface CountColumn<T> extends Column {
  readonly count: (row: T) => number;
}
const PROCEDURE_COLUMNS: readonly CountColumn<ProcedureResult>[] = [
  { heading: 'offered', count: (row) => row.offered },
  ...OUTCOME_NAMES.map((name) => ({
    heading: name,
    short: OUTCOME_TABLE[name].short,
    count: (row: ProcedureResult) => row[name],
  })),
  { heading: 'open', count: (row) => row.inFlight + row.queued },
];

/** By outcome; `open` is what was in flight or queued at the end. Procedures never offered are left out. */
function procedures(result: Result, width: number, paint: Paint): string[] {
  const rows = PROCEDURE_NAMES.filter((name) => result.procedures[name].offered > 0).map((name) => [
    { text: PROCEDURES[name].label },
    ...PROCEDURE_COLUMNS.map(({ count }) => countCell(count(result.procedures[name]))),
  ]);
  if (rows.length === 0) return ['no procedure was offered'];
  return formatTable([{ heading: 'procedure' }, ...PROCEDURE_COLUMNS], rows, width, paint);
}

const RULE_COLUMNS: readonly CountColumn<RuleResult>[] = [
  { heading: 'checks', count: (row) => row.checks },
  ...VERDICT_NAMES.map((name) => {
    const { count, short } = VERDICTS[name];
    return { heading: count, short, count: (row: RuleResult) => row[count] };
  }),
];
const HOLD_COLUMNS: readonly Column[] = [{ heading: 'hold p50' }, { heading: 'p99' }, { heading: 'max' }];

/** By verdict, with how long work was held; a rule that was switched off says so. */
function rules(result: Result, width: number, paint: Paint): string[] {
  const rows = RULES.map(({ number, title }): Cell[] => {
    const rule = result.rules[labelOfRule(number)];
    const state: Cell = rule.enabled ? { text: '', empty: true } : { text: 'off', style: 'yellow' };
    return [
      { text: number <= GUARD ? `${String(number).padStart(2)} ${title}` : `   ${title}` },
      state,
      ...RULE_COLUMNS.map(({ count }) => countCell(count(rule))),
      ...[rule.hold.p50, rule.hold.p99, rule.hold.max].map(timeCell),
    ];
  });
  const columns = [{ heading: 'rule' }, { heading: '' }, ...RULE_COLUMNS, ...HOLD_COLUMNS];
  return formatTable(columns, rows, width, paint);
}

/** Whether what was offered is what the scenario says. */
function load(result: Result, width: number, paint: Paint): string[] {
  return loadLines(result).map(({ text, isWrong }, n) => {
    const line = cut(text, width - LOAD.length - 2);
    return `${n === 0 ? LOAD : ' '.repeat(LOAD.length)}  ${isWrong ? paint('red', line) : line}`;
  });
}

const LOAD = 'load';

/** How many UEs had the event of a burst. */
function bursts({ bursts = [] }: Result, width: number): string[] {
  return bursts.map(({ traffic, events, offered }, n) => {
    const left =
      offered === events
        ? ''
        : `, ${formatCount(events - offered)} of them to UEs in whose state it makes no sense`;
    const line = `${formatCount(events)} ${traffic} events came${left}`;
    return cut(`${n === 0 ? 'bursts' : '      '}  ${line}`, width);
  });
}

/** What the scenario's faults have met. */
function faults({ faults = {} }: Result, width: number): string[] {
  const lines = FAULT_KINDS.flatMap((kind) => {
    const met = faults[kind];
    return met === undefined
      ? []
      : [`${kind.padEnd(FAULT_COLUMN)}  ${formatCount(met)} ${FAULTS[kind].counts}`];
  });
  return lines.map((line, n) => cut(`${n === 0 ? 'faults' : '      '}  ${line}`, width));
}

const FAULT_COLUMN = Math.max(...FAULT_KINDS.map((kind) => kind.length));

/** How busy the MMEs were, if they have servers. */
function mme({ mme }: Result, width: number): string[] {
  if (mme === undefined) return [];
  const { servers, messages, refused, utilisation, waiting, queue } = mme;
  const share = (value: number | null) => (value === null ? '-' : formatValue.share(value));
  const count = (value: number | null) => (value === null ? '-' : formatCount(value));
  const use = [
    `${servers} server${servers === 1 ? '' : 's'} each`,
    `in use ${share(utilisation.mean)}, p95 ${share(utilisation.p95)}, max ${share(utilisation.max)}`,
  ];
  const wait = [
    `waiting p50 ${formatSeconds(waiting.p50)}, p99 ${formatSeconds(waiting.p99)}`,
    `queue p99 ${count(queue.p99)}, max ${count(queue.max)}`,
  ];
  const first = [...use, `${formatCount(messages)} messages`];
  const second = [...wait, `${formatCount(refused)} refused`];
  return [`MMEs  ${cut(first.join(', '), width - 6)}`, `      ${cut(second.join(', '), width - 6)}`];
}

/** Characters that there is room for in a line of 80. */
const NAMES_MAX = 38;

/** `rule 6, 7, guard key_chain`. */
function nameRules(numbers: readonly number[]): string {
  const rules = numbers.filter((number) => number < GUARD);
  const guards = numbers.filter((number) => number >= GUARD).map(labelOfRule);
  const groups = [
    rules.length > 0 && `rule ${rules.join(', ')}`,
    guards.length > 0 && `guard ${guards.join(', ')}`,
  ];
  const named = groups.filter((group) => group !== false).join(', ');
  return named.length <= NAMES_MAX ? named : `${numbers.length} rules and guards`;
}

function invariants(result: Result, paint: Paint): string[] {
  const violated = INVARIANT_NAMES.filter((name) => result.invariants[name] > 0);
  if (violated.length === 0) return [`invariants  ${paint('green', 'all seven hold')}`];
  const off = numbersOff(result.scenario);
  // With a rule switched off on purpose the damage is what was asked for.
  const style: Style = off.length === 0 ? 'red' : 'yellow';
  const reason = off.length === 0 ? 'with all rules on' : `without ${nameRules(off)}`;
  return [
    `invariants  ${paint(style, `${violated.length} of seven violated, ${reason}`)}`,
    ...violated.map((name) => `  ${name.padEnd(16)} ${paint(style, formatCount(result.invariants[name]))}`),
  ];
}

function thresholds(result: Result, width: number, paint: Paint): string[] {
  if (result.thresholds.length === 0) return [];
  const rows = result.thresholds.map(({ expression, value, ok }): Cell[] => {
    const { kind } = parseThreshold(expression);
    return [{ text: expression }, { text: value === null ? '-' : formatValue[kind](value) }, verdictOf(ok)];
  });
  return formatTable([{ heading: 'threshold' }, { heading: 'value' }, { heading: '' }], rows, width, paint);
}

function verdictOf(ok: boolean | null): Cell {
  if (ok === null) return { text: 'not measured', style: 'yellow' };
  return ok ? { text: 'ok', style: 'green' } : { text: 'missed', style: 'red' };
}

const formatValue = {
  seconds: formatSeconds,
  share: (share: number) => `${Number((share * 100).toPrecision(3))} %`,
  plain: formatCount,
} as const;

/** From so many on the rows lie in so many pages that looking them up takes time. */
const MANY_UES = 500_000;

function footer(result: Result, width: number, paint: Paint): string[] {
  const { bytesPerUe, peakRssBytes, ues } = result.engine;
  const memory = `memory  ${formatBytes(bytesPerUe)} per UE, ${formatBytes(peakRssBytes)} resident at most`;
  const { hugePages } = result.machine;
  const isSlowed = ues >= MANY_UES && (hugePages === 'madvise' || hugePages === 'never');
  return [
    cut(isSlowed ? `${memory}, huge pages off (${hugePages})` : memory, width),
    `digest  ${paint('dim', result.digest)}${result.realTime?.steered ? ', steered: no other run is comparable' : ''}`,
  ];
}

function countCell(count: number): Cell {
  return count === 0 ? { text: '0', style: 'dim', empty: true } : { text: formatCount(count) };
}

function timeCell(seconds: number | null): Cell {
  return seconds === null ? { text: '-', style: 'dim', empty: true } : { text: formatSeconds(seconds) };
}
