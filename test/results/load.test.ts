import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadOf } from '../../src/results/load.js';

const counted = { offered: 100_000, refused: 0, met: 97_000, unmet: 3000, ues: 10_000, population: 0.97 };

describe('the load that was offered, held against the scenario', () => {
  it('is as it should be where as many UEs are registered as the scenario says', () => {
    assert.deepEqual(loadOf(counted), { offered: 100_000, refused: 0, registered: 0.97, missing: 0 });
  });

  it('misses what the UEs would have had that are not registered', () => {
    const { registered, missing } = loadOf({ ...counted, met: 77_000, unmet: 23_000 });
    assert.equal(registered, 0.77);
    assert.ok(Math.abs(missing - 0.2062) < 1e-4);
  });

  it('misses nothing where the network fills', () => {
    assert.equal(loadOf({ ...counted, population: 0.2 }).missing, 0);
  });

  it('misses nothing within 1 %, and what chance does', () => {
    const large = { ...counted, met: 9_700_000, unmet: 300_000, ues: 1_000_000 };
    assert.equal(loadOf({ ...large, met: 9_620_000, unmet: 380_000 }).missing, 0);
    assert.ok(loadOf({ ...large, met: 9_550_000, unmet: 450_000 }).missing > 0);
    // Two of 32 UEs, whose attach has failed.
    assert.equal(loadOf({ ...counted, met: 940, unmet: 60, ues: 32, population: 1 }).missing, 0);
  });

  it('is not known where nothing came for registered UEs', () => {
    assert.deepEqual(loadOf({ ...counted, met: 0, unmet: 0 }), {
      offered: 100_000,
      refused: 0,
      registered: null,
      missing: 0,
    });
  });
});
