import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { Translation } from '../../src/compiler/translate.js';
import { Texts } from './sources.js';

/** What a module of the subset becomes, by what it is about. */
const BECOMES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'has 32-bit integers for numbers, and lists of them where a list is constant': [
    [
      'export function f(n: number): boolean {\n  return n > 0;\n}\n',
      'export function f(n: i32): bool {\n  return n > 0;\n}\n',
    ],
    ['const CLASS: readonly number[] = [0, 1];\n', 'const CLASS: StaticArray<i32> = [0, 1];\n'],
  ],
  'leaves what only looks like code': [
    [
      '/** n: number, Math.imul( */\nconst a = 1; // : boolean\n',
      '/** n: number, Math.imul( */\nconst a = 1; // : boolean\n',
    ],
  ],
  'takes fields out one by one': [
    [
      'function f(): void {\n  const { w, keys: own } = env.of;\n}\n',
      'function f(): void {\n  const w = env.of.w; const own = env.of.keys;\n}\n',
    ],
  ],
  'imports words where it uses them, and modules without their extension': [
    [
      "import { type Env, FAILED } from '../model/env.js';\nimport type * as M from './m.js';\nexport type { A } from './a.js';\nexport function f(w: Int32Array): void {}\n",
      "import { Words } from '../model/words'; import { Env, FAILED } from '../model/env';\nimport * as M from './m';\n\nexport function f(w: Words): void {}\n",
    ],
    [
      "import { type Words } from '../model/words.js';\nlet a: Int32Array = w;\n",
      "import { Words } from '../model/words';\nlet a: Words = w;\n",
    ],
    [
      'const a = Math.imul(b, Math.clz32(c));\n',
      "import { imul } from '../model/words'; const a = imul(b, clz<i32>(c));\n",
    ],
  ],
  'has functions for constants that are functions': [
    [
      'export const f = (a: number): number => a + 1;\nexport const g = (\n  a: number,\n): void =>\n  f(a);\n',
      '@inline export function f(a: i32): i32  { return a + 1; }\n@inline export function g(\n  a: i32,\n): void \n  { f(a); }\n',
    ],
    ['const f = (): void => {\n  g();\n};\n', '@inline function f(): void  {\n  g();\n}\n'],
  ],
  'returns nothing from a function that returns nothing': [
    [
      'export function f(a: number): void {\n  if (a > 0) return g(a);\n  return;\n}\n',
      'export function f(a: i32): void {\n  if (a > 0) { g(a); return; }\n  return;\n}\n',
    ],
    [
      'class A {\n  f(): void {\n    return g();\n  }\n  h(): number {\n    return g();\n  }\n}\n',
      'class A {\n  f(): void {\n    { g(); return; }\n  }\n  h(): i32 {\n    return g();\n  }\n}\n',
    ],
  ],
  'keeps the bits of literals that are negative as words': [
    ['const a = b ^ 0x9e37_79b1 ^ 0x2545f491;\n', 'const a = b ^ (<i32>0x9e37_79b1) ^ 0x2545f491;\n'],
  ],
  'says nothing of interfaces that a class keeps': [
    ['class A extends B implements C {}\n', 'class A extends B  {}\n'],
  ],
};

describe('a module of the subset, as AssemblyScript', () => {
  const pairs = Object.values(BECOMES).flat();
  const texts = new Texts(pairs.map(([source]) => source));
  after(() => texts.close());

  for (const [about, examples] of Object.entries(BECOMES)) {
    it(about, () => {
      for (const example of examples) {
        const tree = texts.tree(pairs.indexOf(example));
        assert.equal(new Translation(tree, 'rules/text').all(), example[1]);
      }
    });
  }

  it('can be without statements and bodies', () => {
    const tree = texts.tree(
      pairs.findIndex(([source]) => source.startsWith('export function f(a: number): void')),
    );
    const without = (part: string) =>
      new Translation(
        tree,
        'rules/text',
        (module, node) => module === 'rules/text' && node.getText() === part,
      ).all();
    assert.match(without('return g(a);'), /if \(a > 0\) \{\}\n/);
  });
});
