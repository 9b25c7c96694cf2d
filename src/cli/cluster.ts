import type { NatsConnection } from '@nats-io/transport-node';
import { type AccessFlags, readAccess } from '../cluster/connection/access.js';
import type { ClusterOptions } from '../cluster/coordinate/options.js';
import { UsageError } from '../errors.js';
import { readSeconds, readWorkers } from '../scenario/effective.js';
import { interruptible } from './interrupt.js';
import type { Output } from './output.js';
import type { Deps } from './run.js';
import { EXIT } from './statuses.js';

/** How long to wait for machines, and how long one may be silent. */
export const WAIT_DEFAULT = '60s';
export const LOST_AFTER_DEFAULT = '10s';

/** As on the command line, of commands that run something on machines that have joined. */
export interface ClusterFlags extends AccessFlags {
  readonly cluster?: string;
  readonly machines?: string;
  readonly wait?: string;
  readonly lostAfter?: string;
}

/** What means nothing without --cluster, by the names of the options. */
const OTHERS = {
  machines: '--machines',
  wait: '--wait',
  lostAfter: '--lost-after',
  creds: '--creds',
  tlsCa: '--tls-ca',
  tlsCert: '--tls-cert',
  tlsKey: '--tls-key',
} as const;

const MACHINES_MAX = 256;

/** On which machines to run; null: on this one. @throws UsageError */
export function readCluster(
  flags: ClusterFlags & { readonly workers?: number },
  deps: Pick<Deps, 'env' | 'stderr'>,
): ClusterOptions | null {
  const { cluster, machines, wait = WAIT_DEFAULT, lostAfter = LOST_AFTER_DEFAULT, workers } = flags;
  if (cluster === undefined) {
    const [, option] = Object.entries(OTHERS).find(([name]) => flags[name as keyof typeof OTHERS]) ?? [];
    if (option === undefined) return null;
    throw new UsageError(
      `${option}: means nothing on this machine alone; name a NATS server with --cluster nats://HOST:4222`,
    );
  }
  if (workers !== undefined) {
    throw new UsageError('--workers: machines that join say how many they have: uestorm join --workers N');
  }
  return {
    access: readAccess(cluster, flags, deps.env),
    machines: readMachines(machines),
    waitSeconds: readWait('--wait', wait),
    lostAfterSeconds: readWait('--lost-after', lostAfter),
    tell: teller(deps.stderr),
  };
}

function readMachines(written: string | undefined): number {
  const machines = written !== undefined && /^\d+$/.test(written) ? Number(written) : Number.NaN;
  if (machines >= 1 && machines <= MACHINES_MAX) return machines;
  const got = written === undefined ? 'nothing' : JSON.stringify(written);
  throw new UsageError(
    `--machines: expected how many machines to run on, from 1 to ${MACHINES_MAX}, got ${got}`,
  );
}

function readWait(option: string, written: string): number {
  const seconds = readSeconds(written);
  if (seconds > 0) return seconds;
  throw new UsageError(
    `${option}: expected a duration above 0 such as 30s or 5m, got ${JSON.stringify(written)}`,
  );
}

const teller = (stderr: Output) => (what: string) => void stderr.write(`uestorm: ${what}\n`);

/** As on the command line of `uestorm join`. */
export interface JoinFlags extends AccessFlags {
  readonly name?: string;
  readonly workers?: number;
  readonly once?: boolean;
}

/** What a name may be: it is a label of metrics, and stands in one line. */
const NAME = /^[\w.-]{1,64}$/;

/** `uestorm join`: offers this machine, until it is interrupted. Resolves to the exit status. */
export async function joinCommand(servers: string, flags: JoinFlags, deps: Deps): Promise<number> {
  const access = readAccess(servers, flags, deps.env);
  const { name, workers, once = false } = flags;
  if (name !== undefined && !NAME.test(name)) {
    throw new UsageError(
      `--name: expected up to 64 letters, digits, dots, - and _, got ${JSON.stringify(name)}`,
    );
  }
  // Loaded where it is needed: the other commands answer at once.
  const [{ defaultName, join }, { usableCores }, { TrialWork }] = await Promise.all([
    import('../cluster/join/join.js'),
    import('../engine/control/cores.js'),
    import('../capacity/machines/work.js'),
  ]);
  let interrupted = false;
  const stop = () => {
    interrupted = true;
  };
  const count = readWorkers(workers ?? usableCores());
  const options = {
    access,
    once,
    name: name ?? defaultName(),
    workers: count,
    takeTrials: (connection: NatsConnection, run: string) => new TrialWork(connection, run, count),
    tell: teller(deps.stderr),
  };
  await interruptible(deps.signals, stop, (signal) => join({ ...options, signal }));
  return interrupted ? EXIT.interrupted : EXIT.ok;
}
