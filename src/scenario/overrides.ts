import { parseDocument } from 'yaml';
import { isRecord, type Path } from './document.js';
import { type Problem, ScenarioError } from './problems.js';

/** What the command line (or a caller) puts in place of what the file says; written as in the file. */
export interface Overrides {
  readonly ues?: number | string | undefined;
  readonly duration?: number | string | undefined;
  readonly seed?: number | string | undefined;
  readonly clock?: string | undefined;
  readonly keys?: string | undefined;
  /** In addition to those that the file switches off. */
  readonly withoutRules?: readonly (number | string)[] | undefined;
  /** In addition to those that the file switches off. */
  readonly withoutGuards?: readonly string[] | undefined;
  /** Each `path=value`, the value in YAML: `traffic.rekey=5`, `links.s1={mean: 10ms}`. Applied last. */
  readonly set?: readonly string[] | undefined;
}

/** Where a value came from, if not from the file. */
export interface Origin {
  readonly path: Path;
  readonly option: string;
}

const OPTIONS = ['ues', 'duration', 'seed', 'clock', 'keys'] as const;
/** Lists that an option adds to. */
const LISTS = [
  ['withoutRules', '--without-rule'],
  ['withoutGuards', '--without-guard'],
] as const;

/**
 * Writes the overrides into a copy of the data of a scenario file.
 *
 * @throws ScenarioError if a `set` is not `path=value`, its value is not YAML, or its path leads into nothing;
 * names that a scenario does not have are left for the schema to find
 */
export function applyOverrides(
  data: Readonly<Record<string, unknown>>,
  overrides: Overrides,
): { data: Record<string, unknown>; origins: Origin[] } {
  const copy: Record<string, unknown> = structuredClone(data);
  const origins: Origin[] = [];
  for (const name of OPTIONS) {
    const value = overrides[name];
    if (value === undefined) continue;
    define(copy, name, typeof value === 'string' ? readScalar(value) : value);
    origins.push({ path: [name], option: `--${name}` });
  }
  for (const [field, option] of LISTS) {
    const more = overrides[field];
    if (more === undefined || more.length === 0) continue;
    const before = Array.isArray(copy[field]) ? copy[field] : [];
    copy[field] = [...before, ...more.map((one) => (typeof one === 'string' ? readScalar(one) : one))];
    for (const index of more.keys()) origins.push({ path: [field, before.length + index], option });
  }
  for (const assignment of overrides.set ?? []) origins.push(assign(copy, assignment));
  return { data: copy, origins };
}

/** An option's text as YAML takes a scalar, so that `--ues 1M` and `--ues 1000` both are what they look like. */
function readScalar(text: string): unknown {
  const value = readYaml(text);
  return value === undefined || typeof value === 'object' ? text : value;
}

/** Undefined if it is not YAML. */
function readYaml(text: string): unknown {
  try {
    const document = parseDocument(text, { prettyErrors: false, logLevel: 'error' });
    if (document.errors.length > 0 || document.warnings.length > 0) return undefined;
    return document.toJS({ maxAliasCount: 0 }) as unknown;
  } catch {
    return undefined;
  }
}

function assign(data: Record<string, unknown>, assignment: string): Origin {
  const option = `--set ${assignment}`;
  const equals = assignment.indexOf('=');
  const names = assignment.slice(0, Math.max(0, equals)).trim().split('.');
  if (names.some((name) => name === '')) {
    throw wrong('', assignment, 'expected path=value', option, 'write --set traffic.rekey=5, for example');
  }
  const path = names.join('.');
  const text = assignment.slice(equals + 1).trim();
  const value = readYaml(text);
  if (value === undefined) throw wrong(path, text, 'expected a value in YAML', option);

  let place: unknown = data;
  for (const [depth, name] of names.slice(0, -1).entries()) {
    place = child(place, name, names.slice(0, depth + 1), option);
  }
  const last = names[names.length - 1];
  if (Array.isArray(place)) place[index(place, last, names, option)] = value;
  else define(place as Record<string, unknown>, last, value);
  return { path: names.map((name) => (/^\d+$/.test(name) ? Number(name) : name)), option };
}

/** The map or list at `name`. A missing map is made; a constant latency becomes the map that means the same. */
function child(place: unknown, name: string, path: readonly string[], option: string): unknown {
  if (Array.isArray(place)) return asParent(place[index(place, name, path, option)], path, option);
  const record = place as Record<string, unknown>;
  const parent = asParent(Object.hasOwn(record, name) ? record[name] : undefined, path, option);
  define(record, name, parent);
  return parent;
}

function asParent(value: unknown, path: readonly string[], option: string): unknown {
  if (value === undefined || value === null) return {};
  if (isRecord(value) || Array.isArray(value)) return value;
  const constant = ['links', 'delays', 'inactivity', 'mme'].includes(path[0]);
  if (constant) return { shape: 'constant', mean: value };
  throw wrong(path.join('.'), value, 'has no fields of its own', option);
}

function index(list: readonly unknown[], name: string, path: readonly string[], option: string): number {
  if (/^\d+$/.test(name) && Number(name) < list.length) return Number(name);
  const parent = path.slice(0, -1).join('.');
  const held = list.length === 0 ? 'is an empty list' : `has entries 0 to ${list.length - 1}`;
  throw wrong(path.join('.'), undefined, `${parent} ${held}`, option, `set ${parent} as a whole`);
}

/** Defines rather than assigns: `__proto__` is then a key like any other, and an unknown one. */
function define(record: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(record, name, { value, writable: true, enumerable: true, configurable: true });
}

function wrong(
  path: string,
  value: unknown,
  message: string,
  option: string,
  remedy?: string,
): ScenarioError {
  const problem: Problem = { path, value, message, file: option };
  return new ScenarioError([remedy === undefined ? problem : { ...problem, remedy }]);
}
