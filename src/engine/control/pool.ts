import { abortBarrier } from '../workers/barrier.js';
import type { ShardReport, ShardTask } from '../workers/shard.js';
import { Threads } from '../workers/threads.js';
import type { Failure } from './error.js';
import type { LiveRun } from './live.js';

const WORKER = new URL('../workers/worker.bundle.js', import.meta.url).href;

/** What runs on the workers, as options have it; default: the bundled worker. */
export interface Files {
  readonly workerFile?: string;
  /** The same with the real clock: it looks at UEs when somebody wants to watch them. */
  readonly watcherFile?: string;
  readonly recording?: { readonly workerFile: string };
}

/**
 * One long task per worker (a short one per procedure would cost 84 µs each). A dead worker ends them all, and is told of.
 *
 * @returns what those that have not died say about themselves
 */
export async function runShards(
  live: LiveRun,
  tasks: readonly ShardTask[],
  { workerFile, recording, watcherFile }: Files,
  onDeath: (failure: Failure) => void,
): Promise<ShardReport[]> {
  const pool = new Threads<ShardTask, ShardReport>({
    filename: workerFile ?? recording?.workerFile ?? (live.pace === null ? undefined : watcherFile) ?? WORKER,
    minThreads: tasks.length,
    maxThreads: tasks.length,
  });
  // A thread that dies when its task has ended; the pool replaces it.
  pool.on('error', () => undefined);
  try {
    const runs = tasks.map((task) =>
      pool.run(task).catch((cause: unknown) => {
        live.lostWorkers++;
        onDeath(failureOf(live, task.worker, cause));
        abortBarrier(task.barrier, task.worker + 1);
        return null;
      }),
    );
    return (await Promise.all(runs)).filter((report) => report !== null);
  } finally {
    await pool.destroy();
  }
}

function failureOf(live: LiveRun, worker: number, cause: unknown): Failure {
  const gauges = live.gauges[worker];
  const reason = cause instanceof Error ? cause.message : String(cause);
  return { worker, cause, reason, region: gauges.get('region'), window: gauges.get('window'), again: null };
}

/** The same in this thread, with one worker. */
export async function runHere(task: ShardTask): Promise<ShardReport> {
  const worker: { default(task: ShardTask): ShardReport } = await import(WORKER);
  return worker.default(task);
}
