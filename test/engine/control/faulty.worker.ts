import { Shard, type ShardReport, type ShardTask } from '../../../src/engine/workers/shard.js';
import { recorderFor } from '../../../src/recording/recorder.js';

/**
 * How and where a worker dies: `UESTORM_TEST_DEATH=exit:1:20` means that worker 1 leaves in its 20th window, amid its
 * regions: before it works on the last of those that have something to do. Window 0: before its UEs are in their rows.
 */
export default function runFaulty(task: ShardTask): ShardReport {
  const [how, worker, window] = (process.env.UESTORM_TEST_DEATH ?? '').split(':');
  const shard = new Shard(task, recorderFor(task));
  if (task.worker === Number(worker)) {
    if (window === '0') die(how);
    const { regions } = shard;
    let windows = 0;
    regions.forEach((region, i) => {
      const runUntil = region.runUntil.bind(region);
      region.runUntil = (end) => {
        const isLast = regions.slice(i + 1).every(({ due }) => due >= end);
        if (isLast && ++windows === Number(window)) die(how);
        runUntil(end);
      };
    });
  }
  return shard.run();
}

function die(how: string): void {
  switch (how) {
    case 'throw':
      throw new Error('out of luck');
    case 'exit':
      process.exit(5);
      break;
    case 'memory': {
      const hoard: unknown[] = [];
      for (;;) hoard.push(new Array(10_000).fill(hoard.length));
    }
  }
}
