import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readAccess } from '../../src/cluster/connection/access.js';
import type { ClusterOptions } from '../../src/cluster/coordinate/options.js';
import type { NatsServer } from './nats.js';

const COMMAND = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

/** Machines that have joined: processes of this one. */
export class Machines {
  private readonly all = new Map<string, ChildProcess>();
  /** Their files: one that is killed leaves them. */
  private readonly folder = mkdtempSync(join(tmpdir(), 'uestorm-machines-'));

  /** Starts them: m1, m2, ... @param url where each finds its NATS server */
  constructor(
    count: number,
    workers: number,
    private readonly url: (machine: number) => string,
  ) {
    for (let machine = 1; machine <= count; machine++) this.start(`m${machine}`, workers, machine);
  }

  kill(name: string, signal: NodeJS.Signals): void {
    this.all.get(name)?.kill(signal);
  }

  async end(): Promise<void> {
    for (const process of this.all.values()) {
      if (process.exitCode !== null || process.signalCode !== null) continue;
      const ended = once(process, 'exit');
      process.kill('SIGKILL');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private start(name: string, workers: number, machine: number): void {
    const options = ['join', this.url(machine), '--name', name, '--workers', String(workers)];
    this.all.set(
      name,
      spawn(process.execPath, [COMMAND, ...options], {
        stdio: 'ignore',
        env: { ...process.env, TMPDIR: this.folder },
      }),
    );
  }
}

/** How a run finds so many machines; `said` gets what it tells. */
export function clusterOf(server: NatsServer, machines: number, said: string[] = []): ClusterOptions {
  return {
    access: readAccess(server.url, {}, {}),
    machines,
    waitSeconds: 30,
    lostAfterSeconds: 2,
    tell: (what) => said.push(what),
  };
}
