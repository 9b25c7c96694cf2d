import { parentPort, workerData } from 'node:worker_threads';
import { RingReader } from '../src/engine/exchange/ring.js';
import { Barrier } from '../src/engine/workers/barrier.js';
import { LAST_RECORD, type PeerTask } from './peer.js';

const task = workerData as PeerTask;
parentPort?.postMessage('ready');
switch (task.task) {
  case 'read': {
    const reader = new RingReader(task.ring);
    let over = false;
    let sum = 0;
    while (!over) {
      reader.read((type, view, offset, length) => {
        // Touches both ends of the record, as decoding it would.
        sum = (sum + view[offset] + view[offset + length - 1]) | 0;
        over = type === LAST_RECORD;
      }, 256);
    }
    break;
  }
  case 'meet': {
    const barrier = new Barrier(
      task.barrier,
      task.party,
      task.spins === undefined ? {} : { spins: task.spins },
    );
    while (!Number.isNaN(barrier.waitMin(task.party))) {}
    break;
  }
}
