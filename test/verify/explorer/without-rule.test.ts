import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { InvariantName } from '../../../src/model/invariants.js';
import type { TrafficKind } from '../../../src/model/traffic.js';
import { nameOfRule } from '../../../src/rules/table.js';
import { explore } from '../../../src/verify/explorer/explore.js';

/** Rule, events, and what breaks first when the rule is off. */
const CASES: readonly (readonly [number, readonly TrafficKind[], readonly InvariantName[]])[] = [
  [1, ['rekey', 'rekey'], ['as_agreement']],
  [2, ['rekey', 'rekey'], ['as_agreement']],
  [3, ['rekey', 's1_handover'], ['as_agreement', 'chain_agreement']],
  [3, ['rekey', 'x2_handover'], ['chain_agreement']],
  [4, ['rekey', 's1_handover'], ['as_agreement', 'chain_agreement']],
  [5, ['rekey', 'x2_handover'], ['as_agreement']],
  [6, ['rekey', 'inter_mme_handover'], ['nas_agreement']],
  [7, ['rekey', 'inter_mme_handover'], ['as_agreement', 'chain_agreement']],
  [8, ['rekey', 'inter_mme_handover'], ['as_agreement', 'chain_agreement']],
  [9, ['rekey', 'inter_mme_handover'], ['chain_agreement']],
  [10, ['downlink_nas', 'inter_mme_handover'], ['reuse']],
  [10, ['rekey', 'inter_mme_handover'], ['reuse']],
  [11, ['rekey', 's1_handover'], ['as_agreement', 'chain_agreement']],
  [11, ['rekey', 'x2_handover'], ['chain_agreement']],
  [14, ['rekey', 'downlink_nas'], ['nas_agreement']],
  [15, ['rekey', 'tracking_area_update'], ['nas_agreement']],
  [16, ['rekey'], ['as_agreement']],
];

describe('Without a rule there is a counterexample', () => {
  for (const [rule, events, invariants] of CASES) {
    it(`${nameOfRule(rule)}: ${events.join(' and ')} violate ${invariants.join(' and ')}`, () => {
      const { violations } = explore({ events, start: 'connected', faults: 0, withoutRules: [rule] });
      assert.deepEqual(violations[0].invariants, invariants);
      const marks = violations[0].steps.flatMap(({ rules }) => rules);
      assert.ok(
        marks.some((mark) => mark.rule === rule && !mark.isOn),
        'the path does not show where the rule would have acted',
      );
      assert.ok(marks.every((mark) => mark.rule !== rule || !mark.isOn));
    });
  }
});

describe('A chain that is used up', () => {
  const bound = { events: ['s1_handover'], start: 'exhausted', faults: 0 } as const;

  it('is started anew, and a handover refused until then', () => {
    const { violations, complete } = explore(bound);
    assert.deepEqual([complete, violations], [true, []]);
  });

  it('breaks AS without the guard key_chain', () => {
    const { violations } = explore({ ...bound, withoutRules: [12] });
    assert.deepEqual(violations[0].invariants, ['as_agreement', 'chain_agreement']);
  });
});

describe('A counterexample', () => {
  const { violations } = explore({
    events: ['rekey', 'inter_mme_handover'],
    start: 'connected',
    faults: 0,
    withoutRules: [8],
  });
  const { steps, disagreement, derivations } = violations[0];

  it('names every message with the party that sends it and the one that gets it', () => {
    const forward = steps.find(({ name }) => name === 'FORWARD RELOCATION REQUEST');
    assert.deepEqual([forward?.from, forward?.to], ['mme-0', 'mme-1']);
    const request = steps.find(({ name }) => name === 'HANDOVER REQUEST');
    assert.deepEqual([request?.from, request?.to], ['mme-1', 'enb-2']);
    const command = steps.find(({ nas }) => nas === 'SECURITY MODE COMMAND');
    assert.deepEqual([command?.from, command?.to], ['mme-0', 'enb-0']);
  });

  it('shows the keys that messages carry: without rule 8 one KASME, the new one', () => {
    const forward = steps.find(({ name }) => name === 'FORWARD RELOCATION REQUEST');
    assert.deepEqual(
      [forward?.carries.kasme, forward?.carries.eksi, forward?.carries.oldKasme, forward?.carries.ncc],
      ['K2', 1, undefined, 2],
    );
    const command = steps.find(({ nas }) => nas === 'SECURITY MODE COMMAND');
    assert.deepEqual([command?.carries.kasme, command?.carries.count], ['K2', 0]);
  });

  it('ends with different keys at UE and eNB, and their derivations from different KASMEs', () => {
    const [ue, enb] = disagreement;
    assert.notEqual(ue.holds.kenb, enb.holds.kenb);
    const origin = new Map(derivations);
    const nh = (kenb = '') => /NH\d+/.exec(origin.get(kenb) ?? '')?.[0] ?? '';
    assert.match(origin.get(nh(ue.holds.kenb)) ?? '', /^A\.4\(K1,/);
    assert.match(origin.get(nh(enb.holds.kenb)) ?? '', /^A\.4\(K2,/);
  });

  it('is a shortest one: no path with fewer steps ends in a violation', () => {
    const { depth } = explore({
      events: ['rekey', 'inter_mme_handover'],
      start: 'connected',
      faults: 0,
      withoutRules: [8],
    });
    assert.equal(steps.length, depth + 1);
  });
});
