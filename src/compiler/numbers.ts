import type { SourceFile } from 'typescript/unstable/ast';
import { isTypeAliasDeclaration } from 'typescript/unstable/ast/is';

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
export function numberTypes(tree: SourceFile): string {
  return tree.statements
    .filter((statement) => isTypeAliasDeclaration(statement))
    .filter(({ typeParameters }) => typeParameters === undefined)
    .map(({ name }) => `export type ${name.text} = i32;\n`)
    .join('');
}
