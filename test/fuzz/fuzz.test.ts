import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { nearly } from './changes.js';
import { corpusOf } from './corpus.js';
import type { Target } from './target.js';
import { NEEDS, openTargets } from './targets.js';

const RUNS = 40;

const NAMES = [
  ...['scenario', 'result.json', 'timeseries.csv', 'latency.hlog', 'trace'],
  ...['manifest.json', 'measured', 'region-000', 'keys', 'frame'],
  ...['pdml', 'capture', 'round', 'counts', 'queued', 'done', 'word', 'http'],
];
const lackOf = (name: string): string | false => NEEDS[name] ?? false;
const SLOW: readonly string[] = ['capture'];

describe('what comes from outside', () => {
  let targets: ReadonlyMap<string, Target>;
  let end: () => Promise<void>;
  before(async () => {
    const opened = await openTargets();
    targets = new Map(opened.targets.map((target) => [target.name, target]));
    end = opened.end;
  });
  after(() => end());

  const targetOf = (name: string): Target => targets.get(name) ?? assert.fail(`no target ${name}`);

  it('is all of this', () => {
    assert.deepEqual(
      [...targets.keys()],
      NAMES.filter((name) => lackOf(name) === false),
    );
  });

  for (const name of NAMES) {
    it(`is taken as it should be: ${name}`, { skip: lackOf(name) }, async () => {
      const { inputs, take } = targetOf(name);
      for (const input of inputs) assert.equal(await take(input), true);
    });

    it(`is taken or refused where a part of it is another, and nothing else happens: ${name}`, {
      skip: lackOf(name) || (SLOW.includes(name) && 'npm run fuzz tries it'),
    }, async () => {
      const { inputs, take, changed = nearly(inputs) } = targetOf(name);
      let refused = 0;
      await fc.assert(
        fc.asyncProperty(changed, async (bytes) => {
          if (!(await take(bytes))) refused++;
        }),
        { numRuns: RUNS },
      );
      assert.ok(refused > 0, 'nothing was refused');
    });

    for (const [file, bytes] of corpusOf(name)) {
      it(`ends as it should where it once did not: ${name} ${file}`, { skip: lackOf(name) }, async () => {
        await targetOf(name).take(bytes);
      });
    }
  }
});
