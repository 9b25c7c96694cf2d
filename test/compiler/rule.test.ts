import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { compile } from '../../src/compiler/compile.js';
import { portable } from '../../src/compiler/portable.js';
import { rule } from '../../src/compiler/rule.js';
import { regionMemory } from '../../src/engine/region/shared-memory.js';
import { codeOf, instanceOf } from '../../src/engine/region/web-assembly.js';
import { RULE_NUMBERS } from '../../src/rules/table.js';

const FILE = 'src/rules/rule-12.ts';
const AHEAD =
  "import { MME_ICS, MME_SMC } from '../model/flags.js';\nimport type { Rule } from './rule.js';\n";
const HEAD = "  number: 12,\n  title: 'words, and more (of them)',\n";

/** A rule with a condition on the word at w[u]. */
const written = (condition: string, helpers = ''): string =>
  `${AHEAD}\n${helpers}/** Rule 12. */\nexport const rule12: Rule = {\n${HEAD}${condition},\n};\n`;

const SOURCES = new URL('../../../src/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, SOURCES), 'utf8');

const BASE =
  'export abstract class Rule {\n  constructor(readonly number: i32) {}\n  abstract applies(w: Words, u: i32): bool;\n}\n';
/** Where the word lies that the rules are asked about. */
const U = 10;

/** Compiles rules to WebAssembly, and nothing else; returns what the nth says of flags. */
async function compiled(sources: readonly string[]): Promise<(n: number, flags: number) => boolean> {
  const known = new Map([
    ['model/flags', 'export const MME_SMC: i32 = 2;\nexport const MME_ICS: i32 = 32;\n'],
    ['model/words', read('compiler/assembly/words.ts')],
    ['rules/rule', `import { Words } from '../model/words';\n${BASE}`],
  ]);
  let entry = "import { Words } from './model/words';\n";
  sources.forEach((source, n) => {
    const module = n === 0 ? 'rules/rule-12' : `rules/rule-12-${n}`;
    known.set(module, portable(rule(source, FILE), 1));
    entry += `import { rule12 as rule${n} } from './${module}';\n`;
    entry += `export function asked${n}(): bool { return rule${n}.applies(changetype<Words>(0), ${U}); }\n`;
  });
  known.set('entry', entry);
  const code = codeOf(await compile(known));
  const memory = regionMemory(100_000);
  const words = new Int32Array(memory.buffer);
  const asked = instanceOf(code, { env: { memory, abort: () => undefined } }) as Record<string, () => number>;
  return (n, flags) => {
    words[U] = flags;
    return asked[`asked${n}`]() !== 0;
  };
}

const CONDITIONS: Readonly<Record<string, string>> = {
  'an expression': written('  applies: (w, u) => (w[u] & (MME_ICS | MME_SMC)) !== 0'),
  'an expression on the next line': written(
    '  applies: (w, u) =>\n    (w[u] & MME_ICS) !== 0 ||\n    (w[u] & MME_SMC) !== 0',
  ),
  braces: written(
    '  // Either of them.\n  applies: (w, u) => {\n    if ((w[u] & MME_SMC) !== 0) return true;\n    return (w[u] & MME_ICS) !== 0;\n  }',
  ),
  'a method': written('  applies(w, u) {\n    return (w[u] & (MME_ICS | MME_SMC)) !== 0;\n  }'),
  'its own types': written(
    '  applies: (w: Int32Array, u: number): boolean => (w[u] & (MME_ICS | MME_SMC)) !== 0',
  ),
  'a helper': written(
    '  applies: (w, u) => isAny(w, u, MME_ICS | MME_SMC)',
    'const isAny = (w: Int32Array, u: number, flags: number): boolean => (w[u] & flags) !== 0;\n\n',
  ),
  'a function of its own name': written(
    '  applies',
    'function applies(w: Int32Array, u: number): boolean {\n  return (w[u] & (MME_ICS | MME_SMC)) !== 0;\n}\n\n',
  ),
};

describe('a rule whose condition is written with', async () => {
  const asked = await compiled(Object.values(CONDITIONS));
  Object.keys(CONDITIONS).forEach((how, n) => {
    it(`${how} compiles, and says the same`, () => {
      const said = [0, 1, 2, 32, 34, 64].map((flags) => asked(n, flags));
      assert.deepEqual(said, [false, false, true, true, true, false]);
    });
  });
});

describe('what is wrong with a rule', () => {
  it('is said with its own line by the compiler', async () => {
    const source = written(
      '  applies: (w, u) => {\n    const mine = [1, 2].map((n) => n + u);\n    return unknown(w, mine);\n  }',
    );
    const line = source.split('\n').findIndex((text) => text.includes('unknown')) + 1;
    await assert.rejects(compiled([source]), ({ message }: Error) => {
      assert.match(
        message,
        new RegExp(`Cannot find name 'unknown'[\\s\\S]*in rules/rule-12\\.ts\\(${line},`),
      );
      return true;
    });
  });

  it('is said with its own line if it has no condition', () => {
    assert.throws(
      () => rule(written('  applies: 3'), FILE),
      /^Error: src\/rules\/rule-12\.ts:8: rule: applies: expected a function of w and u, got applies: 3$/,
    );
    assert.throws(
      () => rule(`${AHEAD}export const rule12: Rule = {\n${HEAD}};\n`, FILE),
      /rule-12\.ts:3: rule: applies: .* found none$/,
    );
    assert.throws(
      () => rule(`${AHEAD}export const rule12: Rule = {\n  applies: (w, u) => true,\n};\n`, FILE),
      /rule-12\.ts:3: rule: number: .* found none$/,
    );
    assert.throws(
      () => rule(AHEAD, FILE),
      /rule-12\.ts: expected `export const ruleNN: Rule = \{`, found none$/,
    );
  });
});

describe('the rules there are', () => {
  it('keep their lines', () => {
    const files = readdirSync(new URL('rules/', SOURCES)).filter((name) => /^(rule|guard)-/.test(name));
    assert.equal(files.length, RULE_NUMBERS.length);
    for (const file of files) {
      const path = `rules/${file}`;
      const source = read(path);
      const text = portable(rule(source, path), 1);
      const lineOf = (part: string, of: string) => of.split('\n').findIndex((line) => line.includes(part));
      assert.equal(text.split('\n').length, source.split('\n').length, path);
      assert.equal(lineOf('applies', text), lineOf('  applies', source), path);
    }
  });
});
