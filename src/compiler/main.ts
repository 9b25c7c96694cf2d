import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { QUANTILES } from '../engine/sampler.js';
import { constants, only, portable, rule } from './portable.js';

/*
 * Compiles the core (engine/core.ts and all that it uses) to WebAssembly: core.symbolic.wasm and core.hmac.wasm beside
 * the JavaScript of the engine. Run by the build, after tsc.
 */

/** dist/src, where this runs, and src, where the sources are. */
const BUILT = fileURLToPath(new URL('../', import.meta.url));
const SOURCES = fileURLToPath(new URL('../../../src/', import.meta.url));

/** Modules of which only the numbers are wanted. */
const CONSTANTS = [
  'model/flags',
  'model/layout',
  'model/messages',
  'engine/config',
  'engine/counters',
  'engine/parameters',
];

const read = (path: string): string => readFileSync(join(SOURCES, path), 'utf8');
const depthOf = (module: string): number => module.split('/').length - 1;
const ownModule = (name: string): string => read(`compiler/assembly/${name}.ts`);

async function numbersOf(module: string): Promise<string> {
  return constants(await import(new URL(`../${module}.js`, import.meta.url).href));
}

/** The rules as classes, and a table of them. */
function rules(numbers: readonly string[]): Map<string, string> {
  const modules = new Map<string, string>();
  for (const n of numbers) modules.set(`rules/rule-${n}`, portable(rule(read(`rules/rule-${n}.ts`)), 1));
  modules.set(
    'rules/rule',
    portable(
      'export abstract class Rule {\n  constructor(readonly number: number) {}\n  abstract applies(w: Int32Array, u: number): boolean;\n}\n',
      1,
    ),
  );
  const imports = numbers.map((n) => `import { rule${n} } from './rule-${n}';`);
  modules.set(
    'rules/table',
    `import { Rule } from './rule';\n${imports.join('\n')}\nexport const RULES: StaticArray<Rule> = [${numbers.map((n) => `rule${n}`).join(', ')}];\n`,
  );
  return modules;
}

/** All modules that are not a source in the subset, by their path without the extension. */
async function modules(keys: 'symbolic' | 'hmac'): Promise<Map<string, string>> {
  const found = rules(Array.from({ length: 11 }, (_, i) => String(i + 1).padStart(2, '0')));
  for (const module of CONSTANTS) found.set(module, await numbersOf(module));
  found.set('entry', ownModule('entry'));
  found.set('model/words', ownModule('words'));
  found.set('engine/host', ownModule('host'));
  found.set('model/env', `${await numbersOf('model/env')}export { Core as Env } from '../engine/core';\n`);
  if (keys === 'hmac') found.set('model/keys', ownModule('imported-keys').replace('../model/', './'));
  else found.set('model/keys', "export { SymbolicKeys as Keys } from './symbolic';\n");
  found.set('engine/random', portable(only(read('engine/random.ts'), ['hash', 'rehash']), 1));
  found.set(
    'engine/sampler',
    portable(
      `import { share } from '../model/words.js';\ntype Quantiles = Words;\nconst QUANTILES = ${QUANTILES};\n${only(read('engine/sampler.ts'), ['sample', 'sampleFine'])}`,
      1,
    ),
  );
  return found;
}

async function compile(keys: 'symbolic' | 'hmac'): Promise<Uint8Array> {
  const known = await modules(keys);
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
      ...['--outFile', 'core.wasm', '--runtime', 'stub', '-O3', '--noAssert', '--converge'],
      ...['--uncheckedBehavior', 'always', '--importMemory', '--sharedMemory', '--maximumMemory', '65536'],
      ...['--enable', 'threads', '--enable', 'bulk-memory'],
    ],
    {
      stdout: note,
      stderr: note,
      readFile: (name) => {
        if (!name.endsWith('.ts')) return null;
        const module = name.slice(0, -3);
        const text = known.get(module) ?? sourceOf(module);
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
  return binary;
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

for (const keys of ['symbolic', 'hmac'] as const) {
  writeFileSync(join(BUILT, 'engine', `core.${keys}.wasm`), await compile(keys));
}
