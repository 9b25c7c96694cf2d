import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EngineError } from '../../../src/engine/control/error.js';
import { runSmall } from '../runs.js';

const COMMAND = fileURLToPath(new URL('./faulty.command.js', import.meta.url));
const workerFile = new URL('./faulty.worker.js', import.meta.url).href;
/** Far more than a run of this size takes: a process that is still there by then hangs. */
const HANGS_MS = 60_000;

let root: string;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'uestorm-'));
});
after(() => rmSync(root, { recursive: true }));

describe('a worker that dies in the middle of a window', () => {
  for (const [how, death, reason, node = []] of [
    ['throws', 'throw:1:20', /worker 2 of 2 died after \d+\.\d{3} s of simulated time: out of luck/],
    ['is worker 0', 'throw:0:20', /worker 1 of 2 died after \d+\.\d{3} s of simulated time: out of luck/],
    ['leaves by process.exit', 'exit:1:20', /worker 2 of 2 died .*: worker exited with code: 5/],
    ['runs out of memory', 'memory:1:20', /worker 2 of 2 died .*memory limit/, ['--max-old-space-size=100']],
  ] as [string, string, RegExp, string[]?][]) {
    it(`ends the process with status 1, the reason, and the partial result: ${how}`, () => {
      const out = join(root, death);
      const small = ['run', 'collision-storm', '--ues', '2000', '--duration', '1h', '--workers', '2'];
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [...node, COMMAND, ...small, '--json', '--out', out],
        { encoding: 'utf8', env: { ...process.env, UESTORM_TEST_DEATH: death }, timeout: HANGS_MS },
      );
      assert.equal(status, 1, stderr);
      assert.match(stderr, reason);
      assert.equal(stdout, readFileSync(join(out, 'result.json'), 'utf8'));
      const result = JSON.parse(stdout);
      assert.equal(result.status, 'partial');
      assert.ok(result.engine.messages > 0 && result.engine.wallSeconds > 0);
      assert.ok(result.engine.simulatedSeconds > 0.5 && result.engine.simulatedSeconds < 60);
    });
  }

  it('rejects with the partial result, and the next run in the same process is whole', async () => {
    process.env.UESTORM_TEST_DEATH = 'throw:2:10';
    try {
      await assert.rejects(runSmall('busy-hour', {}, { workers: 3, workerFile }), (error) => {
        assert.ok(error instanceof EngineError);
        assert.equal((error.cause as Error).message, 'out of luck');
        assert.deepEqual([error.partial.status, error.partial.engine.workers], ['partial', 3]);
        return true;
      });
    } finally {
      delete process.env.UESTORM_TEST_DEATH;
    }
    const { result } = await runSmall('busy-hour', {}, { workers: 3, workerFile });
    assert.deepEqual([result.status, result.invariants.conservation], ['completed', 0]);
  });

  it('may die before anything has run', async () => {
    process.env.UESTORM_TEST_DEATH = 'exit:0:0';
    try {
      await assert.rejects(runSmall('busy-hour', {}, { workers: 2, workerFile }), (error) => {
        assert.ok(error instanceof EngineError);
        const { simulatedSeconds, wallSeconds, messages } = error.partial.engine;
        assert.deepEqual([simulatedSeconds, wallSeconds, messages], [0, 0, 0]);
        return true;
      });
    } finally {
      delete process.env.UESTORM_TEST_DEATH;
    }
  });
});
