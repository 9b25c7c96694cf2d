import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseYaml, readText } from './document.js';

export const DEFAULT_PRESET = 'busy-hour';

/** What capacity planning begins with. */
export const PLANNING_PRESET = 'planning';

const ENDING = '.yaml';

export interface Preset {
  readonly name: string;
  readonly description: string;
}

/** The presets, the default one first. */
export function listPresets(): Preset[] {
  return presetNames().map((name) => {
    const { data } = parseYaml(readText(presetFile(name)), `${name}${ENDING}`);
    return { name, description: String(data.description ?? '') };
  });
}

export function presetNames(): string[] {
  const names = readdirSync(directory())
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length))
    .sort();
  return [DEFAULT_PRESET, ...names.filter((name) => name !== DEFAULT_PRESET)];
}

/** Where the YAML of a preset lies. */
export function presetFile(name: string): string {
  return join(directory(), `${name}${ENDING}`);
}

/** The compiler copies no YAML to dist/, so presets are read from src/, from the package's root on. */
function directory(): string {
  let root = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(root, 'package.json'))) root = dirname(root);
  return join(root, 'src', 'scenario', 'presets');
}
