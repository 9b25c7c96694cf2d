import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { packageOf } from '../programs.js';
import { filesBelow, textOf } from './sources.js';

/** Programs that a test asks for, in one call for several. */
const ASKED = filesBelow('test', '.ts').flatMap((path) =>
  [...textOf(path).matchAll(/\bmissing\(([^)]*)\)/g)].flatMap(([, names]) =>
    [...names.matchAll(/'([\w-]+)'/g)].map(([, name]) => name),
  ),
);

describe('programs that tests need', () => {
  it('are what .ci/run installs, or tests would be skipped there', () => {
    const listed = /^programs=\(([^)]*)\)$/m.exec(textOf('.ci/run'))?.[1] ?? '';
    const wanted = [...new Set(ASKED)].map((name) => {
      const of = packageOf(name);
      return of === name ? name : `${name}:${of}`;
    });
    assert.deepEqual(listed.trim().split(/\s+/).sort(), wanted.sort());
  });
});
