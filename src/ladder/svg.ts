import { escapeXml } from '../format/xml.js';
import { type Ladder, type LadderStep, ladderOf } from './ladder.js';
import type { MessageSequence, Node } from './sequence.js';

/*
 * The ladder as SVG that needs nothing else: no fonts, no scripts, no style sheet from elsewhere. Lengths in px.
 */

const MARGIN = 130;
const GAP = 215;
const GUTTER = 14;
const HEAD = 64;
const FONT = 12;
/** Mean width of a character, as much as is needed to keep labels inside. */
const CHARACTER = 6.5;
const LINE = 15;

const STYLE = `
.ladder { font: ${FONT}px system-ui, "Helvetica Neue", Arial, sans-serif; background: #fff; }
.ladder text { fill: #1b2733; }
.ladder .rail { stroke: #b6c2cd; stroke-width: 1.5; }
.ladder .party { fill: #e8eef4; stroke: #7b8fa3; }
.ladder .title { font-weight: 600; text-anchor: middle; }
.ladder .number { fill: #7b8fa3; text-anchor: end; }
.ladder .label, .ladder .keys, .ladder .note { text-anchor: middle; paint-order: stroke; stroke: #fff; stroke-width: 4px; }
.ladder .keys { fill: #1f5f99; }
.ladder .note { fill: #6a5a1f; font-style: italic; }
.ladder .arrow { stroke: #2f4356; stroke-width: 1.5; fill: none; }
.ladder .head { fill: #2f4356; }
.ladder .lost { stroke: #b3261e; stroke-dasharray: 5 4; }
.ladder .own { fill: #f4f6f8; stroke: #7b8fa3; }
.ladder .acts { fill: #fff3d6; stroke: #c98f10; }
.ladder .missing { fill: #fde3e1; stroke: #b3261e; stroke-width: 2; }
.ladder .boxed { text-anchor: middle; }
.ladder .end { fill: #f7f9fb; stroke: #7b8fa3; }
.ladder .odd { fill: #b3261e; font-weight: 700; }
.ladder .verdict { fill: #b3261e; font-weight: 700; font-size: 14px; }
.ladder .small { fill: #44566a; }
`;

/**
 * The ladder as an SVG document.
 *
 * @param title of each column, as of `ladderOf`
 */
export function formatSvg(sequence: MessageSequence, title?: ReadonlyMap<Node, string>): string {
  return new Drawing(ladderOf(sequence, title)).document();
}

class Drawing {
  private readonly parts: string[] = [];
  private readonly width: number;
  private y = HEAD;

  constructor(private readonly ladder: Ladder) {
    this.width = 2 * MARGIN + (ladder.columns.length - 1) * GAP;
  }

  document(): string {
    const { ladder, width } = this;
    for (const step of ladder.steps) this.step(step);
    const railsEnd = this.y + 8;
    this.y = railsEnd + 10;
    this.ends();
    this.derivations();
    const height = this.y + 20;
    const rails = ladder.columns.map(({ node, title }) => this.rail(this.at(node), title, railsEnd));
    const name = `Message ladder: ${ladder.violated} violated after ${ladder.steps.length} steps`;
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" class="ladder" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
      `<title>${escapeXml(name)}</title>`,
      `<style>${STYLE}</style>`,
      `<rect width="${width}" height="${height}" fill="#fff"/>`,
      ...rails,
      ...this.parts,
      '</svg>\n',
    ].join('\n');
  }

  private at(node: Node): number {
    return MARGIN + this.ladder.columns.findIndex((column) => column.node === node) * GAP;
  }

  private rail(x: number, title: string, end: number): string {
    const w = 110;
    return [
      `<line class="rail" x1="${x}" y1="46" x2="${x}" y2="${end}"/>`,
      `<rect class="party" x="${x - w / 2}" y="16" width="${w}" height="30" rx="5"/>`,
      `<text class="title" x="${x}" y="35">${escapeXml(title)}</text>`,
    ].join('\n');
  }

  private text(kind: string, x: number, y: number, text: string): void {
    this.parts.push(`<text class="${kind}" x="${x}" y="${y}">${escapeXml(text)}</text>`);
  }

  /** Text centred at x, moved as far as it takes to stay inside; its next line is below. */
  private centred(kind: string, x: number, text: string): void {
    const half = (text.length * CHARACTER) / 2;
    const inside = Math.max(GUTTER + 30 + half, Math.min(x, this.width - 10 - half));
    this.y += LINE;
    this.text(kind, inside, this.y, text);
  }

  /** Text in a box on a party's rail. */
  private boxed(kind: string, x: number, lines: readonly string[]): void {
    const w = Math.max(...lines.map((line) => line.length)) * CHARACTER + 20;
    const h = lines.length * LINE + 8;
    const middle = Math.max(GUTTER + 30 + w / 2, Math.min(x, this.width - 6 - w / 2));
    this.parts.push(
      `<rect class="${kind}" x="${middle - w / 2}" y="${this.y + 5}" width="${w}" height="${h}" rx="4"/>`,
    );
    lines.forEach((line, i) => {
      this.text('boxed', middle, this.y + 5 + LINE * (i + 1), line);
    });
    this.y += h + 6;
  }

  private step(step: LadderStep): void {
    const from = this.at(step.from);
    const to = this.at(step.to);
    this.text('number', GUTTER + 12, this.y + LINE, String(step.number));
    if (from === to) this.boxed('own', from, [step.name, step.keys].filter(Boolean));
    else {
      this.centred('label', (from + to) / 2, step.name);
      if (step.keys !== '') this.centred('keys', (from + to) / 2, step.keys);
      this.arrow(from, to, step.isLost);
    }
    for (const note of step.notes) this.centred('note', to, `(${note})`);
    for (const { at, text, isMissing } of step.marks) {
      this.boxed(isMissing ? 'missing' : 'acts', this.at(at), [text]);
    }
    this.y += 9;
  }

  private arrow(from: number, to: number, isLost: boolean): void {
    this.y += 8;
    const { y } = this;
    const d = from < to ? 1 : -1;
    if (isLost) {
      const x = (from + to) / 2;
      this.parts.push(
        `<line class="arrow lost" x1="${from}" y1="${y}" x2="${x}" y2="${y}"/>`,
        `<path class="arrow lost" style="stroke-dasharray:none" d="M${x - 5} ${y - 5}l10 10m0 -10l-10 10"/>`,
      );
    } else {
      this.parts.push(
        `<line class="arrow" x1="${from}" y1="${y}" x2="${to - d * 8}" y2="${y}"/>`,
        `<path class="head" d="M${to} ${y}l${-d * 9} -4.5v9z"/>`,
      );
    }
    this.y += 3;
  }

  /** What the parties hold when the invariant breaks, each below its rail. */
  private ends(): void {
    const { ends, violated, lastKeys } = this.ladder;
    const top = this.y;
    let bottom = top;
    for (const { node, holds } of ends) {
      const x = this.at(node);
      const w = GAP - 40;
      const h = (holds.length + 1) * LINE + 10;
      this.parts.push(`<rect class="end" x="${x - w / 2}" y="${top}" width="${w}" height="${h}" rx="4"/>`);
      this.text('boxed small', x, top + LINE, 'holds');
      holds.forEach(({ text, isOdd }, i) => {
        this.text(isOdd ? 'boxed odd' : 'boxed', x, top + LINE * (i + 2), text);
      });
      bottom = Math.max(bottom, top + h);
    }
    this.y = bottom + 28;
    this.text('verdict', GUTTER, this.y, `Violated: ${violated}`);
    if (lastKeys === '') return;
    this.y += LINE;
    this.text('small', GUTTER, this.y, `The last message: ${lastKeys}`);
  }

  private derivations(): void {
    const { derivations } = this.ladder;
    if (derivations.length === 0) return;
    this.y += LINE + 6;
    this.text('small', GUTTER, this.y, 'Keys (clause of TS 33.401 Annex A):');
    for (const derivation of derivations) {
      this.y += LINE;
      this.text('small', GUTTER + 12, this.y, derivation);
    }
  }
}
