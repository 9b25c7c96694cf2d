import { readdirSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import { type AnyNode, type Expression, parse } from 'acorn';
import * as flags from '../../src/model/flags.js';
import * as row from '../../src/model/row.js';
import { GUARDS } from '../../src/rules/table.js';
import { EARLY } from './early.js';
import { all, type Change, children, flagsOf, Operators } from './operators.js';

/*
 * Which mutants there are. The guard of a rule is more than its condition: it is also where the rule is asked, what is
 * done with the answer, and every place that sets or clears a flag that the condition reads.
 */

/** A module with one change. */
export interface Mutant {
  /** Which rules' guards it changes: '3', or '1 3 6' for what these have in common. Empty: any procedure. */
  readonly rules: string;
  /** Source of the module, from the root of the repository. */
  readonly file: string;
  readonly line: number;
  /** Function, or condition, that it lies in. */
  readonly inside: string;
  readonly before: string;
  readonly after: string;
  /** Which of the mutants that look the same in that function, from 1. */
  readonly nth: number;
  /** What the loader needs: see loader.ts. */
  readonly patch: Patch;
}

/** A change of the text of a built module. */
export interface Patch {
  readonly url: string;
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** Stands ahead of the module. */
  readonly ahead: string;
}

const BUILT = new URL('../../', import.meta.url);

/** Who reads a flag: the rules whose guards it is part of. */
const READ_BY: Readonly<Record<string, string>> = {
  MME_SMC: '1 3 6 14 15 18',
  MME_SMC_ALGORITHMS: '18',
  MME_SMC_NEW: '3 6',
  MME_ICS: '2',
  MME_KEY_CHANGE: '17',
  MME_MODIFICATION: '2 7 11',
  MME_AS_OLD: '3 8 9 13',
  MME_INHERITED: '3 8 9 13',
  UE_AS_OLD: '4',
  EN_HANDOVER: '5',
  EN_KEY_CHANGE: '5',
  MME_HELD_INTER: '6 7 11',
  MME_FORWARDED: '10',
};
const SETTERS = new Set(['set', 'clear', 'mmeSet', 'mmeClear', 'enSet', 'enClear']);

/** Functions that do a rule's work without naming it. */
const WORKERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'src/rules/ask.ts': { selects: '3 4 8 9 13', rejects: '5 12' },
  'src/procedures/queue.ts': {
    holds: '1 2 5 6 7 10 11 14 15 17 18',
    refreshHold: '1 2 5 6 7 10 11 14 15 17 18',
    ruleThatHolds: '1 2 5 6 7 10 11 14 15 17 18',
    take: '1 2 5 6 7 10 11 14 15 17 18',
  },
  'src/procedures/mme/chain.ts': { asKasme: '3 8 9 13', newestKasme: '3 9' },
  'src/procedures/mme/rekey.ts': { mustRenewChain: '12', renewChain: '12' },
  'src/procedures/mme/retransmission.ts': { resendNas: '10' },
  'src/procedures/mme/nas-hold.ts': { endNasHold: '10' },
};

/** One built module. */
export class Module {
  readonly file: string;
  readonly tree: AnyNode;
  readonly operators: Operators;
  readonly source: string;
  private readonly url: string;
  private readonly map: SourceMap;
  private readonly lineStarts: readonly number[];

  /** @param path the source, from the root of the repository; `built` is where its JavaScript and source map are */
  constructor(path: string, built: URL = BUILT) {
    const url = new URL(path.replace(/\.ts$/, '.js'), built);
    this.file = path;
    this.url = url.href;
    this.source = readFileSync(url, 'utf8');
    this.tree = parse(this.source, { ecmaVersion: 2022, sourceType: 'module' });
    this.operators = new Operators(this.source);
    this.map = new SourceMap(JSON.parse(readFileSync(`${fileURLToPath(url)}.map`, 'utf8')));
    this.lineStarts = [0, ...[...this.source.matchAll(/\n/g)].map(({ index }) => index + 1)];
  }

  mutant(rules: string, inside: string, change: Change, ahead = ''): Mutant {
    const line = this.lineStarts.findLastIndex((start) => start <= change.from);
    const found = this.map.findEntry(line, change.from - this.lineStarts[line]);
    return {
      rules,
      file: this.file,
      line: ('originalLine' in found ? found.originalLine : line) + 1,
      inside,
      before: inOneLine(change.before),
      after: inOneLine(change.after),
      nth: 1,
      patch: { url: this.url, from: change.from, to: change.to, text: change.text, ahead },
    };
  }

  /** Bodies of the functions of the module, by their names. */
  functions(): [string, AnyNode][] {
    const found: [string, AnyNode][] = [];
    for (const node of all(this.tree)) {
      if (node.type === 'FunctionDeclaration') found.push([node.id?.name ?? '', node.body]);
      else if (node.type === 'VariableDeclarator' && node.init?.type === 'ArrowFunctionExpression') {
        found.push([this.operators.text(node.id), node.init.body]);
      }
    }
    return found;
  }
}

const inOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** The mutants of the guards of all rules. */
export function guardMutants(): Mutant[] {
  const rules = modulesIn('src/rules').filter((path) => /\/(rule|guard)-.*\.ts$/.test(path));
  const procedures = modulesIn('src/procedures').map((path) => new Module(path));
  return distinct([
    ...rules.flatMap((path) => [...conditionsOf(new Module(path))]),
    ...Object.keys(WORKERS).flatMap((path) => [...workersOf(new Module(path))]),
    ...procedures.flatMap((module) => [...askersOf(module), ...flagsIn(module)]),
  ]);
}

/** The mutants of all that procedures do. */
export function procedureMutants(): Mutant[] {
  return distinct(
    modulesIn('src/procedures').flatMap((path) => {
      const module = new Module(path);
      return module
        .functions()
        .flatMap(([name, node]) =>
          [...module.operators.of(node)].map((change) => module.mutant('', name, change)),
        );
    }),
  );
}

function modulesIn(folder: string): string[] {
  return readdirSync(new URL(`${folder}/`, BUILT), { encoding: 'utf8', recursive: true })
    .filter((name) => name.endsWith('.js'))
    .sort()
    .map((name) => `${folder}/${name.replace(/\.js$/, '.ts')}`);
}

/**
 * A change that two ways lead to is one mutant; the first way gives it its rules. Those that look the same are numbered
 * as they stand in the file.
 */
function distinct(mutants: readonly Mutant[]): Mutant[] {
  const known = new Map<string, Mutant>();
  for (const mutant of mutants) {
    const { url, from, to, text } = mutant.patch;
    const key = `${url} ${from} ${to} ${text}`;
    if (!known.has(key)) known.set(key, mutant);
  }
  const looks = ({ file, inside, before, after }: Mutant): string => `${file} ${inside} ${before} ${after}`;
  const alike = new Map<string, Mutant[]>();
  for (const mutant of known.values()) {
    alike.set(looks(mutant), [...(alike.get(looks(mutant)) ?? []), mutant]);
  }
  for (const list of alike.values()) list.sort((a, b) => a.patch.from - b.patch.from);
  return [...known.values()].map((mutant) => ({
    ...mutant,
    nth: 1 + (alike.get(looks(mutant)) ?? []).indexOf(mutant),
  }));
}

/** Conditions of a rule: changed, constant, and too early. And the functions in its file that they call. */
export function* conditionsOf(module: Module): Generator<Mutant> {
  const number = Number(/\bnumber: (\d+)/.exec(module.source)?.[1]);
  const { operators } = module;
  const functions = new Map(module.functions());
  for (const node of all(module.tree)) {
    if (node.type !== 'Property') continue;
    const property = operators.text(node.key);
    const body = conditionOf(node.value, functions);
    if (body === undefined) continue;
    functions.delete(operators.text(node.value));
    for (const change of [...operators.result(body), ...operators.of(body)]) {
      yield module.mutant(String(number), property, change);
    }
    for (const { condition, what } of EARLY.filter((e) => e.rule === number && e.property === property)) {
      const change = operators.resultInstead(body, condition);
      yield module.mutant(
        String(number),
        `${property}, ${what}`,
        change,
        missingImports(module.source, condition),
      );
    }
  }
  for (const [name, body] of functions) {
    for (const change of operators.of(body)) yield module.mutant(String(number), name, change);
  }
}

/** What a property says that is a function: an expression, or statements in braces; written there, or named. */
function conditionOf(value: AnyNode, functions: ReadonlyMap<string, AnyNode>): AnyNode | undefined {
  if (value.type === 'ArrowFunctionExpression' || value.type === 'FunctionExpression') return value.body;
  return value.type === 'Identifier' ? functions.get(value.name) : undefined;
}

/** Imports of what a condition names and its module does not. */
function missingImports(source: string, condition: string): string {
  const names = [...new Set(condition.match(/\b[A-Za-z_]\w+\b/g))].filter(
    (name) => !new RegExp(`import [^;]*\\b${name}\\b`).test(source),
  );
  const from = (module: string, exports: object): string => {
    const found = names.filter((name) => name in exports);
    return found.length === 0 ? '' : `import { ${found.join(', ')} } from '../model/${module}.js';`;
  };
  return from('row', row) + from('flags', flags);
}

function* workersOf(module: Module): Generator<Mutant> {
  const workers = WORKERS[module.file];
  for (const [name, node] of module.functions()) {
    if (!(name in workers)) continue;
    for (const change of module.operators.of(node)) yield module.mutant(workers[name], name, change);
  }
}

/** Where a rule is asked: the question, what leads to it, and what follows from the answer. */
function* askersOf(module: Module): Generator<Mutant> {
  for (const [name, body] of module.functions()) {
    const rules = rulesNamed(module, body);
    if (rules === '') continue;
    for (const [part, of] of partsThatAsk(module, body)) {
      for (const change of module.operators.of(part)) yield module.mutant(of, name, change);
      if (part.type.endsWith('Expression') && isTest(body, part)) {
        for (const change of module.operators.condition(part as Expression))
          yield module.mutant(of, name, change);
      }
    }
  }
}

/** Numbers of the rules that a piece of code names, such as '6 7'. */
function rulesNamed(module: Module, node: AnyNode): string {
  const found = module.operators.text(node).match(/\b(rule\d\d|guard[A-Z]\w*)\b/g) ?? [];
  const numbers = [...new Set(found)].map(numberOf);
  return numbers.sort((a, b) => a - b).join(' ');
}

/** `rule07`, `guardKeyChain`: 7, 12. */
function numberOf(constant: string): number {
  const guard = GUARDS.find(({ name }) => constant === `guard${pascalCase(name)}`);
  return guard?.number ?? Number(constant.slice(4));
}

const pascalCase = (name: string): string =>
  name
    .split('_')
    .map((word) => word[0].toUpperCase() + word.slice(1))
    .join('');

const isTest = (body: AnyNode, part: AnyNode): boolean =>
  [...all(body)].some((node) => node.type === 'IfStatement' && node.test === part);

/** Tests that ask a rule or enclose one that does, what is done on a yes, and what the answer's name is used for. */
function* partsThatAsk(module: Module, body: AnyNode): Generator<[AnyNode, string]> {
  for (const node of all(body)) {
    const rules = rulesNamed(module, node);
    if (node.type === 'IfStatement') {
      if (rules !== '') yield [node.test, rules];
      const asked = rulesNamed(module, node.test);
      if (asked !== '') for (const part of children(node.consequent)) yield [part, asked];
    } else if (node.type === 'VariableDeclaration' && rules !== '') {
      yield [node, rules];
      const [{ id }] = node.declarations;
      yield* usesOf(module, body, module.operators.text(id), rules);
    }
  }
}

function* usesOf(module: Module, body: AnyNode, answer: string, rules: string): Generator<[AnyNode, string]> {
  const named = new RegExp(`\\b${answer}\\b`);
  for (const node of children(body)) {
    const use = node.type === 'IfStatement' ? node.test : node;
    if (use.type !== 'VariableDeclaration' || !module.operators.text(use).startsWith(`const ${answer}`)) {
      if (named.test(module.operators.text(use))) yield [use, rules];
    }
    if (node.type !== 'IfStatement') continue;
    for (const branch of [node.consequent, node.alternate]) {
      if (branch) yield* usesOf(module, branch, answer, rules);
    }
  }
}

/** Where a flag that a rule reads is set or cleared. */
function* flagsIn(module: Module): Generator<Mutant> {
  const { operators } = module;
  for (const [name, body] of module.functions()) {
    for (const node of all(body)) {
      const mask = maskOf(node);
      if (mask === null) continue;
      for (const flag of flagsOf(mask)) {
        const text = operators.text(flag);
        if (!(text in READ_BY)) continue;
        for (const change of operators.dropFlags(mask, (other) => other === text)) {
          yield module.mutant(READ_BY[text], name, change);
        }
      }
    }
  }
}

/** The mask that a call sets or clears; of a choice between two, whatever holds the flag is found on its own. */
function maskOf(node: AnyNode): AnyNode | null {
  if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && SETTERS.has(node.callee.name)) {
    const mask = node.arguments[2] as AnyNode;
    return mask.type === 'ConditionalExpression' ? null : mask;
  }
  return node.type === 'ConditionalExpression' && flagsOf(node.consequent).length > 1
    ? node.consequent
    : null;
}
