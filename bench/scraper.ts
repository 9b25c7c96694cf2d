import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const HEAD_END = '\r\n\r\n';

/**
 * Scrapes one address again and again over one connection, as Prometheus does. No HTTP client: it shares the processors
 * with what it measures, and a client takes longer for an answer than the server.
 */
export class Scraper {
  private constructor(
    private readonly socket: Socket,
    private readonly request: string,
  ) {}

  /** @param url `http://127.0.0.1:9464` */
  static async connect(url: string): Promise<Scraper> {
    const { hostname, port, host } = new URL(url);
    const socket = connect(Number(port), hostname).setNoDelay(true);
    await once(socket, 'connect');
    return new Scraper(socket, `GET /metrics HTTP/1.1\r\nHost: ${host}${HEAD_END}`);
  }

  /** Milliseconds from the request to the last byte of the answer. @throws Error if that is not 200 */
  async scrape(): Promise<number> {
    const from = performance.now();
    this.socket.write(this.request);
    const parts: Buffer[] = [];
    let length = 0;
    let end = Number.POSITIVE_INFINITY;
    while (length < end) {
      const [part] = (await once(this.socket, 'data')) as [Buffer];
      parts.push(part);
      length += part.length;
      if (end === Number.POSITIVE_INFINITY) end = endOf(Buffer.concat(parts));
    }
    return performance.now() - from;
  }

  close(): void {
    this.socket.destroy();
  }
}

/** Bytes of a whole answer, of which the first are here; infinite while its head is not complete. */
function endOf(bytes: Buffer): number {
  const head = bytes.indexOf(HEAD_END);
  if (head < 0) return Number.POSITIVE_INFINITY;
  const text = bytes.toString('latin1', 0, head);
  const [, status] = /^HTTP\/1\.1 (\d+)/.exec(text) ?? [];
  const [, length] = /^content-length: (\d+)$/im.exec(text) ?? [];
  if (status !== '200' || length === undefined) throw new Error(`/metrics: expected 200, got ${text}`);
  return head + HEAD_END.length + Number(length);
}
