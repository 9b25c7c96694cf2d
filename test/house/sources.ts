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
  return [...textOf(path).matchAll(/'(\.{1,2}\/[^']+)\.js'/g)]
    .map(([, name]) => normalize(join(dirname(path), name)))
    .filter((module) => !module.endsWith('.pb'))
    .map((module) => `${module.replace(/\.bundle$/, '')}.ts`);
}

/** What is written for readers. */
export const PAGES = ['README.md', 'CONTRIBUTING.md', 'bench/RESULTS.md', ...filesBelow('docs', '.md')];
