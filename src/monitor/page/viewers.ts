import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LiveRun } from '../../engine/control/live.js';
import { HttpError } from '../http-error.js';
import { factsOf, Looks } from './looks.js';
import type { RunFacts, WatchNews } from './protocol.js';
import { Watching } from './watching.js';

/** How often the run is looked at. */
const TICK_MS = 500;
/** Ticks that are kept: ten minutes. */
const KEPT = 1200;
/** Pages at the same time. */
const VIEWERS_MAX = 16;
/** Bytes that may wait for a page that does not read: then it is let go, and comes back for what it missed. */
const BACKLOG_MAX = 2 ** 23;
/** How soon a page that lost the connection should try again. */
const RETRY_MS = 1000;

/** A tick as it is sent. */
interface Kept {
  readonly n: number;
  readonly text: string;
}

/**
 * Everybody who looks at the page of a run. A tick is made once and sent to all; it is made whether anybody looks or not,
 * so that who comes later sees what has been.
 */
export class Viewers {
  private readonly responses = new Set<ServerResponse>();
  private readonly kept: Kept[] = [];
  private readonly facts: RunFacts;
  private readonly looks: Looks;
  private readonly watching: Watching;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly run: LiveRun,
    needsToken: boolean,
  ) {
    this.facts = factsOf(run, randomBytes(8).toString('hex'), needsToken);
    this.looks = new Looks(run);
    this.watching = new Watching(run);
    this.timer = setInterval(() => this.tick(), TICK_MS);
    this.timer.unref();
  }

  /** Answers `GET /api/events`. @throws HttpError if there are too many */
  join({ headers }: IncomingMessage): (response: ServerResponse) => void {
    if (this.responses.size >= VIEWERS_MAX) {
      throw new HttpError(503, `at most ${VIEWERS_MAX} pages at the same time`, { 'retry-after': '10' });
    }
    // `RUN.N`: a page that comes back from another run of this address has seen nothing of this one.
    const [run, last = ''] = String(headers['last-event-id'] ?? '').split('.');
    const seen = run === this.facts.id && /^\d+$/.test(last) ? Number(last) : 0;
    return (response) => {
      this.responses.add(response);
      response.on('close', () => this.responses.delete(response));
      response.write(`retry: ${RETRY_MS}\nevent: run\ndata: ${JSON.stringify(this.facts)}\n\n`);
      response.write(this.kept.map(({ n, text }) => (n > seen ? text : '')).join(''));
      response.write(watchEvent(this.watched));
    };
  }

  /** Who is watched, and what was seen of it until the last look. */
  get watched(): WatchNews {
    return this.watching.all;
  }

  /** Lets everybody go. */
  close(): void {
    clearInterval(this.timer);
    for (const response of this.responses) response.end();
  }

  private tick(): void {
    const { run, kept, responses } = this;
    if (run.state === 'starting') return;
    const isOver = run.result !== null;
    const tick = this.looks.take();
    const text = `id: ${this.facts.id}.${tick.n}\nevent: tick\ndata: ${JSON.stringify(tick)}\n\n`;
    kept.push({ n: tick.n, text });
    if (kept.length > KEPT) kept.shift();
    const news = this.watching.news();
    const sent = news === null ? text : text + watchEvent(news);
    for (const response of responses) {
      if (response.writableLength > BACKLOG_MAX) response.destroy();
      else response.write(sent);
    }
    // The last one says how it ended; nothing changes any more.
    if (isOver) clearInterval(this.timer);
  }
}

/** Without an id: who comes back gets it as it is then. */
function watchEvent(news: WatchNews): string {
  return `event: watch\ndata: ${JSON.stringify(news)}\n\n`;
}
