import { cut } from '../format/table.js';
import { type Output, showsEscapes, widthOf } from './output.js';

/** At most four times a second: more flickers, and costs over a slow connection. */
const REDRAW_MS = 250;
/** A terminal that cannot take a line back gets a new one now and then. */
const TYPE_MS = 10_000;

/** The one line that says how far something is while it goes on. */
export class StatusLine {
  private readonly redraws: boolean;
  private readonly startedAt: number;
  private shownAt = Number.NEGATIVE_INFINITY;
  private isVisible = false;

  /** @param now milliseconds of a clock that never goes back */
  constructor(
    private readonly output: Output,
    env: Readonly<Record<string, string | undefined>>,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.redraws = showsEscapes(output, env);
    this.startedAt = now();
  }

  /** Seconds since the line was made. */
  get seconds(): number {
    return (this.now() - this.startedAt) / 1000;
  }

  /** Shows the text of something that goes on, unless one was shown a moment ago. */
  update(text: string): void {
    if (this.now() - this.shownAt >= REDRAW_MS) this.step(text);
  }

  /** Shows the text of a step. */
  step(text: string): void {
    const { output, redraws } = this;
    if (!redraws && this.now() - this.shownAt < TYPE_MS) return;
    this.shownAt = this.now();
    if (!redraws) {
      output.write(`${text}\n`);
      return;
    }
    this.isVisible = true;
    // One character is left free: a full line would wrap on some terminals, and could not be redrawn.
    output.write(`\r${cut(text, widthOf(output) - 1)}\x1b[K`);
  }

  /** Takes the line away, so that something else can be printed. */
  clear(): void {
    if (!this.isVisible) return;
    this.isVisible = false;
    this.output.write('\r\x1b[K');
  }
}

/** A line on standard error; null where nobody looks, or nobody wants it: progress is for terminals alone. */
export function statusLine(
  { stderr, env }: { readonly stderr: Output; readonly env: Readonly<Record<string, string | undefined>> },
  isQuiet = false,
): StatusLine | null {
  return stderr.isTTY === true && !isQuiet ? new StatusLine(stderr, env) : null;
}
