import { appendFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { command, wholeFrom } from '../command.js';
import { proofOf } from './equivalent.js';
import { type Death, JUDGES, type Judge, judge, type Reference, referenceOf } from './judges.js';
import { guardMutants, type Mutant, procedureMutants } from './mutants.js';
import { type Judged, report } from './report.js';

const ABOUT = `Changes the guards of the rules in every small way that a mistake could, one change at a time,
and shows who notices. A mutant that nobody notices, and of which no proof says that it does the
same, is a gap. Exit status 0 if every mutant died or is proven equivalent, 1 if one survived.`;

interface Options {
  readonly procedures: boolean;
  readonly all: boolean;
  readonly list: boolean;
  readonly json?: string | undefined;
  readonly workers: number;
  readonly texts: readonly string[];
}

function readOptions(): Options {
  const asked = command('mutation', ABOUT)
    .argument('[texts...]', 'only mutants of files, or of rules ("rule 3"), whose name contains one of them')
    .option('--procedures', 'mutants of everything in src/procedures, which takes an hour', false)
    .option('--all', 'every judge judges every mutant, instead of the first that kills it', false)
    .option('--list', 'lists the mutants, and judges none', false)
    .option('--json <file>', 'writes what becomes of each mutant as soon as it is known, a line each')
    .option('--workers <n>', 'how many are judged at a time', wholeFrom(1), availableParallelism())
    .parse();
  return { ...asked.opts<Omit<Options, 'texts'>>(), texts: asked.args };
}

function wanted({ procedures, texts }: Options): Mutant[] {
  const mutants = procedures ? procedureMutants() : guardMutants();
  if (texts.length === 0) return mutants;
  return mutants.filter(({ file, rules }) => {
    const names = [file, ...rules.split(' ').map((rule) => `rule ${rule}`)];
    return texts.some((text) =>
      names.some((name) => (text.startsWith('rule ') ? name === text : name.includes(text))),
    );
  });
}

/** Judges mutants, several at a time, each by one judge after the other until one kills it for a reason. */
async function judgeAll(mutants: readonly Mutant[], { all, workers, json }: Options): Promise<Judged[]> {
  if (json !== undefined) writeFileSync(json, '');
  const references = new Map<Judge, Reference>();
  for (const name of JUDGES) references.set(name, await referenceOf(name));
  const judged: Judged[] = mutants.map((mutant) => ({ mutant, deaths: [], proof: proofOf(mutant) }));
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    for (let each = judged[next++]; each !== undefined; each = judged[next++]) {
      for (const name of JUDGES) {
        const death = await judge(name, each.mutant, references.get(name)!);
        if (death !== undefined) (each.deaths as Death[]).push(death);
        if (death !== undefined && death.how !== 'numbers' && !all) break;
      }
      done++;
      if (json !== undefined) appendFileSync(json, `${JSON.stringify(each)}\n`);
      if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${judged.length} mutants`);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  if (process.stderr.isTTY) process.stderr.write('\r');
  return judged;
}

async function main(): Promise<number> {
  const options = readOptions();
  const mutants = wanted(options);
  if (mutants.length === 0) {
    process.stderr.write(
      `no mutant of ${options.texts.join(', ')}: expected a part of a file's name, or "rule N"\n`,
    );
    return 2;
  }
  if (options.list) {
    for (const { file, line, inside, before, after, rules } of mutants) {
      console.log(`${file}:${line} ${inside} [${rules}]: ${before} → ${after || '(left out)'}`);
    }
    console.log(`${mutants.length} mutants`);
    return 0;
  }
  const judged = await judgeAll(mutants, options);
  const { text, survivors } = report(judged);
  console.log(text);
  return survivors === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
