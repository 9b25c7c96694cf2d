import { parentPort, workerData } from 'node:worker_threads';
import { Barrier } from '../src/engine/barrier.js';
import { RingReader } from '../src/engine/ring.js';
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
