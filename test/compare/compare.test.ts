import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { compare, holm, type Side, WRONG } from '../../src/compare/compare.js';
import { differenceOf } from '../../src/compare/ratio.js';
import { formatComparison } from '../../src/compare/text.js';
import { runScenario } from '../../src/run.js';
import { effectiveScenario } from '../../src/scenario/effective.js';
import type { Series } from '../../src/series/series.js';

/** Draws that repeat: a small generator is enough to make noise. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Events out of so many, each with this probability, by interval. */
function drawn(seed: number, probability: number, of: number, intervals = 60) {
  const next = noise(seed);
  const events = Array.from({ length: intervals }, () =>
    Array.from({ length: of }, next).reduce((count, draw) => (draw < probability ? count + 1 : count), 0),
  );
  return { events, of: events.map(() => of) };
}

describe('a ratio of two runs', () => {
  it('that comes from the same chance is called different as often as it is said', () => {
    const ps = Array.from(
      { length: 400 },
      (_, n) => differenceOf(drawn(2 * n + 1, 0.1, 200), drawn(2 * n + 2, 0.1, 200)).p,
    );
    for (const level of [0.05, 0.2]) {
      const share = ps.filter((p) => p < level).length / ps.length;
      assert.ok(share < level * 1.3, `${share} below ${level}`);
      assert.ok(share > level * 0.2, `${share} below ${level}: a test that never says yes`);
    }
  });

  it('that differs is found', () => {
    assert.ok(differenceOf(drawn(1, 0.1, 200), drawn(2, 0.13, 200)).p < 1e-3);
  });

  it('is not told from the load, which changes over time', () => {
    const wave = (base: number) =>
      Array.from({ length: 60 }, (_, n) => Math.round(base * (1 + Math.sin(n / 9) / 2)));
    const [a, b] = [wave(1000), wave(1010)];
    const of = a.map(() => 1);
    assert.ok(differenceOf({ events: a, of }, { events: b, of }).p < 0.01, 'the same wave, 1 % higher');
  });

  it('of few events needs the exact test to agree', () => {
    const none = { events: new Array<number>(60).fill(0), of: new Array<number>(60).fill(1) };
    const some = (count: number) => ({
      ...none,
      events: none.events.map((_, n) => (n % (60 / count) === 0 ? 1 : 0)),
    });
    assert.ok(differenceOf(none, some(3)).p > 0.05);
    assert.ok(differenceOf(none, some(30)).p < 1e-6);
  });

  it('out of nothing is no difference', () => {
    const nothing = { events: [0, 0], of: [0, 0] };
    assert.deepEqual(differenceOf(nothing, { events: [1, 2], of: [3, 4] }), { a: null, b: 3 / 7, p: 1 });
  });
});

describe('many quantities at the same time', () => {
  it('are marked so that hardly any mark is wrong (Holm)', () => {
    assert.deepEqual(holm([WRONG / 2, 0.5]), [true, false]);
    assert.deepEqual(holm([WRONG * 0.9, 0.5]), [false, false], 'half of it is for the other one');
    assert.deepEqual(holm([WRONG * 0.9, WRONG / 3]), [true, true], 'one is settled: all of it for the rest');
    assert.deepEqual(holm([]), []);
  });
});

describe('two runs', () => {
  const side = async (name: string, overrides: object): Promise<Side> => {
    const scenario = effectiveScenario('collision-storm', { ues: 6000, duration: '60s', ...overrides });
    let series: Series | undefined;
    const result = await runScenario(scenario, {
      onSeries: (counted) => {
        series = counted;
      },
    });
    assert.ok(series !== undefined);
    return { name, result, series };
  };
  let one: Side;
  let other: Side;
  let without: Side;
  before(async () => {
    one = await side('one', { seed: 1 });
    other = await side('other', { seed: 2 });
    without = await side('without', { seed: 2, withoutRules: [6] });
  });

  it('that differ in their seed alone have no mark', () => {
    const marked = compare(one, other).compared.filter(({ differs }) => differs);
    assert.deepEqual(marked, []);
  });

  it('that differ in a rule have a mark at what that rule does', () => {
    const marked = compare(one, without).compared.filter(({ differs }) => differs);
    assert.ok(marked.some(({ what, b }) => what === 'rules.6.holds / checks' && b === 0));
  });

  it('are set side by side, what differs first, in 80 columns', () => {
    const text = formatComparison(compare(one, without), { colour: false, columns: 80 });
    assert.match(
      text,
      /^A {2}one: collision-storm, 6000 UEs, 60\.0 s, seed 1\nB {2}without: .*, without rule 6\n/,
    );
    assert.match(text, /\d+ of \d+ quantities differ by more than other seeds make:/);
    assert.match(text, /^rules\.6\.holds \/ checks +[\d.]+ % +0 % +0\.00 {2}differs$/m);
    for (const line of text.split('\n')) assert.ok(line.length <= 80, line);
  });

  it('that are the same run are called so', () => {
    const text = formatComparison(compare(one, one), { colour: false, columns: 80 });
    assert.match(text, /The same run twice: the digests agree\./);
    assert.doesNotMatch(text, /differs/);
  });
});
