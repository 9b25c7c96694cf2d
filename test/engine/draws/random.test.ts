import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { exponential, hash, ln, rehash } from '../../../src/engine/draws/random.js';

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 32 - 1 });
const DRAWS = 1 << 16;

/** Draws for consecutive numbers, as arrivals and messages are numbered. */
const draws = Uint32Array.from({ length: DRAWS }, (_, n) => hash(1, 0, 0x6172, n));

/** The largest deviation of a count of `n` trials with probability p that is still believed: 6 sigma. */
function tolerance(n: number, p: number): number {
  return 6 * Math.sqrt(n * p * (1 - p));
}

function assertUniform(values: Uint32Array, what: string): void {
  for (let bit = 0; bit < 32; bit++) {
    const ones = values.reduce((sum, h) => sum + ((h >>> bit) & 1), 0);
    const off = Math.abs(ones - values.length / 2);
    assert.ok(off < tolerance(values.length, 0.5), `${what}: bit ${bit} is 1 in ${ones} of ${values.length}`);
  }
  const bins = new Float64Array(256);
  for (const h of values) bins[h >>> 24]++;
  for (const count of bins) {
    assert.ok(Math.abs(count - values.length / 256) < tolerance(values.length, 1 / 256), `${what}: ${count}`);
  }
}

describe('a keyed draw', () => {
  it('is a signed word of 32 bits, and a function of its four words alone', () => {
    fc.assert(
      fc.property(word, word, word, word, (a, b, c, d) => {
        const h = hash(a, b, c, d);
        assert.equal(h | 0, h);
        assert.equal(hash(a, b, c, d), h);
        assert.equal(rehash(h) | 0, rehash(h));
      }),
    );
  });

  it('is the same on every machine and in every version: runs are repeated by their seeds', () => {
    assert.deepEqual(
      [hash(1, 2, 3, 4), hash(0, 0, 0, 0), hash(-1, 7, 7, 7)],
      [1048711198, 2644581732, 3938879206].map((word) => word | 0),
    );
    assert.deepEqual(
      [rehash(0), rehash(1), rehash(0xffffffff)],
      [3976802166, 1018310669, 1569731798].map((word) => word | 0),
    );
  });

  it('is uniform over consecutive numbers', () => {
    assertUniform(draws, 'hash');
    assertUniform(draws.map(rehash), 'rehash');
  });

  it('tells consecutive numbers in any of its words apart', () => {
    for (const place of [0, 1, 2, 3]) {
      const values = new Set<number>();
      for (let n = 0; n < DRAWS; n++) {
        const words: [number, number, number, number] = [5, 6, 7, 8];
        words[place] = n;
        values.add(hash(...words));
      }
      // Of 65,536 draws from 2^32 half a pair collides; 20 pairs are out of the question.
      assert.ok(values.size > DRAWS - 20, `word ${place}: ${DRAWS - values.size} collisions`);
    }
  });

  it('and its successor are independent: in every quarter of the one, the other is uniform', () => {
    const both = new Float64Array(16);
    for (const h of draws) both[(h >>> 30) * 4 + (rehash(h) >>> 30)]++;
    for (const count of both) assert.ok(Math.abs(count - DRAWS / 16) < tolerance(DRAWS, 1 / 16), `${count}`);
  });
});

describe('the logarithm', () => {
  it('is that of Math.log to 15 digits, for every argument that a draw can have', () => {
    fc.assert(
      fc.property(fc.double({ min: 2 ** -33, max: 1, noNaN: true }), (x) => {
        const expected = Math.log(x);
        const error = Math.abs(ln(x) - expected);
        assert.ok(error <= Math.max(1, Math.abs(expected)) * 4 * Number.EPSILON, `ln(${x}): off by ${error}`);
      }),
      { numRuns: 2000 },
    );
  });

  it('is exact where that is possible', () => {
    assert.equal(ln(1), 0);
    assert.equal(ln(0.5), -Math.LN2);
    assert.equal(ln(2 ** -32), -32 * Math.LN2);
  });

  it('grows with its argument across the ends of its pieces', () => {
    for (const edge of [0.75, 0.375, 0.1875, 2 ** -20 * 0.75]) {
      const below = edge * (1 - 2 ** -30);
      assert.ok(ln(below) < ln(edge), `at ${edge}`);
      assert.ok(ln(edge) < ln(edge * (1 + 2 ** -30)), `at ${edge}`);
    }
  });
});

describe('an exponential draw', () => {
  it('is finite and positive for every 32 bits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (h) => {
        const x = exponential(h);
        assert.ok(x > 0 && x < 23);
      }),
    );
    assert.ok(exponential(0) > 22);
    assert.ok(exponential(2 ** 32 - 1) > 0);
  });

  it('has mean 1, standard deviation 1, and exceeds its mean with probability 1/e', () => {
    const values = Array.from(draws, exponential);
    const mean = values.reduce((sum, x) => sum + x, 0) / DRAWS;
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / DRAWS;
    const above = values.filter((x) => x > 1).length;
    assert.ok(Math.abs(mean - 1) < 6 / Math.sqrt(DRAWS), `mean ${mean}`);
    assert.ok(Math.abs(variance - 1) < 0.08, `variance ${variance}`);
    assert.ok(Math.abs(above - DRAWS / Math.E) < tolerance(DRAWS, 1 / Math.E), `${above} above 1`);
  });
});
