import fc from 'fast-check';
import { command, numberFrom } from '../command.js';
import { nearly } from './changes.js';
import { keep } from './corpus.js';
import { NEEDS, openTargets } from './targets.js';

const ABOUT = `Gives changed inputs to all that takes bytes from outside, in turn. What ends in another way than
it should is made as small as it goes, kept in test/fuzz/corpus, and ends with exit status 1.`;

const RUNS_AT_A_TIME = 100;
const SLOW_RUNS_AT_A_TIME = 10;

const { minutes, target: wanted } = command('fuzz', ABOUT)
  .option('--minutes <n>', 'for so long', numberFrom(0), 1)
  .option('--target <name>', 'only what takes this')
  .parse()
  .opts();
const until = Date.now() + 60e3 * minutes;
const { targets, end } = await openTargets();
for (const [name, lack] of Object.entries(NEEDS))
  if (lack !== false) console.log(`${name} is left out: ${lack}`);
const chosen = targets.filter(({ name }) => wanted === undefined || name === wanted);
if (chosen.length === 0) {
  console.error(
    `--target: nothing takes "${wanted}"; there are ${targets.map(({ name }) => name).join(', ')}`,
  );
  process.exitCode = 2;
}
const tried = new Map(chosen.map(({ name }) => [name, { inputs: 0, taken: 0, slowestMs: 0 }]));

while (Date.now() < until && process.exitCode === undefined) {
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
