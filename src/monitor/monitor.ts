import type { IncomingMessage } from 'node:http';
import type { LiveRun } from '../engine/control/live.js';
import { inject, setLoad, statusOf, watch } from './api.js';
import { readJson } from './body.js';
import { CONTENT_TYPE, Exposition } from './exposition.js';
import { checkSource, checkToken } from './guard.js';
import { HttpError } from './http-error.js';
import { asset, wantsPage } from './page/assets.js';
import { Viewers } from './page/viewers.js';
import { type Address, type EventStream, HttpServer, json, type Reply } from './server.js';
import { warmUp } from './warm-up.js';

export interface MonitorOptions extends Address {
  /** What calls that change something must carry; null: anybody on this machine may make them. */
  readonly token: string | null;
}

type Route = (request: IncomingMessage) => Promise<Reply | EventStream>;

/**
 * Shows a run over HTTP while it goes on and after it, and steers it:
 *
 *     GET  /             the live page for a browser, a list of addresses for others
 *     GET  /metrics      for Prometheus
 *     GET  /healthz      200 as long as no worker has died
 *     GET  /api/status   what goes on, as JSON
 *     GET  /api/events   the same and more twice a second, as server-sent events (page/protocol.ts)
 *     POST /api/load     { "factor": 1.5 }
 *     POST /api/inject   { "ue": 42, "traffic": "inter_mme_handover" }, or { "ues": "0-31", "rate": "5/s", "traffic": "attach" }
 *     GET  /api/watch    the UE that is watched, and what was seen of it
 *     POST /api/watch    { "ue": 42 }, or { "rule": "6" } for the next UE that rule 6 acts on, or {} for nobody
 *     POST /api/stop     ends the run, or the time after it in which its values can still be read
 */
export class Monitor {
  private server: HttpServer | null = null;
  private run: LiveRun | null = null;
  private exposition: Exposition | null = null;
  private viewers: Viewers | null = null;
  private readonly stopped = new AbortController();

  private readonly routes: Readonly<Record<string, Readonly<Record<string, Route>>>> = {
    '/': {
      GET: async ({ headers }) => (wantsPage(headers.accept) ? asset('index.html') : text(this.index())),
    },
    '/page/main.js': { GET: async () => asset('main.js') },
    '/page/main.css': { GET: async () => asset('main.css') },
    '/metrics': { GET: () => this.metrics() },
    '/healthz': { GET: async () => this.health() },
    '/api/status': { GET: async () => json(statusOf(this.attached)) },
    '/api/events': { GET: async (request) => ({ stream: this.watchers.join(request) }) },
    '/api/load': { POST: (request) => this.steer(request, setLoad) },
    '/api/inject': { POST: (request) => this.steer(request, inject, 202) },
    '/api/watch': {
      GET: async () => json(this.watchers.watched),
      POST: (request) => this.steer(request, watch),
    },
    '/api/stop': { POST: (request) => this.stop(request) },
  };

  private constructor(private readonly options: MonitorOptions) {}

  /** Listens. @throws UsageError if that is not possible there */
  static async start(options: MonitorOptions): Promise<Monitor> {
    const monitor = new Monitor(options);
    monitor.server = await HttpServer.listen(options, options.token !== null, (request) =>
      monitor.handle(request),
    );
    return monitor;
  }

  /** `http://127.0.0.1:9464`. */
  get url(): string {
    return this.server?.url ?? '';
  }

  /** Aborted by `POST /api/stop`. */
  get stopSignal(): AbortSignal {
    return this.stopped.signal;
  }

  /** Shows this run from now on. */
  attach(run: LiveRun): void {
    this.run = run;
    this.exposition = new Exposition(run, { withProcess: true });
    this.viewers?.close();
    this.viewers = new Viewers(run, this.options.token !== null);
    void warmUp(`${this.url}/metrics`);
  }

  async close(): Promise<void> {
    this.viewers?.close();
    await this.server?.close();
  }

  private get attached(): LiveRun {
    if (this.run === null) throw new HttpError(503, 'the run has not begun yet', { 'retry-after': '1' });
    return this.run;
  }

  private get watchers(): Viewers {
    if (this.viewers === null) throw new HttpError(503, 'the run has not begun yet', { 'retry-after': '1' });
    return this.viewers;
  }

  private async handle(request: IncomingMessage): Promise<Reply | EventStream> {
    checkSource(request, this.options.host);
    const [pathname] = (request.url ?? '/').split('?');
    const methods = Object.hasOwn(this.routes, pathname) ? this.routes[pathname] : undefined;
    if (methods === undefined) throw new HttpError(404, `${pathname}: there is nothing here; see /`);
    const method = request.method === 'HEAD' ? 'GET' : (request.method ?? '');
    const route = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (route === undefined) {
      const allow = Object.keys(methods).join(', ');
      throw new HttpError(405, `${pathname}: expected ${allow}, got ${request.method}`, { allow });
    }
    if (method !== 'GET') checkToken(request, this.options.token);
    return route(request);
  }

  private index(): string {
    return Object.entries(this.routes)
      .map(([path, methods]) => `${Object.keys(methods).join(' ').padEnd(5)}${path}\n`)
      .join('');
  }

  private async metrics(): Promise<Reply> {
    if (this.exposition === null)
      throw new HttpError(503, 'the run has not begun yet', { 'retry-after': '1' });
    return { type: CONTENT_TYPE, text: await this.exposition.text() };
  }

  private health(): Reply {
    const lost = this.run?.lostWorkers ?? 0;
    return lost === 0 ? text('ok\n') : text(`${lost} workers died\n`, 503);
  }

  private async steer(
    request: IncomingMessage,
    act: (run: LiveRun, body: unknown) => object,
    status = 200,
  ): Promise<Reply> {
    const body = await readJson(request);
    return json(act(this.attached, body), status);
  }

  private async stop(request: IncomingMessage): Promise<Reply> {
    await readJson(request);
    this.stopped.abort();
    return json({ stopping: true }, 202);
  }
}

function text(content: string, status = 200): Reply {
  return { status, type: 'text/plain; charset=utf-8', text: content };
}
