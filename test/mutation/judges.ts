import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GUARD, labelOfRule } from '../../src/rules/table.js';
import type { Mutant } from './mutants.js';

/*
 * Who may kill a mutant, cheapest first. A death has a meaning if it says what is wrong in the words of the standard: a
 * test that reads as the rule fails, a run or an exploration ends in a violated invariant, the damage of a rule that is
 * off is found no more, the audit names a rule. That only the counts of a run differ says less, and is believed when
 * nobody else has anything to say.
 */
export const JUDGES = ['rule tests', 'procedure tests', 'storm', 'verify', 'audit'] as const;
export type Judge = (typeof JUDGES)[number];

/** How a mutant died. */
export interface Death {
  readonly judge: Judge;
  /** `numbers`: only the counts or the digest of a run differ. `no end`: it ran into its time limit. */
  readonly how: 'meaning' | 'numbers' | 'crash' | 'no end';
  /** The test that failed, or the invariants that were violated. */
  readonly what: string;
}

/** How a judge judged the code as it is, and how many seconds of processor time a mutant gets. */
export interface Reference {
  readonly output: string;
  readonly limit: number;
}

const TESTS = new URL('../', import.meta.url);
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/**
 * A mutant may be slower; one that takes this many times as long has no end. Processor time, since the machine may
 * have other things to do.
 */
const SLOWER = 5;
const LIMIT_MIN = 10;

/** The tests that a judge runs, from the folder of all tests; those of the mutant's rules first. None: it runs no tests. */
export function filesOf(judge: Judge, mutant?: Mutant): string[] {
  const folder = (name: string): string[] =>
    readdirSync(new URL(`${name}/`, TESTS))
      .filter((file) => file.endsWith('.test.js'))
      .sort()
      .map((file) => `${name}/${file}`);
  if (judge === 'storm') return [];
  if (judge === 'procedure tests') return folder('procedures');
  if (judge === 'verify')
    return ['without-rule', 'all-rules'].map((name) => `verify/explorer/${name}.test.js`);
  if (judge === 'audit') return ['audit/differential.test.js'];
  // The tests of the mutant's own rules are the likeliest to fail.
  const own =
    mutant?.rules
      .split(' ')
      .map(Number)
      .map((number) => `rules/${testOf(number)}.test.js`) ?? [];
  const files = folder('rules');
  return [...files.filter((file) => own.includes(file)), ...files.filter((file) => !own.includes(file))];
}

function testOf(number: number): string {
  if (number <= GUARD) return `rule-${String(number).padStart(2, '0')}`;
  return `guard-${labelOfRule(number).replaceAll('_', '-')}`;
}

function argumentsOf(judge: Judge, mutant: Mutant | undefined): string[] {
  const loader = ['--import', new URL('loader.js', import.meta.url).href];
  if (judge === 'storm') return [...loader, here('run-storm.js')];
  const files = filesOf(judge, mutant).map((file) => new URL(file, TESTS).href);
  return [...loader, '--test-reporter', here('reporter.js'), here('run-tests.js'), ...files];
}

interface Ended {
  readonly output: string;
  readonly code: number | null;
}

/** Runs a judge on the code as it is, or with a mutant. A code of null: it did not end within the limit. */
function run(judge: Judge, limit: number, mutant?: Mutant): Promise<Ended> {
  const env: NodeJS.ProcessEnv = { ...process.env, UESTORM_DIFFERENTIAL: '10' };
  if (mutant !== undefined) env.UESTORM_MUTANT = JSON.stringify(mutant.patch);
  const limited = ['-c', `ulimit -c 0; ulimit -t ${limit}; exec "$0" "$@"`, process.execPath];
  const child = spawn('sh', [...limited, ...argumentsOf(judge, mutant)], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  child.stdout.on('data', (data) => {
    output += data;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ output: output.trim(), code }));
  });
}

/** What a judge says of the code as it is; mutants are compared with that. */
export async function referenceOf(judge: Judge): Promise<Reference> {
  const began = performance.now();
  const { output, code } = await run(judge, 600);
  if (code !== 0) throw new Error(`${judge}: fail without a mutant: ${output || 'no output'}`);
  return { output, limit: Math.ceil(Math.max(LIMIT_MIN, (SLOWER * (performance.now() - began)) / 1000)) };
}

/** How a mutant dies at the hands of a judge; undefined: it lives. */
export async function judge(name: Judge, mutant: Mutant, reference: Reference): Promise<Death | undefined> {
  const { output, code } = await run(name, reference.limit, mutant);
  if (code === null) return { judge: name, how: 'no end', what: '' };
  if (name !== 'storm') {
    if (code === 0) return undefined;
    return { judge: name, how: output === '' ? 'crash' : 'meaning', what: output.split('\n')[0] };
  }
  if (code !== 0) return { judge: name, how: 'crash', what: '' };
  const { violated } = JSON.parse(output) as { violated: string[] };
  if (violated.length > 0) return { judge: name, how: 'meaning', what: violated.join(', ') };
  return output === reference.output
    ? undefined
    : { judge: name, how: 'numbers', what: 'other counts, or digest' };
}
