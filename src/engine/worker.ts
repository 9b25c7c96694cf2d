import { loadTracing } from '../trace/task.js';
import { Shard, type ShardReport, type ShardTask } from './shard.js';

/** What piscina runs on each worker thread: one long task per run. */
export default async function runShard(task: ShardTask): Promise<ShardReport> {
  return new Shard(task, await loadTracing(task.trace, task.scenario)).run();
}
