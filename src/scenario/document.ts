import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type YAMLError,
} from 'yaml';
import { type Problem, ScenarioError } from './problems.js';
import { readUtf8 } from './text-file.js';

/** The most stages, each on a line; what is larger is some other file, and its problems take long to list. */
const MAX_BYTES = 1 << 20;
/** Aliases are welcome; a file that grows by more than this through them is a bomb. */
const MAX_ALIASES = 100;

export type Path = readonly (string | number)[];

/** A YAML file that is a map, as plain data, with the lines that its parts stand on. */
export interface SourceDocument {
  readonly data: Record<string, unknown>;
  /** Line (from 1) of the deepest part of `path` that is in the file; undefined if not even its first is. */
  lineOf(path: Path): number | undefined;
}

/** @throws ScenarioError if the file cannot be read, is too large, or is not UTF-8 */
export function readText(file: string): string {
  return readUtf8(file, MAX_BYTES, (reason) => {
    const isMissing = reason.startsWith('there is') || reason.startsWith('cannot');
    const message = reason.startsWith('larger') ? `${reason}, which no scenario is` : reason;
    return fileProblem(file, message, isMissing ? undefined : 'name a scenario file');
  });
}

/** @throws ScenarioError if the text is not YAML, is empty, or is not a map */
export function parseYaml(text: string, file: string): SourceDocument {
  const lines = new LineCounter();
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  let document: Document.Parsed;
  let data: unknown;
  try {
    document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
    const problem = document.errors[0] ?? document.warnings[0];
    if (problem !== undefined) {
      throw fileProblem(file, reasonOf(problem), undefined, lineAt(problem.pos[0]));
    }
    data = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    if (error instanceof ScenarioError) throw error;
    throw expansionProblem(file, error);
  }
  if (data === null || data === undefined) {
    throw fileProblem(file, 'empty', 'a scenario needs at least a name, such as name: my-scenario');
  }
  if (!isRecord(data)) {
    throw fileProblem(file, 'expected a map of scenario fields at the top', 'write name: my-scenario', 1);
  }
  return { data, lineOf: (path) => lineOf(document, path, lineAt) };
}

/** The library's messages are good, but for those that speak to whoever calls it. */
function reasonOf(problem: YAMLError): string {
  if (problem.code === 'MULTIPLE_DOCS') return 'expected one YAML document, got several';
  if (problem.message.includes('call stack')) return 'broken YAML: nested too deeply';
  return `broken YAML: ${problem.message}`;
}

/** What it throws for a text that is legal in itself but leads nowhere. */
function expansionProblem(file: string, error: unknown): ScenarioError {
  const { message } = error as Error;
  if (error instanceof RangeError) return fileProblem(file, 'broken YAML: nested too deeply');
  if (!message.startsWith('Excessive alias')) return fileProblem(file, `broken YAML: ${message}`);
  return fileProblem(file, 'aliases make it larger than any scenario', 'write the parts out');
}

function lineOf(document: Document.Parsed, path: Path, lineAt: (offset: number) => number) {
  let node: unknown = document.contents;
  let line: number | undefined;
  for (const key of path) {
    if (isAlias(node)) node = node.resolve(document);
    let place: unknown;
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
      place = pair?.key;
      node = pair?.value;
    } else if (isSeq(node)) {
      place = node.items[Number(key)];
      node = place;
    }
    const range = (place as { range?: readonly number[] | null } | undefined)?.range;
    if (range === undefined || range === null) return line;
    line = lineAt(range[0]);
  }
  return line;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fileProblem(file: string, message: string, remedy?: string, line?: number): ScenarioError {
  const problem: Problem = {
    path: '',
    value: undefined,
    message,
    file,
    ...(remedy === undefined ? {} : { remedy }),
    ...(line === undefined ? {} : { line }),
  };
  return new ScenarioError([problem]);
}
