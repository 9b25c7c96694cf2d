import { escapeXml } from '../format/xml.js';
import { formatSvg } from '../ladder/svg.js';
import { enbText } from '../model/enb-choices.js';
import { nameOfRule, numbersOff } from '../rules/table.js';
import type { Finding, Verification } from '../verify/verify.js';
import { document, type Markup, section, table } from './markup.js';

/** report.html of `uestorm verify`: what was explored, and the ladder of each violation. */
export function verifyPage(found: Verification): string {
  const { events, faults, kinds, activeFlag, enb, violations, invariants, status } = found;
  const off = numbersOff(found).map(nameOfRule).join(', ');
  const title = `Exploration ${off === '' ? 'with all rules on' : `without ${off}`}`;
  const holds = invariants.length === 0;
  const sentence = holds
    ? status === 'complete'
      ? 'No interleaving violates an invariant.'
      : `No violation was found, and the exploration is ${status}.`
    : `Violated: ${invariants.join(', ')}.`;
  const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
  const whole = (n: number): string => n.toLocaleString('en-US');
  const rows = [
    ['bound', `${counted(events, 'traffic event')}, ${counted(faults, 'fault')}`],
    ['traffic', `${kinds.join(', ')}${activeFlag ? ', with the active flag' : ''}`],
    ['eNBs', enbText(enb)],
    ['surveys', whole(found.surveys)],
    ['states', whole(found.states)],
    ['transitions', whole(found.transitions)],
    ['depth', `${found.depth} steps`],
  ];
  return document(title, [
    `<header><h1>${escapeXml(title)}</h1><p class="${holds && status === 'complete' ? 'good' : 'warn'}"><strong>${escapeXml(sentence)}</strong></p></header>`,
    section('What was explored', [
      table(
        'What was explored',
        ['', ''],
        rows.map((cells) => ({ cells: cells.map(escapeXml) })),
      ),
    ]),
    ...violations.map(ladder),
  ]);
}

function ladder(violation: Finding, n: number): Markup {
  const { invariants, steps, events, start } = violation;
  const name = `Violation ${n + 1}: ${invariants.join(', ')} after ${steps.length} steps`;
  return section(name, [
    `<p>${escapeXml(`Traffic: ${events.join(', ')}, at first ${start}.`)}</p>`,
    `<div class="sheet" tabindex="0" role="region" aria-label="${escapeXml(name)}">${formatSvg(violation)}</div>`,
  ]);
}
