import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Files below a folder of the repository, by their paths from its root, sorted. */
export function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))
    .sort();
}

export const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Sources of the product; `assembly` is another compiler's dialect. */
export const SOURCES = filesBelow('src', '.ts').filter((path) => !path.startsWith('src/compiler/assembly/'));

/** Modules of the project that a source names, as imports, types included, or as the file of a worker. */
export function namedBy(path: string): string[] {
  // What stands in a template is another module's text.
  return [
    ...textOf(path)
      .replace(/`[^`]*`/g, '``')
      .matchAll(/'(\.{1,2}\/[^']+)\.js'/g),
  ]
    .map(([, name]) => normalize(join(dirname(path), name)))
    .filter((module) => !module.endsWith('.pb'))
    .map((module) => `${module.replace(/\.bundle$/, '')}.ts`);
}

/** What is written for readers. */
export const PAGES = ['README.md', 'CONTRIBUTING.md', 'bench/RESULTS.md', ...filesBelow('docs', '.md')];

/** A source and all that it imports, directly or through others. */
export function reachedFrom(path: string, seen: Set<string> = new Set()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const other of namedBy(path)) reachedFrom(other, seen);
  return seen;
}

/** Names that a source imports from another. */
export function importsOf(path: string, other: string): string[] {
  const found = textOf(path).matchAll(/import (?:type )?\{([^}]*)\} from '(\.[^']+)\.js'/g);
  return [...found]
    .filter(([, , module]) => `${normalize(join(dirname(path), module))}.ts` === other)
    .flatMap(([, names]) => names.split(','))
    .map((name) => name.trim().replace(/^type /, ''))
    .filter((name) => name !== '');
}
