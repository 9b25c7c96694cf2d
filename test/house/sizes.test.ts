import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { filesBelow, SOURCES, textOf } from './sources.js';

/** Lines of a file at most, and of half of the files in src. */
const LINES_MAX = 450;
const MEDIAN_MAX = 90;

const linesOf = (path: string): number => textOf(path).split('\n').length - 1;

describe('the size of files', () => {
  it(`is at most ${LINES_MAX} lines`, () => {
    const all = [...SOURCES, ...['test', 'bench', 'grafana'].flatMap((folder) => filesBelow(folder, '.ts'))];
    assert.deepEqual(
      all.filter((path) => linesOf(path) > LINES_MAX),
      [],
    );
  });

  it(`is at most ${MEDIAN_MAX} lines for half of src`, () => {
    const sizes = SOURCES.map(linesOf).sort((a, b) => a - b);
    assert.ok(sizes[sizes.length >> 1] <= MEDIAN_MAX, `the median is ${sizes[sizes.length >> 1]}`);
  });
});
