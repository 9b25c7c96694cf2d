import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/*
 * Inputs that once ended in another way than they should, by target: they are tried again with every test.
 */

const FOLDER = fileURLToPath(new URL('../../../test/fuzz/corpus', import.meta.url));

export function corpusOf(target: string): readonly (readonly [string, Uint8Array])[] {
  const folder = join(FOLDER, target);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))] as const);
}

/** Keeps one; returns its path. */
export function keep(target: string, bytes: Uint8Array): string {
  const folder = join(FOLDER, target);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, createHash('sha256').update(bytes).digest('hex').slice(0, 16));
  writeFileSync(path, bytes);
  return path;
}
