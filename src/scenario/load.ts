import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { conflicts } from './checks.js';
import { type Complaint, complaintsIn, valueAt } from './complaints.js';
import { isRecord, type Path, parseYaml, readText, type SourceDocument } from './document.js';
import { availableBytes } from './memory.js';
import { applyOverrides, type Origin, type Overrides } from './overrides.js';
import { presetFile, presetNames } from './presets.js';
import { nearest, type Problem, ScenarioError, show } from './problems.js';
import { expandProfiles } from './profile.js';
import type { Scenario } from './scenario.js';
import { type ScenarioInput, scenarioSchema } from './schema.js';

/** What a scenario is judged against besides itself. */
export interface Environment {
  /** Bytes that the process may use; default: the machine's memory, or the container's limit. */
  readonly memoryBytes?: number;
}

/**
 * Loads a preset by its name, or a YAML file, and gives the effective scenario.
 *
 * A name that is a preset's means the preset; write `./busy-hour` for a file that is called so.
 *
 * @throws ScenarioError with every problem found, each with its path, value, line and remedy
 */
export function loadScenario(
  nameOrFile: string,
  overrides: Overrides = {},
  environment: Environment = {},
): Scenario {
  const names = presetNames();
  if (names.includes(nameOrFile)) {
    const file = presetFile(nameOrFile);
    return parseScenario(readText(file), `${nameOrFile}.yaml`, overrides, environment, file);
  }
  const looksLikeFile = /[/\\]|\.ya?ml$/i.test(nameOrFile);
  if (!looksLikeFile && !existsSync(nameOrFile)) throw unknownPreset(nameOrFile, names);
  return parseScenario(readText(nameOrFile), nameOrFile, overrides, environment);
}

/**
 * The effective scenario of a YAML text.
 *
 * @param file what messages call the text
 * @param path where it lies, if not there: files that it names lie beside it
 * @throws ScenarioError as {@link loadScenario}
 */
export function parseScenario(
  text: string,
  file: string,
  overrides: Overrides = {},
  environment: Environment = {},
  path: string = file,
): Scenario {
  const document = parseYaml(text, file);
  return resolve(document.data, overrides, environment, { file, path, document });
}

/**
 * The effective scenario of one that is written in code, with the same short forms and defaults as a file.
 *
 * @throws ScenarioError as {@link loadScenario}
 */
export function resolveScenario(
  input: ScenarioInput,
  overrides: Overrides = {},
  environment: Environment = {},
): Scenario {
  try {
    return resolve(structuredClone(input), overrides, environment);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    const message = 'expected plain data: strings, numbers, booleans, lists and maps';
    throw new ScenarioError([{ path: '', value: undefined, message }]);
  }
}

interface Source {
  /** What messages call it. */
  readonly file: string;
  /** Where it lies. */
  readonly path: string;
  readonly document: SourceDocument;
}

function resolve(
  written: Readonly<Record<string, unknown>>,
  overrides: Overrides,
  environment: Environment,
  source?: Source,
): Scenario {
  if (!isRecord(written)) {
    const message = `expected a map of scenario fields, got ${show(written)}`;
    throw new ScenarioError([{ path: '', value: written, message }]);
  }
  const { data, origins } = applyOverrides(written, overrides);
  const locate = (path: Path) => placeOf(path, origins, source);
  // An option's path begins where the command is given, a file's where the file lies.
  const folderOf = (path: Path): string =>
    source === undefined || optionOf(path, origins) !== undefined ? '.' : dirname(source.path);
  expandProfiles(data, folderOf, locate);
  const parsed = scenarioSchema.safeParse(data);
  if (!parsed.success) {
    throw new ScenarioError(
      complaintsIn(parsed.error.issues, data).map((found) => problem(found, data, locate)),
    );
  }
  const scenario: Scenario = parsed.data;
  const found = conflicts(scenario, environment.memoryBytes ?? availableBytes());
  if (found.length > 0) throw new ScenarioError(found.map((conflict) => problem(conflict, scenario, locate)));
  return scenario;
}

function problem(
  found: Complaint,
  data: unknown,
  locate: (path: Path) => Pick<Problem, 'line' | 'file'>,
): Problem {
  const { path, message, remedy } = found;
  const base = { path: path.join('.'), value: valueAt(data, path), message, ...locate(path) };
  return remedy === undefined ? base : { ...base, remedy };
}

/** An override counts where it set the path, a part of it, or what contains it; the latest one has won. */
function placeOf(path: Path, origins: readonly Origin[], source?: Source): Pick<Problem, 'line' | 'file'> {
  const option = optionOf(path, origins);
  if (option !== undefined) return { file: option };
  if (source === undefined) return {};
  const line = source.document.lineOf(path);
  return line === undefined ? { file: source.file } : { file: source.file, line };
}

function optionOf(path: Path, origins: readonly Origin[]): string | undefined {
  return origins.findLast((origin) => {
    const shared = Math.min(origin.path.length, path.length);
    return origin.path.slice(0, shared).every((name, depth) => String(name) === String(path[depth]));
  })?.option;
}

function unknownPreset(name: string, names: readonly string[]): ScenarioError {
  const meant = nearest(name, names);
  const hint = meant === undefined ? '' : `did you mean ${meant}? `;
  const remedy = `${hint}presets are ${names.join(', ')}; a file's name ends in .yaml or .yml`;
  return new ScenarioError([
    { path: 'SCENARIO', value: name, message: `unknown preset ${show(name)}`, remedy },
  ]);
}
