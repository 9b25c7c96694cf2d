import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { main } from '../../src/cli/program.js';
import { FakeProcess, Sink, uestorm } from './world.js';

const root = mkdtempSync(join(tmpdir(), 'uestorm-cli-capacity-'));
after(() => rmSync(root, { recursive: true }));
const CACHE = ['--cache', join(root, 'trials')];

/** Small enough for a test; the queues of UEs fill within the range. */
const TINY = [
  ...['capacity', 'collision-storm', '--ues', '2400', '--duration', '5', '--warmup', '1', '--seeds', '3'],
  ...['--set', 'regions=2', '--set', 'arrivals.process=poisson', '--set', 'limits.active=50%', ...CACHE],
];
const REFUSED = ['--goal', 'procedures.downlink_nas.refused / offered < 3%', '--precision', '20%'];

describe('uestorm capacity', () => {
  it('prints the answer with its interval first, then why, in 80 columns', async () => {
    const { status, stdout, stderr } = await uestorm([...TINY, ...REFUSED]);
    assert.equal(status, 0);
    assert.equal(stderr.text, '');
    const lines = stdout.text.split('\n');
    assert.match(
      lines.slice(0, 3).join(' '),
      /^load: at most [\d.]+ × \(shown: [\d.]+ × meets all goals, [\d.]+ × misses one\)/,
    );
    assert.match(stdout.text, /What limits: procedures\.downlink_nas\.refused/);
    for (const part of [
      /^goal 1 {2}procedures/m,
      /^load .* trials/m,
      /^trials .* warm-up/m,
      /95 % confidence/,
    ]) {
      assert.match(stdout.text, part);
    }
    for (const line of lines) assert.ok(line.length <= 80, line);
  });

  it('prints JSON and nothing else, the same as --out writes', async () => {
    const out = join(root, 'out');
    const { status, stdout, stderr } = await uestorm([...TINY, ...REFUSED, '--json', '--out', out]);
    assert.equal(status, 0);
    assert.equal(stderr.text, '');
    const { answer, interval, goals, trials, curve } = JSON.parse(stdout.text);
    assert.equal(interval[0], answer);
    assert.ok(interval[1] > answer);
    assert.equal(goals[0].expression, REFUSED[1]);
    assert.ok(trials.length > 9 && curve.length >= 9);
    assert.deepEqual(Object.keys(trials[0]), [
      ...['value', 'level', 'seed', 'duration', 'warmUp', 'settled', 'values', 'violations', 'digest'],
    ]);
    assert.deepEqual(readdirSync(out).sort(), [
      'capacity.json',
      'curve.csv',
      'curve.svg',
      'report.html',
      'trials.csv',
    ]);
    const read = (file: string): string => readFileSync(join(out, file), 'utf8');
    assert.equal(read('capacity.json'), stdout.text);
    const rows = read('trials.csv').trimEnd().split('\n');
    assert.equal(rows.length, trials.length + 1);
    assert.match(
      rows[0],
      /^load,level,seed,duration_s,warm_up_s,settled,violations,digest,procedures\.downlink_nas/,
    );
    assert.equal(read('curve.csv').trimEnd().split('\n').length, curve.length + 1);
    assert.match(read('curve.svg'), /^<svg .*<\/svg>\n$/s);
  });

  it('a second time needs no trial', async () => {
    const { stderr, status } = await uestorm([...TINY, ...REFUSED], undefined, { terminal: true });
    assert.equal(status, 0);
    const [, done, asked, cached] = /(\d+) of (\d+) trials, (\d+) of them from the cache[^\r]*$/.exec(
      stderr.text
        .replaceAll('\r', '\n')
        .trimEnd()
        .split('\n')
        .findLast((line) => line.includes('trials')) ?? '',
    ) ?? ['', '', '', ''];
    assert.ok(Number(done) > 0 && done === asked && cached === done, stderr.text.slice(-200));
  });

  it('ends with 3 where there is no answer, and says why', async () => {
    const never = await uestorm([...TINY, '--to', '0.5', '--goal', 'procedures.x2_handover.completed < 1']);
    assert.equal(never.status, 3);
    assert.match(never.stdout.text, /^load: no answer; a goal is missed already at 0\.1 ×/);
    const absent = [...TINY, '--to', '0.5', '--set', 'traffic.detach=0'];
    const unmeasured = await uestorm([...absent, '--goal', 'procedures.detach.duration.p99 < 1s']);
    assert.equal(unmeasured.status, 3);
    assert.match(unmeasured.stdout.text, /never happens.*Never measured: procedures\.detach/s);
  });

  it('ends with 0 and "at least" where no goal is missed', async () => {
    const always = await uestorm([...TINY, '--to', '0.5', '--goal', 'procedures.x2_handover.completed > 0']);
    assert.equal(always.status, 0);
    assert.match(always.stdout.text, /^load: at least 0\.5 ×; no goal is missed .* raise --to/s);
  });

  it('ends with 130 when interrupted, and prints what is known', async () => {
    const [stdout, stderr, signals] = [new Sink(), new Sink(true), new FakeProcess()];
    const fresh = [...TINY.filter((arg) => !CACHE.includes(arg)), '--no-cache', '--seed', '77', ...REFUSED];
    const progress = stderr.write.bind(stderr);
    stderr.write = (text: string) => {
      progress(text);
      if (/^\r[3-9] of/.test(text)) signals.emit('SIGINT');
    };
    const runScenario = () => Promise.reject(new Error('capacity runs its own trials'));
    const status = await main(fresh, { stdout, stderr, signals, env: {}, runScenario });
    assert.equal(status, 130);
    assert.match(stdout.text, /^load: interrupted; nothing was shown/);
    assert.match(stdout.text, /\d+ trials of collision-storm/);
  });

  const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['no goal', ['--set', 'thresholds=[]'], /^uestorm: goal: there is none, .*--goal/],
    ['a goal that is none', ['--goal', 'fast'], /threshold "fast": cannot read/],
    [
      'a goal about the machine',
      ['--goal', 'engine.wallSeconds < 1'],
      /engine\.wallSeconds depends on this machine/,
    ],
    [
      'an unknown path',
      [...REFUSED, '--vary', 'traffic.rekye'],
      /--vary: .*"traffic\.rekye"; did you mean traffic\.rekey/,
    ],
    ['no number', [...REFUSED, '--from', 'low'], /--from: expected a number .*got "low"/],
    ['an empty range', [...REFUSED, '--from', '3', '--to', '2'], /--from 3 --to 2: expected a range/],
    [
      'a range that cannot be',
      [...REFUSED, '--vary', 'mmes', '--to', '999'],
      /--to 999: mmes cannot have it: regions: expected/,
    ],
    [
      'no range to guess',
      [
        ...REFUSED,
        '--vary',
        'withoutRules.0',
        '--without-rule',
        '6',
        '--set',
        'failures.path_switch=0',
        '--vary',
        'failures.path_switch',
      ],
      /--vary failures\.path_switch: the scenario has 0 there.*--from and --to/,
    ],
    [
      'too fine a precision',
      [...REFUSED, '--precision', '0'],
      /--precision: expected a share from 0\.1% to 50%.*got "0"/,
    ],
    ['one seed', [...REFUSED, '--seeds', '1'], /seeds: expected a whole number from 2 to 100, got "1"/],
    [
      'a warm-up as long as all',
      [...REFUSED, '--warmup', '5s'],
      /warmup: expected a duration below that of the scenario, 5s.*got "5s"/,
    ],
    [
      'a goal in a sweep',
      [...REFUSED, '--sweep', 'traffic.rekey=1,2'],
      /--goal: belongs to a search, and --sweep/,
    ],
    ['a sweep without values', ['--sweep', 'traffic.rekey'], /--sweep "traffic\.rekey": expected path=a,b,c/],
    [
      'a sweep of no number',
      ['--sweep', 'traffic.rekey=1,many'],
      /--sweep traffic\.rekey: expected numbers .*got "many"/,
    ],
    ['a value twice', ['--sweep', 'traffic.rekey=1,2,1'], /--sweep traffic\.rekey: has 1 twice/],
    [
      'a path twice',
      ['--sweep', 'traffic.rekey=1', '--sweep', 'traffic.rekey=2'],
      /--sweep traffic\.rekey: is there twice/,
    ],
    [
      'a sweep that cannot be',
      ['--sweep', 'traffic.rekey=1,1e9'],
      /--sweep traffic\.rekey=1000000000: the scenario cannot have it/,
    ],
    [
      'too many combinations',
      [
        '--sweep',
        `traffic.rekey=${Array.from({ length: 17 }, (_, i) => i)}`,
        '--sweep',
        `traffic.detach=${Array.from({ length: 17 }, (_, i) => i)}`,
      ],
      /17 × 17 are 289 combinations, at most 256/,
    ],
  ];
  for (const [what, args, message] of wrong) {
    it(`refuses ${what}`, async () => {
      const { status, stdout, stderr } = await uestorm([...TINY, ...args]);
      assert.equal(status, 2);
      assert.equal(stdout.text, '');
      assert.match(stderr.text, message);
      assert.equal(stderr.text.trimEnd().split('\n').length, 1, stderr.text);
    });
  }
});

describe('uestorm capacity --sweep', () => {
  const SWEEP = [...TINY, '--sweep', 'traffic.rekey=60,240', '--sweep', 'links.s10.mean=5ms,20ms'];

  it('prints what each combination comes to, in 80 columns', async () => {
    const { status, stdout } = await uestorm(SWEEP);
    assert.equal(status, 0);
    for (const label of ['rekey 60, s10.mean 5ms', 'rekey 240, s10.mean 20ms']) {
      assert.ok(stdout.text.includes(`traffic.${label}`), label);
    }
    for (const part of [/^hold p99 .* rule 1/m, /^added to handovers/m, /^success /m, /^4 combinations/m]) {
      assert.match(stdout.text, part);
    }
    for (const line of stdout.text.split('\n')) assert.ok(line.length <= 80, line);
  });

  it('has each combination once, with means, intervals and delays, in JSON, CSV and SVG', async () => {
    const out = join(root, 'sweep');
    const { stdout } = await uestorm([...SWEEP, '--json', '--out', out]);
    const { points, axes, status } = JSON.parse(stdout.text);
    assert.equal(status, 'completed');
    assert.deepEqual(
      points.map(({ values }: { values: number[] }) => values),
      [
        [60, 0.005],
        [60, 0.02],
        [240, 0.005],
        [240, 0.02],
      ],
    );
    assert.deepEqual(axes[1], { path: 'links.s10.mean', values: [0.005, 0.02], labels: ['5ms', '20ms'] });
    const { holds, handoverDelay, success } = points[3];
    assert.ok(holds['1'].mean > 0);
    assert.ok(handoverDelay.rules6and7.mean > 0 && handoverDelay.guard11.mean >= 0);
    assert.ok(
      handoverDelay.rules6and7.mean > points[1].handoverDelay.rules6and7.mean,
      'more re-keys, more delay',
    );
    assert.ok(
      success.x2_handover.mean > 0.5 && success.x2_handover.mean <= 1 && success.x2_handover.half >= 0,
    );
    assert.deepEqual(readdirSync(out).sort(), ['report.html', 'sweep.csv', 'sweep.json', 'sweep.svg']);
    assert.equal(readFileSync(join(out, 'sweep.json'), 'utf8'), stdout.text);
    const rows = readFileSync(join(out, 'sweep.csv'), 'utf8').trimEnd().split('\n');
    assert.equal(rows.length, 5);
    assert.match(rows[0], /^traffic\.rekey,links\.s10\.mean,"hold p99 s, rule 1"/);
    assert.match(readFileSync(join(out, 'sweep.svg'), 'utf8'), /hold p99 by rule/);
  });
});
