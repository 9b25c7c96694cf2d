import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { namedBy, SOURCES, textOf } from './sources.js';

/** The table of folders in docs/architecture.md, in its order: what each knows of. */
const MAP = new Map(
  [...textOf('docs/architecture.md').matchAll(/^\| `src\/([\w.]+)` \|.*\| ([^|]*) \|$/gm)].map(
    ([, folder, knows]) => [folder, [...knows.matchAll(/`([\w.]+)`/g)].map(([, name]) => name).sort()],
  ),
);

/** What a file of src belongs to in the map: its folder, or itself. */
const placeOf = (path: string): string => path.split('/')[1];

/** What the files of each place import from others, and one file that does. */
const IMPORTS = new Map<string, Map<string, string>>();
for (const path of SOURCES) {
  const others = IMPORTS.get(placeOf(path)) ?? new Map<string, string>();
  IMPORTS.set(placeOf(path), others);
  for (const module of namedBy(path)) {
    if (placeOf(module) !== placeOf(path)) others.set(placeOf(module), path);
  }
}

describe('the map of folders', () => {
  it('has each folder once', () => {
    assert.deepEqual([...MAP.keys()].sort(), [...IMPORTS.keys()].sort());
  });

  for (const [place, others] of IMPORTS) {
    it(`says what ${place} knows of`, () => {
      const known = MAP.get(place) ?? [];
      const secret = [...others].filter(([other]) => !known.includes(other));
      assert.deepEqual(
        secret.map(([other, path]) => `${path} imports ${other}`),
        [],
        'imports that the map does not allow',
      );
      assert.deepEqual(
        known.filter((other) => !others.has(other)),
        [],
        'names in the map that nothing imports',
      );
    });
  }

  it('has no circles: each folder knows only of folders above it', () => {
    const order = [...MAP.keys()];
    for (const [place, known] of MAP) {
      for (const other of known) {
        assert.ok(
          order.indexOf(other) < order.indexOf(place),
          `${place} knows of ${other}, which is below it`,
        );
      }
    }
  });

  it('keeps apart what must know nothing of each other', () => {
    // Two judges that share a mistake prove nothing.
    assert.deepEqual(MAP.get('audit'), ['trace']);
    assert.deepEqual(MAP.get('trace'), ['errors.ts']);
    // Rules, oracle and procedures know of no engine: no clock, no threads, no I/O.
    assert.deepEqual(MAP.get('rules'), ['model']);
    assert.deepEqual(MAP.get('oracle'), ['model']);
    assert.deepEqual(MAP.get('procedures'), ['model', 'oracle', 'rules']);
    assert.deepEqual(MAP.get('security'), []);
  });
});
