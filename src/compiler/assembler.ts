import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import asc from 'assemblyscript/asc';
import binaryen from 'assemblyscript/binaryen';

/** A module as AssemblyScript. */
export interface Assembly {
  readonly text: string;
  /** The file whose lines those of the text are. */
  readonly file: string;
}

/**
 * Compiles modules that begin at `entry`.
 *
 * @param module a module by its path below src, without extension; undefined: there is none
 * @throws Error with file and line of the first thing that the compiler refuses
 */
export async function assembled(
  module: (name: string) => Promise<Assembly | undefined>,
): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const errors: string[] = [];
  const messages: string[] = [];
  // What is thrown while the compiler reads, it takes for a file that is not there.
  let thrown: unknown;
  const read = new Map<string, Assembly | undefined>();
  const textOf = async (name: string): Promise<string | null> => {
    try {
      const found = await module(name);
      read.set(name, found);
      return found?.text ?? null;
    } catch (error) {
      thrown ??= error;
      return null;
    }
  };
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
      readFile: async (name) => {
        if (!name.endsWith('.ts')) return null;
        const text = await textOf(name.slice(0, -3));
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
      reportDiagnostic: ({ category, code, message, range }) => {
        if (category !== ERROR) return;
        const from = range && read.get(range.source.normalizedPath.slice(0, -3));
        const line = range && from?.text.slice(0, range.start).split('\n').length;
        const said = code === NOT_EXPORTED ? `${message} ${OF_TABLES}` : message;
        errors.push(from ? `${from.file}:${line}: ${said}` : said);
      },
    },
  );
  if (thrown !== undefined) throw thrown;
  if (errors.length > 0) throw new Error(errors[0]);
  if (error !== null || binary === undefined) throw new Error(`compiler: ${messages.join('')}`);
  return inlined(binary);
}

/** A message's category and code, as the AssemblyScript compiler numbers them. */
const ERROR = 3;
const NOT_EXPORTED = 2305;
const OF_TABLES = 'Of a module of tables compiled code has words and lists of words.';

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
