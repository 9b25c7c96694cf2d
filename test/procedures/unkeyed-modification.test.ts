import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Driver } from '../driver.js';
import {
  AUTHENTICATION,
  NAS_SMC,
  RELOCATION_COMPLETION,
  RELOCATION_EXECUTION,
  RELOCATION_PREPARATION,
  S1_PREPARATION,
  startModification,
  X2_EXECUTION,
  X2_PREPARATION,
} from '../ladders.js';

const REQUEST = 'UE CONTEXT MODIFICATION REQUEST';
const RESPONSE = 'UE CONTEXT MODIFICATION RESPONSE';
const FAILURE = 'UE CONTEXT MODIFICATION FAILURE';
const KIND = 'unkeyed_modification';

describe('UE context modification without a KeNB (TS 36.413 8.3.4)', () => {
  it('is answered by the eNB alone, and changes no key', () => {
    const net = new Driver();
    const { kenb, ncc } = net.ue;
    net.offer(KIND);
    net.deliver(REQUEST);
    assert.deepEqual(net.inFlight, [RESPONSE]);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual([net.ue.kenb, net.ue.ncc], [kenb, ncc]);
    assert.deepEqual(net.procedure(KIND), { offered: 1, completed: 1 });
    assert.deepEqual(net.procedure('ue_context_modification'), { offered: 0 });
    assert.deepEqual(net.traffic(KIND), { completed: 1, failed: 0 });
  });

  it('is not held by rule 1 while a NAS SMC is ongoing', () => {
    const net = new Driver();
    net.offer('rekey');
    net.deliver(...AUTHENTICATION);
    net.offer(KIND);
    assert.deepEqual(net.inFlight, ['SECURITY MODE COMMAND', REQUEST]);
    assert.equal(net.rule(1).checks, 0);
    net.finishClean();
    net.assertAgreement();
  });

  it('does not make rule 2 hold a NAS SMC', () => {
    const net = new Driver();
    net.offer('rekey');
    net.deliver('AUTHENTICATION REQUEST');
    net.offer(KIND);
    net.deliver('AUTHENTICATION RESPONSE');
    assert.deepEqual(net.inFlight, [REQUEST, 'SECURITY MODE COMMAND']);
    assert.equal(net.rule(2).holds, 0);
    net.finishClean();
    net.assertAgreement();
  });

  for (const [kind, rule, next] of [
    ['s1_handover', 11, 'HANDOVER REQUEST'],
    ['inter_mme_handover', 7, 'FORWARD RELOCATION REQUEST'],
  ] as const) {
    it(`does not make ${rule === 7 ? 'rule 7' : 'guard 11'} hold ${next}`, () => {
      const net = new Driver();
      net.offer(kind);
      net.offer(KIND);
      net.deliver('HANDOVER REQUIRED');
      assert.ok(net.inFlight.includes(next));
      assert.deepEqual([net.rule(rule).checks, net.rule(rule).holds], [1, 0]);
      net.finishClean();
      net.assertAgreement();
    });
  }

  for (const [kind, required, preparation, cause] of [
    ['x2_handover', [], X2_PREPARATION, 'X2 Handover triggered'],
    ['s1_handover', ['HANDOVER REQUIRED'], S1_PREPARATION, 'S1 intra system Handover triggered'],
  ] as const) {
    it(`is rejected by rule 5 during an ${kind}, and tried again when that has ended`, () => {
      const net = new Driver();
      net.offer(kind);
      net.offer(KIND);
      net.deliver(...required, REQUEST, FAILURE);
      assert.equal(net.rule(5).rejects, 1);
      assert.deepEqual(net.causes(FAILURE), [cause]);
      net.deliver(...preparation, ...X2_EXECUTION);
      assert.ok(!net.inFlight.includes(REQUEST));
      net.finishClean();
      net.assertAgreement();
      assert.deepEqual(net.procedure(KIND), { offered: 1, completed: 1 });
    });
  }

  it('is rejected for good at the cap', () => {
    const net = new Driver({ retries: 1 });
    net.offer('x2_handover');
    net.deliver(...X2_PREPARATION);
    net.offer(KIND);
    net.deliver(REQUEST, FAILURE);
    net.expire('guard');
    net.deliver(REQUEST, FAILURE);
    assert.deepEqual(net.procedure(KIND), { offered: 1, rejected: 1 });
    assert.deepEqual(net.traffic(KIND), { completed: 0, failed: 1 });
    net.finishClean();
  });

  it('waits for the answer to one with a KeNB, and that waits for its', () => {
    const net = new Driver();
    startModification(net);
    net.offer(KIND);
    assert.deepEqual(net.inFlight, [REQUEST]);
    net.finishClean();
    net.assertAgreement();
    net.offer('rekey');
    net.deliver(...AUTHENTICATION, ...NAS_SMC);
    net.offer(KIND);
    net.expire('delay before UE context modification');
    assert.deepEqual(net.inFlight, [REQUEST]);
    net.deliver(REQUEST, RESPONSE);
    assert.deepEqual(net.inFlight, [REQUEST]);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure(KIND), { offered: 2, completed: 2 });
    assert.deepEqual(net.procedure('ue_context_modification'), { offered: 2, completed: 2 });
  });

  it('is nothing for an idle UE; one that is released meanwhile gets it with its next context', () => {
    assert.equal(new Driver({ start: 'idle' }).offered(KIND), false);
    const net = new Driver();
    net.offer('release');
    net.offer(KIND);
    net.deliver('UE CONTEXT RELEASE REQUEST', REQUEST, FAILURE);
    net.finishClean();
    assert.deepEqual(net.procedure(KIND), { offered: 1, superseded: 1 });
    assert.deepEqual(net.traffic(KIND), { completed: 1, failed: 0 });
  });

  it('is superseded by a relocation: the other MME tells its eNB', () => {
    const net = new Driver();
    net.offer('inter_mme_handover');
    net.offer(KIND);
    net.deliver('HANDOVER REQUIRED', ...RELOCATION_PREPARATION.slice(0, -1));
    const { inFlight } = net;
    assert.deepEqual(inFlight, [REQUEST, 'HANDOVER COMMAND']);
    net.deliver(REQUEST, 'HANDOVER COMMAND', ...RELOCATION_EXECUTION, ...RELOCATION_COMPLETION.slice(0, 1));
    assert.deepEqual(net.procedure(KIND), { offered: 1, superseded: 1 });
    net.finishClean();
    net.assertAgreement();
  });
});
