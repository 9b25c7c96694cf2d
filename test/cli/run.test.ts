import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { EngineError } from '../../src/engine/control/error.js';
import type { Progress } from '../../src/engine/control/options.js';
import { UsageError } from '../../src/errors.js';
import { formatSummary } from '../../src/report/summary.js';
import { formatResult } from '../../src/report/write.js';
import { loadScenario } from '../../src/scenario/load.js';
import { resultFixture } from '../report/fixture.js';
import { type Engine, uestorm } from './world.js';

const violated = { ...resultFixture().invariants, as_agreement: 3 };
const missed = [{ expression: 'rules.6.holds < 1', value: 42, ok: false }];
const met = [{ expression: 'rules.6.holds < 100', value: 42, ok: true }];
const load = { offered: 100_000, refused: 0, registered: 1, missing: 0 };
const allowed = [
  { expression: 'load.refused / offered < 10%', value: 0.05, ok: true },
  { expression: 'load.missing < 50%', value: 0.3, ok: true },
];
const unmeasured = [{ expression: 'rules.7.hold.p99 < 1s', value: null, ok: null }];
const now: Progress = {
  simulatedSeconds: 60,
  durationSeconds: 600,
  wallSeconds: 2,
  messages: 9_000_000,
  messagesPerSecond: 4_500_000,
  holds: 12,
  violations: 0,
};

let root: string;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'uestorm-'));
});
after(() => rmSync(root, { recursive: true }));

describe('what uestorm run asks of the engine', () => {
  it('is the preset busy-hour as it stands, on as many workers as the engine likes', async () => {
    const { runs, status } = await uestorm(['run']);
    assert.equal(status, 0);
    assert.deepEqual(runs[0].scenario, loadScenario('busy-hour'));
    assert.equal(runs[0].options.workers, undefined);
  });

  it('is another preset, or a file', async () => {
    const file = join(root, 'mine.yaml');
    writeFileSync(file, 'name: mine\nues: 4321\n');
    assert.equal((await uestorm(['run', 'commute'])).runs[0].scenario.name, 'commute');
    assert.equal((await uestorm(['run', file])).runs[0].scenario.ues, 4321);
  });

  it('is changed by every option', async () => {
    const { runs } = await uestorm([
      'run',
      ...['--ues', '2500', '--duration', '90s', '--workers', '3', '--seed', '99'],
      ...['--clock', 'virtual', '--keys', 'symbolic', '--without-rule', '6', '--without-rule', '11'],
      ...['--set', 'traffic.rekey=7', '--set', 'enbs=5'],
    ]);
    const { scenario, options } = runs[0];
    assert.equal(options.workers, 3);
    const { ues, duration, seed, clock, keys, withoutRules, traffic, enbs } = scenario;
    assert.deepEqual(
      { ues, duration, seed, clock, keys, withoutRules, rekey: traffic.rekey, enbs },
      {
        ues: 2500,
        duration: 90,
        seed: 99,
        clock: 'virtual',
        keys: 'symbolic',
        withoutRules: [6, 11],
        rekey: 7,
        enbs: 5,
      },
    );
  });
});

describe('the exit status of uestorm run', () => {
  const cases: [what: string, status: number, changes: ReturnType<Engine>, options?: string[]][] = [
    ['is 0 when all is well', 0, { thresholds: met }],
    ['is 3 when a threshold was missed', 3, { thresholds: [...met, ...missed] }],
    ['is 4 when an invariant was violated with all rules on', 4, { invariants: violated }],
    ['is 3 when a threshold was never measured', 3, { thresholds: [...met, ...unmeasured] }],
    ['is 0 when that is allowed', 0, { thresholds: [...met, ...unmeasured] }, ['--allow-unmeasured']],
    ['is 3 for one that was missed all the same', 3, { thresholds: missed }, ['--allow-unmeasured']],
    ['is 4 rather than 3', 4, { invariants: violated, thresholds: missed }],
    ['is 0 when the damage was asked for', 0, { invariants: violated }, ['--without-rule', '6']],
    [
      'is 3 when the damage was asked for and a threshold was missed',
      3,
      { invariants: violated, thresholds: missed },
      ['--without-rule', '6'],
    ],
    ['is 0 where a few events were refused by full queues', 0, { load: { ...load, refused: 90 } }],
    ['is 3 above 0.1 %', 3, { load: { ...load, refused: 110 } }],
    ['is 3 where load never came', 3, { load: { ...load, registered: 0.7, missing: 0.3 } }],
    [
      'is 0 where thresholds allow both',
      0,
      { load: { ...load, refused: 5000, registered: 0.7, missing: 0.3 }, thresholds: allowed },
    ],
    ['is 130 when interrupted', 130, { status: 'interrupted' }],
    ['is 130 rather than 3 or 4', 130, { status: 'interrupted', invariants: violated, thresholds: missed }],
  ];
  for (const [what, status, changes, options = []] of cases) {
    it(what, async () => {
      assert.equal((await uestorm(['run', ...options], () => changes)).status, status);
    });
  }

  it('is explained on standard error where the load is wrong, whoever reads the summary', async () => {
    const changes = { load: { ...load, refused: 5000, registered: 0.7, missing: 0.3 } };
    const { stderr } = await uestorm(['run', '--quiet'], () => changes);
    assert.equal(
      stderr.text,
      'uestorm: 5000 of 100 k traffic events refused (5 %): the queues of their UEs were full; ' +
        'change the rates, or allow it with a threshold on load.refused or load.missing\n' +
        "uestorm: 30 % of the scenario's load never came: it says 97 % of the UEs are registered, 70 % were; " +
        'change the rates, or allow it with a threshold on load.refused or load.missing\n',
    );
  });

  it('is 1 for a fault of our own, with a message that says how to see the stack', async () => {
    const fail: Engine = () => {
      throw new TypeError('row is undefined');
    };
    const brief = await uestorm(['run'], fail);
    assert.equal(brief.status, 1);
    assert.equal(
      brief.stderr.text,
      'uestorm: internal error: row is undefined (set UESTORM_DEBUG=1 to see where)\n',
    );
    const full = await uestorm(['run'], fail, { env: { UESTORM_DEBUG: '1' } });
    assert.equal(full.status, 1);
    assert.match(full.stderr.text, /^uestorm: internal error: TypeError: row is undefined\n +at /);
  });

  it('is 1 where a worker died, and what was measured until then is written and printed all the same', async () => {
    const dir = join(root, 'partial');
    const partial = resultFixture({ status: 'partial' });
    const { status, stdout, stderr } = await uestorm(['run', '--out', dir, '--json'], () => {
      throw new EngineError('worker 2 of 2 died', partial, { cause: new Error('no luck') });
    });
    assert.equal(status, 1);
    assert.match(stderr.text, /^uestorm: internal error: worker 2 of 2 died /);
    assert.equal(stdout.text, formatResult(partial));
    assert.equal(readFileSync(join(dir, 'result.json'), 'utf8'), formatResult(partial));
  });

  it('is 2 where the engine finds that it cannot be done', async () => {
    const { status, stderr } = await uestorm(['run'], () => {
      throw new UsageError('ues: too many for the memory, got 9; use 8');
    });
    assert.equal(status, 2);
    assert.equal(stderr.text, 'uestorm: ues: too many for the memory, got 9; use 8\n');
  });
});

describe('what uestorm run prints', () => {
  it('is the summary, in colour on a terminal only', async () => {
    const result = resultFixture({ scenario: loadScenario('busy-hour') });
    const piped = await uestorm(['run']);
    assert.equal(piped.stdout.text, formatSummary(result, { colour: false, columns: 80 }));
    const shown = await uestorm(['run'], undefined, { terminal: true, columns: 100 });
    assert.equal(shown.stdout.text, formatSummary(result, { colour: true, columns: 100 }));
  });

  it('has no escape codes on a terminal that only types', async () => {
    const { stdout, stderr } = await uestorm(['run'], undefined, { terminal: true, env: { TERM: 'dumb' } });
    assert.ok(!`${stdout.text}${stderr.text}`.includes('\x1b'));
  });

  it('warns of more workers than cores, unless there are no more regions than that', async () => {
    const { stderr } = await uestorm(['run', '--workers', '200', '--set', 'regions=200']);
    assert.match(
      stderr.text,
      /^uestorm: 200 workers share (one core|\d+ cores) that may be used, and wait for each other; \d+ would take less time\n$/,
    );
    const one = ['--set', 'regions=1', '--set', 'traffic.inter_mme_handover=0'];
    assert.equal((await uestorm(['run', '--workers', '200', ...one])).stderr.text, '');
  });

  it('is as wide as usual on a terminal that does not know its width', async () => {
    const result = resultFixture({ scenario: loadScenario('busy-hour') });
    const { stdout } = await uestorm(['run'], undefined, { terminal: true, columns: 0 });
    assert.equal(stdout.text, formatSummary(result, { colour: true, columns: 80 }));
  });

  it('is result.json and nothing else with --json', async () => {
    const { stdout, stderr } = await uestorm(['run', '--json']);
    assert.equal(stdout.text, formatResult(resultFixture({ scenario: loadScenario('busy-hour') })));
    assert.equal(stderr.text, '');
  });

  it('is nothing with --quiet, and result.json alone with --quiet --json', async () => {
    const report: Engine = ({ onProgress }) => {
      onProgress?.(now);
      return {};
    };
    const quiet = await uestorm(['run', '--quiet'], report, { terminal: true });
    assert.equal(quiet.stdout.text + quiet.stderr.text, '');
    const json = await uestorm(['run', '--quiet', '--json'], report, { terminal: true });
    assert.equal(JSON.parse(json.stdout.text).version, 1);
    assert.equal(json.stderr.text, '');
  });

  it('includes a progress line on a terminal, gone when the run has ended', async () => {
    const report: Engine = ({ onProgress }) => {
      onProgress?.(now);
      return {};
    };
    const terminal = await uestorm(['run'], report, { terminal: true });
    assert.match(terminal.stderr.text, /^\r1:00 of 10:00 /);
    assert.ok(terminal.stderr.text.endsWith('\r\x1b[K'));
    const piped = await uestorm(['run'], report);
    assert.equal(piped.stderr.text, '');
  });

  it('goes to a file with --out, besides the summary', async () => {
    const dir = join(root, 'new', 'out');
    const { stdout } = await uestorm(['run', '--out', dir]);
    const text = readFileSync(join(dir, 'result.json'), 'utf8');
    assert.deepEqual(JSON.parse(text), resultFixture({ scenario: loadScenario('busy-hour') }));
    assert.match(stdout.text, /^uestorm busy-hour: completed$/m);
  });

  it('is still shown where the directory has gone during the run, and that is status 2', async () => {
    const dir = join(root, 'doomed');
    const { status, stdout, stderr } = await uestorm(['run', '--out', dir], () => {
      rmSync(dir, { recursive: true });
      return {};
    });
    assert.equal(status, 2);
    assert.match(stdout.text, /^digest /m);
    assert.match(
      stderr.text,
      /^uestorm: --out .*doomed: cannot write result.json there: no such file or directory/,
    );
  });
});

describe('interrupting uestorm run', () => {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    it(`stops cleanly at the first ${signal}: what was measured is written and printed`, async () => {
      const dir = join(root, signal);
      const engine: Engine = ({ signal: stop }, signals) => {
        assert.equal(stop?.aborted, false);
        signals.emit(signal);
        assert.equal(stop?.aborted, true);
        return { status: 'interrupted' };
      };
      const { status, stdout, signals } = await uestorm(['run', '--out', dir], engine);
      assert.equal(status, 130);
      assert.deepEqual(signals.exits, []);
      assert.match(stdout.text, /: interrupted$/m);
      assert.equal(JSON.parse(readFileSync(join(dir, 'result.json'), 'utf8')).status, 'interrupted');
    });
  }

  it('ends at once at the second signal', async () => {
    const { signals } = await uestorm(['run'], (_, process) => {
      process.emit('SIGINT');
      assert.deepEqual(process.exits, []);
      process.emit('SIGTERM');
      assert.deepEqual(process.exits, [130]);
      return { status: 'interrupted' };
    });
    assert.deepEqual(signals.exits, [130]);
  });

  it('tells a person at a terminal that it is stopping, and nobody else', async () => {
    const engine: Engine = (_, signals) => {
      signals.emit('SIGINT');
      return { status: 'interrupted' };
    };
    const terminal = await uestorm(['run'], engine, { terminal: true });
    assert.equal(terminal.stderr.text, 'uestorm: stopping; interrupt again to end at once\n');
    assert.equal((await uestorm(['run'], engine)).stderr.text, '');
    assert.equal((await uestorm(['run', '--quiet'], engine, { terminal: true })).stderr.text, '');
  });

  it('leaves no handlers behind, also when the run fails', async () => {
    const done = await uestorm(['run']);
    const failed = await uestorm(['run'], () => {
      throw new Error('no');
    });
    for (const { signals } of [done, failed]) {
      assert.equal(signals.listenerCount('SIGINT') + signals.listenerCount('SIGTERM'), 0);
    }
  });
});
