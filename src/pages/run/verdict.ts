import { formatCount, formatSeconds } from '../../format/units.js';
import { escapeXml } from '../../format/xml.js';
import { formatSvg } from '../../ladder/svg.js';
import { INVARIANT_NAMES } from '../../model/invariants.js';
import type { Result } from '../../report/result.js';
import { parseThreshold } from '../../results/thresholds.js';
import { nameOfRule, numbersOff } from '../../rules/table.js';
import { details, type Markup, paragraph, pre, section, type Tile, table } from '../markup.js';
import type { ViolationLadder } from './ladders.js';

/** What each invariant says, in a few words. */
const MEANINGS = {
  as_agreement: 'UE and serving eNB hold the same KeNB',
  nas_agreement: 'UE and serving MME use the same KASME and eKSI',
  chain_agreement: 'UE, MME and eNB agree on {NH, NCC}',
  false_replay: 'no genuine downlink NAS message is discarded as a replay',
  reuse: 'no KeNB and no NAS COUNT is used twice',
  conservation: 'every procedure that was offered ended, or is still there',
  progress: 'whatever is held is let go in bounded time',
} as const;

const violatedIn = ({ invariants }: Result): number =>
  INVARIANT_NAMES.filter((name) => invariants[name] > 0).length;

/** The one sentence that most people come for. */
export function sentence(result: Result): { text: string; state: 'good' | 'warn' | 'bad' } {
  const { thresholds, scenario, status } = result;
  const violated = violatedIn(result);
  const off = numbersOff(scenario).map(nameOfRule).join(', ');
  const keys =
    violated === 0
      ? 'All seven invariants hold'
      : `${violated} of seven invariants ${violated === 1 ? 'is' : 'are'} violated, ${off === '' ? 'with all rules on' : `without ${off}`}`;
  const missed = thresholds.filter(({ ok }) => ok === false).length;
  const unmeasured = thresholds.filter(({ ok }) => ok === null).length;
  const goals =
    thresholds.length === 0
      ? ''
      : missed > 0
        ? `; ${missed} of ${thresholds.length} thresholds ${missed === 1 ? 'is' : 'are'} missed`
        : unmeasured > 0
          ? `; ${unmeasured} of ${thresholds.length} thresholds were never measured`
          : `; all ${thresholds.length} thresholds are met`;
  const how = status === 'completed' ? '' : ` The run was ${status}.`;
  const isBad = (violated > 0 && off === '') || missed > 0;
  return {
    text: `${keys}${goals}.${how}`,
    state: isBad ? 'bad' : violated > 0 || unmeasured > 0 || status !== 'completed' ? 'warn' : 'good',
  };
}

export function verdict(result: Result, ladders: readonly ViolationLadder[]): Markup {
  return section('Verdict', [thresholds(result), invariants(result), ...ladderParts(result, ladders)]);
}

function thresholds({ thresholds }: Result): Markup {
  if (thresholds.length === 0) return paragraph('The scenario has no thresholds.');
  return table(
    'Thresholds',
    ['threshold', 'value', ''],
    thresholds.map(({ expression, value, ok }) => ({
      cells: [
        `<code>${escapeXml(expression)}</code>`,
        escapeXml(shownValue(expression, value)),
        VERDICTS[String(ok)],
      ],
    })),
  );
}

const VERDICTS: Readonly<Record<string, string>> = {
  true: '<span class="good">met</span>',
  false: '<span class="bad">missed</span>',
  null: '<span class="warn">not measured</span>',
};

function shownValue(expression: string, value: number | null): string {
  if (value === null) return '-';
  const { kind } = parseThreshold(expression);
  if (kind === 'seconds') return formatSeconds(value);
  return kind === 'share' ? `${Number((value * 100).toPrecision(3))} %` : formatCount(value);
}

function invariants({ invariants, scenario }: Result): Markup {
  const state = numbersOff(scenario).length > 0 ? 'warn' : 'bad';
  return table(
    'Invariants',
    ['invariant', '', 'violations'],
    INVARIANT_NAMES.map((name) => ({
      cells: [
        `${name.replaceAll('_', ' ')} <span class="muted">${escapeXml(MEANINGS[name])}</span>`,
        invariants[name] === 0 ? '<span class="good">holds</span>' : `<span class="${state}">violated</span>`,
        escapeXml(formatCount(invariants[name])),
      ],
    })),
  );
}

function ladderParts(result: Result, ladders: readonly ViolationLadder[]): Markup[] {
  if (violatedIn(result) === 0) return [];
  if (ladders.length === 0) {
    return [
      paragraph('No trace was recorded. The messages that led there are in that of the same run with:'),
      pre('--trace run.trace --trace-ues violated'),
    ];
  }
  return ladders.map(({ ue, seconds, invariants, sequence, titles }) =>
    details(
      `UE ${ue}: ${invariants.join(', ')} violated at ${seconds.toFixed(6)} s`,
      `<div class="sheet" tabindex="0" role="region" aria-label="Messages of UE ${ue}">${formatSvg(sequence, titles)}</div>`,
    ),
  );
}

/** What stands at the top. */
export function verdictTile(result: Result): Tile {
  const violated = violatedIn(result);
  return violated === 0
    ? { name: 'invariants', value: 'all hold', state: 'good' }
    : { name: 'invariants', value: `${violated} violated`, state: sentence(result).state };
}
