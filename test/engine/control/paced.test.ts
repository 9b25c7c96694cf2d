import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Paced } from '../../../src/engine/control/paced.js';

const ALL = 1000;

describe('traffic for each UE of a range, from outside', () => {
  it('comes all at once', () => {
    const paced = new Paced({ ues: [3, 6], kind: 0, rate: null }, 10);
    assert.deepEqual(paced.take(10, ALL), [3, 4, 5, 6]);
    assert.deepEqual([paced.take(11, ALL), paced.left], [[], 0]);
  });

  it('comes so many per simulated second, the first one at once', () => {
    const paced = new Paced({ ues: [0, 31], kind: 0, rate: 5 }, 10);
    assert.deepEqual(paced.take(10, ALL), [0]);
    assert.deepEqual(paced.take(10.19, ALL), []);
    assert.deepEqual(paced.take(11, ALL), [1, 2, 3, 4, 5]);
    assert.equal(paced.left, 26);
    assert.equal(paced.take(1000, ALL).length, 26);
  });

  it('waits for those that could not be asked, and for room', () => {
    const paced = new Paced({ ues: [0, 9], kind: 0, rate: null }, 0);
    assert.deepEqual(paced.take(0, 4), [0, 1, 2, 3]);
    paced.putBack([1, 3]);
    assert.equal(paced.left, 8);
    assert.deepEqual(paced.take(0, 4), [1, 3, 4, 5]);
    assert.deepEqual(paced.take(0, ALL), [6, 7, 8, 9]);
  });
});
