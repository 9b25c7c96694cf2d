import { Control } from '../../../src/engine/control/control.js';
import { Shard, type ShardReport, type ShardTask } from '../../../src/engine/workers/shard.js';

const WAIT_MS = 100;

/** Waits when all UEs are there, before the first window, so that it may be interrupted just then. */
export default function runWaiting(task: ShardTask): ShardReport {
  const markReady = Control.prototype.markReady;
  Control.prototype.markReady = function (this: Control, us: number) {
    markReady.call(this, us);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
  };
  return new Shard(task).run();
}
