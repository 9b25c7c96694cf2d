import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { uestorm } from './world.js';

const root = mkdtempSync(join(tmpdir(), 'uestorm-engine-'));
after(() => rmSync(root, { recursive: true }));

/** So small that it takes some seconds, whatever comes out. */
const SMALL = ['--from', '500', '--to', '540', '--trial', '0.4s', '--worker-counts', '1', '--workers', '1'];

describe('uestorm capacity --engine', () => {
  it('prints and writes what this machine carries of the preset busy-hour in real time', async () => {
    const out = join(root, 'out');
    const { status, stdout, stderr } = await uestorm([
      ...['capacity', '--engine', ...SMALL, '--set', 'regions=4', '--out', out, '--json'],
    ]);
    assert.equal(stderr.text, '');
    const result = JSON.parse(stdout.text);
    assert.deepEqual(JSON.parse(readFileSync(join(out, 'engine.json'), 'utf8')), result);
    assert.equal(result.scenario.name, 'busy-hour');
    assert.deepEqual(result.goals, ['realTime.lateness.p99 < 0.01s']);
    assert.deepEqual(result.range, [500, 540]);
    assert.equal(status, ['found', 'always_met'].includes(result.status) ? 0 : 3);
    assert.equal(result.answer, result.interval[0]);
    assert.ok(result.scaling.fit.lambda.value > 0);
    assert.ok(result.trials.length > 0);
  });

  const wrong: [string, RegExp][] = [
    [
      '--goal x<1',
      /^uestorm: --goal: belongs to a search in simulated time, and --engine varies the number of UEs/,
    ],
    ['--vary load', /--vary: belongs to a search/],
    ['--ues 100k', /--ues: belongs to a search/],
    ['--without-rule 6', /--without-rule: belongs to a search/],
    ['--from 1k', /--from: says one end of the range of UEs; add --to/],
    ['--to 1k', /--to: says one end of the range of UEs; add --from/],
    ['--from 2k --to 1k', /--from 2k --to 1k: expected a range of UEs; let --to be larger/],
    ['--from 1 --to 1k', /ues: expected at least one UE in each of the 32 regions, got 1/],
    ['--from 1k --to many', /ues: expected a number of UEs.*got "many"/],
    ['--trial 1ms', /--trial: expected wall time from 0\.4s to 10m, such as 8s, got "1ms"/],
    ['--worker-counts 1,none', /workers: expected a whole number from 1 to 1024, got "none"/],
  ];
  for (const [options, message] of wrong) {
    it(`refuses ${options}`, async () => {
      const { status, stderr } = await uestorm(['capacity', '--engine', ...options.split(' ')]);
      assert.match(stderr.text, message);
      assert.equal(status, 2);
    });
  }

  it('is needed by the options that are its own', async () => {
    const { status, stderr } = await uestorm(['capacity', 'busy-hour', '--trial', '1s']);
    assert.equal(stderr.text, 'uestorm: --trial: means nothing without --engine; add it\n');
    assert.equal(status, 2);
  });
});
