import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TRAFFIC_KINDS } from '../../../src/model/traffic.js';
import {
  ALL_REDUCTIONS,
  DETACHED_ROWS,
  LEFTOVERS,
  SPENT_TRANSFERS,
} from '../../../src/verify/reduction/reduction.js';
import { DEAD_WORDS } from '../../../src/verify/world/layout.js';
import { type Bound, surveyAlone } from '../explorer/surveys.js';

/** Bounds small enough to be surveyed without reductions. */
const BOUNDS: Readonly<Record<string, Bound>> = {
  'two events and a fault': { events: 2, faults: 1 },
  'one event of any kind and three faults': { events: 1, faults: 3, kinds: TRAFFIC_KINDS },
  'three relocations': { events: 3, faults: 0, kinds: ['inter_mme_handover'], starts: ['connected'] },
  'two relocations and two faults': {
    events: 2,
    faults: 2,
    kinds: ['inter_mme_handover'],
    starts: ['connected'],
  },
  'three handovers, a re-key among them': {
    events: 3,
    faults: 0,
    kinds: ['rekey', 'x2_handover', 's1_handover'],
    starts: ['connected'],
  },
  'a UE that is switched on again and moves': {
    events: 2,
    faults: 2,
    kinds: ['attach', 's1_handover', 'release'],
    starts: ['connected'],
  },
};

const NO_REDUCTIONS = 0;
const EACH: Readonly<Record<string, number>> = {
  'all reductions': ALL_REDUCTIONS,
  'absorbed transfers': SPENT_TRANSFERS,
  leftovers: LEFTOVERS,
  'detached rows': DETACHED_ROWS,
  'dead words': DEAD_WORDS,
};

describe('A survey with reductions', () => {
  for (const [name, bound] of Object.entries(BOUNDS)) {
    it(`ends in the same states as one without: ${name}`, () => {
      // States are the same up to dead words, of which dead-words.test.ts shows that they do not matter.
      const whole = surveyAlone({ ...bound, reductions: DEAD_WORDS });
      assert.equal(whole.status, 'complete');
      assert.equal(whole.broken, 0);
      for (const [which, reductions] of Object.entries(EACH)) {
        const { rest, broken } = surveyAlone({ ...bound, reductions: reductions | DEAD_WORDS });
        assert.deepEqual({ rest, broken }, { rest: whole.rest, broken: 0 }, which);
      }
    });
  }

  it('sees far fewer states', () => {
    const bound = { events: 3, faults: 0, kinds: ['inter_mme_handover'], starts: ['connected'] } as const;
    const states = (reductions: number) => surveyAlone({ ...bound, reductions }).states;
    assert.ok(states(ALL_REDUCTIONS) * 5 < states(NO_REDUCTIONS));
  });

  for (let rule = 1; rule <= 11; rule++) {
    it(`finds the same invariants violated without rule ${rule}`, () => {
      const bound = { events: 2, faults: 0, withoutRules: [rule] } as const;
      const whole = surveyAlone({ ...bound, reductions: NO_REDUCTIONS });
      assert.notEqual(whole.broken, 0);
      for (const [which, reductions] of Object.entries(EACH)) {
        assert.equal(surveyAlone({ ...bound, reductions }).broken, whole.broken, which);
      }
    });
  }

  it('finds the same invariants violated with a fault and several rules off', () => {
    for (const withoutRules of [
      [1, 2],
      [6, 7, 8],
      [3, 9, 11],
    ]) {
      const bound = { events: 2, faults: 1, withoutRules, starts: ['connected'] } as const;
      const whole = surveyAlone({ ...bound, reductions: NO_REDUCTIONS });
      assert.equal(surveyAlone(bound).broken, whole.broken, withoutRules.join());
    }
  });
});
