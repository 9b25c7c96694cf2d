import { Shard, type ShardReport, type ShardTask } from '../src/engine/workers/shard.js';

export interface MeasuredReport extends ShardReport {
  /** What the worker's heap holds at the end, garbage collected. */
  readonly heapBytes: number;
}

export default function runMeasured(task: ShardTask): MeasuredReport {
  const shard = new Shard(task);
  const report = shard.run();
  globalThis.gc?.();
  return { ...report, heapBytes: process.memoryUsage().heapUsed };
}
