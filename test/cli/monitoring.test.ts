import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { clockProblems } from '../../src/report/summary.js';
import type { RealTimeResult } from '../../src/results/parts.js';
import { parseText, sampleValue } from '../monitor/text.js';
import { NOTHING, resultFixture } from '../report/fixture.js';
import { uestorm } from './world.js';

const MAIN = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

/** Any free port: other tests run beside these. */
const REAL = ['run', '--clock', 'real', '--metrics-port', '0'];

const kept: RealTimeResult = {
  speed: 1,
  windows: 20_000,
  lateWindows: 3,
  lateness: { ...NOTHING, count: 20_000, p99: 0.0002, max: 0.012 },
  tooLate: false,
  suspendedSeconds: 0,
  steered: false,
};
const late: RealTimeResult = {
  ...kept,
  lateWindows: 5000,
  lateness: { ...kept.lateness, p99: 1.5, max: 2.5 },
};

describe('what uestorm run asks of the engine for a run with the real clock', () => {
  it('is the wall clock as it is, however late', async () => {
    const { runs } = await uestorm(REAL);
    assert.equal(runs[0].scenario.clock, 'real');
    assert.deepEqual([runs[0].options.speed, runs[0].options.maxLateness], [undefined, undefined]);
  });

  it('is another speed, and a lateness that is too much', async () => {
    const { runs } = await uestorm([...REAL, '--speed', '2.5', '--max-lateness', '500ms']);
    assert.deepEqual([runs[0].options.speed, runs[0].options.maxLateness], [2.5, 0.5]);
  });
});

describe('the options for time and monitoring', () => {
  const wrong: [argv: string[], message: RegExp][] = [
    [['--speed', '2'], /^uestorm: speed: means nothing with the virtual clock; add --clock real\n$/],
    [
      ['--max-lateness', '1s'],
      /^uestorm: max-lateness: means nothing with the virtual clock; add --clock real\n$/,
    ],
    [
      ['--clock', 'real', '--speed', '0'],
      /^uestorm: speed: expected .* above 0 and at most 1000, got "0"\n$/,
    ],
    [['--clock', 'real', '--speed', 'fast'], /^uestorm: speed: .* got "fast"\n$/],
    [['--clock', 'real', '--max-lateness', '0'], /^uestorm: max-lateness: .* above 0 .* got "0"\n$/],
    [['--clock', 'real', '--max-lateness', '1 day'], /^uestorm: max-lateness: .* got "1 day"\n$/],
    [['--linger', '30s'], /^uestorm: --linger: .* add --metrics-port 9464\n$/],
    [['--metrics-host', '127.0.0.1'], /^uestorm: --metrics-host: .* add --metrics-port 9464\n$/],
    [['--control-token', 'abcdefgh'], /^uestorm: --control-token: .* add --metrics-port 9464\n$/],
    [['--metrics-port', '65536'], /^uestorm: --metrics-port: expected a port .* got "65536"\n$/],
    [['--metrics-port', 'http'], /^uestorm: --metrics-port: .* got "http"\n$/],
    [['--metrics-port', '0', '--linger', 'long'], /^uestorm: --linger: .* got "long"\n$/],
    [['--metrics-port', '0', '--control-token', 'short'], /^uestorm: --control-token: expected at least 8 /],
    [['--metrics-port', '0', '--control-token', ''], /^uestorm: --control-token: expected at least 8 /],
    [['--metrics-port', '0', '--metrics-host', '0.0.0.0'], /^uestorm: --metrics-host 0\.0\.0\.0: .*TOKEN/],
  ];
  for (const [argv, message] of wrong) {
    it(`are refused before anything runs: ${argv.join(' ')}`, async () => {
      const { status, stderr, runs } = await uestorm(['run', ...argv]);
      assert.equal(status, 2);
      assert.match(stderr.text, message);
      assert.deepEqual(runs, []);
    });
  }

  it('do not repeat a token that is wrong', async () => {
    const { stderr } = await uestorm([...REAL], undefined, { env: { UESTORM_CONTROL_TOKEN: 'secret' } });
    assert.match(stderr.text, /^uestorm: UESTORM_CONTROL_TOKEN: expected/);
    assert.equal(stderr.text.includes('secret'), false);
  });

  it('take an empty variable for none', async () => {
    assert.equal((await uestorm(REAL, undefined, { env: { UESTORM_CONTROL_TOKEN: '' } })).status, 0);
  });
});

describe('where a run is served', () => {
  it('is said on standard error', async () => {
    for (const argv of [REAL, ['run', '--metrics-port', '0'], [...REAL, '--quiet']]) {
      const { stderr } = await uestorm(argv);
      assert.match(stderr.text, /^uestorm: metrics and control at http:\/\/127\.0\.0\.1:\d+\/\n$/);
    }
  });

  it('is nowhere with the virtual clock, unless a port is named', async () => {
    assert.equal((await uestorm(['run'])).stderr.text, '');
  });

  it('lasts on after the run for as long as was asked, or until a signal', async () => {
    const { stderr, status } = await uestorm([...REAL, '--linger', '10m'], (_, signals) => {
      // The engine has answered by then, and the command lingers.
      setTimeout(() => signals.emit('SIGTERM'), 300);
      return {};
    });
    assert.equal(status, 0);
    assert.match(stderr.text, /the final values stay at http:\/\/127\.0\.0\.1:\d+\/metrics for 600 s\n$/);
  });

  it('ends with the run for whoever interrupts it', async () => {
    const { stderr, status } = await uestorm([...REAL, '--linger', '10m'], (_, signals) => {
      signals.emit('SIGINT');
      return { status: 'interrupted' };
    });
    assert.equal(status, 130);
    assert.doesNotMatch(stderr.text, /final values/);
  });
});

describe('a run with the real clock', () => {
  it('says that it kept up, or in colour and on standard error that it did not', async () => {
    const good = await uestorm(REAL, () => ({ realTime: kept }));
    assert.match(
      good.stdout.text,
      /^kept up +real clock × 1, 3 of 20\.0 k windows late, lateness p99 200 µs/m,
    );
    assert.doesNotMatch(good.stderr.text, /keep up/);
    const bad = await uestorm([...REAL, '--json'], () => ({ realTime: late }));
    assert.match(
      bad.stderr.text,
      /could not keep up with the real clock at 1 × and went on: 5000 of 20\.0 k windows were late, at most 2\.50 s/,
    );
    assert.equal(bad.status, 0);
    const shown = await uestorm(REAL, () => ({ realTime: late }));
    assert.match(shown.stdout.text, /^fell behind +real clock × 1, 5000 of 20\.0 k windows late/m);
  });

  it('fell behind when more than one window in a hundred was late', () => {
    const problems = (lateWindows: number) =>
      clockProblems(resultFixture({ realTime: { ...kept, lateWindows } })).length;
    assert.deepEqual([problems(200), problems(201)], [0, 1]);
  });

  it('says that the machine was suspended, which a threshold may forbid', async () => {
    const { status, stdout, stderr } = await uestorm(REAL, () => ({
      realTime: { ...kept, suspendedSeconds: 12 },
    }));
    assert.equal(status, 0);
    assert.match(stdout.text, /^kept up .*\nsuspended {2}for 12\.0 s, in which nothing was offered$/m);
    assert.match(
      stderr.text,
      /^uestorm: the machine was suspended for 12\.0 s during the run: nothing was offered/m,
    );
    const strict = await uestorm([...REAL, '--set', 'thresholds=["realTime.suspendedSeconds < 1s"]']);
    assert.deepEqual(strict.runs[0].scenario.thresholds, ['realTime.suspendedSeconds < 1s']);
  });

  it('ends with 3 when it was too late, although that ended it', async () => {
    const { status } = await uestorm(REAL, () => ({
      status: 'interrupted',
      realTime: { ...late, tooLate: true },
      thresholds: [{ expression: 'realTime.lateness.max <= 1s', value: 2.5, ok: false }],
    }));
    assert.equal(status, 3);
  });

  it('says beside its digest that it was steered', async () => {
    const { stdout } = await uestorm(REAL, () => ({ realTime: { ...kept, steered: true } }));
    assert.match(stdout.text, /^digest +0123456789abcdef, steered: no other run is comparable$/m);
  });
});

describe('metrics.prom', () => {
  it('holds the final values of a run, without those of the process', () => {
    const root = mkdtempSync(join(tmpdir(), 'uestorm-'));
    try {
      const small = ['run', 'busy-hour', '--ues', '2000', '--duration', '5s', '--workers', '1', '--quiet'];
      const { status, stderr } = spawnSync(process.execPath, [MAIN, ...small, '--out', root], {
        encoding: 'utf8',
      });
      assert.deepEqual([status, stderr], [0, '']);
      const samples = parseText(readFileSync(join(root, 'metrics.prom'), 'utf8'));
      const { engine } = JSON.parse(readFileSync(join(root, 'result.json'), 'utf8'));
      assert.equal(sampleValue(samples, 'uestorm_messages_total'), engine.messages);
      assert.ok(samples.every(({ name }) => name.startsWith('uestorm_')));
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
