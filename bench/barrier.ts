import { abortBarrier, Barrier, createBarrier } from '../src/engine/workers/barrier.js';
import { type BenchResult, nanoseconds } from './measure.js';
import { type PeerTask, withPeers } from './peer.js';

/** One window's meeting, minimum included, when nobody has anything else to do. */
export async function bench(): Promise<BenchResult[]> {
  return [
    await meeting('barrier: 1 thread', 1, 10_000),
    await meeting('barrier: 2 threads', 2, 10_000),
    await meeting('barrier: 2 threads that always sleep', 2, 1000, 0),
    await meeting('barrier: 4 threads', 4, 1000),
  ];
}

function meeting(name: string, parties: number, rounds: number, spins?: number): Promise<BenchResult> {
  const buffer = createBarrier(parties);
  const options = spins === undefined ? {} : { spins };
  const barrier = new Barrier(buffer, 0, options);
  const peers: PeerTask[] = [];
  for (let party = 1; party < parties; party++) {
    peers.push({ task: 'meet', barrier: buffer, party, ...options });
  }
  return withPeers(
    peers,
    () =>
      nanoseconds(name, rounds, () => {
        for (let round = 0; round < rounds; round++) {
          barrier.waitMin(round);
        }
      }),
    () => abortBarrier(buffer, 1),
  );
}
