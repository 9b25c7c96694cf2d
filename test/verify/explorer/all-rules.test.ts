import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TRAFFIC_KINDS, type TrafficKind } from '../../../src/model/traffic.js';
import { explore } from '../../../src/verify/explorer/explore.js';

/** Explores, with all rules on, and expects every state to be seen and to be good. */
function holds(events: readonly TrafficKind[], faults: number): void {
  for (const start of ['connected', 'idle'] as const) {
    const { complete, violations } = explore({ events, start, faults });
    assert.deepEqual(
      violations.map(({ invariants, steps }) => ({ invariants, path: steps.map(({ name }) => name) })),
      [],
    );
    assert.ok(complete, `${events} from ${start} was not explored to the end`);
  }
}

describe('With all rules on no interleaving violates an invariant', () => {
  for (const kind of TRAFFIC_KINDS) it(`${kind} alone, with two faults`, () => holds([kind], 2));

  const pairs: readonly (readonly [TrafficKind, TrafficKind])[] = [
    ['rekey', 'rekey'],
    ['rekey', 'x2_handover'],
    ['rekey', 's1_handover'],
    ['rekey', 'release'],
    ['service_request', 'rekey'],
    ['x2_handover', 's1_handover'],
    ['tracking_area_update', 'x2_handover'],
    ['detach', 's1_handover'],
    ['attach', 'rekey'],
    ['mobile_terminated', 'rekey'],
    ['mobile_terminated', 'downlink_nas'],
    ['mobile_terminated', 'service_request'],
    ['mobile_terminated', 'tracking_area_update'],
    ['mobile_terminated', 'attach'],
    ['mobile_terminated', 'detach'],
    ['mobile_terminated', 'release'],
  ];
  for (const pair of pairs) it(`${pair.join(' and ')}, with a fault`, () => holds(pair, 1));

  it('rekey and inter_mme_handover, without faults', () => holds(['rekey', 'inter_mme_handover'], 0));
  it('downlink_nas and inter_mme_handover, with a fault', () =>
    holds(['downlink_nas', 'inter_mme_handover'], 1));

  it('a connection that the MME gives up while its context is set up, after two handovers', () => {
    const events = ['service_request', 'x2_handover', 'inter_mme_handover'] as const;
    const { complete, violations } = explore({ events, start: 'connected', faults: 1 });
    assert.deepEqual(violations, []);
    assert.ok(complete);
  });
});

describe('An exploration', () => {
  const events = ['rekey', 's1_handover'] as const;

  it('has the same states and transitions every time', () => {
    const once = explore({ events, start: 'connected', faults: 1 });
    const again = explore({ events: [...events].reverse(), start: 'connected', faults: 1 });
    assert.deepEqual(again, once);
    assert.ok(once.transitions > once.states);
  });

  it('sees more with more faults', () => {
    const states = [0, 1, 2].map((faults) => explore({ events, start: 'connected', faults }).states);
    assert.ok(states[0] < states[1] && states[1] < states[2], states.join(', '));
  });

  it('holds that of fewer events, since events may never come', () => {
    const pair = explore({ events: ['x2_handover', 'downlink_nas'], start: 'connected', faults: 0 });
    const alone = explore({ events: ['x2_handover'], start: 'connected', faults: 0 });
    assert.ok(pair.states > alone.states);
  });

  it('says that it is not complete when it had to give up', () => {
    const { complete, states } = explore({ events, start: 'connected', faults: 1, statesMax: 50 });
    assert.equal(complete, false);
    assert.ok(states >= 50 && states < 200);
  });
});
