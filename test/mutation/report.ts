import { type Death, JUDGES } from './judges.js';
import type { Mutant } from './mutants.js';

/** A mutant and what became of it. */
export interface Judged {
  readonly mutant: Mutant;
  /** At whose hands it died; without --all the first only. */
  readonly deaths: readonly Death[];
  /** Why it is equivalent, if that is known. */
  readonly proof: string | undefined;
}

const HEADINGS = [
  'rules',
  'mutants',
  ...JUDGES,
  'numbers',
  'crash',
  'no end',
  'equivalent',
  'survived',
] as const;

/** Counts of one group of mutants, by the first that killed each for a reason. */
function row(name: string, judged: readonly Judged[]): (string | number)[] {
  const firsts = judged.flatMap(
    ({ deaths }) => deaths.find(({ how }) => how !== 'numbers') ?? deaths.slice(0, 1),
  );
  const by = (name: string): number =>
    firsts.filter(({ judge, how }) => how === 'meaning' && judge === name).length;
  const how = (name: Death['how']): number => firsts.filter((death) => death.how === name).length;
  const alive = judged.filter(({ deaths }) => deaths.length === 0);
  const proven = alive.filter(({ proof }) => proof !== undefined).length;
  const rest = [how('numbers'), how('crash'), how('no end'), proven, alive.length - proven];
  return [name, judged.length, ...JUDGES.map(by), ...rest];
}

/** The table by rules, and every mutant that survived. */
export function report(judged: readonly Judged[]): { readonly text: string; readonly survivors: number } {
  const groups = [...new Set(judged.map(({ mutant }) => mutant.rules))].sort(
    (a, b) => a.split(' ').length - b.split(' ').length || a.localeCompare(b, 'en', { numeric: true }),
  );
  const rows = groups.map((rules) =>
    row(
      rules === '' ? 'procedures' : rules.replaceAll(' ', ','),
      judged.filter(({ mutant }) => mutant.rules === rules),
    ),
  );
  const table = [[...HEADINGS], ...rows, row('all', judged)];
  const widths = HEADINGS.map((_, i) => Math.max(...table.map((cells) => String(cells[i]).length)));
  const lines = table.map((cells) =>
    cells
      .map((cell, i) => (i === 0 ? String(cell).padEnd(widths[i]) : String(cell).padStart(widths[i])))
      .join('  '),
  );
  const survivors = judged.filter(({ deaths, proof }) => deaths.length === 0 && proof === undefined);
  const undead = judged.filter(({ deaths, proof }) => deaths.length > 0 && proof !== undefined);
  lines.push('', ...survivors.flatMap(({ mutant }) => shown('survived', mutant)));
  lines.push(...undead.flatMap(({ mutant }) => shown('said to be equivalent, but died', mutant)));
  return { text: lines.join('\n').trimEnd(), survivors: survivors.length + undead.length };
}

function shown(what: string, { file, line, inside, before, after, rules }: Mutant): string[] {
  return [`${what}: ${file}:${line} ${inside} (rules ${rules})`, `  - ${before}`, `  + ${after}`];
}
