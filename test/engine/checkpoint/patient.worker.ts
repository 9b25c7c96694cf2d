import { readdirSync } from 'node:fs';
import { Shard, type ShardReport, type ShardTask } from '../../../src/engine/workers/shard.js';

/** Checkpoints that a run waits for: so two of them are from its middle. */
const ENOUGH = 'checkpoint-000003';
/** What it waits for them in a window. */
const PAUSE_MS = 30;

/** A worker that takes its time until there are enough checkpoints of a run, however short it is. */
export default function runPatiently(task: ShardTask): ShardReport {
  const shard = new Shard(task);
  const folder = task.checkpoint?.folder;
  if (task.worker === 0 && folder !== undefined) {
    const [first] = shard.regions;
    const begin = first.begin.bind(first);
    const word = new Int32Array(new SharedArrayBuffer(4));
    first.begin = (...args) => {
      if (!readdirSync(folder).some((name) => name >= ENOUGH && !name.endsWith('.part'))) {
        Atomics.wait(word, 0, 0, PAUSE_MS);
      }
      begin(...args);
    };
  }
  return shard.run();
}
