import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceFile } from 'typescript/unstable/ast';
import { RULE_NUMBERS } from '../rules/table.js';
import { type Assembly, assembled } from './assembler.js';
import { constants, numberTypes } from './numbers.js';
import { type RuleModule, ruleOf } from './rule.js';
import { ROOT, Sources } from './sources.js';
import { Subset } from './subset.js';
import { type Omission, Translation } from './translate.js';

/** Modules of which only the numbers are wanted. */
const NUMBERS = [
  'model/causes',
  'model/faults',
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

const isRule = (module: string): boolean => /^rules\/(rule|guard)-/.test(module);
const RULES = readdirSync(join(ROOT, 'rules'))
  .map((file) => `rules/${file.replace(/\.ts$/, '')}`)
  .filter(isRule);

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

/** What the core and the explorer have in common of these. */
const COMMON: Modules = new Map([
  ['model/words', twin('words')],
  ['rules/rule', twin('rule')],
]);
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
  async core(keys: 'symbolic' | 'hmac', omit?: Omission): Promise<Uint8Array> {
    const own = new Map([
      ['entry', twin('core')],
      ['engine/region/host', twin('host')],
      ['model/env', naming('Env', 'Core', '../engine/region/core')],
      ['model/keys', keys === 'hmac' ? twin('imported-keys') : SYMBOLIC],
    ]);
    return this.compile(own, omit);
  }

  /** What a survey of all states spends its time in (verify/explorer/expander.ts and all that it uses). */
  async explorer(): Promise<Uint8Array> {
    const own = new Map([
      ['entry', twin('explorer')],
      ['verify/world/observer', twin('observer')],
      ['model/env', naming('Env', 'RegionEnv', '../verify/world/world')],
      ['model/keys', SYMBOLIC],
    ]);
    return this.compile(own);
  }

  /**
   * Compiles what begins at the module `entry`.
   *
   * @param own modules that there are beside those of src, or instead of them
   */
  async compile(own: Modules, omit?: Omission): Promise<Uint8Array> {
    return assembled(async (module) => own.get(module) ?? COMMON.get(module) ?? this.module(module, omit));
  }

  /** A module of src; undefined: there is none of that name. */
  private async module(module: string, omit?: Omission): Promise<Assembly | undefined> {
    const known = this.translated.get(module);
    if (known !== undefined && omit === undefined) return known;
    const text = module === 'rules/table' ? this.tableOfRules() : await this.textOf(module, omit);
    if (text === undefined) return undefined;
    const made = { text, file: `src/${module}.ts` };
    if (omit === undefined) this.translated.set(module, made);
    return made;
  }

  private async textOf(module: string, omit?: Omission): Promise<string | undefined> {
    const tree = this.sources.tree(module);
    if (tree === undefined) return undefined;
    if (NUMBERS.includes(module)) return this.numbers(module, tree);
    if (isRule(module)) return this.rule(module, tree, omit).text;
    this.subset(tree).check(tree);
    return new Translation(tree, module, omit).all();
  }

  private rule(module: string, tree: SourceFile, omit?: Omission): RuleModule {
    return ruleOf(tree, module, this.subset(tree), omit);
  }

  private subset(tree: SourceFile): Subset {
    return new Subset(tree, (expression) => this.sources.isDouble(expression));
  }

  private async numbers(module: string, tree: SourceFile): Promise<string> {
    const exports = await import(new URL(`../${module}.js`, import.meta.url).href);
    return constants(exports) + numberTypes(tree, (name) => this.sources.isNumber(name));
  }

  /** All rules and guards: number n at place n - 1. */
  private tableOfRules(): string {
    let imports = "import { Rule } from './rule';\n";
    const names: string[] = [];
    const rules = RULES.map((module) => this.rule(module, this.sources.tree(module)!));
    for (const { module, name, number } of rules.sort((a, b) => a.number - b.number)) {
      imports += `import { ${name} } from '../${module}';\n`;
      names.push(name);
      if (number !== names.length || names.length > RULE_NUMBERS.length)
        throw new Error(`src/${module}.ts: rule: number: expected ${names.length}, got ${number}`);
    }
    return `${imports}export const RULES: StaticArray<Rule> = [${names.join(', ')}];\n`;
  }
}

const SYMBOLIC = naming('Keys', 'SymbolicKeys', './symbolic');
