import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TrafficKind } from '../../../src/model/traffic.js';
import { explore } from '../../../src/verify/explorer/explore.js';

/* eNBs and MMEs restart at any moment (docs/faults.md). `uestorm verify --restarts` looks at more. */

const KINDS: readonly TrafficKind[] = [
  'attach',
  'service_request',
  'rekey',
  'x2_handover',
  's1_handover',
  'inter_mme_handover',
  'mobile_terminated',
];

describe('An eNB or MME that restarts at any moment', () => {
  for (const kind of KINDS) {
    it(`breaks nothing in ${kind}, and leaves nothing without an end`, () => {
      for (const start of ['connected', 'idle'] as const) {
        const options = { events: [kind], start, faults: 2 };
        const found = explore({ ...options, restarts: true });
        assert.deepEqual([found.complete, found.violations], [true, []]);
        assert.ok(found.states > explore(options).states);
      }
    });
  }

  it('is named in a counterexample', () => {
    const events: TrafficKind[] = ['rekey', 'inter_mme_handover'];
    const { violations } = explore({
      ...{ events, start: 'connected', faults: 1, restarts: true, withoutRules: [7], violationsMax: 40 },
    });
    const names = violations.flatMap(({ steps }) => steps.map(({ name }) => name));
    assert.ok(names.includes('restart'));
  });
});
