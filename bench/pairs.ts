import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { BenchResult, Goal } from './measure.js';

/*
 * Whole runs, compared. Machines are noisy, and the noise changes slowly: what is compared takes turns (A B A B …), each
 * run in a process of its own, and what counts is the ratio within a turn.
 */

const run = promisify(execFile);

/** Runs a program of this folder, such as `engine.case.js`, which prints a measurement as JSON. */
export async function runCase<Case, Measurement>(program: string, argument: Case): Promise<Measurement> {
  const file = fileURLToPath(new URL(program, import.meta.url));
  const { stdout } = await run(process.execPath, ['--expose-gc', file, JSON.stringify(argument)]);
  return JSON.parse(stdout) as Measurement;
}

/** All measurements of each candidate; the nth ones were taken in the same turn. */
export async function takeTurns<Candidates extends Record<string, () => Promise<unknown>>>(
  rounds: number,
  candidates: Candidates,
): Promise<{ [Name in keyof Candidates]: Awaited<ReturnType<Candidates[Name]>>[] }> {
  const measured = Object.fromEntries(Object.keys(candidates).map((name) => [name, [] as unknown[]]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, measure] of Object.entries(candidates)) {
      const begun = performance.now();
      measured[name].push(await measure());
      const seconds = ((performance.now() - begun) / 1e3).toFixed(1);
      process.stderr.write(`  turn ${round + 1} of ${rounds}: ${name}, ${seconds} s\n`);
    }
  }
  return measured as { [Name in keyof Candidates]: Awaited<ReturnType<Candidates[Name]>>[] };
}

/** Several measurements of one thing: their median, and how far they lie apart. */
export function series(name: string, unit: string, samples: readonly number[], goal?: Goal): BenchResult {
  const sorted = [...samples].sort((a, b) => a - b);
  return {
    name,
    unit,
    value: (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2,
    samples: sorted.length,
    relativeMarginOfError: relativeMarginOfError(sorted),
    spread: [sorted[0], sorted[sorted.length - 1]],
    ...(goal === undefined ? {} : { goal }),
  };
}

/** Turn by turn, `of` over `to`. */
export function ratio(name: string, of: readonly number[], to: readonly number[], goal?: Goal): BenchResult {
  return series(
    name,
    'x',
    of.map((value, turn) => value / to[turn]),
    goal,
  );
}

/** 97.5 % quantiles of Student's t for 1, 2, … degrees of freedom; the last serves for more, on the safe side. */
const STUDENT = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

/** Half the 95 % confidence interval of the mean, over the mean; null for a single sample. */
function relativeMarginOfError(samples: readonly number[]): number | null {
  const n = samples.length;
  if (n < 2) return null;
  const mean = samples.reduce((sum, value) => sum + value, 0) / n;
  const variance = samples.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return (STUDENT[Math.min(n - 1, STUDENT.length) - 1] * Math.sqrt(variance / n)) / mean;
}
