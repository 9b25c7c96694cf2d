import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { filesBelow, PAGES, SOURCES, textOf } from './sources.js';

const OURS = [...SOURCES, ...['test', 'bench', 'grafana'].flatMap((folder) => filesBelow(folder, '.ts'))];

describe('what pages and comments name', () => {
  const known = [...OURS, ...filesBelow('src/compiler/assembly', '.ts')];

  /** Files of the project in a text: with or without the folders before them, but not of somebody else's. */
  function namedIn(text: string): string[] {
    return [...text.matchAll(/(?<![\w./-])((?:[\w-]+\/)*[\w-]+(?:\.[\w-]+)*\.ts)\b/g)].map(
      ([, name]) => name,
    );
  }

  for (const path of [...PAGES, ...OURS]) {
    const isPage = path.endsWith('.md');
    const comments = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/ .*$/gm;
    const text = isPage ? textOf(path) : (textOf(path).match(comments) ?? []).join('\n');
    const names = namedIn(text);
    if (names.length === 0) continue;
    it(`is there: ${path}`, () => {
      const gone = names.filter((name) => !known.some((file) => `/${file}`.endsWith(`/${name}`)));
      assert.deepEqual(gone, []);
    });
  }
});
