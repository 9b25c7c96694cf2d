import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** What becomes of messages about rounds, by their number in a connection; others pass as they are. */
export interface Fates {
  /** Every so many-th is lost, comes twice, or comes so many ms late. */
  readonly lost: number;
  readonly doubled: number;
  readonly late: number;
  readonly lateMs: number;
}

const ROUND = /^H?MSG uestorm\.run\.\w+\.round\./;
const CRLF = '\r\n';

/** Stands between clients and a NATS server, and loses, doubles and delays messages about rounds on their way to clients. */
export class LossyServer {
  private readonly sockets = new Set<Socket>();
  lost = 0;
  doubled = 0;
  late = 0;

  private constructor(private readonly server: Server) {}

  static async start(port: number, fates: Fates): Promise<LossyServer> {
    const server = createServer();
    const lossy = new LossyServer(server);
    server.on('connection', (client) => lossy.join(client, port, fates));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return lossy;
  }

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('it does not listen');
    return `nats://127.0.0.1:${address.port}`;
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private join(client: Socket, port: number, fates: Fates): void {
    const server = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ]) {
      this.sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('close', () => other.destroy());
      socket.on('error', () => other.destroy());
    }
    client.pipe(server);
    let number = 0;
    const parser = new Parser((message, isRound) => {
      if (client.destroyed) return;
      if (!isRound) {
        client.write(message);
        return;
      }
      number++;
      if (number % fates.lost === 0) {
        this.lost++;
      } else if (number % fates.late === 0) {
        this.late++;
        setTimeout(() => client.destroyed || client.write(message), fates.lateMs);
      } else {
        client.write(message);
        if (number % fates.doubled !== 0) return;
        this.doubled++;
        client.write(message);
      }
    });
    server.on('data', (bytes) => parser.take(bytes));
  }
}

/** Cuts what a NATS server sends into its messages: lines, MSG and HMSG with what follows them. */
class Parser {
  private rest = Buffer.alloc(0);

  constructor(private readonly onMessage: (message: Buffer, isRound: boolean) => void) {}

  take(bytes: Buffer): void {
    this.rest = Buffer.concat([this.rest, bytes]);
    for (;;) {
      const end = this.rest.indexOf(CRLF);
      if (end < 0) return;
      const line = this.rest.toString('latin1', 0, end);
      const payload = /^H?MSG .* (\d+)$/.exec(line)?.[1];
      const length = end + 2 + (payload === undefined ? 0 : Number(payload) + 2);
      if (this.rest.length < length) return;
      this.onMessage(this.rest.subarray(0, length), ROUND.test(line));
      this.rest = this.rest.subarray(length);
    }
  }
}
