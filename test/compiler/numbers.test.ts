import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { constants, numberTypes } from '../../src/compiler/numbers.js';
import { Texts } from './sources.js';

describe('a module of tables, as compiled code sees it', () => {
  const texts = new Texts([
    "const TABLE = { a: 1, b: 2 } as const;\nexport type Kind = (typeof TABLE)['a' | 'b'];\nexport type Name = keyof typeof TABLE;\nexport type Of<P> = P;\ntype Own = 1;\n",
  ]);
  after(() => texts.close());

  it('has the words and lists of words that it exports', () => {
    const exported = { A: 1, B: -2, LIST: [1, 2], f: () => 0, NAME: 'x', MIXED: [1, 'a'] };
    assert.equal(
      constants(exported),
      'export const A: i32 = 1;\nexport const B: i32 = -2;\nexport const LIST: StaticArray<i32> = [1, 2];\n',
    );
  });

  it('has no numbers that are no words', () => {
    assert.equal(constants({ HALF: 0.5, LARGE: 2 ** 31, NONE: Number.NaN, LIST: [1, 2 ** 32] }), '\n');
  });

  it('has the types of numbers that it exports, as numbers', () => {
    assert.equal(
      numberTypes(texts.tree(0), (name) => texts.isNumber(name)),
      'export type Kind = i32;\n',
    );
  });
});
