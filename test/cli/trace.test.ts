import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Finding } from '../../src/audit/finding.js';
import { runScenario } from '../../src/run.js';
import { loadScenario } from '../../src/scenario/load.js';
import type { TraceEvent } from '../../src/trace/event.js';
import { BUSY } from '../engine/runs.js';
import { uestorm } from './world.js';

let root: string;
let broken: string;
let whole: string;

async function record(file: string, withoutRules: number[], ues: string): Promise<string> {
  const scenario = loadScenario('collision-storm', { ues: 500, duration: 2, ...BUSY, withoutRules });
  const path = join(root, file);
  await runScenario(scenario, { workers: 2, trace: { file: path, ues } });
  return path;
}

before(async () => {
  root = mkdtempSync(join(tmpdir(), 'uestorm-'));
  broken = await record('broken.trace', [10], 'violated');
  whole = await record('whole.trace', [], '0-99');
});
after(() => rmSync(root, { recursive: true }));

const eventsOf = (text: string): TraceEvent[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('uestorm run --trace', () => {
  it('asks the engine for a trace, of the UEs that are wanted', async () => {
    const { runs } = await uestorm(['run', '--trace', 'a.trace', '--trace-ues', 'sample:50']);
    assert.deepEqual(runs[0].options.trace, { file: 'a.trace', ues: 'sample:50' });
    const secret = await uestorm(['run', '--trace', 'a.trace', '--trace-keys']);
    assert.deepEqual(secret.runs[0].options.trace, { file: 'a.trace', keys: true });
    assert.deepEqual((await uestorm(['run', '--trace', 'a.trace'])).runs[0].options.trace, {
      file: 'a.trace',
    });
    assert.equal((await uestorm(['run'])).runs[0].options.trace, undefined);
  });

  it('refuses a choice of UEs without a file', async () => {
    const { status, stderr, runs } = await uestorm(['run', '--trace-ues', '0-9']);
    assert.deepEqual([status, runs.length], [2, 0]);
    assert.equal(stderr.text, 'uestorm: --trace-ues: there is no trace; name its file with --trace FILE\n');
    assert.match((await uestorm(['run', '--trace-keys'])).stderr.text, /--trace-keys: there is no trace/);
  });
});

describe('uestorm trace --pcapng', () => {
  it('writes a capture in place of lines, and says how many packets it has', async () => {
    const out = join(root, 'whole.pcapng');
    const { status, stdout, stderr } = await uestorm(['trace', whole, '--pcapng', out]);
    assert.deepEqual([status, stdout.text], [0, '']);
    assert.match(stderr.text, /^uestorm: [\d,]+ packets\n$/);
    // A section header, little endian.
    assert.equal(readFileSync(out).subarray(0, 12).readUInt32LE(8), 0x1a2b3c4d);
    assert.deepEqual(
      readdirSync(root).filter((name) => name.endsWith('.part')),
      [],
    );
  });

  it('refuses what cannot be written, and a ladder beside it', async () => {
    const nowhere = await uestorm(['trace', whole, '--pcapng', join(root, 'nowhere', 'a.pcapng')]);
    assert.equal(nowhere.status, 2);
    assert.match(nowhere.stderr.text, /^uestorm: --pcapng .*: cannot be written: .*\(ENOENT\); name a file/);
    const both = await uestorm(['trace', whole, '--pcapng', join(root, 'b.pcapng'), '--ladder']);
    assert.equal(both.status, 2);
    assert.match(both.stderr.text, /leave out one of --pcapng, --ladder and --mermaid/);
  });
});

describe('uestorm trace', () => {
  it('prints one JSON object per event', async () => {
    const { status, stdout, stderr } = await uestorm(['trace', whole]);
    assert.deepEqual([status, stderr.text], [0, '']);
    const smc = eventsOf(stdout.text).find(({ nas }) => nas === 'SECURITY MODE COMMAND');
    assert.deepEqual(Object.keys(smc!), [
      't_seconds',
      'ue',
      'event',
      'from',
      'to',
      'message',
      'nas',
      'id',
      'connection',
      'keys',
      'nas_count',
    ]);
    assert.match(smc!.keys!.kasme!, /^[0-9a-f]{16}$/);
  });

  it('prints what it printed, when it reads that', async () => {
    const { stdout } = await uestorm(['trace', whole]);
    const again = await uestorm(['trace', '-'], undefined, { stdin: stdout.text });
    assert.equal(again.stdout.text, stdout.text);
  });

  it('leaves what the filters leave', async () => {
    const all = eventsOf((await uestorm(['trace', whole])).stdout.text);
    const argv = ['trace', whole, '--ue', '5,20-30', '--from', '0.5', '--to', '1.5'];
    const some = eventsOf((await uestorm(argv)).stdout.text);
    assert.ok(some.length > 0);
    const isLeft = ({ ue, t_seconds: t }: TraceEvent): boolean =>
      (ue === 5 || (ue >= 20 && ue <= 30)) && t >= 0.5 && t < 1.5;
    assert.deepEqual(some, all.filter(isLeft));
  });

  it('draws the ladder of one UE, with what the missing rule would have done', async () => {
    const violation = eventsOf((await uestorm(['trace', broken])).stdout.text).find(
      ({ invariant }) => invariant === 'false_replay',
    )!;
    const argv = ['trace', broken, '--ue', String(violation.ue)];
    const ladder = (await uestorm([...argv, '--ladder'])).stdout.text;
    assert.match(ladder, /^ +eNB .*MME.*\n +UE +\d+ /);
    assert.match(ladder, /FORWARD RELOCATION REQUEST\n.*K1\/eKSI \d, .*NH\d+ from K1, NCC \d, COUNT \d+/);
    for (const line of ladder.split('\n')) assert.ok(line.length <= 80, line);
    assert.match(ladder, /!! rule 10 would have held/);
    assert.match(ladder, /VIOLATION of false_replay/);
    assert.match(ladder, /^Violated: .*false_replay/m);
    const mermaid = (await uestorm([...argv, '--mermaid'])).stdout.text;
    assert.match(mermaid, /^sequenceDiagram\n {2}participant ue as UE\n/);
    assert.match(mermaid, /Note over mme\d: rule 10 would have held/);
  });

  it('draws a ladder without an end where nothing is violated', async () => {
    const [{ ue }] = eventsOf((await uestorm(['trace', whole])).stdout.text);
    const { stdout } = await uestorm(['trace', whole, '--ue', String(ue), '--ladder']);
    assert.doesNotMatch(stdout.text, /Violated/);
  });

  it('draws messages that are seen once, and keys without an eKSI', async () => {
    const line = {
      t_seconds: 1,
      ue: 1,
      event: 'sent',
      from: 'mme-0',
      to: 'enb-1',
      message: 'DOWNLINK NAS TRANSPORT',
      nas: 'SECURITY MODE COMMAND',
      keys: { kasme: 'aa01' },
    };
    const { stdout } = await uestorm(['trace', '-', '--ladder'], undefined, { stdin: JSON.stringify(line) });
    assert.match(stdout.text, /DOWNLINK NAS TRANSPORT \[SECURITY MODE COMMAND\] {2}K1\n/);
  });

  it('says so when nothing is left', async () => {
    for (const argv of [
      ['--from', '900', '--to', '901'],
      ['--ue', '99999', '--ladder'],
    ]) {
      const { status, stdout, stderr } = await uestorm(['trace', whole, ...argv]);
      assert.deepEqual([status, stdout.text], [0, '']);
      assert.match(
        stderr.text,
        /^uestorm: no event is left of \d+ events of \d+ UEs from [\d.]+ s to [\d.]+ s\n$/,
      );
    }
  });

  it('says what to do when a ladder would be of several UEs', async () => {
    const { status, stderr } = await uestorm(['trace', whole, '--ladder']);
    assert.equal(status, 2);
    assert.match(stderr.text, /--ladder: a ladder is of one UE, got UEs \d+ and \d+; choose one with --ue/);
  });

  it('lists names that it does not know, and prints their events all the same', async () => {
    const line = '{"t_seconds":1,"ue":1,"event":"sent","message":"HELLO","nas":"WORLD"}\n';
    const { status, stdout, stderr } = await uestorm(['trace', '-'], undefined, { stdin: line });
    assert.deepEqual([status, stdout.text], [0, line]);
    assert.equal(
      stderr.text,
      'uestorm: unknown message "HELLO": 1 events, the first at 1 s\n' +
        'uestorm: unknown message "WORLD": 1 events, the first at 1 s\n',
    );
  });

  it('prints what can be read of a trace that breaks off, and tells where that is', async () => {
    const cut = join(root, 'cut.trace');
    writeFileSync(cut, readFileSync(whole).subarray(0, 20_000));
    const { status, stdout, stderr } = await uestorm(['trace', cut]);
    assert.equal(status, 2);
    const { length } = eventsOf(stdout.text);
    assert.match(
      stderr.text,
      new RegExp(`byte \\d+: truncated: .*; ${length} events were read before it\n$`),
    );
  });

  it('refuses what makes no sense', async () => {
    for (const argv of [
      ['--ue', 'x'],
      ['--from', 'noon'],
      ['--to', '-1'],
      ['--ue', 'violated'],
    ]) {
      const { status, stderr } = await uestorm(['trace', whole, ...argv]);
      assert.equal(status, 2);
      assert.match(stderr.text, /^uestorm: --(ue|from|to): expected .*, got ".*"\n$/);
    }
    const { status, stderr } = await uestorm(['trace', join(root, 'none')]);
    assert.equal(status, 2);
    assert.match(stderr.text, /none: cannot be read \(ENOENT\); name a trace, or - for standard input/);
  });
});

describe('uestorm audit', () => {
  it('ends with status 0 where no rule was broken', async () => {
    const { status, stdout, stderr } = await uestorm(['audit', whole]);
    assert.deepEqual([status, stderr.text], [0, '']);
    assert.match(stdout.text, /\n 1 No new KeNB while a NAS SMC is ongoing +[\d,]+ +0 +0\n/);
    assert.match(stdout.text, /\nno rule was broken in [\d,]+ events\n$/);
  });

  it('ends with status 4, and names rule, UE, time and the two messages, where one was', async () => {
    const { status, stdout } = await uestorm(['audit', broken]);
    assert.equal(status, 4);
    assert.match(
      stdout.text,
      /^rule 10, UE \d+, mme-\d: the source MME .*\n +\d+\.\d{6} s {2}FORWARD RELOCATION REQUEST, mme-\d to mme-\d\n +\d+\.\d{6} s {2}.* in DOWNLINK NAS TRANSPORT, mme-\d to enb-\d+\n/,
    );
    assert.match(stdout.text, /\nbroken at \d+ UEs in [\d,]+ events: rule 10 \d+ ×/);
  });

  it('judges JSON lines from standard input alike', async () => {
    const lines = (await uestorm(['trace', broken])).stdout.text;
    const { status, stdout } = await uestorm(['audit', '-'], undefined, { stdin: lines });
    assert.equal(status, 4);
    assert.equal(stdout.text, (await uestorm(['audit', broken])).stdout.text);
  });

  it('judges a protobuf trace from standard input alike', async () => {
    const { stdout } = await uestorm(['audit', '-'], undefined, { stdin: readFileSync(broken) });
    assert.equal(stdout.text, (await uestorm(['audit', broken])).stdout.text);
  });

  it('needs no verdict, and nothing else that only the engine knows', async () => {
    const lines = (await uestorm(['trace', broken])).stdout.text.split('\n');
    const messages = lines.filter((line) => /"event":"(sent|received)"/.test(line)).join('\n');
    const { stdout } = await uestorm(['audit', '-', '--json'], undefined, { stdin: messages });
    const all = await uestorm(['audit', broken, '--json']);
    assert.deepEqual(eventsOf(stdout.text).slice(0, -1), eventsOf(all.stdout.text).slice(0, -1));
  });

  it('prints JSON for programs: the findings, then a summary', async () => {
    const { status, stdout } = await uestorm(['audit', broken, '--json']);
    assert.equal(status, 4);
    const lines = stdout.text.trimEnd().split('\n');
    const { summary } = JSON.parse(lines.pop()!);
    const findings = lines.map((line) => JSON.parse(line) as Finding);
    const broken10 = findings.filter(({ rule }) => rule === 10).length;
    const counts = findings.filter(({ check }) => check === 'nas_count_reuse').length;
    assert.ok(broken10 > 0 && counts > 0);
    assert.deepEqual(
      summary.rules.map(({ broken }: { broken: number }) => broken),
      [0, 0, 0, 0, 0, 0, 0, 0, 0, broken10, 0],
    );
    assert.ok(summary.rules.every(({ judged }: { judged: number }) => judged >= 0));
    assert.equal(summary.checks[0].broken, counts);
    assert.equal(summary.ues, new Set(findings.map(({ ue }) => ue)).size);
    assert.deepEqual(summary.unknown, []);
  });

  it('does not call a trace lawful that it could not read, or did not understand', async () => {
    const bytes = readFileSync(whole);
    const cut = await uestorm(['audit', '-'], undefined, { stdin: bytes.subarray(0, 20_000) });
    assert.equal(cut.status, 2);
    assert.match(cut.stdout.text, /\nno rule was broken in [\d,]+ events, where the trace breaks off\n$/);
    assert.match(cut.stderr.text, /standard input: byte \d+: truncated/);
    const line = '{"t_seconds":1,"ue":1,"event":"sent","from":"ue","message":"HELLO"}';
    const strange = await uestorm(['audit', '-'], undefined, { stdin: line });
    assert.equal(strange.status, 2);
    assert.match(strange.stderr.text, /unknown message "HELLO"/);
  });

  it('ends with status 3 where a rule applied and could not be judged, unless --partial accepts that', async () => {
    const message = (t: number, message: string, more: object) =>
      `${JSON.stringify({ t_seconds: t, ue: 1, event: 'sent', from: 'mme-0', to: 'enb-0', message, connection: 1, ...more })}\n`;
    const stdin =
      message(1, 'DOWNLINK NAS TRANSPORT', { nas: 'AUTHENTICATION REQUEST' }) +
      message(2, 'DOWNLINK NAS TRANSPORT', { nas: 'SECURITY MODE COMMAND' }) +
      message(3, 'HANDOVER REQUEST', { connection: 2, other_connection: 1 });
    const { status, stdout, stderr } = await uestorm(['audit', '-'], undefined, { stdin });
    assert.equal(status, 3);
    assert.match(stdout.text, /^rule 3: not judged 1 ×: which KASME the key comes from is not shown$/m);
    assert.match(stdout.text, /^rules 6, 7, 8, 9: not visible: no message of S10 is in it$/m);
    assert.equal(stderr.text, 'uestorm: not all could be judged; --partial accepts what was\n');
    for (const line of stdout.text.split('\n')) assert.ok(line.length <= 80, line);
    const partial = await uestorm(['audit', '-', '--partial'], undefined, { stdin });
    assert.deepEqual([partial.status, partial.stderr.text], [0, '']);
    const { summary } = JSON.parse(
      (await uestorm(['audit', '-', '--json'], undefined, { stdin })).stdout.text,
    );
    assert.deepEqual(summary.rules[2].unjudged, [
      { because: 'which KASME the key comes from is not shown', count: 1 },
    ]);
    assert.deepEqual([summary.rules[5].judged, summary.rules[5].occasion], [0, 'FORWARD RELOCATION REQUEST']);
  });

  it('counts names that no rule asks for, and is not held up by them', async () => {
    const stdin = `${(await uestorm(['trace', whole])).stdout.text}${JSON.stringify({ t_seconds: 9, ue: 1, event: 'sent', from: 'mme-0', to: 'enb-0', message: 'E-RAB SETUP REQUEST' })}\n`;
    const { status, stderr } = await uestorm(['audit', '-'], undefined, { stdin });
    assert.equal(status, 0);
    assert.match(
      stderr.text,
      /^uestorm: no rule asks for "E-RAB SETUP REQUEST": 1 events, the first at 9 s\n$/,
    );
  });

  it('reports what it found before the trace broke off', async () => {
    const bytes = readFileSync(broken);
    const { status, stdout, stderr } = await uestorm(['audit', '-'], undefined, {
      stdin: bytes.subarray(0, bytes.length - 10),
    });
    assert.equal(status, 4);
    assert.match(stdout.text, /rule 10 \d+ ×/);
    assert.match(stderr.text, /truncated/);
  });
});
