import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { wrap } from '../../src/format/wrap.js';
import { escapeXml } from '../../src/format/xml.js';
import { formatHtml } from '../../src/ladder/html.js';
import { columnsOf, ladderOf } from '../../src/ladder/ladder.js';
import { formatMermaid } from '../../src/ladder/mermaid.js';
import { formatSvg } from '../../src/ladder/svg.js';
import { formatLadder } from '../../src/ladder/text.js';
import { explore } from '../../src/verify/explorer/explore.js';

/** Guard 11 off: HANDOVER REQUIRED overtakes UE CONTEXT MODIFICATION RESPONSE. */
const [found] = explore({
  events: ['rekey', 's1_handover'],
  start: 'connected',
  faults: 0,
  withoutRules: [11],
}).violations;

describe('A ladder as text', () => {
  const lines = formatLadder(found).split('\n');

  it('has a column for each party that takes part', () => {
    assert.deepEqual(columnsOf(found), ['ue', 'enb-0', 'enb-1', 'mme-0']);
    assert.match(lines[0], /^ +source +target +source$/);
    assert.match(lines[1], /^ +UE +eNB +eNB +MME$/);
  });

  it('has an arrow between the right columns under each message', () => {
    const at = lines.findIndex((line) => line.includes('HANDOVER REQUEST  NH'));
    const rails = [...lines[2].matchAll(/\|/g)].map(({ index }) => index);
    const arrow = lines[at + 1];
    assert.deepEqual([arrow[rails[2] + 1], arrow[rails[3] - 1], arrow[rails[3]]], ['<', '-', '|']);
    assert.equal(arrow.trimEnd().length, rails[3] + 1);
  });

  it('shows the keys of each message', () => {
    assert.ok(lines.some((line) => line.includes('[SECURITY MODE COMMAND]  K2/eKSI 1, COUNT 0')));
    assert.ok(lines.some((line) => line.includes('UE CONTEXT MODIFICATION REQUEST  KeNB')));
    assert.ok(lines.some((line) => /HANDOVER REQUEST {2}NH\d+, NCC 2/.test(line)));
  });

  it('marks where rules act, and where the missing one would have acted', () => {
    assert.ok(lines.some((line) => line.includes('** rule 5 holds')));
    assert.ok(lines.some((line) => line.includes('!! guard 11 would have held')));
  });

  it('ends with what the parties hold and how it was derived', () => {
    const end = lines.slice(lines.findIndex((line) => line.startsWith('Violated:')));
    assert.equal(end[0], 'Violated: as_agreement, chain_agreement');
    const held = (who: string) =>
      /KeNB\d+/.exec(end.find((line) => line.startsWith(`  ${who} holds`)) ?? '')?.[0];
    assert.ok(held('UE') !== undefined && held('target eNB') !== undefined);
    assert.notEqual(held('UE'), held('target eNB'));
    assert.ok(end.some((line) => line.startsWith(`  ${held('UE')} = A.5(NH`)));
  });

  it('fits a terminal of 80 columns, and a wider or narrower one', () => {
    for (const line of lines) assert.ok(line.length <= 80, line);
    for (const line of formatLadder(found, 120).split('\n')) assert.ok(line.length <= 120, line);
    for (const line of formatLadder(found, 66).split('\n')) assert.ok(line.length <= 66, line);
  });

  it('shows a lost message with an arrow that does not arrive', () => {
    const [step] = found.steps.filter(({ name }) => name === 'HANDOVER REQUIRED');
    const text = formatLadder({ ...found, steps: [{ ...step, fate: 'lost' }] });
    assert.match(text, /\|-+x/);
    assert.match(text, /\(LOST\)/);
    assert.doesNotMatch(text, />/);
  });
});

describe('A line that is too long', () => {
  it('breaks between words, and what follows is indented', () => {
    assert.deepEqual(wrap('  one two three', 9), ['  one two', '      three']);
    assert.deepEqual(wrap('short', 9), ['short']);
    assert.deepEqual(wrap('a, unbreakable', 9), ['a,', 'unbreakable']);
  });
});

describe('A ladder as a Mermaid diagram', () => {
  const lines = formatMermaid(found).trimEnd().split('\n');

  it('declares its participants before it uses them', () => {
    assert.equal(lines[0], 'sequenceDiagram');
    assert.deepEqual(lines.slice(1, 5), [
      '  participant ue as UE',
      '  participant enb0 as source eNB',
      '  participant enb1 as target eNB',
      '  participant mme0 as source MME',
    ]);
  });

  it('has nothing but messages and notes after that', () => {
    for (const line of lines.slice(5)) {
      assert.match(line, /^ {2}(\w+(->>|-x)\w+|Note over \w+(,\w+)?): [^;#]+$/);
    }
  });

  it('has a message for each step between two parties', () => {
    const between = found.steps.filter(({ from, to }) => from !== to).length;
    assert.equal(lines.filter((line) => line.includes('->>')).length, between);
  });
});

describe('A ladder as SVG', () => {
  const svg = formatSvg(found);

  it('is well-formed', () => {
    const open: string[] = [];
    for (const [, slash, name, rest] of svg.matchAll(/<(\/?)(\w+)([^>]*)>/g)) {
      if (slash === '/') assert.equal(open.pop(), name);
      else if (!rest.endsWith('/')) open.push(name);
    }
    assert.deepEqual(open, []);
    assert.doesNotMatch(svg, /&(?!amp;|lt;|gt;|quot;)/);
  });

  it('needs nothing from elsewhere', () => {
    assert.doesNotMatch(svg, /href|url\(|<script|@import|<image/);
  });

  it('has everything that the text has', () => {
    for (const { name } of ladderOf(found).steps) assert.ok(svg.includes(escapeXml(name)), name);
    assert.match(svg, /class="missing"/);
    assert.match(svg, /guard 11 would have held/);
    assert.match(svg, /Violated: as_agreement, chain_agreement/);
  });

  it('stays inside its frame', () => {
    const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
    for (const [, x, y, w, h] of svg.matchAll(
      /<rect[^>]* x="(-?[\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g,
    )) {
      assert.ok(Number(x) >= 0 && Number(x) + Number(w) <= Number(width), `${x} ${w}`);
      assert.ok(Number(y) + Number(h) <= Number(height), `${y} ${h}`);
    }
  });

  it('shows in red what disagrees', () => {
    const odd = [...svg.matchAll(/class="boxed odd"[^>]*>([^<]*)</g)].map(([, text]) => text);
    const [ue, enb] = found.disagreement;
    assert.ok(odd.includes(`${ue.holds.kenb}`) && odd.includes(`${enb.holds.kenb}`), odd.join());
  });
});

describe('A ladder as a page', () => {
  it('holds the drawing, and escapes what it is told', () => {
    const page = formatHtml(found, 'Without <guard> 11', 'a & b');
    assert.match(page, /^<!doctype html>/);
    assert.match(page, /<title>Without &lt;guard&gt; 11<\/title>/);
    assert.match(page, /<p>a &amp; b<\/p>/);
    assert.ok(page.includes(formatSvg(found)));
    assert.doesNotMatch(page, /<script|href=|src=/);
  });
});
