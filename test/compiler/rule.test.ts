import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { Compiler } from '../../src/compiler/compile.js';
import { regionMemory } from '../../src/engine/region/shared-memory.js';
import { codeOf, instanceOf } from '../../src/engine/region/web-assembly.js';

const AHEAD =
  "import { MME_ICS, MME_SMC } from '../model/flags.js';\nimport type { Rule } from './rule.js';\n";
const HEAD = "  number: 12,\n  title: 'words, and more (of them)',\n";

/** A rule with a condition on the word at w[u]; its condition begins in the line after `title`. */
const written = (condition: string, helpers = ''): string =>
  `${AHEAD}\n${helpers}/** Rule 12. */\nexport const rule12: Rule = {\n${HEAD}${condition},\n};\n`;

/** Where the word lies that the rules are asked about. */
const U = 10;

const CONDITIONS: Readonly<Record<string, string>> = {
  'an expression': written('  applies: (w, u) => (w[u] & (MME_ICS | MME_SMC)) !== 0'),
  'an expression on the next line': written(
    '  applies: (w, u) =>\n    (w[u] & MME_ICS) !== 0 ||\n    (w[u] & MME_SMC) !== 0',
  ),
  'braces and an early return': written(
    '  // Either of them.\n  applies: (w, u) => {\n    if ((w[u] & MME_SMC) !== 0) return true;\n    return (w[u] & MME_ICS) !== 0;\n  }',
  ),
  'a loop': written(
    '  applies: (w, u) => {\n    for (let bit = 1; bit < 64; bit <<= 1) {\n      if (bit !== MME_SMC && bit !== MME_ICS) continue;\n      if ((w[u] & bit) !== 0) return true;\n    }\n    return false;\n  }',
  ),
  'a method': written('  applies(w, u) {\n    return (w[u] & (MME_ICS | MME_SMC)) !== 0;\n  }'),
  'a function expression': written(
    '  applies: function (w, u) {\n    return (w[u] & (MME_ICS | MME_SMC)) !== 0;\n  }',
  ),
  'its own types and names': written(
    '  applies: (words: Int32Array, row: number): boolean => (words[row] & (MME_ICS | MME_SMC)) !== 0',
  ),
  'a helper': written(
    '  applies: (w, u) => isAny(w, u, MME_ICS | MME_SMC)',
    'const isAny = (w: Int32Array, u: number, flags: number): boolean => (w[u] & flags) !== 0;\n\n',
  ),
  'a helper of another module': `import { has } from '../model/row.js';\n${written('  applies: (w, u) => has(w, u - STATE, MME_ICS) || has(w, u - STATE, MME_SMC)').replace('import type', "import { STATE } from '../model/layout.js';\nimport type")}`,
  'a function of its own name': written(
    '  applies',
    'function applies(w: Int32Array, u: number): boolean {\n  return (w[u] & (MME_ICS | MME_SMC)) !== 0;\n}\n\n',
  ),
};

/** What is wrong, the line that has to be named, and what is said of it. */
const WRONG: Readonly<Record<string, readonly [string, number, RegExp]>> = {
  'a string in braces': [
    written("  applies: (w, u) => {\n    const name = 'x';\n    return w[u] === 0;\n  }"),
    9,
    /not in compiled code: strings; use the number that a table gives it/,
  ],
  'a closure': [
    written('  applies: (w, u) =>\n    [1, 2].some((n) => w[u] === n)'),
    9,
    /not in compiled code: arrays/,
  ],
  'what is outside in a helper': [
    written('  applies: (w, u) => is(w[u])', 'function is(n: number): boolean {\n  return n == 0;\n}\n\n'),
    5,
    /not in compiled code: the operator ==; write ===/,
  ],
  'a name that is none': [
    written('  applies: (w, u) => {\n    const a = w[u];\n    return unknown(a);\n  }'),
    10,
    /not in compiled code: `unknown`, which the module neither declares nor imports/,
  ],
  'a name that another module has not': [
    AHEAD.replace('MME_ICS', 'MME_XYZ') +
      written('  applies: (w, u) => w[u] === MME_XYZ').slice(AHEAD.length),
    1,
    /has no exported member 'MME_XYZ'/,
  ],
  'a name of another module that is no number': [
    `import { OUTCOME_TABLE } from '../model/outcomes.js';\n${written('  applies: (w, u) => w[u] === OUTCOME_TABLE')}`,
    1,
    /has no exported member 'OUTCOME_TABLE'\. Of a module of tables compiled code has words and lists of words\.$/,
  ],
  'another type than boolean': [
    written('  applies: (w, u) => {\n    return w[u];\n  }').replace('MME_ICS, ', ''),
    9,
    /Type 'i32' is not assignable to type 'bool'|Conversion from type 'i32' to 'bool'/,
  ],
  'a condition that is no function': [
    written('  applies: 3'),
    8,
    /rule: applies: expected a function of w and u, got 3$/,
  ],
  'a condition of more than w and u': [
    written('  applies: (w, u, v) => true'),
    8,
    /rule: applies: expected a function of w and u, got \(w, u, v\)$/,
  ],
  'a condition that waits': [
    written('  applies: async (w, u) => true'),
    8,
    /rule: applies: expected a function of w and u, got async$/,
  ],
  'no condition': [
    `${AHEAD}export const rule12: Rule = {\n${HEAD}};\n`,
    3,
    /rule: applies: expected a function of w and u, found none$/,
  ],
  'no number': [
    `${AHEAD}export const rule12: Rule = {\n  applies: (w, u) => true,\n};\n`,
    3,
    /rule: number: expected a whole number, found none$/,
  ],
  'no rule': [AHEAD, 1, /rule: expected `export const ruleNN: Rule = \{`, found none$/],
  'what TypeScript does not read': [written('  applies: (w, u) => )'), 8, /Expression expected/],
};

const moduleOf = (n: number): string => `rules/rule-12-${n}`;
const SOURCES = [...Object.values(CONDITIONS), ...Object.values(WRONG).map(([source]) => source)];

describe('a rule', async () => {
  const modules = SOURCES.map((_, n) => moduleOf(n));
  const compiler = new Compiler(modules, new Map(SOURCES.map((source, n) => [moduleOf(n), source])));
  after(() => compiler.close());

  /** Compiles the nth rules to WebAssembly, and nothing else; returns what each says of flags. */
  async function compiled(numbers: readonly number[]): Promise<(n: number, flags: number) => boolean> {
    let text = "import { Words } from './model/words';\n";
    for (const n of numbers) {
      text += `import { rule12 as rule${n} } from './${moduleOf(n)}';\n`;
      text += `export function asked${n}(): bool { return rule${n}.applies(changetype<Words>(0), ${U}); }\n`;
    }
    const code = codeOf(await compiler.compile(new Map([['entry', { text, file: 'entry' }]])));
    const memory = regionMemory(100_000);
    const words = new Int32Array(memory.buffer);
    const asked = instanceOf(code, { env: { memory, abort: () => undefined } }) as Record<
      string,
      () => number
    >;
    return (n, flags) => {
      words[U] = flags;
      return asked[`asked${n}`]() !== 0;
    };
  }

  const right = Object.keys(CONDITIONS);
  const asked = await compiled(right.map((_, n) => n));
  right.forEach((how, n) => {
    it(`whose condition is written with ${how} compiles, and says the same`, () => {
      const said = [0, 1, 2, 32, 34, 64].map((flags) => asked(n, flags));
      assert.deepEqual(said, [false, false, true, true, true, false]);
    });
  });

  Object.entries(WRONG).forEach(([what, [, line, said]], n) => {
    it(`with ${what} is refused, and its own line named`, async () => {
      const module = right.length + n;
      await assert.rejects(compiled([module]), ({ message }: Error) => {
        assert.match(message, new RegExp(`^src/${moduleOf(module)}\\.ts:${line}: `));
        assert.match(message, said);
        return true;
      });
    });
  });
});
