import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { resume, run, type UsageError } from '../../src/index.js';
import { runScenario } from '../../src/run.js';
import { uestorm } from './world.js';

let root: string;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'uestorm-'));
});
after(() => rmSync(root, { recursive: true }));

const SMALL = { ues: 1000, duration: 30 };

/** A folder with the checkpoint of a run that was stopped at once, or a little later. */
async function stoppedRun(): Promise<string> {
  const folder = mkdtempSync(join(root, 'stopped-'));
  const stop = new AbortController();
  const onProgress = () => stop.abort();
  const checkpoint = { folder, everySeconds: 3600 };
  await run('collision-storm', { ues: 4000, duration: '60s', checkpoint, onProgress, signal: stop.signal });
  return folder;
}

describe('run --checkpoint', () => {
  it('writes them into a directory, every ten minutes of wall time unless it is told otherwise', async () => {
    const { runs } = await uestorm(['run', '--checkpoint', 'night']);
    assert.equal(runs[0].options.checkpoint?.folder, 'night');
    assert.equal(runs[0].options.checkpoint?.everySeconds, 600);
    const { runs: often } = await uestorm(['run', '--checkpoint', 'night', '--checkpoint-every', '90s']);
    assert.equal(often[0].options.checkpoint?.everySeconds, 90);
  });

  for (const [argv, message] of [
    [
      ['--checkpoint', 'x', '--checkpoint-every', 'soon'],
      /checkpoint-every: expected a duration above 0 .* got "soon"/,
    ],
    [
      ['--checkpoint', 'x', '--checkpoint-every', '0'],
      /checkpoint-every: expected a duration above 0 .* got "0"/,
    ],
    [['--checkpoint-every', '5m'], /--checkpoint-every: there are no checkpoints; name .* --checkpoint DIR/],
    [
      ['--checkpoint', 'x', '--trace', 'y'],
      /--trace: a run with --checkpoint leaves no trace; leave one of the two out/,
    ],
  ] as [string[], RegExp][]) {
    it(`is refused in one line before anything runs: ${argv.join(' ')}`, async () => {
      const { status, runs, stderr } = await uestorm(['run', ...argv]);
      assert.deepEqual([status, runs.length], [2, 0]);
      assert.match(stderr.text, message);
      assert.match(stderr.text, /^uestorm: [^\n]+\n$/);
    });
  }

  it('refuses a directory with the checkpoints of another run, and creates one that is not there', async () => {
    const folder = join(root, 'used');
    mkdirSync(join(folder, 'checkpoint-000001'), { recursive: true });
    const checkpoint = { folder, everySeconds: 600 };
    await assert.rejects(run('busy-hour', { ...SMALL, checkpoint }), (error: UsageError) => {
      assert.equal(error.name, 'UsageError');
      assert.match(error.message, /there are checkpoints of a run; uestorm resume .*used goes on with it/);
      return true;
    });
    const { status } = await run('busy-hour', {
      ...SMALL,
      checkpoint: { ...checkpoint, folder: join(root, 'a/b') },
    });
    assert.equal(status, 'completed');
    assert.deepEqual(readdirSync(join(root, 'a')), ['b']);
  });

  it('refuses a directory that cannot be written to', async () => {
    const checkpoint = { folder: '/proc/nowhere', everySeconds: 600 };
    await assert.rejects(run('busy-hour', { ...SMALL, checkpoint }), /cannot be written to: .*ENOENT/);
  });
});

describe('uestorm resume', () => {
  it('goes on with scenario and interval of the run, and other workers', async () => {
    const folder = await stoppedRun();
    const { runs, status } = await uestorm(['resume', folder, '--workers', '3']);
    assert.equal(status, 0);
    assert.deepEqual([runs[0].scenario.name, runs[0].scenario.ues], ['collision-storm', 4000]);
    const { workers, checkpoint, resumed } = runs[0].options;
    assert.deepEqual([workers, checkpoint?.folder, checkpoint?.everySeconds], [3, folder, 3600]);
    assert.equal(resumed?.folder, folder);
  });

  it('prints and writes what the whole run would have', async () => {
    const folder = await stoppedRun();
    const whole = await run('collision-storm', { ues: 4000, duration: '60s' });
    const rest = await resume(folder, { workers: 1 });
    assert.deepEqual([rest.status, rest.digest], ['completed', whole.digest]);
    assert.deepEqual(rest.procedures, whole.procedures);
    assert.equal(rest.checkpoints?.resumed, 1);
  });

  it('ends with 2 where there is nothing to go on from', async () => {
    for (const [folder, message] of [
      [root, /no checkpoint to go on from: there is none; run --checkpoint .* makes some/],
      [
        join(root, 'nowhere'),
        /nowhere: cannot be read: no such file or directory \(ENOENT\); name the folder/,
      ],
    ] as const) {
      const { status, runs, stderr } = await uestorm(['resume', folder]);
      assert.deepEqual([status, runs.length], [2, 0]);
      assert.match(stderr.text, message);
    }
  });

  it('refuses a directory that another run writes to, for as long as it does', {
    skip: process.platform !== 'linux',
  }, async () => {
    const folder = await stoppedRun();
    const stop = new AbortController();
    const first = resume(folder, { signal: stop.signal });
    await assert.rejects(resume(folder), (error: UsageError) => {
      assert.equal(error.name, 'UsageError');
      assert.match(error.message, /a run that goes on now writes its checkpoints there; wait for its end/);
      return true;
    });
    stop.abort();
    assert.equal((await first).status, 'interrupted');
    assert.equal((await resume(folder)).status, 'completed');
  });

  it('leaves no trace', async () => {
    const scenario = (await uestorm(['run', '--ues', '1000'])).runs[0].scenario;
    const checkpoint = { folder: join(root, 'traced'), everySeconds: 600 };
    await assert.rejects(
      runScenario(scenario, { checkpoint, trace: { file: 'x.trace' } }),
      /leaves no trace/,
    );
  });
});
