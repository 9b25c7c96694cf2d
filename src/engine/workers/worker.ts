import { Shard, type ShardReport, type ShardTask } from './shard.js';

/**
 * What piscina runs on each worker thread: one long task per run.
 *
 * The build bundles it into one module (worker.bundle.js) and puts constants in place of their names. As modules import
 * them they are variables to V8, loaded and checked at each use; as literals they make an event a fifth cheaper.
 */
export default function runShard(task: ShardTask): ShardReport {
  return new Shard(task).run();
}
