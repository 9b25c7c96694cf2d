import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { constants, numberTypes, only, portable } from '../../src/compiler/portable.js';

/** Runs of white space count as one. */
const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim();
const becomes = (source: string, expected: string): void =>
  assert.equal(squeezed(portable(source, 1)), squeezed(expected));

describe('a module of the subset, as AssemblyScript', () => {
  it('has 32-bit integers for numbers, and lists of them where a list is constant', () => {
    becomes(
      'export function f(n: number): boolean {\n  return n > 0;\n}\n',
      'export function f(n: i32): bool { return n > 0; }',
    );
    becomes('const CLASS: readonly number[] = [0, 1];\n', 'const CLASS: StaticArray<i32> = [0, 1];');
  });

  it('takes fields out one by one', () => {
    becomes('const { w, keys } = env;\n', 'const w = env.w; const keys = env.keys;');
  });

  it('imports words where it uses them, and modules without their extension', () => {
    becomes(
      "import { type Env, FAILED } from '../model/env.js';\nexport function f(w: Int32Array): void {}\n",
      "import { Words } from '../model/words'; import { Env, FAILED } from '../model/env'; export function f(w: Words): void {}",
    );
  });

  it('has functions for constants that are functions', () => {
    becomes(
      'export const f = (a: number): number => a + 1;\nexport const g = (a: number): void =>\n  f(a);\n',
      '@inline export function f(a: i32): i32 { return a + 1; } @inline export function g(a: i32): void { f(a); }',
    );
  });

  it('returns nothing from a function that returns nothing', () => {
    becomes(
      'export function f(a: number): void {\n  if (a > 0) return g(a);\n}\n',
      'export function f(a: i32): void { if (a > 0) { g(a); return; } }',
    );
  });

  it('keeps the bits of literals that are negative as words', () => {
    becomes('const a = b ^ 0x9e3779b1 ^ 0x2545f491;\n', 'const a = b ^ (<i32>0x9e3779b1) ^ 0x2545f491;');
  });
});

describe('parts of a module', () => {
  it('are the functions asked for', () => {
    const source = 'export function f(): void {\n}\n\nexport function g(): void {\n}\n';
    assert.equal(only(source, ['g']), 'export function g(): void {\n}');
    assert.throws(() => only(source, ['h']), /expected a function h, found none/);
  });

  it('are the numbers it exports', () => {
    assert.equal(
      constants({ A: 1, B: -2, LIST: [1, 2], f: () => 0, NAME: 'x', MIXED: [1, 'a'] }),
      'export const A: i32 = 1;\nexport const B: i32 = -2;\nexport const LIST: StaticArray<i32> = [1, 2];\n',
    );
  });

  it('are the types it exports, which are numbers', () => {
    assert.equal(
      numberTypes("export type Kind = NumberOf<typeof TABLE>;\nexport type Of<P> = P;\ntype Own = 'x';\n"),
      'export type Kind = i32;\n',
    );
  });
});
