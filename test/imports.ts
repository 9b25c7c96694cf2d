import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/* What the sources import, as they say it themselves. Files are named from src on. */

const SOURCE = new URL('../../src/', import.meta.url);

export const sourceOf = (file: string): string => readFileSync(new URL(file, SOURCE), 'utf8');

/** Source files in a folder, and in the folders in it. */
export function filesIn(folder: string): string[] {
  return readdirSync(new URL(`${folder}/`, SOURCE), { encoding: 'utf8', recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
    .sort();
}

/** Files of the project that a file imports, types included; what is generated is left out. */
export function importedBy(file: string): string[] {
  const found = sourceOf(file).matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g);
  return [...found]
    .map(([, name]) => name)
    .filter((name) => !name.endsWith('.pb.js'))
    .map((name) => normalize(join(dirname(file), name.replace(/\.js$/, '.ts'))));
}

/** A file, and all that it imports, directly or through others. */
export function reachedFrom(file: string, seen: Set<string> = new Set()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const other of importedBy(file)) reachedFrom(other, seen);
  return seen;
}

/** Names that a file imports from another. */
export function namesFrom(file: string, other: string): string[] {
  const found = sourceOf(file).matchAll(/import (?:type )?\{([^}]*)\} from '(\.[^']+)'/g);
  return [...found]
    .filter(([, , path]) => normalize(join(dirname(file), path.replace(/\.js$/, '.ts'))) === other)
    .flatMap(([, names]) => names.split(','))
    .map((name) => name.trim().replace(/^type /, ''))
    .filter((name) => name !== '');
}
