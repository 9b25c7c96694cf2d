import { Shard, type ShardReport, type ShardTask } from '../../engine/workers/shard.js';
import { watcherFor } from './watcher.js';

/**
 * What piscina runs on each worker thread of a run in which UEs can be watched: as the worker of all other runs
 * (engine/workers/worker.ts), and bundled as it is, until somebody watches one.
 */
export default function runWatchedShard(task: ShardTask): ShardReport {
  return new Shard(task, null, watcherFor(task)).run();
}
