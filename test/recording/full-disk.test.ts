import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runEngine } from '../../src/engine/control/run.js';
import { UsageError } from '../../src/errors.js';
import { TraceBrokenOff } from '../../src/recording/broken-off.js';
import type { Result } from '../../src/report/result.js';
import { runScenario } from '../../src/run.js';
import { loadScenario } from '../../src/scenario/load.js';
import { toJsonLine } from '../../src/trace/json.js';
import { readTrace } from '../../src/trace/reader.js';
import { BUSY, outcomeOf } from '../engine/runs.js';
import { missing } from '../programs.js';
import { inDirectory } from '../trace/files.js';

const SCENARIO = loadScenario('collision-storm', { ues: 500, duration: 2, ...BUSY });

/** Does something in a folder on a disk of its own, of so many bytes; false: only root may make one. */
async function onSmallDisk(bytes: number, work: (dir: string) => Promise<void>): Promise<boolean> {
  return inDirectory(async (dir) => {
    const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', dir]);
    if (mount.status !== 0) return false;
    try {
      await work(dir);
    } finally {
      spawnSync('umount', [dir]);
    }
    return true;
  });
}

/** Runs with a trace of all UEs, which breaks off. */
async function brokenOff(file: string): Promise<{ result: Result; message: string }> {
  try {
    await runScenario(SCENARIO, { workers: 2, trace: { file, ues: '0-499' } });
  } catch (error) {
    assert.ok(error instanceof TraceBrokenOff, String(error));
    assert.ok(error instanceof UsageError);
    return { result: error.result, message: error.message };
  }
  assert.fail('there was room');
}

/** The events of a trace, as lines; one that breaks off is read as far as it goes. */
async function linesOf(file: string): Promise<string[]> {
  const lines: string[] = [];
  await readTrace(file, { event: (event) => lines.push(toJsonLine(event)) }).catch((error) => {
    assert.match(error.message, /truncated: the record that ends a trace is missing/);
  });
  return lines;
}

describe('a trace on a disk that is full', { skip: missing('mount', 'umount') }, () => {
  it('keeps a whole beginning, is named, and leaves the run as it is', async (t) => {
    const whole = await inDirectory(async (dir) => {
      const file = join(dir, 'run.trace');
      await runScenario(SCENARIO, { workers: 2, trace: { file, ues: '0-499' } });
      return linesOf(file);
    });
    const plain = (await runEngine(SCENARIO, { workers: 2 })).result;
    const isDone = await onSmallDisk(2 ** 18, async (dir) => {
      const file = join(dir, 'run.trace');
      const { result, message } = await brokenOff(file);
      assert.deepEqual(outcomeOf(result), outcomeOf(plain));
      assert.deepEqual(readdirSync(dir), ['run.trace'], 'something else was left behind');
      assert.match(
        message,
        /^--trace .*run\.trace: no space left on device \(ENOSPC\); it breaks off after \d+\.\d{6} s/,
      );
      const kept = await linesOf(file);
      assert.ok(kept.length > 100, `${kept.length} events`);
      assert.deepEqual(kept, whole.slice(0, kept.length));
    });
    if (!isDone) t.skip('only root may mount a disk');
  });

  it('leaves an earlier one where it is if nothing can be kept', async (t) => {
    const isDone = await onSmallDisk(2 ** 13, async (dir) => {
      const file = join(dir, 'run.trace');
      writeFileSync(file, 'an earlier one');
      writeFileSync(join(dir, 'others'), 'x'.repeat(4096));
      const { message } = await brokenOff(file);
      assert.match(message, /\(ENOSPC\); nothing of it could be kept/);
      assert.equal(readFileSync(file, 'utf8'), 'an earlier one');
      assert.deepEqual(readdirSync(dir).sort(), ['others', 'run.trace']);
    });
    if (!isDone) t.skip('only root may mount a disk');
  });
});

describe('a device that takes nothing', {
  skip: !existsSync('/dev/full') || process.getuid?.() !== 0,
}, () => {
  it('is named, and stays a device', async () => {
    const { message } = await brokenOff('/dev/full');
    assert.match(
      message,
      /^--trace \/dev\/full: no space left on device \(ENOSPC\); nothing of it could be kept/,
    );
    assert.ok(statSync('/dev/full').isCharacterDevice());
  });
});
