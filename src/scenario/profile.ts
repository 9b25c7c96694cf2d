import { createRequire } from 'node:module';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { isRecord, type Path } from './document.js';
import { duration, number, strict } from './fields.js';
import { nearest, type Problem, ScenarioError, show } from './problems.js';
import { readUtf8 } from './text-file.js';

/*
 * A load over time from a table of measured values, a row for each step:
 *
 *   stages: { file: day.csv, column: factor, step: 10m, ramp: true }
 *
 * The first value holds for its step from the beginning on; with `ramp` each further one is reached linearly over its
 * step, else it holds for that.
 */

/** Longest simulated time: 30 days of µs are far from any limit of exact arithmetic. */
export const MAX_DURATION_S = 30 * 24 * 3600;
const MAX_STAGES = 10_000;
const MAX_FACTOR = 1000;
/** A table with a hundred columns, at that. */
const MAX_BYTES = 16 << 20;

export const stage = strict('duration, factor and ramp', {
  duration: duration('a duration', { min: 0, max: MAX_DURATION_S }).describe(
    'Length of the stage; 0: its factor is there at once, such as one to begin with.',
  ),
  factor: number('a load factor', 0, MAX_FACTOR).describe(
    'Factor on all arrival rates at the end of the stage.',
  ),
  ramp: z
    .boolean('expected true or false')
    .prefault(false)
    .describe('true: the factor is reached linearly over the stage; false: at its beginning.'),
});

const COLUMN = 'expected the name of a column, or its number from 1 on';

const profile = strict('file, column, step and ramp', {
  file: z
    .string('expected the path of a CSV file')
    .min(1, 'expected the path of a CSV file')
    .describe('A CSV file with a row for each step; relative to the folder of the scenario.'),
  column: z
    .union([z.string(COLUMN).min(1, COLUMN), z.int(COLUMN).min(1, COLUMN)], COLUMN)
    .describe("The factors' column, by its name in the first row, or by its number."),
  step: duration('a duration', { min: 1e-3, max: MAX_DURATION_S }).describe('Time from one row to the next.'),
  ramp: z
    .boolean('expected true or false')
    .prefault(false)
    .describe('true: from each value to the next linearly; false: each value holds for its step.'),
});

const STAGES = `expected a list of at most ${MAX_STAGES} stages, or a map of file, column, step and ramp`;

export const stages = z.union(
  [
    z.array(stage, STAGES).max(MAX_STAGES, STAGES),
    // What it says is put in its place before all is read.
    profile.transform((): z.infer<typeof stage>[] => []),
  ],
  STAGES,
);

/** Where the stages of a scenario may stand. */
function placesOf(data: Readonly<Record<string, unknown>>): Path[] {
  const classes = Array.isArray(data.subscribers) ? data.subscribers : [];
  return [['stages'], ...classes.map((_, i) => ['subscribers', i, 'stages'])];
}

/**
 * Puts the stages of CSV files in the place of the maps that name them. What is no such map is left alone.
 *
 * @param folderOf where a file lies that is named at a path
 * @param place of a path, for messages
 * @throws ScenarioError if a file, its column or its cells are not what they should be
 */
export function expandProfiles(
  data: Record<string, unknown>,
  folderOf: (path: Path) => string,
  place: (path: Path) => Pick<Problem, 'line' | 'file'>,
): void {
  for (const path of placesOf(data)) {
    const parent = path.length === 1 ? data : (data.subscribers as unknown[])[path[1] as number];
    if (!isRecord(parent) || !isRecord(parent.stages)) continue;
    const read = profile.safeParse(parent.stages);
    if (!read.success) continue;
    try {
      parent.stages = stagesOf(read.data, folderOf(path));
    } catch (error) {
      if (!(error instanceof TableError)) throw error;
      const { message, remedy } = error;
      const problem = { path: path.join('.'), value: read.data.file, message, ...place(path) };
      throw new ScenarioError([remedy === undefined ? problem : { ...problem, remedy }]);
    }
  }
}

class TableError extends Error {
  constructor(
    message: string,
    readonly remedy?: string,
  ) {
    super(message);
  }
}

type Profile = z.infer<typeof profile>;

function stagesOf({ file, column, step, ramp }: Profile, folder: string): z.infer<typeof stage>[] {
  const path = isAbsolute(file) ? file : join(folder, file);
  const text = readUtf8(path, MAX_BYTES, (reason) => new TableError(`${path}: ${reason}`, 'name a CSV file'));
  const rows = readRows(text, path);
  const { at, first } = columnOf(rows, column, path);
  const factors = rows.slice(first).map((row) => factorOf(row, at, column, path));
  if (factors.length === 0) throw new TableError(`${path}: no row below the names of its columns`);
  if (factors.length > MAX_STAGES) {
    throw new TableError(
      `${path}: expected at most ${MAX_STAGES} rows, got ${factors.length}`,
      'take longer steps',
    );
  }
  return factors.map((factor, i) => ({ duration: step, factor, ramp: ramp && i > 0 }));
}

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

function readRows(text: string, path: string): Row[] {
  // Loaded when it is needed: most scenarios have no table.
  const { parse } = createRequire(import.meta.url)('csv-parse/sync') as typeof import('csv-parse/sync');
  const head = text.slice(0, text.indexOf('\n') + 1 || undefined);
  const delimiter = [';', '\t'].find((one) => head.includes(one)) ?? ',';
  try {
    const read = parse(text, {
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as { readonly record: string[]; readonly info: { readonly lines: number } }[];
    return read.map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    throw new TableError(`${path}: no CSV: ${(error as Error).message}`);
  }
}

/** Which cell of a row, and the first row of values. */
function columnOf(
  rows: readonly Row[],
  column: string | number,
  path: string,
): { at: number; first: number } {
  const names = rows[0]?.cells ?? [];
  if (typeof column === 'number') {
    const isNamed = names[column - 1] !== undefined && Number.isNaN(Number(names[column - 1]));
    return { at: column - 1, first: isNamed ? 1 : 0 };
  }
  const at = names.indexOf(column);
  if (at >= 0) return { at, first: 1 };
  const meant = nearest(column, names);
  const hint = meant === undefined ? '' : `did you mean ${meant}? `;
  throw new TableError(
    `${path}: no column ${show(column)}`,
    `${hint}columns are ${names.slice(0, 20).join(', ')}`,
  );
}

function factorOf({ line, cells }: Row, at: number, column: string | number, path: string): number {
  const cell = cells[at];
  const factor = cell === undefined || cell === '' ? Number.NaN : Number(cell);
  if (factor >= 0 && factor <= MAX_FACTOR) return factor;
  throw new TableError(
    `${path}:${line}: column ${column}: expected a load factor from 0 to ${MAX_FACTOR}, got ${show(cell)}`,
  );
}
