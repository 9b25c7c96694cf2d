import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Enb, MODIFICATION_RESPONSES, NAS_DURING_KEY_CHANGE } from '../../../src/model/enb-choices.js';
import type { TrafficKind } from '../../../src/model/traffic.js';
import { explore } from '../../../src/verify/explorer/explore.js';

const KINDS: readonly Enb[] = NAS_DURING_KEY_CHANGE.flatMap((nasDuringKeyChange) =>
  MODIFICATION_RESPONSES.map((modificationResponse) => ({ nasDuringKeyChange, modificationResponse })),
);

const textOf = ({ nasDuringKeyChange, modificationResponse }: Enb): string =>
  `${nasDuringKeyChange}, ${modificationResponse}`;

/** Steps to the first violation; 0: there is none. */
function stepsWithout(rule: number, enb: Enb, events: readonly TrafficKind[]): number {
  const { violations } = explore({ events, start: 'connected', faults: 0, enb, withoutRules: [rule] });
  return violations[0]?.steps.length ?? 0;
}

describe('With each kind of eNB', () => {
  for (const enb of KINDS) {
    for (const kind of ['rekey', 'x2_handover', 's1_handover', 'downlink_nas', 'release'] as const) {
      it(`${textOf(enb)}: rekey and ${kind} break nothing, with a fault`, () => {
        const { complete, violations } = explore({
          ...{ events: ['rekey', kind], start: 'connected', faults: 1, enb },
        });
        assert.deepEqual([complete, violations], [true, []]);
      });
    }
  }

  // Rule or guard, events, and the steps to the damage with the eNBs in the order of KINDS.
  const damage: readonly (readonly [number, readonly TrafficKind[], readonly number[]])[] = [
    [2, ['rekey', 'rekey'], [21, 21, 20, 20]],
    [7, ['rekey', 'inter_mme_handover'], [24, 0, 23, 0]],
    [11, ['rekey', 'x2_handover'], [21, 21, 20, 20]],
    [17, ['rekey', 'rekey'], [0, 22, 0, 21]],
  ];
  for (const [rule, events, steps] of damage) {
    it(`without ${rule}, ${events.join(' and ')} break something after ${steps.join(', ')} steps`, () => {
      assert.deepEqual(
        KINDS.map((enb) => stepsWithout(rule, enb, events)),
        steps,
      );
    });
  }
});
