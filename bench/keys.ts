import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { KeysCase, KeysMeasurement } from './keys.case.js';
import { type BenchResult, once } from './measure.js';

/*
 * What real keys add to busy-hour. A run with symbolic keys and one with real keys take turns, each in a process
 * of its own on one thread, and processor time is compared: it leaves out what else the machine does.
 */

const CASE = fileURLToPath(new URL('./keys.case.js', import.meta.url));
const PAIRS = 3;
const run = promisify(execFile);

async function measure(keys: KeysCase['keys']): Promise<KeysMeasurement> {
  const { stdout } = await run(process.execPath, [CASE, JSON.stringify({ keys, ues: 1e6, seconds: 40 })]);
  return JSON.parse(stdout) as KeysMeasurement;
}

export async function bench(): Promise<BenchResult[]> {
  const pairs: { symbolic: KeysMeasurement; hmac: KeysMeasurement }[] = [];
  for (let i = 0; i < PAIRS; i++) {
    pairs.push({ symbolic: await measure('symbolic'), hmac: await measure('hmac') });
    assert.equal(pairs[i].hmac.digest, pairs[i].symbolic.digest);
  }
  const median = (of: (pair: (typeof pairs)[number]) => number) =>
    pairs.map(of).sort((a, b) => a - b)[(PAIRS - 1) / 2];
  const { derivations, bytesPerUe } = pairs[0].hmac;
  return [
    once('symbolic keys: run', 's', median(({ symbolic }) => symbolic.runSeconds)),
    once('real keys: run', 's', median(({ hmac }) => hmac.runSeconds)),
    once('real keys: derivations', 'M', derivations / 1e6),
    once(
      'real keys: run time added per derivation',
      'µs',
      median(({ symbolic, hmac }) => ((hmac.runSeconds - symbolic.runSeconds) * 1e6) / derivations),
    ),
    once('symbolic keys: set-up', 's', median(({ symbolic }) => symbolic.setupSeconds)),
    once('real keys: set-up', 's', median(({ hmac }) => hmac.setupSeconds)),
    once('real keys: shared memory per UE', 'B', bytesPerUe),
  ];
}
