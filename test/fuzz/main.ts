import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { nearly } from './changes.js';
import { keep } from './corpus.js';
import { NEEDS, openTargets } from './targets.js';

/*
 * npm run fuzz -- --minutes N [--target NAME]: gives changed inputs to all that takes bytes from outside, in turn, for so
 * long. What ends in another way than it should is made as small as it goes, kept in test/fuzz/corpus, and ends with 1.
 */

const RUNS_AT_A_TIME = 100;
const SLOW_RUNS_AT_A_TIME = 10;

const { values } = parseArgs({ options: { minutes: { type: 'string' }, target: { type: 'string' } } });
const until = Date.now() + 60e3 * Number(values.minutes ?? 1);
const { targets, end } = await openTargets();
for (const [name, lack] of Object.entries(NEEDS))
  if (lack !== false) console.log(`${name} is left out: ${lack}`);
const chosen = targets.filter(({ name }) => values.target === undefined || name === values.target);
const tried = new Map(chosen.map(({ name }) => [name, { inputs: 0, taken: 0, slowestMs: 0 }]));

while (chosen.length > 0 && Date.now() < until && process.exitCode === undefined) {
  for (const { name, inputs, take, changed = nearly(inputs), isSlow } of chosen) {
    const counts = tried.get(name) ?? { inputs: 0, taken: 0, slowestMs: 0 };
    const property = fc.asyncProperty(changed, async (bytes) => {
      const from = performance.now();
      counts.inputs++;
      if (await take(bytes)) counts.taken++;
      counts.slowestMs = Math.max(counts.slowestMs, performance.now() - from);
    });
    const numRuns = isSlow ? SLOW_RUNS_AT_A_TIME : RUNS_AT_A_TIME;
    const { failed, counterexample, errorInstance } = await fc.check(property, { numRuns });
    if (!failed) continue;
    const [bytes] = counterexample ?? [new Uint8Array(0)];
    console.log(`${name}: ${String(errorInstance)}\n  kept as ${keep(name, bytes)}`);
    process.exitCode = 1;
  }
}
for (const [name, { inputs, taken, slowestMs }] of tried) {
  console.log(`${name}: ${inputs} inputs, ${taken} taken, ${slowestMs.toFixed(0)} ms for the slowest`);
}
await end();
process.exitCode ??= 0;
