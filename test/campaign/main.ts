import { parseArgs } from 'node:util';
import { campaign } from './campaign.js';
import { type Case, cases } from './cases.js';
import { judge, type Tally } from './judge.js';

/*
 * npm run campaign: random scenarios, seeds and faults, for ever or for some minutes. For a failure it prints the one
 * command that shows it again, as small as it could be made.
 */
const USAGE = `usage: npm run campaign -- [--minutes N] [--seed N] [--case JSON]

Tries small random scenarios with faults; each with all rules on, or now and then with one off. With all rules on
nothing may be violated, with one off nothing may be lost; the outcome is the same for any number of workers, and for a
run that goes on from a checkpoint; the audit finds nothing.
  --minutes N  for so long (default: for ever)
  --seed N     the same cases again (default: by the time of day)
  --case JSON  this case alone
Exit status: 0 nothing was found, 1 something was, 2 bad usage.`;

const SHRINK_MS = 120_000;
const MS_OF_MINUTE = 60_000;

interface Options {
  readonly minutes: number;
  readonly seed: number;
  readonly one: Case | null;
}

function number(name: string, written: string | undefined, other: number): number {
  if (written === undefined) return other;
  const value = Number(written);
  if (written !== '' && value >= 0 && Number.isFinite(value)) return value;
  throw new TypeError(`--${name}: expected a number from 0 on, got "${written}"`);
}

function optionsFrom(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: { minutes: { type: 'string' }, seed: { type: 'string' }, case: { type: 'string' } },
  });
  return {
    minutes: number('minutes', values.minutes, Number.POSITIVE_INFINITY),
    seed: Math.floor(number('seed', values.seed, Date.now() % 2 ** 31)),
    one: values.case === undefined ? null : (JSON.parse(values.case) as Case),
  };
}

const count = (n: number): string => n.toLocaleString('en');

function describe({ cases, runs, messages, audited, resumed }: Tally): string {
  return `${count(cases)} scenarios, ${count(runs)} runs, ${count(messages)} messages, ${count(audited)} traces audited, ${count(resumed)} runs resumed`;
}

/** The command that tries a case again. */
const commandOf = (one: Case): string =>
  `npm run campaign -- --case '${JSON.stringify(one).replaceAll("'", "'\\''")}'`;

async function tryOne(one: Case): Promise<number> {
  const tally: Tally = { cases: 0, runs: 0, messages: 0, audited: 0, resumed: 0 };
  try {
    await judge(one, tally);
  } catch (error) {
    console.log(error instanceof Error ? error.message : error);
    return 1;
  }
  console.log(`nothing is wrong with it: ${describe(tally)}`);
  return 0;
}

async function main(): Promise<number> {
  let options: Options;
  try {
    options = optionsFrom(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  const { minutes, seed, one } = options;
  if (one !== null) return tryOne(one);
  console.log(`campaign with seed ${seed}`);
  const isWatched = process.stderr.isTTY;
  const { tally, found } = await campaign({
    ...{ cases: cases(), judge, seed, forMs: minutes * MS_OF_MINUTE, shrinkMs: SHRINK_MS },
    ...(isWatched && { onProgress: (sofar: Tally) => process.stderr.write(`\r${describe(sofar)} `) }),
  });
  if (isWatched) process.stderr.write('\n');
  console.log(describe(tally));
  if (found === null) {
    console.log('nothing found');
    return 0;
  }
  console.log(`found: ${found.firstBecause}\nshrunk: ${found.because}\n\n${commandOf(found.smallest)}`);
  return 1;
}

process.exitCode = await main();
