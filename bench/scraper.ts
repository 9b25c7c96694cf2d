import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const HEAD_END = '\r\n\r\n';

/**
 * Scrapes one address again and again, as Prometheus does. No HTTP client: it shares the processors with what it measures,
 * and a client takes longer for an answer than the server.
 */
export class Scraper {
  private socket: Socket | null = null;
  private readonly address: URL;

  /** @param url `http://127.0.0.1:9464` */
  constructor(url: string) {
    this.address = new URL(url);
  }

  /** Milliseconds from the request to the last byte of the answer. @throws Error if that is not 200 */
  async scrape(): Promise<number> {
    const socket = await this.connected();
    const from = performance.now();
    socket.write(`GET /metrics HTTP/1.1\r\nHost: ${this.address.host}${HEAD_END}`);
    await answered(socket);
    return performance.now() - from;
  }

  close(): void {
    this.socket?.destroy();
  }

  /** The connection of before, or another one if the server has ended that, as it does after a few idle seconds. */
  private async connected(): Promise<Socket> {
    if (this.socket !== null && !this.socket.destroyed) return this.socket;
    const { hostname, port } = this.address;
    const socket = connect(Number(port), hostname).setNoDelay(true);
    await once(socket, 'connect');
    socket.on('error', () => socket.destroy());
    this.socket = socket;
    return socket;
  }
}

/** Resolves with the last byte of an answer. @throws Error if the connection ends before */
function answered(socket: Socket): Promise<void> {
  return new Promise((done, failed) => {
    let bytes = Buffer.alloc(0);
    const settle = (error?: Error): void => {
      socket.off('data', more).off('close', lost);
      if (error === undefined) done();
      else failed(error);
    };
    const lost = () => settle(new Error('/metrics: the connection ended before the answer'));
    const more = (part: Buffer): void => {
      bytes = Buffer.concat([bytes, part]);
      try {
        if (bytes.length >= endOf(bytes)) settle();
      } catch (error) {
        settle(error as Error);
      }
    };
    socket.on('data', more).on('close', lost);
  });
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
