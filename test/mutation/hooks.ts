import type { LoadHookContext } from 'node:module';
import type { Patch } from './mutants.js';

let patch: Patch;

export function initialize(data: Patch): void {
  patch = data;
}

interface Loaded {
  readonly source?: unknown;
}

/** Node's loader, but for the module that is changed. */
export async function load(
  url: string,
  context: LoadHookContext,
  next: (url: string, context: LoadHookContext) => Promise<Loaded>,
): Promise<Loaded> {
  const loaded = await next(url, context);
  if (url !== patch.url) return loaded;
  const source = String(loaded.source);
  return {
    ...loaded,
    source: patch.ahead + source.slice(0, patch.from) + patch.text + source.slice(patch.to),
  };
}
