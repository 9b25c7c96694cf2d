import type { AuditReport } from '../audit/audit.js';
import type { CheckName, CheckReport } from '../audit/check.js';
import type { Finding, Witness } from '../audit/finding.js';
import type { RuleReport } from '../audit/judge.js';
import { type Cell, formatTable, painter } from '../format/table.js';
import { wrap } from '../format/wrap.js';
import { GUARD, nameOfRule, RULES } from '../rules/table.js';
import type { OtherName } from '../trace/other-names.js';

/** Names of checks beside the rules, as a person reads them. */
const CHECKS: Readonly<Record<CheckName, readonly [subject: string, title: string]>> = {
  nas_count_reuse: ['NAS COUNT', 'NAS COUNTs that were used twice'],
  nas_count_replay: ['NAS COUNT', 'NAS COUNTs that were accepted twice'],
  smc_count: ['NAS COUNT', 'NAS SMCs sent again under the same COUNT'],
  kenb_count: ['KeNB', 'KeNBs of another COUNT'],
  key_origin: ['key chain', 'KeNBs and NHs of no KASME that is known'],
  nh_chain: ['key chain', 'NHs of a KeNB that AS does not run on'],
  nh_reuse: ['key chain', 'NHs that were handed out twice'],
  ncc_step: ['NCC', 'NCCs that do not go on by one'],
  ncc_wrap: ['NCC', 'NCCs that wrap at the UE'],
};

export function formatFinding({ rule, check, ue, party, messages, because }: Finding): string {
  const lines = messages.map((message) => `  ${formatWitness(message)}\n`).join('');
  const title = check !== undefined ? CHECKS[check][0] : nameOfRule(rule ?? 0);
  return `${title}, UE ${ue}, ${party ?? 'whose it is cannot be told'}: ${because}\n${lines}`;
}

function formatWitness({ t_seconds, message, from, to, frame }: Witness): string {
  const place = frame === undefined ? '' : `, frame ${frame}`;
  return `${t_seconds.toFixed(6).padStart(13)} s  ${message}, ${from} to ${to}${place}`;
}

/** What was judged, rule by rule, and why what could not be judged could not. */
export function formatReport({ rules, checks }: AuditReport, width: number): string {
  const count = (n: number): Cell => ({ text: n.toLocaleString('en-US'), empty: false });
  const rows = [
    ...rules.map((report) => ({
      ...report,
      title: `${padded(report.rule)} ${RULES[report.rule - 1].title}`,
    })),
    ...checks.filter(isOccupied).map((report) => ({ ...report, title: `   ${CHECKS[report.check][1]}` })),
  ];
  const table = formatTable(
    [{ heading: 'rule' }, { heading: 'judged' }, { heading: 'broken' }, { heading: 'not judged' }],
    rows.map(({ title, judged, broken, unjudged }) => [
      { text: title },
      count(judged),
      count(broken),
      count(unjudged.reduce((sum, { count }) => sum + count, 0)),
    ]),
    width,
    painter(false),
  );
  const reasons = [
    ...rules.flatMap(({ rule, unjudged }) =>
      unjudged.map(({ because, count }) => `${nameOfRule(rule)}: not judged ${count} ×: ${because}`),
    ),
    ...nothingToJudge(rules),
    ...idleChecks(checks),
    ...checks.flatMap(({ check, unjudged }) =>
      unjudged.map(({ because, count }) => `${CHECKS[check][1]}: not judged ${count} ×: ${because}`),
    ),
  ];
  return [...table, ...reasons.flatMap((line) => wrap(line, width))].map((line) => `${line}\n`).join('');
}

const isOccupied = ({ judged, unjudged }: CheckReport): boolean => judged > 0 || unjudged.length > 0;

/** Checks that had nothing to judge, on one line. */
function idleChecks(checks: readonly CheckReport[]): string[] {
  const idle = checks.filter((report) => !isOccupied(report)).map(({ check }) => CHECKS[check][1]);
  return idle.length === 0 ? [] : [`nothing to judge: ${idle.join(', ')}`];
}

/** Rules for which there was nothing to judge, a line for each message that would have been, seen or not. */
function nothingToJudge(rules: readonly RuleReport[]): string[] {
  const idle = rules.filter(({ judged, unjudged }) => judged === 0 && unjudged.length === 0);
  const why = ({ hidden, occasion }: RuleReport): string =>
    hidden === undefined
      ? `nothing to judge: no ${occasion}`
      : `not visible: no message of ${hidden.toUpperCase()} is in it`;
  return [...new Set(idle.map(why))].map((reason) => {
    const [first, ...others] = idle.filter((report) => why(report) === reason).map(({ rule }) => rule);
    const names =
      others.length === 0 || others.includes(GUARD)
        ? [first, ...others].map(nameOfRule).join(', ')
        : `rules ${[first, ...others].join(', ')}`;
    return `${names}: ${reason}`;
  });
}

const padded = (rule: number): string => String(rule).padStart(2);

/** The names that no rule asks for, a line each; nothing if there are none. */
export function formatNames(names: readonly OtherName[], what: string): string {
  return names
    .map(
      ({ name, count, first_seconds }) =>
        `uestorm: ${what} ${JSON.stringify(name)}: ${count} events, the first at ${first_seconds} s\n`,
    )
    .join('');
}
