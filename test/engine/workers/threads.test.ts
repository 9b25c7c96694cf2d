import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Threads } from '../../../src/engine/workers/threads.js';

function threads(
  file: string,
  options: { minThreads: number; maxThreads: number },
): Threads<unknown, unknown> {
  const filename = new URL(file, import.meta.url).href;
  return new Threads({ filename, ...options });
}

const TRIALS = '../../../src/capacity/trials/worker.js';

describe('a pool of threads', () => {
  it('can be ended while they load: it waits for that, and rejects what they were to do', async () => {
    const pool = threads(TRIALS, { minThreads: 0, maxThreads: 2 });
    let loaded = 0;
    pool.on('workerCreate', () => loaded++);
    const runs = Promise.allSettled([pool.run({}), pool.run({})]);
    await pool.destroy();
    assert.equal(loaded, 2);
    assert.equal(pool.threads.length, 0);
    for (const { status } of await runs) assert.equal(status, 'rejected');
  });

  it('can be ended before it has done anything, and twice', async () => {
    const pool = threads(TRIALS, { minThreads: 2, maxThreads: 2 });
    await Promise.all([pool.destroy(), pool.destroy()]);
    assert.equal(pool.threads.length, 0);
  });

  it('waits for no thread that could not load', async () => {
    const pool = threads('../nowhere.js', { minThreads: 0, maxThreads: 1 });
    pool.on('error', () => undefined);
    const run = assert.rejects(pool.run({}));
    await pool.destroy();
    assert.equal(pool.threads.length, 0);
    await run;
  });
});
