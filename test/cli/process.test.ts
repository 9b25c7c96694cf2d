import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { missing } from '../programs.js';

const MAIN = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));
const uestorm = (...argv: string[]) => spawnSync(process.execPath, [MAIN, ...argv], { encoding: 'utf8' });
const mayUnshare = (): boolean =>
  process.getuid?.() === 0 && spawnSync('unshare', ['--pid', '--fork', 'true']).status === 0;

describe('the command as a process', () => {
  it('can be started by its name', () => {
    assert.match(readFileSync(MAIN, 'utf8'), /^#!\/usr\/bin\/env node\n/);
  });

  it('prints to standard output and ends with 0', () => {
    const { status, stdout, stderr } = uestorm('check', 'busy-hour');
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /^name: busy-hour$/m);
  });

  for (const argv of [
    ['run', '--workers', '0'],
    ['run', '--without-rule', '12'],
    ['check', 'nope'],
    ['frob'],
  ]) {
    it(`prints one line to standard error and ends with 2: ${argv.join(' ')}`, () => {
      const { status, stdout, stderr } = uestorm(...argv);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, /^uestorm: [^\n]+\n$/);
    });
  }

  it('takes it calmly when its reader has gone', async () => {
    const child = spawn(process.execPath, [MAIN, 'schema'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let complaints = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      complaints += text;
    });
    const [status] = await once(child, 'close');
    assert.deepEqual([status, complaints], [0, '']);
  });

  it('ends with 2 when standard output is a full disk, and says so', {
    skip: !existsSync('/dev/full'),
  }, () => {
    const full = openSync('/dev/full', 'w');
    try {
      const { status, stderr } = spawnSync(process.execPath, [MAIN, 'schema'], {
        encoding: 'utf8',
        stdio: ['ignore', full, 'pipe'],
      });
      assert.equal(status, 2);
      assert.match(
        stderr,
        /^uestorm: standard output: cannot be written: no space left on device \(ENOSPC\); [^\n]+\n$/,
      );
    } finally {
      closeSync(full);
    }
  });

  it('minds no full disk where messages go', { skip: !existsSync('/dev/full') }, () => {
    const full = openSync('/dev/full', 'w');
    try {
      const { status } = spawnSync(process.execPath, [MAIN, 'frob'], { stdio: ['ignore', 'pipe', full] });
      assert.equal(status, 2);
    } finally {
      closeSync(full);
    }
  });

  it('runs a small busy hour, and prints what it also writes', () => {
    const root = mkdtempSync(join(tmpdir(), 'uestorm-'));
    try {
      const small = ['run', 'busy-hour', '--ues', '2000', '--duration', '20s', '--workers', '1'];
      const { status, stdout, stderr } = uestorm(...small, '--json', '--out', root);
      assert.deepEqual([status, stderr], [0, '']);
      assert.equal(stdout, readFileSync(join(root, 'result.json'), 'utf8'));
      const { status: ending, engine, invariants } = JSON.parse(stdout);
      assert.equal(ending, 'completed');
      assert.deepEqual([engine.ues, engine.simulatedSeconds], [2000, 20]);
      assert.ok(engine.messages > 0);
      assert.deepEqual(Object.values<number>(invariants), [0, 0, 0, 0, 0, 0, 0]);
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it('stops as the first process of a container does, which gets only signals that it listens to', {
    skip: missing('unshare', 'pgrep') || (!mayUnshare() && 'only root may have namespaces of its own'),
  }, async () => {
    const root = mkdtempSync(join(tmpdir(), 'uestorm-'));
    const out = join(root, 'out');
    const long = ['run', '--ues', '10k', '--duration', '24h', '--workers', '1', '--quiet', '--out', out];
    const unshared = ['--pid', '--fork', '--mount-proc', process.execPath, MAIN, ...long];
    const child = spawn('unshare', unshared, { stdio: 'ignore' });
    const closed = once(child, 'close');
    try {
      while (!existsSync(out) && child.exitCode === null) await delay(10);
      const { stdout } = spawnSync('pgrep', ['-P', String(child.pid)], { encoding: 'utf8' });
      process.kill(Number(stdout), 'SIGTERM');
      assert.deepEqual(await closed, [130, null]);
    } finally {
      child.kill('SIGKILL');
      rmSync(root, { recursive: true });
    }
  });

  it('goes on late, with the same outcome, where it was frozen for a while with the real clock', async () => {
    const root = mkdtempSync(join(tmpdir(), 'uestorm-'));
    const short = ['run', 'busy-hour', '--ues', '2000', '--duration', '3s', '--workers', '1', '--quiet'];
    const out = join(root, 'out');
    const child = spawn(
      process.execPath,
      [MAIN, ...short, '--clock', 'real', '--metrics-port', '0', '--out', out],
      {
        stdio: 'ignore',
      },
    );
    const closed = once(child, 'close');
    const { stdout } = uestorm(...short, '--json', '--quiet');
    try {
      while (!existsSync(out) && child.exitCode === null) await delay(10);
      await delay(1000);
      child.kill('SIGSTOP');
      await delay(700);
      child.kill('SIGCONT');
      assert.deepEqual(await closed, [0, null]);
      const { digest, realTime } = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8'));
      assert.equal(digest, JSON.parse(stdout).digest);
      assert.ok(realTime.lateness.max >= 0.6, `${realTime.lateness.max} s late`);
      assert.equal(realTime.suspendedSeconds, 0);
    } finally {
      child.kill('SIGKILL');
      rmSync(root, { recursive: true });
    }
  });

  for (const signal of ['SIGINT', 'SIGHUP'] as const) {
    it(`ends with 130 on ${signal}, and writes what was measured`, async () => {
      const root = mkdtempSync(join(tmpdir(), 'uestorm-'));
      const out = join(root, 'out');
      // A day of 50,000 UEs is far more than this test waits for.
      const long = ['run', 'busy-hour', '--ues', '50k', '--duration', '24h', '--workers', '1', '--out', out];
      const child = spawn(process.execPath, [MAIN, ...long], { stdio: 'ignore' });
      const closed = once(child, 'close');
      try {
        // The directory is made just before the run starts and signals are listened to.
        while (!existsSync(out) && child.exitCode === null) await delay(10);
        await delay(500);
        child.kill(signal);
        assert.deepEqual(await closed, [130, null]);
        assert.deepEqual(readdirSync(out).sort(), [
          'latency.hlog',
          'metrics.prom',
          'report.html',
          'result.json',
          'timeseries.csv',
        ]);
        const { status, procedures } = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8'));
        assert.equal(status, 'interrupted');
        for (const { offered, duration: _, ...outcomes } of Object.values<Record<string, number>>(
          procedures,
        )) {
          const sum = Object.values(outcomes).reduce((total, count) => total + count, 0);
          assert.equal(offered, sum, 'conservation');
        }
      } finally {
        child.kill('SIGKILL');
        rmSync(root, { recursive: true });
      }
    });
  }
});
