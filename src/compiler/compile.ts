import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULE_NUMBERS } from '../rules/table.js';
import { type Assembly, assembled } from './assembler.js';
import { constants, numberTypes } from './numbers.js';
import { ruleOf } from './rule.js';
import { ROOT, Sources } from './sources.js';
import { check } from './subset.js';
import { type Omit, Translation } from './translate.js';

/** Modules of which only the numbers are wanted. */
const NUMBERS = [
  'model/flags',
  'model/invariants',
  'model/layout',
  'model/messages',
  'model/nas-messages',
  'model/outcomes',
  'model/procedures',
  'model/queue-codes',
  'model/timers',
  'model/traffic',
  'model/verdicts',
  'engine/region/config',
  'engine/region/counters',
  'engine/region/parameters',
  'verify/world/layout',
];

const RULES = readdirSync(join(ROOT, 'rules'))
  .filter((file) => /^(rule|guard)-.*\.ts$/.test(file))
  .map((file) => `rules/${file.slice(0, -3)}`);

/** Where the core and the explorer begin; what else they need, these import. */
const BEGINNINGS = ['engine/region/core', 'model/symbolic', 'verify/explorer/expander', ...RULES, ...NUMBERS];

/** Modules by their path below src, without extension. */
type Modules = ReadonlyMap<string, Assembly>;

/** A module that has a file of its own in AssemblyScript, because no source in the subset stands for it. */
function twin(name: string): Assembly {
  const path = `compiler/assembly/${name}.ts`;
  return { text: readFileSync(join(ROOT, path), 'utf8'), file: `src/${path}` };
}

/** A module that only gives another's class a name. */
const naming = (name: string, own: string, from: string): Assembly => ({
  text: `export { ${own} as ${name} } from '${from}';\n`,
  file: 'src/compiler/compile.ts',
});

/** Compiles the engine's core and the explorer to WebAssembly. */
export class Compiler {
  private readonly sources: Sources;
  private readonly translated = new Map<string, Assembly>();

  /**
   * @param beginnings modules to begin with; what they import is found
   * @param instead texts that are read instead of what src holds
   */
  constructor(beginnings: readonly string[] = BEGINNINGS, instead?: ReadonlyMap<string, string>) {
    this.sources = new Sources(beginnings, instead);
  }

  close(): void {
    this.sources.close();
  }

  /**
   * The core (engine/region/core.ts and all that it uses).
   *
   * @param keys symbolic keys are compiled into it, real ones imported
   * @param omit what it is compiled without; for builds that are only measured
   * @throws Error with file and line of the first thing that cannot be compiled
   */
  async core(keys: 'symbolic' | 'hmac', omit?: Omit): Promise<Uint8Array> {
    const own = new Map([
      ...(await this.common('Core', '../engine/region/core')),
      ['entry', twin('core')],
      ['engine/region/host', twin('host')],
      ['model/keys', keys === 'hmac' ? twin('imported-keys') : SYMBOLIC],
    ]);
    return this.compiled(own, omit);
  }

  /** What a survey of all states spends its time in (verify/explorer/expander.ts and all that it uses). */
  async explorer(): Promise<Uint8Array> {
    const own = new Map([
      ...(await this.common('RegionEnv', '../verify/world/world')),
      ['entry', twin('explorer')],
      ['verify/world/observer', twin('observer')],
      ['model/keys', SYMBOLIC],
    ]);
    return this.compiled(own);
  }

  /** Compiles modules that begin at `entry`: those that are given, and what they import of src. */
  async compiled(own: Modules, omit?: Omit): Promise<Uint8Array> {
    return assembled((module) => own.get(module) ?? this.translation(module, omit));
  }

  /** What the core and the explorer have in common; `environment` is what the procedures' Env is. */
  private async common(environment: string, module: string): Promise<Modules> {
    const found = new Map([
      ['model/words', twin('words')],
      ['model/env', naming('Env', environment, module)],
      ['rules/rule', twin('rule')],
      ['rules/table', this.tableOfRules()],
    ]);
    for (const name of NUMBERS) found.set(name, await this.numbers(name));
    return found;
  }

  /** A module of the subset; undefined: there is none of that name. */
  private translation(module: string, omit?: Omit): Assembly | undefined {
    const known = this.translated.get(module);
    if (known !== undefined) return known;
    const tree = this.sources.tree(module);
    if (tree === undefined) return undefined;
    const file = `src/${module}.ts`;
    if (RULES.includes(module)) return { text: ruleOf(tree, module, omit).text, file };
    check(tree);
    const made = { text: new Translation(tree, module, omit).all(), file };
    if (omit === undefined) this.translated.set(module, made);
    return made;
  }

  private async numbers(module: string): Promise<Assembly> {
    const tree = this.sources.tree(module);
    const exports = await import(new URL(`../${module}.js`, import.meta.url).href);
    return {
      text: constants(exports) + (tree === undefined ? '' : numberTypes(tree)),
      file: `src/${module}.ts`,
    };
  }

  /** All rules and guards: number n at place n - 1. */
  private tableOfRules(): Assembly {
    let imports = "import { Rule } from './rule';\n";
    const names: string[] = [];
    const rules = RULES.map((module) => ruleOf(this.sources.tree(module)!, module));
    for (const { module, name, number } of rules.sort((a, b) => a.number - b.number)) {
      imports += `import { ${name} } from '../${module}';\n`;
      names.push(name);
      if (number !== names.length || names.length > RULE_NUMBERS.length)
        throw new Error(`src/${module}.ts: rule: number: expected ${names.length}, got ${number}`);
    }
    const table = `export const RULES: StaticArray<Rule> = [${names.join(', ')}];\n`;
    return { text: imports + table, file: 'src/rules/table.ts' };
  }
}

const SYMBOLIC = naming('Keys', 'SymbolicKeys', './symbolic');
