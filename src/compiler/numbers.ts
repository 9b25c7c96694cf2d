import type { Identifier, SourceFile } from 'typescript/unstable/ast';
import { isTypeAliasDeclaration } from 'typescript/unstable/ast/is';

const isWord = (value: unknown): boolean => typeof value === 'number' && Object.is(value, value | 0);

/** The words that a module exports, and lists of words, as AssemblyScript. */
export function constants(exports: Readonly<Record<string, unknown>>): string {
  const lines: string[] = [];
  for (const [name, value] of Object.entries(exports)) {
    if (isWord(value)) lines.push(`export const ${name}: i32 = ${value};`);
    else if (Array.isArray(value) && value.every(isWord)) {
      lines.push(`export const ${name}: StaticArray<i32> = [${value.join(', ')}];`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/**
 * The types of numbers that such a module exports: more the subset does not know of them.
 *
 * @param isNumber whether what a name stands for is one
 */
export function numberTypes(tree: SourceFile, isNumber: (name: Identifier) => boolean): string {
  return tree.statements
    .filter((statement) => isTypeAliasDeclaration(statement))
    .filter(({ modifiers, typeParameters }) => modifiers !== undefined && typeParameters === undefined)
    .filter(({ name }) => isNumber(name))
    .map(({ name }) => `export type ${name.text} = i32;\n`)
    .join('');
}
