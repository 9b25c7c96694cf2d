import { readFileSync } from 'node:fs';
import { escapeXml } from '../format/xml.js';
import { VERSION } from '../version.js';

/*
 * Pages that need nothing else: one file, no script, no request to anywhere. What a chart shows stands in a table as
 * well.
 */

/** The page in the folder of --out. */
export const REPORT_FILE = 'report.html';

/** Text that is markup already. */
export type Markup = string;

/** A whole page. */
export function document(title: string, body: readonly Markup[]): Markup {
  const style = readFileSync(new URL('../browser/report.css', import.meta.url), 'utf8');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="generator" content="uestorm ${escapeXml(VERSION)}">
<link rel="icon" href="data:,">
<title>${escapeXml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${body.filter((part) => part !== '').join('\n')}
</main>
</body>
</html>
`;
}

/** A part of a page, with its heading. */
export function section(title: string, content: readonly Markup[]): Markup {
  const id = title.toLowerCase().replace(/\W+/g, '-');
  return `<section class="panel" aria-labelledby="${id}">
<h2 id="${id}">${escapeXml(title)}</h2>
${content.filter((part) => part !== '').join('\n')}
</section>`;
}

/** A number that a page begins with, and its unit. */
export interface Tile {
  readonly name: string;
  readonly value: string;
  readonly unit?: string;
  readonly state?: 'good' | 'warn' | 'bad' | undefined;
}

export function tiles(list: readonly Tile[]): Markup {
  const each = list.map(({ name, value, unit, state }) => {
    const of = unit === undefined ? '' : ` <span class="unit">${escapeXml(unit)}</span>`;
    return `<div class="panel tile"><dt>${escapeXml(name)}</dt><dd${state === undefined ? '' : ` class="${state}"`}>${escapeXml(value)}${of}</dd></div>`;
  });
  return `<dl class="tiles" style="margin:0">${each.join('')}</dl>`;
}

/** A table: the first cell of a row is its heading. Cells are markup. */
export function table(
  caption: string,
  head: readonly string[],
  rows: readonly { readonly cells: readonly Markup[]; readonly kind?: string | undefined }[],
): Markup {
  const heads = head.map((text) => `<th scope="col">${escapeXml(text)}</th>`).join('');
  const lines = rows.map(({ cells: [first, ...others], kind }) => {
    const rest = others.map((cell) => `<td>${cell}</td>`).join('');
    return `<tr${kind === undefined ? '' : ` class="${kind}"`}><th scope="row">${first}</th>${rest}</tr>`;
  });
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeXml(caption)}"><table><thead><tr>${heads}</tr></thead><tbody>${lines.join('\n')}</tbody></table></div>`;
}

/** What is folded away at first. */
export function details(title: string, content: Markup): Markup {
  return `<details><summary>${escapeXml(title)}</summary>${content}</details>`;
}

export const paragraph = (text: string): Markup => `<p>${escapeXml(text)}</p>`;
export const pre = (text: string): Markup => `<pre tabindex="0">${escapeXml(text)}</pre>`;
export const pill = (text: string, state: string): Markup =>
  `<span class="pill ${state}">${escapeXml(text)}</span>`;
