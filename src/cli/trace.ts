import { UsageError } from '../errors.js';
import type { CaptureFile } from '../packets/file.js';
import { Ends } from '../trace/ends.js';
import type { TraceEvent } from '../trace/event.js';
import { toJsonLine } from '../trace/json.js';
import { OtherNames } from '../trace/other-names.js';
import { isSelected, readUes } from '../trace/selection.js';
import { VERSION } from '../version.js';
import { formatNames } from './audit-text.js';
import { type ReadEvents, readTraceOrCapture } from './events.js';
import { widthOf } from './output.js';
import type { Deps } from './run.js';
import { EXIT } from './statuses.js';

/** As on the command line. */
export interface TraceFlags {
  readonly ue?: string;
  readonly from?: number;
  readonly to?: number;
  readonly ladder?: boolean;
  readonly mermaid?: boolean;
  /** File for a capture of the messages. */
  readonly pcapng?: string;
  /** File with keys that a capture does not show. */
  readonly keys?: string;
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
  if (isDrawn && flags.pcapng !== undefined) {
    throw new UsageError(
      '--pcapng: a capture and a ladder are two things; leave out one of --pcapng, --ladder and --mermaid',
    );
  }
  const names = new OtherNames();
  const drawn: TraceEvent[] = [];
  /** Of the whole trace, and of what is left: when it begins and ends. */
  const span = new Span();
  let left = 0;
  let text = '';
  const print = (event: TraceEvent): void => {
    text += toJsonLine(event);
    if (text.length < BATCH) return;
    deps.stdout.write(text);
    text = '';
  };
  // Loaded when it is needed: the other commands answer at once.
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
  // A ladder draws messages where they arrive; one that is seen once stands for that, too.
  let ends = new Ends({}, keep);
  const capture = flags.pcapng === undefined ? null : await captureFile(flags.pcapng);
  let read: ReadEvents;
  try {
    read = await readTraceOrCapture(
      file,
      {
        source(source) {
          ends = new Ends(source, keep);
        },
        event(event) {
          span.add(event);
          if (!isChosen(event.ue) || event.t_seconds < from || event.t_seconds >= to) return;
          left++;
          names.see(event.message, event.nas, event.t_seconds);
          if (capture !== null) capture.take(event);
          else if (isDrawn) ends.push(event);
          else print(event);
        },
      },
      deps.stdin,
      flags.keys,
    );
  } catch (error) {
    capture?.abandon();
    throw error;
  } finally {
    deps.stdout.write(text);
  }
  ends.end();
  deps.stderr.write(read.notes);
  if (capture !== null) deps.stderr.write(formatPackets(capture.finish()));
  if (left === 0) {
    deps.stderr.write(`uestorm: no event is left of ${span.format()}\n`);
    if (read.failure !== null) throw read.failure;
    return EXIT.ok;
  }
  if (isDrawn) {
    const width = widthOf(deps.stdout);
    deps.stdout.write(drawLadder(drawn, { width, isMermaid: flags.mermaid === true }));
  }
  deps.stderr.write(formatNames(names.unknown, 'unknown message'));
  if (read.failure !== null) throw read.failure;
  return EXIT.ok;
}

async function captureFile(path: string): Promise<CaptureFile> {
  const { CaptureFile } = await import('../packets/file.js');
  return new CaptureFile(path, `uestorm ${VERSION}`);
}

/** How many packets there are, and what has no form as one. */
function formatPackets({ packets, leftOut }: ReturnType<CaptureFile['finish']>): string {
  const names = leftOut.map(([name, count]) => `uestorm: left out: ${name}: ${count} events\n`);
  return `uestorm: ${packets.toLocaleString('en-US')} packets\n${names.join('')}`;
}

/** From when to when a trace goes, and how many UEs it is of. */
class Span {
  private first: number | null = null;
  private last = 0;
  private events = 0;
  private readonly ues = new Set<number>();

  add({ t_seconds, ue }: TraceEvent): void {
    this.first ??= t_seconds;
    this.last = t_seconds;
    this.events++;
    this.ues.add(ue);
  }

  format(): string {
    const { first, last, events, ues } = this;
    if (first === null) return 'a trace without events';
    return `${events} events of ${ues.size} UEs from ${first} s to ${last} s`;
  }
}
