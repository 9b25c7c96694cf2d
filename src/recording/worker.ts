import { Shard, type ShardReport, type ShardTask } from '../engine/workers/shard.js';
import { recorderFor } from './recorder.js';

/**
 * What piscina runs on each worker thread of a traced run. It has a file of its own, so that the bundle for all other
 * runs (engine/workers/worker.ts) has one kind of core and nothing of traces.
 */
export default function runTracedShard(task: ShardTask): ShardReport {
  return new Shard(task, recorderFor(task)).run();
}
