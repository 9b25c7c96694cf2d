import { wrap } from '../format/wrap.js';
import { type LadderStep, ladderOf } from './ladder.js';
import type { MessageSequence, Node } from './sequence.js';

/** Columns ahead of the first rail: number of the step, and half a title. */
const MARGIN = 8;
/** The least and the most between two rails. */
const GAP_MIN = 8;
const GAP_MAX = 28;

/**
 * The ladder as text: of each message what it is, what keys it carries, and its arrow.
 *
 * @param title of each column, as of `ladderOf`
 * @param width characters in a line; 80 are enough for nine parties
 */
export function formatLadder(
  sequence: MessageSequence,
  width = 80,
  title?: ReadonlyMap<Node, string>,
): string {
  const ladder = ladderOf(sequence, title);
  const count = ladder.columns.length;
  const fit = Math.floor((width - MARGIN - 6) / (count - 1));
  const gap = Math.max(GAP_MIN, Math.min(GAP_MAX, fit));
  const columns = new Map(ladder.columns.map(({ node }, i) => [node, MARGIN + i * gap]));
  const page = new Page(columns, Math.max(width, MARGIN + (count - 1) * gap + 6));
  page.heads(ladder.columns.map(({ title }) => title));
  for (const step of ladder.steps) page.step(step);
  page.rails();
  const lines = [...page.lines, ''];
  if (ladder.violated !== '') {
    lines.push(...wrap(`Violated: ${ladder.violated}`, width));
    if (ladder.lastKeys !== '') lines.push(...wrap(`  the last message: ${ladder.lastKeys}`, width));
  }
  for (const { title, holds } of ladder.ends) {
    lines.push(...wrap(`  ${title} holds: ${holds.map(({ text }) => text).join(', ')}`, width));
  }
  if (ladder.derivations.length > 0) lines.push('Keys (clause of TS 33.401 Annex A):');
  for (const derivation of ladder.derivations) lines.push(...wrap(`  ${derivation}`, width));
  return `${lines.join('\n')}\n`;
}

/** Lines of a ladder as they are drawn. */
class Page {
  readonly lines: string[] = [];

  constructor(
    private readonly columns: ReadonlyMap<Node, number>,
    private readonly width: number,
  ) {}

  private at(node: Node): number {
    return this.columns.get(node) ?? MARGIN;
  }

  /** A line with nothing but rails. */
  private blank(): string[] {
    const line = new Array<string>(this.width).fill(' ');
    for (const at of this.columns.values()) line[at] = '|';
    return line;
  }

  private end(line: readonly string[]): void {
    this.lines.push(line.join('').trimEnd());
  }

  rails(): void {
    this.end(this.blank());
  }

  /** Titles, one word above the other. */
  heads(titles: readonly string[]): void {
    const words = titles.map((title) => /^(\w+) (.*)$/.exec(title)?.slice(1) ?? [title]);
    const places = [...this.columns.values()];
    for (const row of [0, 1]) {
      const line = new Array<string>(this.width).fill(' ');
      words.forEach((title, i) => {
        const word = title.length === 1 ? (row === 1 ? title[0] : '') : title[row];
        put(line, places[i] - (word.length >> 1), word);
      });
      this.end(line);
    }
    this.rails();
  }

  step(step: LadderStep): void {
    const from = this.at(step.from);
    const to = this.at(step.to);
    const beside = Math.min(from, to) + 1;
    const room = this.width - 6;
    const whole = [step.name, step.keys].filter(Boolean).join('  ');
    const labels =
      whole.length <= room ? [whole] : [step.name, step.keys].flatMap((label) => wrap(label, room));
    labels.forEach((label, i) => {
      const line = this.blank();
      if (i === 0) put(line, 0, String(step.number).padStart(3));
      this.label(line, beside, label);
    });
    if (from !== to) this.end(arrow(this.blank(), from, to, step.isLost));
    for (const note of step.notes) this.note(this.at(step.to) + 1, `(${note})`);
    for (const { at, text, isMissing } of step.marks) {
      this.note(this.at(at) + 1, `${isMissing ? '!!' : '**'} ${text}`);
    }
  }

  /** Text at a place, on as many lines as it takes. */
  private note(at: number, text: string): void {
    for (const line of wrap(text, this.width - 6)) this.label(this.blank(), at, line);
  }

  /** Text at a place, or as far to the left of it as it takes to fit. */
  private label(line: string[], at: number, text: string): void {
    put(line, Math.max(4, Math.min(at, this.width - text.length - 2)), ` ${text} `);
    this.end(line);
  }
}

function put(line: string[], from: number, text: string): void {
  for (let i = 0; i < text.length; i++) line[from + i] = text[i];
}

/** A lost message's arrow ends before it arrives. */
function arrow(line: string[], from: number, to: number, isLost: boolean): string[] {
  const step = from < to ? 1 : -1;
  const stop = isLost ? from + Math.trunc((to - from) / 2) : to - step;
  for (let i = from + step; i !== stop; i += step) line[i] = '-';
  line[stop] = isLost ? 'x' : step > 0 ? '>' : '<';
  return line;
}
