import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Region } from '../../src/engine/region/region.js';
import { BLOCK, BLOCK_KEYS, BLOCK_WORDS, ROW_KEYS, ROW_WORDS } from '../../src/model/layout.js';
import { loadScenario } from '../../src/scenario/load.js';
import { Aka } from '../../src/security/aka.js';
import { runAlone } from '../engine/alone.js';

/*
 * With real keys nothing that a run prints or writes has any of the keys in it. All keys that are anywhere after the
 * same run on this thread are looked for, in every form in which a word or an octet string gets into a text.
 */

const MAIN = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));
const FAULTY = fileURLToPath(new URL('../engine/control/faulty.command.js', import.meta.url));
const OVERRIDES = { keys: 'hmac', ues: 300, duration: '3s', set: ['regions=4'] };
const SMALL = ['--keys', 'hmac', '--ues', '300', '--duration', '3s', '--set', 'regions=4', '--workers', '2'];

/** CK ‖ IK of every UE, and every key in a row or in a block, 8 words each. */
function secretsOf(preset: string): Int32Array[] {
  const scenario = loadScenario(preset, OVERRIDES);
  const { regions } = runAlone(scenario);
  const aka = new Aka(scenario.seed);
  const ckIk = Array.from({ length: scenario.ues }, (_, ue) => {
    const words = new Int32Array(8);
    aka.ckIk(words, 0, ue, 1);
    return words;
  });
  return [...ckIk, ...regions.flatMap(keysIn)].filter((words) => words.some((word) => word !== 0));
}

function keysIn({ w, plan }: Region): Int32Array[] {
  const found: Int32Array[] = [];
  const take = (at: number, count: number) => {
    for (let slot = 0; slot < count; slot++) found.push(w.slice(at + 8 * slot, at + 8 * slot + 8));
  };
  for (let n = 0; n < plan.rowCount; n++) {
    const u = plan.rows + n * plan.sizes.row;
    take(u + ROW_WORDS, ROW_KEYS);
    if (w[u + BLOCK] !== 0) take(w[u + BLOCK] + BLOCK_WORDS, BLOCK_KEYS);
  }
  return found;
}

/** The beginning of a key as a text may show it; spaces and the case of hex digits do not matter. */
function formsOf(words: Int32Array): string[] {
  const octets = Buffer.alloc(8);
  for (let i = 0; i < 2; i++) octets.writeInt32BE(words[i], 4 * i);
  const swapped = Buffer.from(words.buffer, words.byteOffset, 8);
  const unsigned = Uint32Array.from(words);
  // Ten digits of base64 stand for the first seven octets, whatever follows.
  const base64 = [octets, swapped].map((some) => some.toString('base64').slice(0, 10));
  return [
    ...[octets, swapped].map((some) => some.toString('hex')),
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    `${words[0]},${words[1]}`,
    `${unsigned[0]},${unsigned[1]}`,
    [...octets].join(),
  ].map((form) => form.toLowerCase());
}

function secretIn(text: string, secrets: readonly Int32Array[]): string | undefined {
  const plain = text.toLowerCase().replaceAll(/\s/g, '');
  return secrets.flatMap(formsOf).find((form) => plain.includes(form));
}

let root: string;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'uestorm-'));
});
after(() => rmSync(root, { recursive: true }));

function run(program: string, preset: string, ...more: string[]) {
  return spawnSync(process.execPath, [program, 'run', preset, ...SMALL, ...more], {
    encoding: 'utf8',
    env: { ...process.env, UESTORM_TEST_DEATH: 'throw:1:50' },
  });
}

const filesIn = (out: string) => readdirSync(out).map((name) => readFileSync(join(out, name), 'latin1'));

describe('the secrets of a run with real keys', () => {
  for (const preset of ['busy-hour', 'collision-storm']) {
    it(`are in nothing that it prints or writes: ${preset}`, () => {
      const secrets = secretsOf(preset);
      assert.ok(secrets.length > 1000, 'there are keys to look for');
      const out = join(root, preset);
      for (const more of [['--out', out], ['--json'], ['--without-rule', '6']]) {
        const { status, stdout, stderr } = run(MAIN, preset, ...more);
        assert.deepEqual([status, stderr], [0, '']);
        assert.match(stdout, more[0] === '--json' ? /"keys": "hmac"/ : /hmac keys/);
        assert.equal(secretIn(stdout, secrets), undefined);
      }
      const files = filesIn(out);
      assert.ok(files.length > 0);
      for (const text of files) assert.equal(secretIn(text, secrets), undefined);
    });
  }

  it('are in nothing that it prints or writes when a worker dies', () => {
    const secrets = secretsOf('collision-storm');
    const out = join(root, 'dies');
    const { status, stdout, stderr } = run(FAULTY, 'collision-storm', '--out', out);
    assert.equal(status, 1);
    assert.match(stderr, /worker 2 of 2 died/);
    for (const text of [stdout, stderr, ...filesIn(out)]) assert.equal(secretIn(text, secrets), undefined);
  });

  it('would be found', () => {
    const secrets = secretsOf('busy-hour');
    const [some] = secrets;
    const octets = Buffer.alloc(32);
    for (let i = 0; i < 8; i++) octets.writeInt32BE(some[i], 4 * i);
    for (const text of [
      octets.toString('hex').toUpperCase(),
      octets.toString('base64url'),
      JSON.stringify([...some], null, 2),
      `${new Uint32Array(some)}`,
      JSON.stringify(octets),
    ]) {
      assert.ok(secretIn(`x ${text} y`, secrets), text.slice(0, 20));
    }
  });
});
