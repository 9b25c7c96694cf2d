import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { UsageError } from '../../src/errors.js';
import { formatResult, prepareOut, writeResults } from '../../src/report/write.js';
import { resultFixture } from './fixture.js';

describe('--out DIR', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'uestorm-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('is created with its parents, and left empty until there are results', () => {
    const dir = join(root, 'a', 'b');
    prepareOut(dir);
    assert.deepEqual(readdirSync(dir), []);
  });

  it('may exist and hold other things', () => {
    writeFileSync(join(root, 'notes.txt'), 'mine');
    prepareOut(root);
    assert.deepEqual(readdirSync(root), ['notes.txt']);
  });

  for (const below of [false, true]) {
    it(`is refused before the run if ${below ? 'a file lies on its way' : 'it is a file'}`, () => {
      const file = join(root, 'file');
      writeFileSync(file, '');
      const dir = below ? join(file, 'below') : file;
      assert.throws(
        () => prepareOut(dir),
        (error) => {
          assert.ok(error instanceof UsageError);
          assert.ok(error.message.startsWith(`--out ${dir}: cannot write there: `), error.message);
          assert.match(error.message, /\((ENOTDIR|EEXIST)\); name a directory that can be written$/);
          return true;
        },
      );
    });
  }

  it('gets result.json and nothing else, and it reads back as the result', () => {
    const result = resultFixture();
    writeResults(root, result);
    assert.deepEqual(readdirSync(root), ['result.json']);
    const text = readFileSync(join(root, 'result.json'), 'utf8');
    assert.equal(text, formatResult(result));
    assert.deepEqual(JSON.parse(text), result);
  });

  it('replaces an earlier result', () => {
    writeResults(root, resultFixture({ digest: 'f'.repeat(16) }));
    writeResults(root, resultFixture());
    assert.equal(JSON.parse(readFileSync(join(root, 'result.json'), 'utf8')).digest, resultFixture().digest);
  });

  it('leaves nothing half-written where the result cannot take its place', () => {
    mkdirSync(join(root, 'result.json', 'in-the-way'), { recursive: true });
    assert.throws(() => writeResults(root, resultFixture()), UsageError);
    assert.deepEqual(readdirSync(root), ['result.json']);
  });

  it('that has gone meanwhile is a usage error, and is not created again', () => {
    const dir = join(root, 'gone');
    assert.throws(() => writeResults(dir, resultFixture()), UsageError);
    assert.equal(existsSync(dir), false);
  });
});
