import { formatBytes, formatCount, formatSeconds } from '../../format/units.js';
import { escapeXml } from '../../format/xml.js';
import { OUTCOME_NAMES } from '../../model/outcomes.js';
import { PROCEDURE_NAMES, PROCEDURES } from '../../model/procedures.js';
import { VERDICT_COUNTS } from '../../model/verdicts.js';
import type { Result } from '../../report/result.js';
import type { ProcedureResult } from '../../results/parts.js';
import { labelOfRule, nameOfRule, numbersOff, RULES } from '../../rules/table.js';
import type { Series } from '../../series/series.js';
import { document, type Markup, paragraph, pill, section, type Tile, table, tiles } from '../markup.js';
import { again } from './again.js';
import { percentilePlot, quantilePlot, ratePlot, type Subject } from './charts.js';
import type { ViolationLadder } from './ladders.js';
import { sentence, verdict, verdictTile } from './verdict.js';

export { REPORT_FILE } from '../markup.js';

/** What a page about a run is made of. */
export interface RunPage {
  readonly result: Result;
  /** Null: the run left none. */
  readonly series: Series | null;
  readonly ladders: readonly ViolationLadder[];
}

/** report.html of a run. */
export function runPage({ result, series, ladders }: RunPage): string {
  const { scenario } = result;
  return document(`uestorm: ${scenario.name}`, [
    header(result),
    tiles(numbers(result)),
    verdict(result, ladders),
    rules(result, series),
    procedures(result, series),
    load(series),
    mmes(result),
    again(result),
  ]);
}

function header(result: Result): Markup {
  const { scenario, engine, status, seed } = result;
  const { text, state } = sentence(result);
  const what = [
    `${formatCount(engine.ues)} UEs in ${engine.regions} regions`,
    `${formatSeconds(engine.simulatedSeconds)} simulated`,
    `${engine.clock} clock`,
    `${engine.keys} keys`,
    `seed ${seed}`,
    ...(numbersOff(scenario).length > 0
      ? [`without ${numbersOff(scenario).map(nameOfRule).join(', ')}`]
      : []),
  ];
  return `<header><div class="head"><h1>${escapeXml(scenario.name)}</h1>${pill(status, status === 'completed' ? 'good' : 'warn')}</div>
<p class="muted">${escapeXml(what.join(', '))}</p>
<p class="${state}"><strong>${escapeXml(text)}</strong></p></header>`;
}

function numbers(result: Result): Tile[] {
  const { engine, rules, procedures } = result;
  const offered = PROCEDURE_NAMES.reduce((sum, name) => sum + procedures[name].offered, 0);
  const completed = PROCEDURE_NAMES.reduce((sum, name) => sum + procedures[name].completed, 0);
  const holds = RULES.reduce((sum, { number }) => sum + rules[labelOfRule(number)].holds, 0);
  const longest = Math.max(0, ...RULES.map(({ number }) => rules[labelOfRule(number)].hold.max ?? 0));
  const speed = engine.wallSeconds > 0 ? engine.simulatedSeconds / engine.wallSeconds : 0;
  const { realTime } = result;
  return [
    verdictTile(result),
    { name: 'procedures', value: formatCount(offered), unit: `${share(completed, offered)} completed` },
    {
      name: 'holds',
      value: formatCount(holds),
      unit: longest > 0 ? `at most ${formatSeconds(longest)}` : '',
    },
    { name: 'messages', value: `${formatCount(engine.messagesPerSecond)}/s`, unit: 'of wall time' },
    realTime === undefined
      ? { name: 'speed', value: `${formatCount(speed)} ×`, unit: 'real time' }
      : {
          name: 'late windows',
          value: formatCount(realTime.lateWindows),
          unit: `of ${formatCount(realTime.windows)}`,
          state: realTime.lateWindows > realTime.windows / 100 ? 'warn' : undefined,
        },
    { name: 'memory', value: formatBytes(engine.bytesPerUe), unit: 'per UE' },
  ];
}

function share(part: number, all: number): string {
  return all === 0 ? '-' : `${Number(((100 * part) / all).toPrecision(4))} %`;
}

const number = (count: number): Markup =>
  count === 0 ? '<span class="muted">0</span>' : escapeXml(formatCount(count));
const time = (seconds: number | null): Markup =>
  seconds === null ? '<span class="muted">-</span>' : escapeXml(formatSeconds(seconds));

function rules(result: Result, series: Series | null): Markup {
  const rows = RULES.map(({ number: n, title }) => {
    const rule = result.rules[labelOfRule(n)];
    const { hold } = rule;
    return {
      kind: rule.enabled ? undefined : 'rule-off',
      cells: [
        `<span class="number">${labelOfRule(n)}</span>${escapeXml(title)}${rule.enabled ? '' : ' (switched off)'}`,
        number(rule.checks),
        ...VERDICT_COUNTS.map((verdict) => number(rule[verdict])),
        ...[hold.p50, hold.p90, hold.p99, hold.p999, hold.max].map(time),
      ],
    };
  });
  const held = RULES.filter(({ number: n }) => result.rules[labelOfRule(n)].holds > 0);
  const subjects = (part: string): Subject[] =>
    held.map(({ number: n }) => ({
      path: `rules.${labelOfRule(n)}.${part}`,
      name: nameOfRule(n),
      colour: n,
    }));
  return section('What the rules did', [
    table('Rules', ['rule', 'checks', ...VERDICT_COUNTS, 'hold p50', 'p90', 'p99', 'p99.9', 'longest'], rows),
    ...(series === null
      ? []
      : [
          pair([
            percentilePlot('How long work was held, by percentile', series, subjects('hold')),
            quantilePlot('p99 of holds over time', series, subjects('hold'), 0.99),
            ratePlot('Holds per second over time', series, subjects('holds')),
            quantilePlot('Median of holds over time', series, subjects('hold'), 0.5),
          ]),
        ]),
  ]);
}

function pair(charts: readonly Markup[]): Markup {
  const drawn = charts.filter((chart) => chart !== '');
  return drawn.length === 0 ? '' : `<div class="pair" style="margin-top:1rem">${drawn.join('\n')}</div>`;
}

function procedures(result: Result, series: Series | null): Markup {
  const offered = PROCEDURE_NAMES.filter((name) => result.procedures[name].offered > 0);
  if (offered.length === 0) return section('Procedures', [paragraph('No procedure was offered.')]);
  const rows = offered.map((name) => {
    const row: ProcedureResult = result.procedures[name];
    return {
      cells: [
        escapeXml(PROCEDURES[name].label),
        number(row.offered),
        ...OUTCOME_NAMES.map((outcome) => number(row[outcome])),
        number(row.inFlight + row.queued),
        ...[row.duration.p50, row.duration.p99, row.duration.max].map(time),
      ],
    };
  });
  const subjects = (part: string): Subject[] =>
    offered.map((name) => ({
      path: `procedures.${name}.${part}`,
      name: PROCEDURES[name].label,
      colour: PROCEDURES[name].number + 1,
    }));
  return section('Procedures', [
    table('Procedures', ['procedure', 'offered', ...OUTCOME_NAMES, 'open', 'p50', 'p99', 'longest'], rows),
    ...(series === null
      ? []
      : [
          pair([
            percentilePlot('From the offer to the end, by percentile', series, subjects('duration')),
            quantilePlot('p99 over time', series, subjects('duration'), 0.99),
          ]),
        ]),
  ]);
}

function load(series: Series | null): Markup {
  if (series === null) return '';
  const charts = [
    ratePlot('Messages per second', series, [{ path: 'engine.messages', name: 'messages', colour: 1 }]),
    ratePlot(
      'Procedures offered per second',
      series,
      PROCEDURE_NAMES.map((name) => ({
        path: `procedures.${name}.offered`,
        name: PROCEDURES[name].label,
        colour: PROCEDURES[name].number + 1,
      })),
    ),
    ratePlot(
      'Procedures that failed, per second',
      series,
      PROCEDURE_NAMES.map((name) => ({
        path: `procedures.${name}.failed`,
        name: PROCEDURES[name].label,
        colour: PROCEDURES[name].number + 1,
      })),
    ),
  ];
  return section('Load over time', [pair(charts)]);
}

function mmes({ mme }: Result): Markup {
  if (mme === undefined) return '';
  const { servers, messages, refused, utilisation, waiting, queue } = mme;
  const percent = (value: number | null): string =>
    value === null ? '-' : `${Number((value * 100).toPrecision(3))} %`;
  const count = (value: number | null): string => (value === null ? '-' : formatCount(value));
  return section('MMEs', [
    paragraph(
      `${servers} servers each; ${formatCount(messages)} messages taken in, ${formatCount(refused)} refused.`,
    ),
    table(
      'MMEs',
      ['', 'mean', 'p50', 'p95', 'p99', 'most'],
      [
        {
          cells: [
            'servers in use',
            ...[utilisation.mean, utilisation.p50, utilisation.p95, utilisation.p99, utilisation.max].map(
              percent,
            ),
          ],
        },
        {
          cells: [
            'messages that wait',
            ...[queue.mean, queue.p50, queue.p95, queue.p99, queue.max].map(count),
          ],
        },
        {
          cells: ['time they wait', ...[waiting.mean, waiting.p50, null, waiting.p99, waiting.max].map(time)],
        },
      ],
    ),
  ]);
}
