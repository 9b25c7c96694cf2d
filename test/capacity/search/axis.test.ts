import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Axis, between, grid, isNarrow } from '../../../src/capacity/search/axis.js';

const LOAD: Axis = { easiest: 0.1, hardest: 10, whole: false, precision: 0.05 };
const MMES: Axis = { easiest: 40, hardest: 1, whole: true, precision: 0.05 };

describe('an axis', () => {
  it('is looked at in proportion, its ends included, the easiest first', () => {
    assert.deepEqual(grid(LOAD, 5), [0.1, 0.3162, 1, 3.162, 10]);
    assert.deepEqual(grid(MMES, 5), [40, 16, 6, 3, 1]);
    assert.deepEqual(grid({ ...LOAD, easiest: 0, hardest: 4 }, 5), [0, 1, 2, 3, 4]);
  });

  it('has no value twice', () => {
    assert.deepEqual(grid({ ...MMES, easiest: 3 }, 9), [3, 2, 1]);
  });

  it('has a middle strictly inside, or none', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 50, noNaN: true }),
        fc.double({ min: 0, max: 50, noNaN: true }),
        (a, b) => {
          const middle = between(LOAD, a, b);
          if (middle !== null) assert.ok(middle > Math.min(a, b) && middle < Math.max(a, b));
        },
      ),
    );
    assert.equal(between(MMES, 3, 4), null);
    assert.equal(between(MMES, 1, 3), 2);
    assert.equal(between(LOAD, 1, 4), 2);
  });

  it('is narrow at its precision, and between neighbours', () => {
    assert.ok(isNarrow(LOAD, 0.96, 1));
    assert.ok(!isNarrow(LOAD, 0.94, 1));
    assert.ok(isNarrow(LOAD, 0.94, 1, 2));
    assert.ok(isNarrow(MMES, 2, 3));
    assert.ok(!isNarrow(MMES, 2, 4));
  });
});
