import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { RULES } from '../../src/rules/table.js';
import { loadScenario } from '../../src/scenario/load.js';
import { presetNames } from '../../src/scenario/presets.js';
import { scenarioJsonSchema } from '../../src/scenario/schema.js';
import { uestorm } from './world.js';

let root: string;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'uestorm-'));
  writeFileSync(join(root, 'file'), '');
  writeFileSync(join(root, 'broken.yaml'), 'name: [unclosed\n');
  writeFileSync(join(root, 'wrong.yaml'), 'name: wrong\ntraffic:\n  x2_handover: fast\nues: -1\n');
  writeFileSync(join(root, 'goal.yaml'), 'name: goal\nthresholds: ["rules.12.holds < 1"]\n');
  mkdirSync(join(root, 'dir.yaml'));
});
after(() => rmSync(root, { recursive: true }));

describe('bad usage', () => {
  // ROOT stands for a directory with the files above.
  const cases: [argv: string, says: RegExp][] = [
    ['frob', /unknown command 'frob'; see uestorm --help/],
    ['chek busy-hour', /unknown command 'chek' \(Did you mean check\?\)/],
    ['run busy-hour commute', /too many arguments for 'run'/],
    ['run --frob', /unknown option '--frob'/],
    ['run --job', /unknown option '--job'/],
    ['run --ues', /option '--ues <N>' argument missing/],
    ['run --ues 0', /ues: .*got 0 \(--ues\)/],
    ['run --ues -5', /ues: .*got -5 \(--ues\)/],
    ['run --ues 1.5', /ues: .*got 1\.5 \(--ues\)/],
    ['run --ues abc', /ues: .*got "abc" \(--ues\)/],
    ['run --ues 1e300', /ues: .*\(--ues\)/],
    ['run --duration 0', /duration: .*got 0 \(--duration\)/],
    ['run --duration -10m', /duration: .*got "-10m" \(--duration\)/],
    ['run --duration soon', /duration: .*got "soon" \(--duration\)/],
    ['run --workers 0', /workers: expected a whole number from 1 to \d+, got "0"/],
    ['run --workers -1', /workers: .*got "-1"/],
    ['run --workers 2.5', /workers: .*got "2\.5"/],
    ['run --workers many', /workers: .*got "many"/],
    ['run --workers 1000000', /workers: .*got "1000000"/],
    ['run --seed x', /seed: .*got "x" \(--seed\)/],
    ['run --clock sundial', /clock: .*got "sundial" \(--clock\)/],
    ['run --keys des', /keys: .*got "des" \(--keys\)/],
    ['run --without-rule 12', /expected .*rule.*got 12 \(--without-rule\)/],
    ['run --without-rule 0', /expected .*rule.*got 0 \(--without-rule\)/],
    ['run --without-rule six', /expected .*rule.*got "six" \(--without-rule\)/],
    ['run --set traffic.rekey', /path=value/],
    ['run --set traffic.rekei=5', /traffic\.rekei: unknown key; did you mean rekey\?/],
    ['run --set traffic.rekey=often', /traffic\.rekey: .*got "often" \(--set traffic\.rekey=often\)/],
    ['run --out ROOT/file', /--out .*file: cannot write there/],
    ['run --out ROOT/file/below', /--out .*below: cannot write there: not a directory/],
    [
      'run --machines 3',
      /--machines: means nothing on this machine alone; name a NATS server with --cluster/,
    ],
    ['resume ROOT --creds x', /--creds: means nothing on this machine alone/],
    [
      'run --cluster nats://h:1',
      /--machines: expected how many machines to run on, from 1 to 256, got nothing/,
    ],
    ['run --cluster nats://h:1 --machines 0', /--machines: .*got "0"/],
    ['run --cluster nats://h:1 --machines 2 --workers 2', /--workers: .*uestorm join --workers N/],
    ['run --cluster nats://h:1 --machines 2 --wait never', /--wait: .*got "never"/],
    [
      'run --cluster http://h --machines 2',
      /NATS server: expected an address such as nats.*got "http:\/\/h"/,
    ],
    ['join', /missing required argument 'SERVER'/],
    ['join 10.0.0.1', /NATS server: expected an address/],
    ['join nats://u:secret@h', /NATS server: nats:\/\/…@h shows its secret .*NATS_PASSWORD/],
    ['join nats://h --creds ROOT/none', /--creds .*none: cannot be read: no such file or directory/],
    ['join nats://h --tls-cert ROOT/file', /--tls-cert: a certificate and its key belong together/],
    ['join nats://h --name a:b', /--name: expected up to 64 letters.*got "a:b"/],
    ['run busyhour', /unknown preset "busyhour"; did you mean busy-hour\?/],
    ['run ROOT/missing.yaml', /missing\.yaml/],
    ['run ROOT/dir.yaml', /dir\.yaml/],
    ['run ROOT/broken.yaml', /broken\.yaml:\d/],
    ['run ROOT/goal.yaml', /thresholds\.0: .*rules.*"12".*goal\.yaml:2/],
    ['check', /missing required argument 'SCENARIO'/],
    ['check ROOT/broken.yaml', /broken\.yaml:\d/],
    ['check nothing-like-it', /unknown preset/],
  ];
  for (const [argv, says] of cases) {
    it(`${argv}: status 2, one clear message, nothing run`, async () => {
      const { status, runs, stdout, stderr } = await uestorm(argv.replace('ROOT', root).split(' '));
      assert.equal(status, 2);
      assert.deepEqual(runs, []);
      assert.equal(stdout.text, '');
      assert.match(stderr.text, says);
      assert.match(stderr.text, /^uestorm: [^\n]+\n$/, 'one line');
      assert.doesNotMatch(stderr.text, /^\s+at |Error:/m);
    });
  }

  it('names every problem of a scenario, a line each', async () => {
    const { status, stderr } = await uestorm(['check', join(root, 'wrong.yaml')]);
    assert.equal(status, 2);
    const [head, ...lines] = stderr.text.trimEnd().split('\n');
    assert.equal(head, 'uestorm: 2 problems:');
    assert.equal(lines.length, 2);
    assert.ok(
      lines.some((line) => /^ {2}traffic\.x2_handover: .*got "fast" \(.*wrong\.yaml:3\)$/.test(line)),
    );
    assert.ok(lines.some((line) => /^ {2}ues: .*got -1 \(.*wrong\.yaml:4\)$/.test(line)));
  });

  it('does not create the directory for results of a scenario that is wrong', async () => {
    const dir = join(root, 'unborn');
    assert.equal((await uestorm(['run', '--ues', '0', '--out', dir])).status, 2);
    assert.throws(() => readFileSync(dir), { code: 'ENOENT' });
  });

  it('prints the help for no command at all, as an error', async () => {
    const { status, stdout, stderr } = await uestorm([]);
    assert.equal(status, 2);
    assert.equal(stdout.text, '');
    assert.match(stderr.text, /^Usage: uestorm/);
  });
});

describe('the commands that run nothing', () => {
  it('check prints the effective scenario as YAML, which loads to the same again', async () => {
    for (const preset of presetNames()) {
      const { status, stdout, stderr } = await uestorm(['check', preset]);
      assert.deepEqual([status, stderr.text], [0, '']);
      const file = join(root, `${preset}.yaml`);
      writeFileSync(file, stdout.text);
      assert.deepEqual(loadScenario(file), loadScenario(preset));
    }
  });

  it('schema prints the JSON schema', async () => {
    const { status, stdout } = await uestorm(['schema']);
    assert.equal(status, 0);
    assert.deepEqual(JSON.parse(stdout.text), JSON.parse(JSON.stringify(scenarioJsonSchema())));
  });

  it('presets prints a line for each, the default first', async () => {
    const { status, stdout } = await uestorm(['presets']);
    assert.equal(status, 0);
    const lines = stdout.text.trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => line.split(' ')[0]),
      presetNames(),
    );
    const starts = lines.map((line) => /^\S+ +/.exec(line)?.[0].length);
    assert.equal(new Set(starts).size, 1, 'descriptions start in one column');
  });

  it('rules prints the ten and the guards, with everything that the table says about each', async () => {
    const { status, stdout } = await uestorm(['rules']);
    assert.equal(status, 0);
    const paragraphs = stdout.text.trimEnd().split('\n\n');
    assert.equal(paragraphs.length, RULES.length);
    for (const [index, rule] of RULES.entries()) {
      const number = index < 11 ? String(index + 1) : '';
      assert.ok(paragraphs[index].startsWith(`${number.padStart(2)}  ${rule.title}\n`));
      for (const text of [rule.clause, rule.party, rule.trigger, rule.condition, rule.verdict, rule.until]) {
        assert.ok(paragraphs[index].includes(`  ${text}\n`) || paragraphs[index].endsWith(`  ${text}`), text);
      }
    }
  });

  it('--version prints the version of the package', async () => {
    const { status, stdout } = await uestorm(['--version']);
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    assert.deepEqual([status, stdout.text], [0, `${version}\n`]);
  });

  it('--help and help explain the options, the exit statuses and how to begin', async () => {
    for (const argv of [
      ['run', '--help'],
      ['help', 'run'],
    ]) {
      const { status, stdout, stderr } = await uestorm(argv);
      assert.deepEqual([status, stderr.text], [0, '']);
      const options =
        'ues duration workers seed clock keys without-rule without-guard speed max-lateness metrics-port metrics-host control-token linger out json quiet set trace trace-ues trace-keys';
      for (const option of options.split(' '))
        assert.match(stdout.text, new RegExp(`^ {2}--${option}\\b`, 'm'));
      for (const code of [0, 1, 2, 3, 4, 130])
        assert.match(stdout.text, new RegExp(`^ {2}${code} +\\w`, 'm'));
      assert.match(stdout.text, /^Examples:$/m);
    }
  });

  for (const command of ['run', 'verify', 'report', 'trace', 'audit', 'capacity', 'completion', '']) {
    it(`fits a terminal of 80 columns: uestorm ${command} --help`, async () => {
      const { stdout } = await uestorm([command, '--help'].filter(Boolean), undefined, { terminal: true });
      for (const line of stdout.text.split('\n')) assert.ok(line.length <= 80, line);
    });
  }
});
