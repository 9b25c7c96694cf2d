import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { kneeOf } from '../../../src/capacity/statistics/knee.js';

const curve = (xs: readonly number[], y: (x: number) => number) => xs.map((x) => ({ x, y: y(x) }));
const LOADS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98];

describe('the knee of a curve', () => {
  it('is where the waiting time of a queue leaves the ground', () => {
    // M/M/1: the mean time in the system over the service time.
    const knee = kneeOf(curve(LOADS, (load) => 1 / (1 - load)));
    assert.ok(knee !== null && knee >= 0.8 && knee <= 0.9, `knee at ${knee}`);
  });

  it('is the corner of two straight lines', () => {
    assert.equal(kneeOf(curve(LOADS, (load) => (load <= 0.7 ? 1 : 1 + 20 * (load - 0.7)))), 0.7);
  });

  it('is not there in a straight line, a flat one, or one that bends the other way', () => {
    assert.equal(kneeOf(curve(LOADS, (load) => 3 * load)), null);
    assert.equal(kneeOf(curve(LOADS, () => 5)), null);
    assert.equal(kneeOf(curve(LOADS, Math.sqrt)), null);
    assert.equal(kneeOf(curve([1, 2], (x) => x)), null);
  });

  it('is found below a plateau, where an overloaded queue is full', () => {
    const knee = kneeOf(curve(LOADS, (load) => (load < 0.5 ? 1 : load < 0.8 ? 1 + 100 * (load - 0.5) : 31)));
    assert.equal(knee, 0.5);
  });
});
