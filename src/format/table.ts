import { styleText } from 'node:util';
import { wrap } from './wrap.js';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';
/** Applies a style, or leaves the text as it is where there is no colour. */
export type Paint = (style: Style, text: string) => string;

export function painter(colour: boolean): Paint {
  // Whoever asks for the text has decided about colour; Node must not decide again by looking at its own stdout.
  return (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
}

export interface Column {
  readonly heading: string;
  /** The heading where space is short. */
  readonly short?: string;
}
export interface Cell {
  readonly text: string;
  readonly style?: Style;
  /** Says nothing: a column of such cells is left out. */
  readonly empty?: boolean;
}

/** What is left of the first column before anything else is made narrower: a rule is still known by its words. */
const READABLE = 36;

/**
 * Sets a table in at most `width` characters: the first column to the left, the others to the right, columns
 * without content left out. Where space is short the first column goes on in further lines as far as it stays readable, then
 * the gaps shrink, then the headings.
 */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width: number,
  paint: Paint,
): string[] {
  const kept = columns.flatMap((_, index) =>
    index === 0 || rows.some((row) => row[index].empty !== true) ? [index] : [],
  );
  const body = rows.map((row) => kept.map((index) => row[index]));
  const long = kept.map((index) => columns[index].heading);
  const short = kept.map((index) => columns[index].short ?? columns[index].heading);
  const layouts = [layOut(long, 2, body, width), layOut(long, 1, body, width), layOut(short, 1, body, width)];
  const { headings, widths, gap } = layouts.find(({ readable }) => readable) ?? layouts[2];

  const line = (cells: readonly Cell[]) =>
    cells
      .map(({ text, style }, index) => {
        const set = index === 0 ? text.padEnd(widths[0]) : text.padStart(widths[index]);
        return style === undefined || text === '' ? set : paint(style, set);
      })
      .join(' '.repeat(gap))
      .trimEnd();
  const lines = ([name, ...cells]: readonly Cell[]) => {
    const [first, ...rest] = inLines(name.text, widths[0]);
    return [line([{ ...name, text: first }, ...cells]), ...rest.map((text) => line([{ ...name, text }]))];
  };
  return [line(headings.map((text) => ({ text, style: 'dim' }))), ...body.flatMap(lines)];
}

/** A name in lines of at most `width` characters; what follows a number in front stays to the right of it. */
function inLines(text: string, width: number): string[] {
  const number = /^ *(?:\d+ +)?/.exec(text)?.[0] ?? '';
  const room = Math.max(1, width - number.length);
  const [first, ...rest] = wrap(text.slice(number.length), room).flatMap((line) => broken(line, room));
  return [number + first, ...rest.map((more) => ' '.repeat(number.length) + more.trimStart())];
}

/** A line with a word that is too long for it, such as a name with dots: it goes on after one of them. */
function broken(line: string, width: number): string[] {
  if (line.length <= width) return [line];
  const head = /^.*[./_ ]/.exec(line.slice(0, width))?.[0] ?? line.slice(0, width);
  return [head.trimEnd(), ...broken(line.slice(head.length), width)];
}

/** The widths of the columns under these headings, the first one narrowed so that all fit. */
function layOut(headings: readonly string[], gap: number, body: readonly (readonly Cell[])[], width: number) {
  const widths = headings.map((heading, index) =>
    Math.max(heading.length, ...body.map((row) => row[index].text.length)),
  );
  const others = widths.slice(1).reduce((total, column) => total + gap + column, 0);
  const first = Math.max(1, Math.min(widths[0], width - others));
  return {
    headings,
    gap,
    widths: [first, ...widths.slice(1)],
    readable: first >= Math.min(widths[0], READABLE),
  };
}

/** The text in at most `width` characters, with an ellipsis where something is missing. */
export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
