import { reasonOf } from '../files.js';
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

type Env = Readonly<Record<string, string | undefined>>;

/** How to set a text for an output: its width, and colours where it shows them. */
export function styleOf(output: Output, env: Env): { colour: boolean; columns: number } {
  return {
    colour: showsEscapes(output, env) && output.hasColors?.() === true,
    columns: widthOf(output),
  };
}

/** Whether escape codes do anything there: on a terminal, but on none that only types. */
export function showsEscapes({ isTTY }: Output, env: Env): boolean {
  return isTTY === true && env.TERM !== 'dumb';
}

/** A reader that has gone (`uestorm run --json | head`): what it did not want needs no message. */
const GONE = ['EPIPE', 'ERR_STREAM_DESTROYED'];

/**
 * Takes care of what cannot be written to standard output or standard error, such as where it is a file on a disk that
 * is full. Messages that have no place are no reason to end.
 *
 * @param onFailure of standard output: gets what the system says
 */
export function watchOutputs(
  { stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>,
  onFailure: (reason: string) => void,
): void {
  stderr.on('error', () => undefined);
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!GONE.includes(error.code ?? '')) onFailure(reasonOf(error));
  });
}
