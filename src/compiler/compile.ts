import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import binaryen from 'assemblyscript/binaryen';
import { QUANTILES } from '../engine/draws/sampler.js';
import { RULE_NUMBERS } from '../rules/table.js';
import { constants, numberTypes, only, portable } from './portable.js';
import { rule } from './rule.js';

/** Where the sources are, seen from dist/src/compiler, where this runs. */
const SOURCES = fileURLToPath(new URL('../../../src/', import.meta.url));

/** Modules of which only the numbers are wanted. */
const CONSTANTS = [
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
];

const read = (path: string): string => readFileSync(join(SOURCES, path), 'utf8');
const depthOf = (module: string): number => module.split('/').length - 1;
const ownModule = (name: string): string => read(`compiler/assembly/${name}.ts`);

async function numbersOf(module: string): Promise<string> {
  return (
    constants(await import(new URL(`../${module}.js`, import.meta.url).href)) +
    numberTypes(read(`${module}.ts`))
  );
}

/** The rules and guards as classes, and a table of them: rule n at place n - 1. */
function rules(): Map<string, string> {
  const modules = new Map<string, string>();
  const table: { module: string; name: string }[] = [];
  for (const file of readdirSync(join(SOURCES, 'rules'))) {
    if (!/^(rule|guard)-.*\.ts$/.test(file)) continue;
    const module = file.replace(/\.ts$/, '');
    const text = rule(read(`rules/${file}`), `src/rules/${file}`);
    const [, name, number] = /export const (\w+) = new \w+\((\d+)\)/.exec(text) ?? [];
    modules.set(`rules/${module}`, portable(text, 1));
    table[Number(number) - 1] = { module, name };
  }
  if (table.length !== RULE_NUMBERS.length)
    throw new Error(`compiler: expected ${RULE_NUMBERS.length} rules and guards, found ${table.length}`);
  modules.set(
    'rules/rule',
    portable(
      'export abstract class Rule {\n  constructor(readonly number: number) {}\n  abstract applies(w: Int32Array, u: number): boolean;\n}\n',
      1,
    ),
  );
  const imports = table.map(({ module, name }) => `import { ${name} } from './${module}';\n`);
  modules.set(
    'rules/table',
    `import { Rule } from './rule';\n${imports.join('')}export const RULES: StaticArray<Rule> = [${table.map(({ name }) => name).join(', ')}];\n`,
  );
  return modules;
}

/**
 * Modules that no source in the subset stands for, by their path without the extension: those that the engine's core
 * and the explorer have in common.
 *
 * @param environment what the procedures' Env is, and its module
 */
async function commonModules(environment: string, module: string): Promise<Map<string, string>> {
  const found = rules();
  for (const name of CONSTANTS) found.set(name, await numbersOf(name));
  found.set('model/words', ownModule('words'));
  found.set('model/env', `export { ${environment} as Env } from '../${module}';\n`);
  found.set('model/keys', "export { SymbolicKeys as Keys } from './symbolic';\n");
  return found;
}

async function coreModules(keys: 'symbolic' | 'hmac'): Promise<Map<string, string>> {
  const found = await commonModules('Core', 'engine/region/core');
  found.set('entry', ownModule('core'));
  found.set('engine/region/host', ownModule('host'));
  if (keys === 'hmac') found.set('model/keys', ownModule('imported-keys').replace('../model/', './'));
  found.set(
    'engine/draws/sampler',
    portable(
      `import { share } from '../../model/words.js';\ntype Quantiles = Words;\nconst QUANTILES = ${QUANTILES};\n${only(read('engine/draws/sampler.ts'), ['sample', 'sampleFine'])}`,
      2,
    ),
  );
  return found;
}

async function explorerModules(): Promise<Map<string, string>> {
  const found = await commonModules('RegionEnv', 'verify/world/world');
  found.set('entry', ownModule('explorer'));
  found.set('verify/world/layout', await numbersOf('verify/world/layout'));
  found.set('verify/world/observer', ownModule('observer'));
  return found;
}

/** What a module's text becomes before it is compiled; for builds that are only measured. */
export type Change = (module: string, text: string) => string;

/**
 * Compiles the core (engine/region/core.ts and all that it uses) to WebAssembly.
 *
 * @param keys symbolic keys are compiled into it, real ones imported
 * @throws Error with the compiler's messages
 */
export async function compileCore(keys: 'symbolic' | 'hmac', change?: Change): Promise<Uint8Array> {
  return compile(await coreModules(keys), change);
}

/** Compiles what a survey of all states spends its time in (verify/explorer/expander.ts and all that it uses). */
export async function compileExplorer(): Promise<Uint8Array> {
  return compile(await explorerModules());
}

/**
 * Compiles modules that begin at `entry`; those that are not among the known ones are read.
 *
 * @throws Error with the compiler's messages
 */
export async function compile(
  known: ReadonlyMap<string, string>,
  change: Change = (_module, text) => text,
): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const messages: string[] = [];
  const note = {
    write: (text: string | Uint8Array): boolean => {
      messages.push(String(text));
      return true;
    },
  };
  const { error } = await asc.main(
    [
      'entry.ts',
      ...['--outFile', 'out.wasm', '--runtime', 'stub', '-O3', '--noAssert', '--converge'],
      ...['--uncheckedBehavior', 'always', '--importMemory', '--sharedMemory', '--maximumMemory', '65536'],
      ...['--enable', 'threads', '--enable', 'bulk-memory'],
    ],
    {
      stdout: note,
      stderr: note,
      readFile: (name) => {
        if (!name.endsWith('.ts')) return null;
        const module = name.slice(0, -3);
        const source = known.get(module) ?? sourceOf(module);
        const text = source && change(module, source);
        if (process.env.UESTORM_KEEP_ASSEMBLY !== undefined && text !== null) {
          const kept = join(process.env.UESTORM_KEEP_ASSEMBLY, name);
          mkdirSync(dirname(kept), { recursive: true });
          writeFileSync(kept, text);
        }
        return text;
      },
      writeFile: (name, contents) => {
        if (name.endsWith('.wasm')) binary = contents as Uint8Array;
      },
      listFiles: () => [],
    },
  );
  if (error !== null || binary === undefined) throw new Error(`compiler: ${messages.join('')}`);
  return inlined(binary);
}

/** What the AssemblyScript compiler was told to use, or uses in any case. */
const { Features } = binaryen;
const FEATURES =
  Features.Atomics |
  Features.BulkMemory |
  Features.BulkMemoryOpt |
  Features.MutableGlobals |
  Features.NontrappingFPToInt |
  Features.SignExt;

/**
 * Functions of up to 40 nodes are inlined always, of up to 120 where they call nothing, and those called once always: a call
 * costs V8 more than the AssemblyScript compiler reckons with (docs/performance.md).
 */
function inlined(binary: Uint8Array): Uint8Array {
  const module = binaryen.readBinary(binary);
  module.setFeatures(FEATURES);
  binaryen.setOptimizeLevel(3);
  binaryen.setShrinkLevel(0);
  binaryen.setAlwaysInlineMaxSize(40);
  binaryen.setFlexibleInlineMaxSize(120);
  binaryen.setOneCallerInlineMaxSize(-1);
  binaryen.setAllowInliningFunctionsWithLoops(true);
  module.optimize();
  // What was inlined first makes more of it possible.
  module.optimize();
  const result = module.emitBinary();
  module.dispose();
  return result;
}

/** A source in the subset, or null if there is no such module. */
function sourceOf(module: string): string | null {
  let source: string;
  try {
    source = read(`${module}.ts`);
  } catch {
    return null;
  }
  return portable(source, depthOf(module));
}
