import type { Batch, Head } from './message.js';
import { readHead } from './message.js';

/*
 * Rounds of all machines: each sends a message to each other one, and has the least of all times when it has got those of
 * all others. NATS may lose a message, or bring it twice or late (a connection breaks, a server starts anew); so
 *
 *   - rounds are numbered, and a message of a round that is over, or of another leg, is dropped;
 *   - who waits for long asks for what is missing, and whoever sees a message of the next round asks at once;
 *   - what was sent is kept until that cannot be asked for any more. A machine can only be in the next round when it has
 *     got all of this one, so that is the next round but one.
 */

/** How messages go to other machines, by their numbers. None may ever come. */
export interface Wire {
  send(to: number, message: Uint8Array): void;
  /** Asks a machine to send what it sent in a round once more. */
  askAgain(to: number, round: number): void;
}

/** How long to wait before what is missing is asked for: first, and at most; each time twice as long. */
const ASK_MS = 100;
const ASK_MS_MAX = 2000;

/** What has come of a round from a machine. */
interface Heard {
  readonly pieces: (Uint8Array | undefined)[];
  missing: number;
  least: number;
}

/** What came in a round, by machine; its own place is empty. */
export interface Met {
  readonly least: number;
  readonly pieces: readonly (readonly Uint8Array[])[];
}

/** What became of messages. */
export interface RoundCounts {
  sent: number;
  sentBytes: number;
  sentAgain: number;
  askedAgain: number;
  dropped: number;
}

export class Rounds {
  /** The round that is met in, or the next one that will be. */
  round = 0;
  readonly counts: RoundCounts = { sent: 0, sentBytes: 0, sentAgain: 0, askedAgain: 0, dropped: 0 };
  /** By evenness of the round, by machine: of this round, and of the next one. */
  private readonly heard: (Heard | null)[][];
  /** What was sent, by evenness of the round, by machine. */
  private readonly kept: Uint8Array[][][] = [[], []];
  private readonly others: readonly number[];
  private waiting: ((met: Met | null) => void) | null = null;
  private least = 0;
  private isOver = false;
  private timer: NodeJS.Timeout | undefined;
  private askAfterMs = ASK_MS;

  /**
   * @param me number of this machine
   * @param machines how many there are
   */
  constructor(
    private readonly leg: number,
    private readonly me: number,
    machines: number,
    private readonly wire: Wire,
  ) {
    this.others = Array.from({ length: machines }, (_, machine) => machine).filter((other) => other !== me);
    this.heard = [0, 1].map(() => new Array<Heard | null>(machines).fill(null));
  }

  /**
   * Sends what this machine has in this round, and waits for all others.
   *
   * @param batches by machine
   * @returns null when it was given up
   */
  meet(least: number, batches: readonly Batch[]): Promise<Met | null> {
    if (this.isOver) return Promise.resolve(null);
    const { round, leg, me, kept } = this;
    this.least = least;
    const messages = batches.map((batch, to) =>
      to === me ? [] : batch.messages({ leg, round, from: me, least }),
    );
    kept[round & 1] = messages;
    for (const to of this.others) for (const message of messages[to]) this.send(to, message);
    const met = this.finish();
    if (met !== null) return Promise.resolve(met);
    return new Promise((come) => {
      this.waiting = come;
      this.askAfterMs = ASK_MS;
      this.timer = setTimeout(this.askForMissing, this.askAfterMs);
    });
  }

  /** A message from another machine; it is kept, so it must be nobody else's. */
  take(bytes: Uint8Array): void {
    const head = readHead(bytes);
    const ahead = head === null || head.leg !== this.leg ? -1 : head.round - this.round;
    if (
      head === null ||
      ahead < 0 ||
      ahead > 1 ||
      !this.others.includes(head.from) ||
      !this.add(head, bytes)
    ) {
      this.counts.dropped++;
      return;
    }
    // What a machine sends in a round that it sends after another one comes after it, or not at all.
    if (ahead === 1 && !this.hasAll(this.round, head.from)) this.askFor(head.from);
    if (ahead === 0 && this.waiting !== null) this.goOn();
  }

  /** Another machine asks for what was sent to it in a round. */
  again(leg: number, round: number, to: number): void {
    const ago = this.round - round;
    // This round's is there while it is met in.
    if (leg !== this.leg || ago < 0 || ago > 1 || (ago === 0 && this.waiting === null)) return;
    for (const message of this.kept[round & 1][to] ?? []) {
      this.counts.sentAgain++;
      this.send(to, message);
    }
  }

  /** The connection was made anew: whatever was on its way may be lost. */
  reconnected(): void {
    if (this.waiting !== null) this.askForMissing();
  }

  /** Nobody waits any more. */
  giveUp(): void {
    this.isOver = true;
    clearTimeout(this.timer);
    this.waiting?.(null);
    this.waiting = null;
  }

  private send(to: number, message: Uint8Array): void {
    this.counts.sent++;
    this.counts.sentBytes += message.length;
    this.wire.send(to, message);
  }

  /** False: it has come before, or is of another number of pieces. */
  private add({ round, from, piece, pieces, least }: Head, bytes: Uint8Array): boolean {
    const all = this.heard[round & 1];
    let heard = all[from];
    if (heard === null || heard === undefined) {
      heard = { pieces: new Array<undefined>(pieces).fill(undefined), missing: pieces, least };
      all[from] = heard;
    }
    if (pieces !== heard.pieces.length || heard.pieces[piece] !== undefined) return false;
    heard.pieces[piece] = bytes;
    heard.missing--;
    return true;
  }

  private hasAll(round: number, from: number): boolean {
    return this.heard[round & 1][from]?.missing === 0;
  }

  private goOn(): void {
    const met = this.finish();
    if (met === null) return;
    clearTimeout(this.timer);
    const { waiting } = this;
    this.waiting = null;
    waiting?.(met);
  }

  /** Null: something is missing. */
  private finish(): Met | null {
    const { round, others } = this;
    if (!others.every((other) => this.hasAll(round, other))) return null;
    const heard = this.heard[round & 1];
    let { least } = this;
    for (const other of others) least = Math.min(least, heard[other]?.least ?? least);
    const pieces = heard.map((from) => (from?.pieces ?? []) as Uint8Array[]);
    heard.fill(null);
    this.round++;
    return { least, pieces };
  }

  private readonly askForMissing = (): void => {
    for (const other of this.others) if (!this.hasAll(this.round, other)) this.askFor(other);
    this.askAfterMs = Math.min(ASK_MS_MAX, 2 * this.askAfterMs);
    clearTimeout(this.timer);
    this.timer = setTimeout(this.askForMissing, this.askAfterMs);
  };

  private askFor(machine: number): void {
    this.counts.askedAgain++;
    this.wire.askAgain(machine, this.round);
  }
}
