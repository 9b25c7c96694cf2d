import { Shard, type ShardReport, type ShardTask } from './shard.js';

/** What piscina runs on each worker thread: one long task per run. */
export default function runShard(task: ShardTask): ShardReport {
  return new Shard(task).run();
}
