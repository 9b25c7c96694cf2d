import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Suspension } from '../../../src/engine/control/suspension.js';

describe('the time for which the machine was suspended', () => {
  it('is by how much the time since its boot got ahead of the monotonic clock', () => {
    let ahead = 1000;
    const suspension = new Suspension(() => ahead);
    assert.equal(suspension.seconds, 0);
    ahead += 12.5;
    assert.equal(suspension.seconds, 12.5);
  });

  it('is none as far as the clocks are coarse, and on a machine that stays awake', () => {
    let ahead = 1000;
    const suspension = new Suspension(() => ahead);
    ahead += 0.4;
    assert.equal(suspension.seconds, 0);
    assert.equal(new Suspension().seconds, 0);
  });
});
