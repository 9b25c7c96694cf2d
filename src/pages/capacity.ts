import { escapeXml } from '../format/xml.js';
import { toYaml } from '../scenario/print.js';
import type { Scenario } from '../scenario/scenario.js';
import { details, document, type Markup, pre, section } from './markup.js';

export { REPORT_FILE } from './markup.js';

/** What a page about a search or a table is made of. */
export interface CapacityPage {
  readonly title: string;
  /** As the command prints it: the answer on its first lines. */
  readonly text: string;
  /** Charts as SVG documents, by name. */
  readonly charts: Readonly<Record<string, string>>;
  readonly scenario: Scenario;
}

/** report.html of `uestorm capacity`. */
export function capacityPage({ title, text, charts, scenario }: CapacityPage): string {
  const [answer, ...rest] = text.split('\n\n');
  return document(title, [
    `<header><h1>${escapeXml(title)}</h1><p><strong>${escapeXml(sentences(answer))}</strong></p></header>`,
    ...Object.entries(charts).map(([name, svg]) =>
      section(`${name[0].toUpperCase()}${name.slice(1)}`, [sheet(name, svg)]),
    ),
    section('What it rests on', [
      pre(rest.join('\n\n').trimEnd()),
      details('the whole scenario', pre(toYaml(scenario))),
    ]),
  ]);
}

/** Lines as sentences: one that begins with a capital letter is the next one. */
function sentences(lines: string): string {
  return lines
    .trim()
    .replace(/\.?\n(?=[A-Z])/g, '. ')
    .replace(/\n */g, ' ');
}

/** A drawing with a width of its own. */
function sheet(name: string, svg: string): Markup {
  return `<div class="sheet" tabindex="0" role="region" aria-label="${escapeXml(name)}">${svg}</div>`;
}
