import { UsageError } from '../errors.js';
import type { TraceEvent } from '../trace/event.js';
import { toJsonLine } from '../trace/json.js';
import { isSelected, readUes } from '../trace/selection.js';
import { UnknownNames } from '../trace/vocabulary.js';
import { EXIT } from './exit.js';
import { widthOf } from './output.js';
import type { Deps } from './run.js';

/** As on the command line. */
export interface TraceFlags {
  readonly ue?: string;
  readonly from?: number;
  readonly to?: number;
  readonly ladder?: boolean;
  readonly mermaid?: boolean;
}

/** Reads a time in seconds for an option. @throws UsageError */
export function readSeconds(option: string): (written: string) => number {
  return (written) => {
    const seconds = /^\d+(\.\d+)?s?$/.test(written) ? Number.parseFloat(written) : Number.NaN;
    if (Number.isFinite(seconds)) return seconds;
    throw new UsageError(`${option}: expected seconds such as 12.5, got ${JSON.stringify(written)}`);
  };
}

/** Characters that are written together. */
const BATCH = 2 ** 16;

/** `uestorm trace`: prints the events that the flags leave. Resolves to the exit status. */
export async function traceCommand(file: string, flags: TraceFlags, deps: Deps): Promise<number> {
  const { ue, from = 0, to = Number.POSITIVE_INFINITY } = flags;
  const isChosen = ue === undefined ? () => true : isSelected(readUes(ue, '--ue'), 0);
  const isDrawn = flags.ladder === true || flags.mermaid === true;
  const unknown = new UnknownNames();
  const drawn: TraceEvent[] = [];
  let text = '';
  const print = (event: TraceEvent): void => {
    text += toJsonLine(event);
    if (text.length < BATCH) return;
    deps.stdout.write(text);
    text = '';
  };
  // Loaded when they are needed: the other commands answer at once.
  const { readTrace } = await import('../trace/reader.js');
  const { LADDER_EVENTS_MAX, drawLadder } = await import('../ladder/trace.js');
  const keep = (event: TraceEvent): void => {
    drawn.push(event);
    if (event.ue !== drawn[0].ue) {
      throw new UsageError(
        `--ladder: a ladder is of one UE, got UEs ${drawn[0].ue} and ${event.ue}; choose one with --ue`,
      );
    }
    if (drawn.length > LADDER_EVENTS_MAX) {
      throw new UsageError(
        `--ladder: more than ${LADDER_EVENTS_MAX} events from ${drawn[0].t_seconds} s on; choose less with --from and --to`,
      );
    }
  };
  try {
    await readTrace(
      file,
      (event) => {
        if (!isChosen(event.ue) || event.t_seconds < from || event.t_seconds >= to) return;
        unknown.see(event.message, event.nas, event.t_seconds);
        if (isDrawn) keep(event);
        else print(event);
      },
      deps.stdin,
    );
  } finally {
    deps.stdout.write(text);
  }
  if (isDrawn) {
    const width = Math.max(110, widthOf(deps.stdout));
    deps.stdout.write(drawLadder(drawn, { width, isMermaid: flags.mermaid === true }));
  }
  deps.stderr.write(formatUnknown(unknown));
  return EXIT.ok;
}

/** The names that nobody knows, a line each; nothing if there are none. */
export function formatUnknown(unknown: UnknownNames): string {
  return unknown
    .list()
    .map(
      ({ name, count, first_seconds }) =>
        `uestorm: unknown message ${JSON.stringify(name)}: ${count} events, the first at ${first_seconds} s\n`,
    )
    .join('');
}
