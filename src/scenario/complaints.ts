import type { z } from 'zod';
import type { Path } from './document.js';
import { nearest, show } from './problems.js';
import { scenarioJsonSchema } from './schema.js';

/** What is wrong at a path, before the place is looked up. */
export interface Complaint {
  readonly path: Path;
  readonly message: string;
  readonly remedy?: string;
}

/** One complaint per place: the first says what is wrong, further ones say it again in other words. */
export function complaintsIn(issues: readonly z.core.$ZodIssue[], data: unknown): Complaint[] {
  const byPath = new Map<string, Complaint>();
  for (const issue of issues) {
    for (const found of translate(issue, [], data)) {
      const key = found.path.join('.');
      if (!byPath.has(key)) byPath.set(key, found);
    }
  }
  return [...byPath.values()];
}

function translate(issue: z.core.$ZodIssue, base: Path, data: unknown): Complaint[] {
  const path = [...base, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...path, key]));
  // Of a union of a short and a long form, a map means the long one: its own complaints say more.
  if (issue.code === 'invalid_union' && typeof valueAt(data, path) === 'object') {
    const branch = issue.errors.find((errors) => errors.some(isAboutContents));
    if (branch !== undefined) return branch.flatMap((inner) => translate(inner, path, data));
  }
  const { message } = issue;
  if (!message.startsWith('expected ')) return [{ path, message }];
  return [{ path, message: `${message}, got ${show(valueAt(data, path))}` }];
}

const isAboutContents = (issue: z.core.$ZodIssue): boolean =>
  issue.path.length > 0 || issue.code === 'unrecognized_keys';

function unknownKey(path: Path): Complaint {
  const known = knownKeys(path.slice(0, -1));
  const meant = nearest(String(path[path.length - 1]), known);
  const remedy = meant === undefined ? `known are ${known.join(', ')}` : `did you mean ${meant}?`;
  return { path, message: 'unknown key', remedy };
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

let root: JsonSchema | undefined;

/** The keys that a map at this path may have. The schema is made once: a file may have very many unknown keys. */
function knownKeys(path: Path): string[] {
  root ??= scenarioJsonSchema() as JsonSchema;
  let level = withAlternatives(root);
  for (const part of path) {
    const next = level.map((schema) => schema.properties?.[part] ?? schema.items ?? {});
    level = next.flatMap(withAlternatives);
  }
  return level.flatMap((schema) => Object.keys(schema.properties ?? {}));
}

function withAlternatives(schema: JsonSchema): JsonSchema[] {
  return [schema, ...(schema.anyOf ?? []).flatMap(withAlternatives)];
}

export function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string | number, unknown>)[name];
  }
  return value;
}
