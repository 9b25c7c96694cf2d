import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { EngineError } from '../../../src/engine/control/error.js';
import { BUSY, outcomeOf, runSmall } from '../runs.js';

const workerFile = new URL('./dying.worker.js', import.meta.url).href;
const SCENARIO = { ...BUSY, duration: 60 };

let root: string;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'uestorm-'));
});
after(() => rmSync(root, { recursive: true }));

/** A run in which workers die, what it said of that, and where. */
async function runDying(how: 'once' | 'exit' | 'always') {
  const folder = mkdtempSync(join(root, 'run-'));
  const marker = join(mkdtempSync(join(root, 'marker-')), 'window');
  const said: string[] = [];
  process.env.UESTORM_TEST_DYING = `${how}:${marker}`;
  try {
    const run = runSmall('collision-storm', SCENARIO, {
      ...{ workers: 2, workerFile },
      checkpoint: { folder, everySeconds: 0.001, onTrouble: (what) => said.push(what) },
    });
    const outcome = await run.catch((error: unknown) => error);
    return { outcome, said, folder, window: readFileSync(marker, 'utf8') };
  } finally {
    delete process.env.UESTORM_TEST_DYING;
  }
}

describe('a worker that dies in a run with checkpoints', () => {
  for (const how of ['once', 'exit'] as const) {
    it(`is replaced, and the run goes back to the last one: ${how}`, async () => {
      const { result: whole } = await runSmall('collision-storm', SCENARIO);
      const { outcome, said, window } = await runDying(how);
      if (outcome instanceof Error) throw outcome;
      const { result } = outcome as Awaited<ReturnType<typeof runSmall>>;
      assert.deepEqual(outcomeOf(result), outcomeOf(whole));
      const { deaths, lostSeconds } = result.checkpoints ?? assert.fail('no checkpoints');
      assert.equal(deaths, 1);
      assert.ok(lostSeconds >= 0);
      assert.equal(said.length, 1);
      const expected = `^worker 2 of 2 died in region 7, window ${window}: .*; going back \\d+\\.\\d{3} s to checkpoint-\\d{6}$`;
      assert.match(said[0], new RegExp(expected));
    });
  }

  it('ends the run when workers die at the same place again and again, with the command that shows it', async () => {
    const { outcome, said, folder, window } = await runDying('always');
    assert.ok(outcome instanceof EngineError);
    assert.equal(outcome.partial.status, 'partial');
    assert.equal(outcome.partial.checkpoints?.deaths, said.length);
    assert.match(
      outcome.message,
      new RegExp(`in region 7, window ${window}: uestorm resume ${folder} --workers 1 `),
    );
    assert.match(
      outcome.message,
      /^worker 2 of 2 died after .*: out of luck; 3 times after the same checkpoint/,
    );
  });

  it('ends the run if none has been written yet', async () => {
    const folder = mkdtempSync(join(root, 'run-'));
    process.env.UESTORM_TEST_DEATH = 'throw:1:2';
    try {
      await assert.rejects(
        runSmall('collision-storm', SCENARIO, {
          workers: 2,
          workerFile: new URL('../control/faulty.worker.js', import.meta.url).href,
          checkpoint: { folder, everySeconds: 3600 },
        }),
        /^EngineError: worker 2 of 2 died after \d+\.\d{3} s of simulated time: out of luck$/,
      );
    } finally {
      delete process.env.UESTORM_TEST_DEATH;
    }
  });
});
