import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { formatSummary } from '../../src/report/summary.js';
import { formatResult } from '../../src/report/write.js';
import { resultFixture, scenarioFixture } from '../report/fixture.js';
import { uestorm } from './world.js';

const RESULT = resultFixture();
const SUMMARY = formatSummary(RESULT, { colour: false, columns: 80 });

let root: string;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'uestorm-'));
  writeFileSync(join(root, 'result.json'), formatResult(RESULT));
});
after(() => rmSync(root, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(root, name);
  writeFileSync(path, text);
  return path;
}

describe('uestorm report', () => {
  it('shows a result as the run did: from its file, its directory, or standard input', async () => {
    for (const place of [join(root, 'result.json'), root]) {
      const { status, stdout, stderr, runs } = await uestorm(['report', place]);
      assert.deepEqual([status, stdout.text, stderr.text, runs.length], [0, SUMMARY, '', 0]);
    }
    const { stdout } = await uestorm(['report', '-'], undefined, { stdin: formatResult(RESULT) });
    assert.equal(stdout.text, SUMMARY);
  });

  it('shows the real clock of a run that had it', async () => {
    const lateness = { count: 10, mean: 0.1, p50: 0.1, p90: 0.1, p99: 0.1, p999: 0.1, max: 0.2 };
    const flags = { tooLate: false, steered: false };
    const realTime = { speed: 10, windows: 100, lateWindows: 1, lateness, suspendedSeconds: 0, ...flags };
    const path = file('real.json', formatResult(resultFixture({ realTime })));
    assert.match((await uestorm(['report', path])).stdout.text, /kept up {2}real clock × 10/);
  });

  it('judges it by further thresholds, and keeps those that it had', async () => {
    const had = { expression: 'invariants.reuse == 0', value: 0, ok: true };
    const path = file('goals.json', formatResult(resultFixture({ thresholds: [had] })));
    const judged = async (...thresholds: string[]) => {
      const flags = thresholds.flatMap((expression) => ['--threshold', expression]);
      const { status, stdout } = await uestorm(['report', path, '--json', ...flags]);
      return [status, JSON.parse(stdout.text).thresholds.map(({ ok }: { ok: boolean }) => ok)];
    };
    assert.deepEqual(await judged(), [0, [true]]);
    assert.deepEqual(await judged('rules.6.hold.p99 < 50ms'), [0, [true, true]]);
    assert.deepEqual(await judged('rules.6.hold.p99 < 50ms', 'rules.6.hold.max < 10ms'), [
      3,
      [true, true, false],
    ]);
  });

  it('ends with the status that the run had', async () => {
    const statusOf = async (changes: Parameters<typeof resultFixture>[0]) =>
      (await uestorm(['report', file('status.json', formatResult(resultFixture(changes)))])).status;
    const invariants = { ...RESULT.invariants, as_agreement: 1 };
    assert.equal(await statusOf({ invariants }), 4);
    assert.equal(await statusOf({ invariants, scenario: scenarioFixture({ withoutRules: [5] }) }), 0);
    assert.equal(await statusOf({ status: 'interrupted' }), 130);
    assert.equal(await statusOf({ status: 'partial' }), 1);
  });

  it('keeps fields that it does not know', async () => {
    const path = file('newer.json', JSON.stringify({ ...RESULT, later: { field: 1 } }));
    const { stdout } = await uestorm(['report', path, '--json']);
    assert.deepEqual(JSON.parse(stdout.text).later, { field: 1 });
  });

  it('says what is wrong with a file that is no result, in one line, with status 2', async () => {
    const { rules: _, ...incomplete } = RESULT;
    mkdirSync(join(root, 'empty'));
    const wrong: readonly (readonly [string, RegExp])[] = [
      [
        join(root, 'nothing-here.json'),
        /nothing-here\.json: cannot read a result there: .*\(ENOENT\); name a result\.json/,
      ],
      [join(root, 'empty'), /empty: cannot read a result there: .*\(ENOENT\)/],
      [file('text.json', 'no JSON'), /text\.json: not JSON: .*; name a result\.json/],
      [file('list.json', '[]'), /list\.json: no result of uestorm run: expected an object/],
      [file('version.json', JSON.stringify({ ...RESULT, version: 2 })), /version: expected version 1/],
      [file('incomplete.json', JSON.stringify(incomplete)), /incomplete\.json: .*rules: expected an object/],
      [file('type.json', JSON.stringify({ ...RESULT, seed: 'one' })), /seed: expected a number/],
    ];
    for (const [path, message] of wrong) {
      const { status, stdout, stderr } = await uestorm(['report', path]);
      assert.deepEqual([status, stdout.text], [2, ''], path);
      assert.match(stderr.text, message);
      assert.equal(stderr.text.trimEnd().split('\n').length, 1);
    }
  });

  it('refuses a threshold that it cannot read before it reads anything', async () => {
    const { status, stderr } = await uestorm(['report', root, '--threshold', 'rules.12.hold.p99 < 1s']);
    assert.equal(status, 2);
    assert.match(stderr.text, /threshold "rules\.12\.hold\.p99 < 1s": unknown name after rules: "12"/);
  });
});
