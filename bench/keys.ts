import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { KeysCase, KeysMeasurement } from './keys.case.js';
import { type BenchResult, once } from './measure.js';

/*
 * What real keys add to busy-hour. The kinds of keys take turns, each run in a process of its own on one thread,
 * and processor time is compared: waiting for a core that others use is no part of it. The best run of each counts.
 */

const CASE = fileURLToPath(new URL('./keys.case.js', import.meta.url));
const ROUNDS = 5;
const KINDS = ['symbolic', 'hmac', 'hmac without memo'] as const;
const run = promisify(execFile);

async function measure(keys: KeysCase['keys']): Promise<KeysMeasurement> {
  const { stdout } = await run(process.execPath, [CASE, JSON.stringify({ keys, ues: 1e6, seconds: 30 })]);
  return JSON.parse(stdout) as KeysMeasurement;
}

export async function bench(): Promise<BenchResult[]> {
  const rounds: Record<KeysCase['keys'], KeysMeasurement>[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const measured: [string, KeysMeasurement][] = [];
    for (const kind of KINDS) measured.push([kind, await measure(kind)]);
    assert.equal(new Set(measured.map(([, { digest }]) => digest)).size, 1, 'the runs were not the same');
    rounds.push(Object.fromEntries(measured) as (typeof rounds)[number]);
  }
  const best = (kind: KeysCase['keys'], time: 'setupSeconds' | 'runSeconds') =>
    Math.min(...rounds.map((round) => round[kind][time]));
  const { derivations, bytesPerUe } = rounds[0].hmac;
  return [
    once('derivations with real keys', 'M', derivations / 1e6),
    ...KINDS.flatMap((kind) => {
      const added = (best(kind, 'runSeconds') - best('symbolic', 'runSeconds')) / derivations;
      return [
        once(`${kind}: set-up`, 's', best(kind, 'setupSeconds')),
        once(`${kind}: run`, 's', best(kind, 'runSeconds')),
        ...(kind === 'symbolic' ? [] : [once(`${kind}: run time added per derivation`, 'µs', added * 1e6)]),
      ];
    }),
    once('shared memory per UE with real keys', 'B', bytesPerUe),
  ];
}
