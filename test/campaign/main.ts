import { InvalidArgumentError } from 'commander';
import { command, numberFrom, wholeFrom } from '../command.js';
import { campaign } from './campaign.js';
import { type Case, cases } from './cases.js';
import { judge, newTally, type Tally } from './judge.js';

const ABOUT = `Tries small random scenarios with faults, each with all rules on, or now and then with one off. With
all rules on nothing may be violated, with one off nothing may be lost; the outcome is the same for any
number of workers, and for a run that goes on from a checkpoint; the audit names the rule that is off, for
UEs where it let something pass, and no other. A failure is shrunk, and one command shows it again. Exit
status 0 if nothing was found, 1 if something was.`;

const SHRINK_MS = 120_000;
const MS_OF_MINUTE = 60_000;

interface Options {
  readonly minutes?: number;
  readonly seed?: number;
  readonly case?: Case;
}

function readCase(written: string): Case {
  try {
    return JSON.parse(written) as Case;
  } catch (error) {
    throw new InvalidArgumentError(`Expected JSON: ${(error as Error).message}`);
  }
}

const options = command('campaign', ABOUT)
  .option('--minutes <n>', 'for so long (default: for ever)', numberFrom(0))
  .option('--seed <n>', 'the same cases again (default: by the time of day)', wholeFrom(0))
  .option('--case <json>', 'this case alone', readCase)
  .parse()
  .opts<Options>();

const count = (n: number): string => n.toLocaleString('en');

function describe({ cases, runs, messages, audited, resumed }: Tally): string {
  return `${count(cases)} scenarios, ${count(runs)} runs, ${count(messages)} messages, ${count(audited)} traces audited, ${count(resumed)} runs resumed`;
}

/** The command that tries a case again. */
const commandOf = (one: Case): string =>
  `npm run campaign -- --case '${JSON.stringify(one).replaceAll("'", "'\\''")}'`;

async function tryOne(one: Case): Promise<number> {
  const tally = newTally();
  try {
    await judge(one, tally);
  } catch (error) {
    console.log(error instanceof Error ? error.message : error);
    return 1;
  }
  console.log(`nothing is wrong with it: ${describe(tally)}`);
  return 0;
}

async function main({
  minutes = Number.POSITIVE_INFINITY,
  seed = Date.now() % 2 ** 31,
  case: one,
}: Options): Promise<number> {
  if (one !== undefined) return tryOne(one);
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

process.exitCode = await main(options);
