import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Shard, type ShardReport, type ShardTask } from '../../../src/engine/workers/shard.js';

const PAUSE_MS = 20;

/**
 * `UESTORM_TEST_DYING=once:FILE`: worker 1 dies in the window after the first checkpoint was written, before it works on
 * the last of its regions, and notes the window in FILE. `always:FILE`: and whenever a worker comes there again.
 * `exit` in place of `once`: it leaves by process.exit. With `:FOLDER` checkpoints are looked for there, and it is any
 * worker: one of a machine that has but one.
 */
export default function runDying(task: ShardTask): ShardReport {
  const [how, marker, folder] = (process.env.UESTORM_TEST_DYING ?? '').split(':');
  const shard = new Shard(task);
  if (task.worker === 1 || folder !== undefined) {
    const last = shard.regions[shard.regions.length - 1];
    const begin = last.begin.bind(last);
    const first = join(folder ?? task.checkpoint?.folder ?? '', 'checkpoint-000001');
    last.begin = (window, end) => {
      const died = existsSync(marker) ? Number(readFileSync(marker, 'utf8')) : null;
      const dies = died === null ? existsSync(first) : how === 'always' && window >= died;
      if (dies) {
        if (died === null) writeFileSync(marker, String(window));
        if (how === 'exit') process.exit(5);
        throw new Error('out of luck');
      }
      // The disk may be slow, and the run is short.
      if (died === null) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
      begin(window, end);
    };
  }
  return shard.run();
}
