import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** What the threads on the other side of a benchmark do: see peer.worker.ts. */
export type PeerTask =
  | { readonly task: 'read'; readonly ring: SharedArrayBuffer }
  | {
      readonly task: 'meet';
      readonly barrier: SharedArrayBuffer;
      readonly party: number;
      readonly spins?: number;
    };

/** The type of the record after which a reading peer ends. */
export const LAST_RECORD = 2;

/** Runs `measure` beside one running thread per task; `end` must make them end. */
export async function withPeers<T>(
  tasks: readonly PeerTask[],
  measure: () => T,
  end: () => void,
): Promise<T> {
  const peers = tasks.map(
    (workerData) => new Worker(new URL('./peer.worker.js', import.meta.url), { workerData }),
  );
  const ended = peers.map((peer) => once(peer, 'exit'));
  await Promise.all(peers.map((peer) => once(peer, 'message')));
  try {
    return measure();
  } finally {
    end();
    await Promise.all(ended);
  }
}
