import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { TRAFFIC_KINDS } from '../../src/model/traffic.js';
import { choicesOf, multisets } from '../../src/verify/choices.js';
import { type Verification, verify } from '../../src/verify/verify.js';
import { uestorm } from '../cli/world.js';

const QUICK = ['verify', '--events', '1', '--faults', '0', '--workers', '1'];

describe('uestorm verify', () => {
  it('says what was explored and that nothing was violated', async () => {
    const { status, stdout, stderr } = await uestorm([...QUICK]);
    assert.equal(status, 0);
    assert.match(stdout.text, /^bound +1 traffic events, 0 faults, all rules on$/m);
    assert.match(stdout.text, /^traffic +attach, service_request, rekey/m);
    assert.match(stdout.text, /^eNBs +NAS held during a key change, RESPONSE after_rrc$/m);
    assert.match(stdout.text, /^surveys +9, one for each choice of 1 of the 9 kinds$/m);
    assert.match(stdout.text, /^violations +none$/m);
    assert.equal(stderr.text, '', 'progress belongs on a terminal only');
  });

  it('shows its progress on a terminal, and takes it away', async () => {
    const { stderr } = await uestorm([...QUICK], undefined, { terminal: true });
    assert.match(stderr.text, /survey \d of 9: \d+ states, at most \d+ to look at/);
    assert.ok(stderr.text.endsWith('\r\x1b[K'));
  });

  it('ends with status 4 and a ladder for a violation, although a rule was switched off', async () => {
    const { status, stdout } = await uestorm([...QUICK, '--without-rule', '1']);
    assert.equal(status, 4);
    assert.match(stdout.text, /^violations +as_agreement\nfound with +rekey$/m);
    assert.match(stdout.text, /!! rule 1 would have held/);
    assert.match(stdout.text, /^Violated: as_agreement$/m);
  });

  it('prints JSON and nothing else on request', async () => {
    const { status, stdout } = await uestorm([...QUICK, '--without-rule', '1', '--json']);
    const found = JSON.parse(stdout.text) as Verification;
    assert.equal(status, 4);
    assert.deepEqual([found.status, found.withoutRules], ['complete', [1]]);
    assert.deepEqual(found.violations[0].events, ['rekey']);
  });

  it('writes verify.json and the ladders into a directory', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'uestorm-'));
    try {
      await uestorm([...QUICK, '--without-rule', '1', '--out', dir]);
      assert.deepEqual(readdirSync(dir).sort(), [
        'report.html',
        'verify.json',
        'violation-1.html',
        'violation-1.mmd',
        'violation-1.svg',
        'violation-1.txt',
      ]);
      assert.match(readFileSync(join(dir, 'violation-1.mmd'), 'utf8'), /^sequenceDiagram\n/);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  for (const [flag, value] of [
    ['--events', '0'],
    ['--events', '9'],
    ['--faults', '-1'],
    ['--faults', 'x'],
    ['--without-rule', '12'],
  ]) {
    it(`refuses ${flag} ${value}`, async () => {
      const { status, stderr } = await uestorm(['verify', `${flag}=${value}`]);
      assert.equal(status, 2);
      assert.ok(stderr.text.includes(`${flag}: expected a whole number`), stderr.text);
    });
  }
});

describe('the eNBs of uestorm verify', () => {
  it('are as --enb says', async () => {
    const { status, stdout } = await uestorm([...QUICK, '--enb', 'sent,at_once']);
    assert.equal(status, 0);
    assert.match(stdout.text, /^eNBs +NAS sent during a key change, RESPONSE at_once$/m);
  });

  for (const value of ['lost', 'held,sent', 'at_once,held,after_rrc', '']) {
    it(`cannot be ${JSON.stringify(value)}`, async () => {
      const { status, stderr } = await uestorm(['verify', `--enb=${value}`]);
      assert.equal(status, 2);
      assert.match(stderr.text, /--enb: expected held or sent .* after_rrc or at_once .*, got /);
    });
  }
});

describe('the MMEs of uestorm verify', () => {
  it('prefer NAS algorithms as --nas-algorithms says', async () => {
    const kinds = ['--kinds', 'inter_mme_handover'];
    const { status, stdout } = await uestorm([...QUICK, ...kinds, '--nas-algorithms', 'by_region']);
    assert.equal(status, 0);
    assert.match(stdout.text, /^MMEs +each prefers NAS algorithms of its own$/m);
    const same = await uestorm([...QUICK, ...kinds]);
    assert.doesNotMatch(same.stdout.text, /^MMEs/m);
    // After the relocation there is an SMC.
    const states = ({ text }: { text: string }) =>
      Number(/^states +([\d,]+)$/m.exec(text)?.[1].replaceAll(',', ''));
    assert.ok(states(stdout) > states(same.stdout));
  });

  it('cannot prefer anything else', async () => {
    const { status, stderr } = await uestorm(['verify', '--nas-algorithms=zuc']);
    assert.equal(status, 2);
    assert.match(stderr.text, /--nas-algorithms: expected same or by_region \(what MMEs prefer\), got "zuc"/);
  });
});

describe('A verification', () => {
  it('stops when it is interrupted, and says so', async () => {
    const controller = new AbortController();
    const found = await verify({
      events: 2,
      faults: 1,
      withoutRules: [],
      workers: 1,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    assert.equal(found.status, 'interrupted');
  });

  it('finds the same with any number of workers', async () => {
    const options = { events: 1, faults: 1, withoutRules: [] };
    const [one, two] = await Promise.all([1, 2].map((workers) => verify({ ...options, workers })));
    assert.deepEqual({ ...two, wallSeconds: 0 }, { ...one, wallSeconds: 0 });
  });
});

describe('The choices of kinds', () => {
  it('are all subsets', () => {
    assert.deepEqual(choicesOf(['attach', 'rekey', 'release'], 2), [
      ['attach', 'rekey'],
      ['attach', 'release'],
      ['rekey', 'release'],
    ]);
    assert.equal(choicesOf(TRAFFIC_KINDS, 3).length, 680);
  });

  it('are one, of all, where there are no more kinds than events', () => {
    assert.deepEqual(choicesOf(['rekey', 'release'], 3), [['rekey', 'release']]);
  });

  it('hold every choice of events', () => {
    const choices = choicesOf(TRAFFIC_KINDS, 3);
    for (const events of multisets(TRAFFIC_KINDS, 3)) {
      assert.ok(choices.some((kinds) => events.every((kind) => kinds.includes(kind))));
    }
  });
});

describe('The choices of events', () => {
  it('are all multisets', () => {
    assert.deepEqual(multisets(['rekey', 'release'], 2), [
      ['rekey', 'rekey'],
      ['rekey', 'release'],
      ['release', 'release'],
    ]);
    assert.equal(multisets(TRAFFIC_KINDS, 3).length, 969);
  });
});
