import { escapeXml } from '../format/xml.js';
import type { MessageSequence } from './sequence.js';
import { formatSvg } from './svg.js';

const STYLE = `
body { margin: 2rem; font: 16px/1.5 system-ui, "Helvetica Neue", Arial, sans-serif; color: #1b2733; background: #fff; }
h1 { font-size: 1.3rem; } p { max-width: 70ch; }
.sheet { overflow-x: auto; border: 1px solid #d5dde5; border-radius: 6px; }
.sheet svg { display: block; }
.key { display: inline-block; width: .9em; height: .9em; border: 1px solid; vertical-align: -1px; }
.acts { background: #fff3d6; border-color: #c98f10; } .missing { background: #fde3e1; border-color: #b3261e; }
`;

/**
 * The ladder as a page that needs nothing else.
 *
 * @param title what was explored
 * @param what one sentence about it
 */
export function formatHtml(sequence: MessageSequence, title: string, what: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeXml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeXml(title)}</h1>
<p>${escapeXml(what)}</p>
<p><span class="key acts"></span> a rule acts &nbsp; <span class="key missing"></span> the rule that is switched off would have acted</p>
<div class="sheet">
${formatSvg(sequence)}</div>
</body>
</html>
`;
}
