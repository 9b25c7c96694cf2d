import { wrap } from '../format/wrap.js';

/** What the command needs of a standard stream; `process.stdout` and `process.stderr` are such. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  /** Width of the terminal, where it is one. */
  readonly columns?: number;
  /** Whether the terminal shows colours; knows NO_COLOR and TERM. */
  hasColors?(): boolean;
}

/** Some terminals, such as those of build servers, say 0 and mean that they do not know. */
const UNKNOWN_TERMINAL = 80;
/** A file or a pipe wraps nothing: wide enough for tables with nothing cut. */
const NO_TERMINAL = 132;

/** Characters in a line. */
export function widthOf({ columns, isTTY }: Output): number {
  return columns || (isTTY ? UNKNOWN_TERMINAL : NO_TERMINAL);
}

/** Longer lines of prose are hard to read. */
const PROSE = 80;

/** Sets a text anew for a width: lines that are indented, and headings (with a colon at the end), stay as they are. */
export function fill(text: string, columns: number): string {
  const lines: string[] = [];
  let isOpen = false;
  for (const line of text.split('\n')) {
    const isProse = line !== '' && !line.startsWith(' ') && !/^[^,;]+:$/.test(line);
    if (isProse && isOpen) lines.push(`${lines.pop()} ${line}`);
    else lines.push(line);
    isOpen = isProse;
  }
  return lines
    .flatMap((line) => (line.startsWith(' ') ? line : wrap(line, Math.min(columns, PROSE))))
    .join('\n');
}

/** How to set a text for an output: its width, and colours where it shows them. */
export function styleOf(output: Output): { colour: boolean; columns: number } {
  return {
    colour: output.isTTY === true && output.hasColors?.() === true,
    columns: widthOf(output),
  };
}

/** Whether a line there can be taken back and written again: on a terminal, but on none that only types. */
export function canRedraw({ isTTY }: Output, env: Readonly<Record<string, string | undefined>>): boolean {
  return isTTY === true && env.TERM !== 'dumb';
}

/** Ignores that a reader has gone (`uestorm run --json | head`): what it did not want needs no stack trace. */
export function tolerateClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
  });
}
