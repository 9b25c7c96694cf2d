import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { engineOn } from '../../src/cluster/coordinate/run.js';
import type { EngineRun } from '../../src/engine/control/run.js';
import { piecesOf } from '../../src/engine/workers/windows.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { clusterOf, Machines } from './machines.js';
import { NatsServer } from './nats.js';

/** What a run on several machines took, per simulated second where it says so. */
export interface ClusterMeasurement {
  readonly machines: number;
  /** One way between two of them, in ms; null: as near as they are. */
  readonly wayMs: number | null;
  readonly ues: number;
  readonly digest: string;
  /** Simulated over wall time. */
  readonly speed: number;
  readonly windowSeconds: number;
  readonly roundsPerWindow: number;
  /** Octets that one UE had cross between machines. */
  readonly bytesPerUeSecond: number;
  /** Wall ms per simulated second: what the busiest worker worked; and what it waited, encoded and decoded. */
  readonly workMs: number;
  readonly exchangeMs: number;
  /** Wall ms of a round in which all workers of a machine waited for other machines, the mean over machines. */
  readonly roundMs: number;
}

/**
 * Runs a scenario on so many processes of one worker each.
 *
 * @param wayMs how far each is from all others; null: there is no proxy that could make it far
 */
export async function measure(
  scenario: Scenario,
  machines: number,
  wayMs: number | null,
): Promise<ClusterMeasurement> {
  const server = await NatsServer.start();
  const proxies = await Promise.all(
    Array.from({ length: wayMs === null ? 0 : machines }, () => startProxy(server.port, wayMs ?? 0)),
  );
  const joined = new Machines(machines, 1, (machine) => proxies[machine - 1]?.url ?? server.url);
  try {
    return measurementOf(scenario, await engineOn(clusterOf(server, machines))(scenario), wayMs);
  } finally {
    await joined.end();
    for (const { thread } of proxies) await thread.terminate();
    await server.stop();
  }
}

async function startProxy(port: number, delayMs: number) {
  const thread = new Worker(new URL('./delayed.worker.js', import.meta.url), {
    workerData: { port, delayMs },
  });
  const [address] = (await once(thread, 'message')) as [{ readonly port: number }];
  return { thread, url: `nats://127.0.0.1:${address.port}` };
}

function measurementOf(
  scenario: Scenario,
  { result, shards }: EngineRun,
  wayMs: number | null,
): ClusterMeasurement {
  const { wallSeconds, simulatedSeconds, workers } = result.engine;
  const { machines = [] } = result;
  const windowSeconds = piecesOf(scenario, workers).window / 1e6;
  const rounds = Math.max(0, ...machines.map((machine) => machine.rounds));
  const waits = machines.reduce((sum, { waitSeconds }) => sum + waitSeconds, 0) / (machines.length || 1);
  const sentBytes = machines.reduce((sum, machine) => sum + machine.sentBytes, 0);
  const busiest = shards.reduce((most, shard) => (shard.work > most.work ? shard : most));
  return {
    machines: machines.length,
    ...{ wayMs, windowSeconds },
    ues: scenario.ues,
    digest: result.digest,
    speed: simulatedSeconds / wallSeconds,
    roundsPerWindow: (rounds * windowSeconds) / simulatedSeconds,
    bytesPerUeSecond: sentBytes / scenario.ues / simulatedSeconds,
    workMs: busiest.work / simulatedSeconds,
    exchangeMs: (busiest.wait + busiest.encode + busiest.decode) / simulatedSeconds,
    roundMs: rounds === 0 ? 0 : (waits * 1e3) / rounds,
  };
}
