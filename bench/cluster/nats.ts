import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A NATS server of its own for a test or a benchmark, on this machine alone. */
export class NatsServer {
  private constructor(
    private process: ChildProcess,
    readonly port: number,
    private readonly options: readonly string[],
  ) {}

  /** Starts one at a port that is free. */
  static async start(options: readonly string[] = []): Promise<NatsServer> {
    if (spawnSync('nats-server', ['--version']).error !== undefined) {
      throw new Error('there is no NATS server to test with: apt-get install nats-server');
    }
    const { process, port } = await listen(-1, options);
    return new NatsServer(process, port, options);
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await ended;
  }

  /** Ends it at once, and starts it anew: it knows nothing of before. */
  async restart(): Promise<void> {
    await this.stop();
    this.process = (await listen(this.port, this.options)).process;
  }
}

async function listen(
  port: number,
  options: readonly string[],
): Promise<{ readonly process: ChildProcess; readonly port: number }> {
  const server = spawn('nats-server', ['-a', '127.0.0.1', '-p', String(port), ...options], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  for await (const line of createInterface(server.stderr)) {
    said.push(line);
    const at = /Listening for client connections on [\d.]+:(\d+)/.exec(line)?.[1];
    if (at === undefined) continue;
    // What else it says must be read, or it waits for that.
    server.stderr.resume();
    return { process: server, port: Number(at) };
  }
  throw new Error(`nats-server has ended: ${said.join('\n')}`);
}
