import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { loadScenario } from '../../src/scenario/load.js';
import { toYaml } from '../../src/scenario/print.js';
import { highestFactor } from '../../src/scenario/subscribers.js';
import { load, PLENTY, problemsOf } from './support.js';

let root: string;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'uestorm-profile-'));
});
after(() => rmSync(root, { recursive: true }));

/** A scenario file beside a table. */
function scenarioWith(stages: string, table: string, name = 'day.csv'): string {
  writeFileSync(join(root, name), table);
  const file = join(root, 'scenario.yaml');
  writeFileSync(file, `name: x\nduration: 1h\nstages: ${stages}\n`);
  return file;
}
const stagesOf = (stages: string, table: string) =>
  loadScenario(scenarioWith(stages, table), {}, PLENTY).stages;

describe('a load over time from a CSV file', () => {
  const expected = [
    { duration: 600, factor: 0, ramp: false },
    { duration: 600, factor: 0.5, ramp: true },
    { duration: 600, factor: 2, ramp: true },
  ];

  it('has a stage for each row: the first value at once, then each reached over its step', () => {
    const stages = stagesOf(
      '{ file: day.csv, column: factor, step: 10m, ramp: true }',
      'time,factor\n00:00,0\n00:10,0.5\n00:20,2\n',
    );
    assert.deepEqual(stages, expected);
  });

  it('takes what spreadsheets write: a byte order mark, semicolons, quotes, carriage returns, blank lines', () => {
    const table = '\ufefftime;"factor"\r\n"00:00;x";"0"\r\n\r\n00:10; 0.5 \r\n00:20;2\r\n';
    assert.deepEqual(stagesOf('{ file: day.csv, column: factor, step: 10m, ramp: true }', table), expected);
    const tabs = 'a\tfactor\n1\t0\n2\t0.5\n3\t2';
    assert.deepEqual(stagesOf('{ file: day.csv, column: factor, step: 10m, ramp: true }', tabs), expected);
  });

  it('finds a column by its number, with names above it or without', () => {
    const written = '{ file: day.csv, column: 2, step: 10m, ramp: true }';
    assert.deepEqual(stagesOf(written, 'x,0\nx,0.5\nx,2\n'), expected);
    assert.deepEqual(stagesOf(written, 'time,factor\nx,0\nx,0.5\nx,2\n'), expected);
  });

  it('holds each value for its step without ramp', () => {
    assert.deepEqual(stagesOf('{ file: day.csv, column: 1, step: 1s }', '1\n3\n'), [
      { duration: 1, factor: 1, ramp: false },
      { duration: 1, factor: 3, ramp: false },
    ]);
  });

  it('lies beside the scenario, or for an option where the command is given; classes have their own', () => {
    const file = scenarioWith('[]', 'f\n3\n');
    const set = [`stages={ file: ${join(root, 'day.csv')}, column: f, step: 1m }`];
    assert.deepEqual(loadScenario(file, { set }, PLENTY).stages, [{ duration: 60, factor: 3, ramp: false }]);
    writeFileSync(
      file,
      'name: x\nsubscribers: [{ name: a, share: 1, traffic: {}, stages: { file: day.csv, column: f, step: 1m } }]\n',
    );
    assert.deepEqual(loadScenario(file, {}, PLENTY).subscribers[0].stages, [
      { duration: 60, factor: 3, ramp: false },
    ]);
  });

  const refused: [what: string, stages: string, table: string, message: RegExp][] = [
    ['there is not', '{ file: none.csv, column: f, step: 1m }', '', /none\.csv: there is no such file/],
    [
      'without the column',
      '{ file: day.csv, column: factr, step: 1m }',
      'time,factor\n1,2\n',
      /day\.csv: no column "factr"; did you mean factor\? columns are time, factor/,
    ],
    [
      'with a bad cell',
      '{ file: day.csv, column: factor, step: 1m }',
      'time,factor\n1,2\n2,much\n',
      /day\.csv:3: column factor: expected a load factor from 0 to 1000, got "much"/,
    ],
    [
      'with a cell that is missing',
      '{ file: day.csv, column: 2, step: 1m }',
      '1,2\n2\n',
      /day\.csv:2: column 2: .*, got nothing/,
    ],
    [
      'with a negative cell',
      '{ file: day.csv, column: 1, step: 1m }',
      '1\n-1\n',
      /day\.csv:2: column 1: .*, got "-1"/,
    ],
    ['that is empty', '{ file: day.csv, column: f, step: 1m }', 'f\n', /day\.csv: no row below/],
    [
      'that is too long',
      '{ file: day.csv, column: f, step: 1m }',
      `f\n${'1\n'.repeat(10_001)}`,
      /at most 10000 rows, got 10001; take longer steps/,
    ],
    ['that is no CSV', '{ file: day.csv, column: f, step: 1m }', 'f\n"1\n', /day\.csv: no CSV: /],
  ];
  for (const [what, stages, table, message] of refused) {
    it(`is refused where it is one ${what}`, () => {
      const file = scenarioWith(stages, table);
      const [problem] = problemsOf(() => loadScenario(file, {}, PLENTY));
      assert.deepEqual([problem.path, problem.file, problem.line], ['stages', file, 3]);
      assert.match(`${problem.message}; ${problem.remedy}`, message);
    });
  }

  it('is refused where what names it is not right, like any other field', () => {
    const problems = (stages: string) =>
      problemsOf(() => loadScenario(scenarioWith(stages, ''), {}, PLENTY)).map(({ path }) => path);
    assert.deepEqual(problems('{ file: day.csv, step: 0s, colum: f }'), [
      'stages.column',
      'stages.step',
      'stages.colum',
    ]);
  });
});

describe('stages as a list', () => {
  const list = (count: number): string =>
    `name: x\nstages:\n${'  - { duration: 10m, factor: 0.325, ramp: true }\n'.repeat(count)}`;

  it('may be 10,000, and are printed so that they read back', () => {
    const scenario = load(list(10_000));
    assert.equal(scenario.stages.length, 10_000);
    assert.deepEqual(load(toYaml(scenario)).stages, scenario.stages);
  });

  it('are told how many they were, where they are too many', () => {
    const [problem] = problemsOf(() => load(list(10_001)));
    assert.match(problem.message, /a list of at most 10000 stages, .*, got a list of 10001$/);
  });

  it('begin at any factor: one of no length sets it at once', () => {
    const { stages } = load(
      'name: x\nstages: [{ duration: 0, factor: 0 }, { duration: 1h, factor: 0.5, ramp: true }]',
    );
    assert.deepEqual(stages[0], { duration: 0, factor: 0, ramp: false });
    // The engine draws for the highest factor, and the load begins at 1.
    assert.equal(highestFactor(stages), 1);
    assert.equal(highestFactor([...stages, { duration: 60, factor: 1.5, ramp: true }]), 1.5);
  });
});
