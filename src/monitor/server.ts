import { lookup } from 'node:dns/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import { UsageError } from '../errors.js';
import { formatJson } from '../format/data.js';
import { isLoopback } from './guard.js';
import { HttpError } from './http-error.js';

/** Where to listen. */
export interface Address {
  /** Name or address. */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

/** What is sent back. */
export interface Reply {
  readonly status?: number;
  readonly type: string;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that goes on: who takes the response writes events into it (server-sent events). */
export interface EventStream {
  readonly stream: (response: ServerResponse) => void;
}

export type Handler = (request: IncomingMessage) => Promise<Reply | EventStream>;

/** A scraper, a browser and a few scripts need a dozen; what is above waits. */
const CONNECTIONS_MAX = 64;
const HEADER_BYTES_MAX = 8192;
const REQUEST_MS_MAX = 10_000;

/**
 * A server that answers with a handler, and an HttpError that it throws as `{ "error": … }`.
 *
 * node:http and no framework: there are six routes without parameters, and what has to be checked before them (Host,
 * Origin, token, sizes) would be our own code under any.
 */
export class HttpServer {
  private constructor(
    private readonly server: Server,
    /** `http://127.0.0.1:9464`. */
    readonly url: string,
  ) {}

  /** @throws UsageError if the address is not there or taken, or can be reached from elsewhere without a token */
  static async listen({ host, port }: Address, hasToken: boolean, handler: Handler): Promise<HttpServer> {
    const address = await resolve(host);
    if (!isLoopback(address) && !hasToken) {
      throw new UsageError(
        `--metrics-host ${host}: can be reached from other machines; set UESTORM_CONTROL_TOKEN, or listen on 127.0.0.1`,
      );
    }
    const server = createServer(
      {
        maxHeaderSize: HEADER_BYTES_MAX,
        headersTimeout: REQUEST_MS_MAX,
        requestTimeout: REQUEST_MS_MAX,
      },
      (request, response) => void answer(request, response, handler),
    );
    server.maxConnections = CONNECTIONS_MAX;
    await new Promise<void>((listening, failed) => {
      server.once('error', (error: NodeJS.ErrnoException) => failed(cannotListen(host, port, error)));
      server.listen(port, address, listening);
    });
    const { port: bound } = server.address() as AddressInfo;
    return new HttpServer(server, `http://${isIPv6(host) ? `[${host}]` : host}:${bound}`);
  }

  /** Ends all connections, idle or not. */
  async close(): Promise<void> {
    const closed = new Promise((done) => this.server.close(done));
    this.server.closeAllConnections();
    await closed;
  }
}

async function resolve(host: string): Promise<string> {
  try {
    return (await lookup(host)).address;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`--metrics-host ${host}: no such host (${code}); name an address of this machine`, {
      cause: error,
    });
  }
}

function cannotListen(host: string, port: number, error: NodeJS.ErrnoException): UsageError {
  const reason = error.code === 'EADDRINUSE' ? `the port is taken on ${host}` : `cannot listen on ${host}`;
  return new UsageError(
    `--metrics-port ${port}: ${reason} (${error.code}); choose another one, or 0 for any that is free`,
    { cause: error },
  );
}

async function answer(request: IncomingMessage, response: ServerResponse, handler: Handler): Promise<void> {
  let reply: Reply | EventStream;
  let headers: Readonly<Record<string, string>> = {};
  try {
    reply = await handler(request);
  } catch (error) {
    const { status, message } = error instanceof HttpError ? error : { status: 500, message: String(error) };
    if (error instanceof HttpError) headers = error.headers;
    reply = json({ error: message }, status);
  }
  if (response.destroyed) return;
  if ('stream' in reply) {
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    if (request.method === 'HEAD') response.end();
    else reply.stream(response);
    return;
  }
  response.writeHead(reply.status ?? 200, {
    'content-type': reply.type,
    'content-length': Buffer.byteLength(reply.text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...reply.headers,
    ...headers,
  });
  response.end(reply.text);
}

export function json(value: unknown, status = 200): Reply {
  return { status, type: 'application/json; charset=utf-8', text: formatJson(value) };
}
