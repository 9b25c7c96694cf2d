/*
 * The code that carries UEs is written in a subset of TypeScript that is one step away from AssemblyScript: words are
 * Int32Array, everything else is a 32-bit integer unless its type is Double, there are no closures, no objects but
 * those of classes, and no iteration protocols. This is that step. It knows the subset and no more: what it leaves
 * as it was is refused by the AssemblyScript compiler, and the tests compare what comes out with the JavaScript.
 */

/** Integer literals that are negative as a word. */
const LARGE_HEX = /\b0x([89a-f][0-9a-f]{7})\b/gi;

/** A module of the subset, as AssemblyScript. `depth`: how many folders below src it lies. */
export function portable(source: string, depth: number): string {
  const up = '../'.repeat(depth);
  let text = source
    .replace(/^import type /gm, 'import ')
    .replace(/^export type \{[^}]*\} from [^;]*;\n/gm, '')
    .replace(/([{,]\s*)type (?=[A-Z])/g, '$1')
    .replace(/(from '[^']*)\.js'/g, "$1'")
    .replace(/: readonly number\[\]/g, ': StaticArray<i32>')
    .replace(/: number\b/g, ': i32')
    .replace(/: boolean\b/g, ': bool')
    .replace(/\bInt32Array\b/g, 'Words')
    .replace(/ implements \w+/g, '')
    .replace(/Math\.imul\(/g, 'imul(')
    .replace(/Math\.clz32\(/g, 'clz<i32>(')
    .replace(LARGE_HEX, '(<i32>0x$1)')
    .replace(/^ *checkCode\(code\);\n/gm, '')
    .replace(/const \{ ([\w, ]+) \} = ([\w.]+);/g, (_, names: string, from: string) =>
      names
        .split(', ')
        .map((name) => `const ${name} = ${from}.${name};`)
        .join(' '),
    );
  text = functions(text);
  text = text.replace(/^(?:export )?function \w+\([^)]*\): void \{\n[\s\S]*?^\}/gm, voidReturns);
  text = text.replace(/^ {2}(?:private |protected )?\w+\([^)]*\): void \{\n[\s\S]*?^ {2}\}/gm, voidReturns);
  const imports = ['Words', 'imul'].filter(
    (name) =>
      new RegExp(`\\b${name}\\b`).test(text) && !new RegExp(`import [^;]*\\b${name}\\b[^;]*;`).test(text),
  );
  if (imports.length > 0) text = `import { ${imports.join(', ')} } from '${up}model/words'; ${text}`;
  return text;
}

/** Constants that are arrow functions become functions. */
function functions(text: string): string {
  return text.replace(
    /^(export )?const (\w+) = \(([^)]*)\): (\w+) =>\s*(\{\n[\s\S]*?^\}|[\s\S]*?);$/gm,
    (_, exported = '', name: string, parameters: string, type: string, body: string) => {
      const block = body.startsWith('{') ? body : type === 'void' ? `{ ${body}; }` : `{ return ${body}; }`;
      return `@inline ${exported}function ${name}(${parameters}): ${type} ${block}`;
    },
  );
}

/** AssemblyScript has no `return f();` where f returns nothing. */
function voidReturns(text: string): string {
  return text.replace(/\breturn ([^;]+);/g, '{ $1; return; }');
}

/** The named functions of a module, and nothing else of it. */
export function only(source: string, names: readonly string[]): string {
  return names
    .map((name) => {
      const found = new RegExp(`^export function ${name}\\([\\s\\S]*?^\\}`, 'm').exec(source);
      if (found === null) throw new Error(`compiler: expected a function ${name}, found none`);
      return found[0];
    })
    .join('\n\n');
}

/** The numbers that a module exports, and lists of numbers, as AssemblyScript. */
export function constants(exports: Readonly<Record<string, unknown>>): string {
  const lines: string[] = [];
  for (const [name, value] of Object.entries(exports)) {
    if (typeof value === 'number') lines.push(`export const ${name}: i32 = ${value};`);
    else if (Array.isArray(value) && value.every((item) => typeof item === 'number')) {
      lines.push(`export const ${name}: StaticArray<i32> = [${value.join(', ')}];`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** The types that such a module exports: all that the subset knows of them is that they are numbers. */
export function numberTypes(source: string): string {
  return Array.from(
    source.matchAll(/^export type (\w+) =/gm),
    ([, name]) => `export type ${name} = i32;\n`,
  ).join('');
}
