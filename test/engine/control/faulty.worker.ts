import { Shard, type ShardReport, type ShardTask } from '../../../src/engine/workers/shard.js';
import { recorderFor } from '../../../src/recording/recorder.js';

/**
 * How and where a worker dies: `UESTORM_TEST_DEATH=exit:1:20` means that worker 1 leaves in its 20th window, amid its
 * regions: before it works on the last of them. Window 0: before its UEs are in their rows.
 */
export default function runFaulty(task: ShardTask): ShardReport {
  const [how, worker, window] = (process.env.UESTORM_TEST_DEATH ?? '').split(':');
  const shard = new Shard(task, recorderFor(task));
  if (task.worker === Number(worker)) {
    if (window === '0') die(how);
    const last = shard.regions[shard.regions.length - 1];
    const begin = last.begin.bind(last);
    let windows = 0;
    last.begin = (...args) => {
      if (++windows === Number(window)) die(how);
      begin(...args);
    };
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
