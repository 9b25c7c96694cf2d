import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { Texts } from './sources.js';

const AHEAD =
  "import type { Env } from '../model/env.js';\nimport { type Double, type Doubles, unsigned } from '../model/words.js';\n";

/** The body of a function of words `w`, a number `n` and doubles `f`. */
const body = (statements: string): string =>
  `${AHEAD}export function g(env: Env, w: Int32Array, f: Doubles, n: number): void {\n  ${statements}\n}\n`;
const module = (declaration: string): string => `${AHEAD}\n${declaration}\n`;

/** What is not in compiled code, the fourth line of each, and what is said of it. */
const OUTSIDE: readonly (readonly [string, RegExp])[] = [
  [body("throw new Error('no');"), /exceptions; return a number or a boolean that says so/],
  [body('try { w[n] = 1; } catch { w[n] = 0; }'), /exceptions/],
  [body('for (const word of w) n += word;'), /iteration protocols; count an index/],
  [body('for (const key in w) n++;'), /iteration protocols/],
  [body('Math.imul(...w);'), /iteration protocols/],
  [body('const [a] = w;'), /iteration protocols/],
  [body('w.forEach((word) => word);'), /closures; write a function of the module/],
  [body('const add = (a: number): number => a + n;'), /closures/],
  [body('const add = function (a: number): number { return a; };'), /closures/],
  [body('function add(a: number): number { return a; }'), /functions in functions; write one of the module/],
  [body('const a = { b: n };'), /objects without a class; use words at an offset/],
  [body('const a = [n];'), /arrays; lists are constants of a module, of the type readonly number\[\]/],
  [body("const a = 'a';"), /strings; use the number that a table gives it/],
  [body('const a = `a`;'), /strings/],
  [body(`const a = \`\${n}\`;`), /strings/],
  [body('const a = /a/;'), /strings/],
  [body('const a = 1n;'), /bigints; use two words/],
  [body('const a = null;'), /null and undefined; use a number that says so/],
  [body('const a = undefined;'), /`undefined`, which the module neither declares nor imports/],
  [body('const a = w?.[n];'), /null and undefined/],
  [body('const a = w!;'), /null and undefined/],
  [body('const a = Number(n);'), /`Number`, which the module neither declares nor imports/],
  [body('const a = Math.max(n, 0);'), /`Math\.max`; of Math there is clz32, imul, LN2/],
  [body('const a = new Int32Array(n);'), /`new` beyond a constructor, whose memory nobody frees; use words/],
  [body('const a = n >>> 0;'), /`>>> 0`, a number beyond words; use isBelow, happens, pick or unsigned/],
  [body('const a = n / 3;'), /division of words that may leave a fraction, `n \/ 3`; write \(a \/ b\) \| 0/],
  [body('n /= 3;'), /division of words that may leave a fraction/],
  [body('const a = n * 5000000000;'), /`5000000000`, a number beyond words where no Double stands/],
  [body('const a = n ** 2;'), /the operator \*\*/],
  [body('if (n == 1) w[n] = 1;'), /the operator ==; write ===/],
  [body('if (n != 1) w[n] = 1;'), /the operator !=; write !==/],
  [body('const a = n ?? 1;'), /the operator \?\?/],
  [body('const a = w instanceof Env;'), /the operator instanceof/],
  [body('const a = +n;'), /conversion by `\+`; words are numbers already/],
  [body('const a = typeof n;'), /objects of JavaScript; use words/],
  [body('var a = n;'), /`var`; write `const` or `let`/],
  [body('let a: number;'), /a variable without a value, `a: number`; give it one/],
  [body('const { w: { length } } = env;'), /patterns beyond `const \{ a, b \} = record;`/],
  [body('const { keys = n } = env;'), /patterns beyond `const \{ a, b \} = record;`/],
  [body('let { keys } = env;'), /patterns beyond `const \{ a, b \} = record;` in a function/],
  [body('const { keys } = made(env);'), /a pattern for `made\(env\)`; give that a name first/],
  [body('outer: while (n > 0) n--;'), /labels; write a function and return from it/],
  [body('const a: number | boolean = n;'), /types but number, boolean, void, Double, Words, Doubles/],
  [
    body('const a = (n as Double) as number;'),
    /`as number`; a Double is made by `as Double`, a word by whole or rounded/,
  ],
  [body('const a = n satisfies number;'), /this form of TypeScript \(SatisfiesExpression\)/],
  [
    module("import { readFileSync } from 'node:fs';"),
    /packages, 'node:fs'; import modules of src by their path/,
  ],
  [module('export { type Env, unsigned };'), /`export \{ \}`; write `export` where it is declared/],
  [module('export default function f(): void {}'), /default exports; export it by its name/],
  [module('interface A { a: number }'), /interfaces; write a class/],
  [module('enum A { B }'), /enums; write constants/],
  [module('namespace A { export const b = 1; }'), /namespaces; write a module/],
  [module("type A = 'a' | 'b';"), /types but number/],
  [module('type A = (n: number) => number;'), /functions as values; write a class with a method/],
  [module('const LIST = [1, 2];'), /arrays; lists are constants of a module/],
  [module('const LIST: number[] = [1, 2];'), /the type number\[\]; lists are readonly number\[\]/],
  [module('function f<T>(a: T): void {}'), /type parameters; write one function for each type/],
  [module('async function f(): void {}'), /what goes on later; return, and be called again/],
  [module('function* f(): void {}'), /generators; write a loop/],
  [module('function f(a: number) { return a; }'), /a function without a type of what it returns; write it/],
  [module('const f = (a: number) => a;'), /a function without a type of what it returns/],
  [module('const f = (a): number => 1;'), /a parameter without a type, `a`; write its type/],
  [module('function f(a?: number): void {}'), /optional and rest parameters; give a default value/],
  [module('function f(...a: number[]): void {}'), /optional and rest parameters/],
  [module('function f({ w }: Env): void {}'), /patterns for parameters; take them out in the function/],
  [module('function f(a: number): void;'), /overloads; give each function a name/],
  [module('class A { #a = 1; }'), /names with #; write `private`/],
  [module('class A { a?: number; }'), /optional fields; give a value/],
  [module('class A { get a() { return 1; } }'), /a function without a type of what it returns/],
  [module('const A = class {};'), /classes in expressions; declare it/],
];

describe('what is outside the compiled subset', () => {
  const texts = new Texts(OUTSIDE.map(([text]) => text));
  after(() => texts.close());

  OUTSIDE.forEach(([text, said], n) => {
    const [line] = text.split('\n').slice(3);
    it(`is refused with file, line and what to write instead: ${line.trim()}`, () => {
      assert.throws(
        () => texts.check(n),
        ({ message }: Error) => {
          assert.match(message, new RegExp(`^src/procedures/text-${n}\\.ts:4: not in compiled code: `));
          assert.match(message, said);
          return true;
        },
      );
    });
  });
});

const INSIDE: readonly string[] = [
  body(
    'const a = f[n] / 3; const b = (n / 3) | 0; const c = unsigned(n) / w[n]; const d = (n as Double) / 3;',
  ),
  body('const a: Double = n; const b = a; const c = 2 * -(b + 1) / n; f[n] /= 2; const d = 5000000000 * a;'),
  body(
    'const { keys, rules: on } = env; do { n--; } while (n > on); switch (n) { case 1: break; default: return; }',
  ),
  body('for (let i = 0; i < n; i++) { if (w[i] === 0x80000000 || !(i > 1)) continue; else w[i] = ~w[i]; }'),
  module(
    'const LIST: readonly number[] = [1, 2];\nexport const f = (a: number): number => Math.imul(a, LIST[a]);',
  ),
  module(
    'class A {\n  n: number = 0;\n  get m(): number {\n    return this.n;\n  }\n}\nfunction make(): A {\n  return new A();\n}',
  ),
  module("type A = number;\nexport type { Env } from '../model/env.js';\nfunction make(): A { return 1; }"),
];

describe('what is in the compiled subset', () => {
  const texts = new Texts(INSIDE);
  after(() => texts.close());

  INSIDE.forEach((text, n) => {
    it(`is taken: ${text.split('\n').slice(3, -2).join(' ').trim()}`, () => texts.check(n));
  });
});
