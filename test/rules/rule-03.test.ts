import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertViolated, Driver } from '../driver.js';
import {
  HANDOVER_COMPLETE,
  HANDOVER_RECONFIGURATION,
  KEY_CHANGE,
  NAS_SMC,
  REESTABLISHMENT,
  S1_EXECUTION,
  S1_HANDOVER,
  S1_PREPARATION,
  startModification,
  startSmcForNewKasme,
  takeNewKasmeIntoNasUse,
  UE_CONTEXT_MODIFICATION,
  X2_HANDOVER,
} from '../ladders.js';

const NONE = { holds: 0, rejects: 0, heldMs: [] };

describe('rule 3: HANDOVER REQUEST carries the chain of the KASME that AS runs on', () => {
  it('while an SMC for a new KASME is ongoing', () => {
    const net = new Driver();
    startSmcForNewKasme(net);
    net.deliver('SECURITY MODE COMMAND');
    net.offer('s1_handover');
    net.deliver('HANDOVER REQUIRED');
    assert.deepEqual(net.rule(3), { checks: 1, selections: 1, ...NONE });
    net.deliver(...S1_PREPARATION, HANDOVER_RECONFIGURATION, HANDOVER_COMPLETE);
    assert.deepEqual(net.violations, []);
    assert.equal(net.ue.kenb, net.enb.kenb);
    // The COMPLETE was in flight when the UE left the cell; T3460 brings the SMC to its end.
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.traffic('rekey'), { completed: 1, failed: 0 });
  });

  it('after the SMC succeeded, until a UE context modification does', () => {
    const net = new Driver();
    takeNewKasmeIntoNasUse(net);
    const { asKasme, kasme } = net.mme;
    assert.notEqual(asKasme, kasme);
    net.offer('s1_handover');
    net.deliver(...S1_HANDOVER);
    assert.deepEqual(net.rule(3), { checks: 1, selections: 1, ...NONE });
    assert.equal(net.ue.kenb, net.enb.kenb);
    assert.equal(net.ue.asKasme, asKasme);

    net.expire('delay before UE context modification');
    net.deliver(...UE_CONTEXT_MODIFICATION);
    assert.equal(net.ue.asKasme, kasme);
    net.offer('s1_handover');
    net.deliver(...S1_HANDOVER);
    assert.deepEqual(net.rule(3), { checks: 2, selections: 1, ...NONE });
    net.finishClean();
    net.assertAgreement();
  });

  it('no longer once the SMC was rejected', () => {
    const net = new Driver();
    startSmcForNewKasme(net);
    net.refuse('SECURITY MODE COMMAND');
    net.deliver('SECURITY MODE REJECT');
    net.offer('s1_handover');
    net.deliver(...S1_HANDOVER);
    assert.deepEqual(net.rule(3), { checks: 1, selections: 0, ...NONE });
    net.finishClean();
    net.assertAgreement();
  });

  it('no longer once the AS context was released: the next one runs on the KASME in NAS use', () => {
    const net = new Driver();
    takeNewKasmeIntoNasUse(net);
    net.offer('release');
    net.finish();
    assert.equal(net.mme.asKasme, net.mme.kasme);
    net.offer('service_request');
    net.finish();
    net.offer('s1_handover');
    net.deliver(...S1_HANDOVER);
    assert.deepEqual(net.rule(3), { checks: 1, selections: 0, ...NONE });
    net.finishClean();
    net.assertAgreement();
  });

  it('still, when the UE context modification failed', () => {
    const net = new Driver();
    startModification(net);
    net.deliver('UE CONTEXT MODIFICATION REQUEST');
    net.refuse('RRCConnectionReconfiguration (key change)');
    net.deliver(...REESTABLISHMENT, 'UE CONTEXT MODIFICATION FAILURE');
    net.deliver(...NAS_SMC);
    net.offer('s1_handover');
    net.deliver('HANDOVER REQUIRED');
    net.finishClean();
    assert.equal(net.rule(3).selections, 1);
    net.assertAgreement();
  });
});

describe('rule 3: PATH SWITCH REQUEST ACKNOWLEDGE carries the chain of the KASME that AS runs on', () => {
  it('after the SMC succeeded, so the next handover of the target eNB agrees', () => {
    const net = new Driver();
    takeNewKasmeIntoNasUse(net);
    for (let n = 1; n <= 2; n++) {
      net.offer('x2_handover');
      net.deliver(...X2_HANDOVER);
      assert.deepEqual(net.rule(3), { checks: n, selections: n, ...NONE });
      assert.equal(net.ue.kenb, net.enb.kenb);
    }
    net.finishClean();
    net.assertAgreement();
  });
});

describe('without rule 3, the MME steps NH with the newest KASME it knows', () => {
  it('and an S1 handover during the SMC breaks AS agreement at once', () => {
    const net = new Driver({ without: [3] });
    startSmcForNewKasme(net);
    net.deliverToEnb('SECURITY MODE COMMAND');
    net.offer('s1_handover');
    net.deliver('HANDOVER REQUIRED', ...S1_PREPARATION, HANDOVER_RECONFIGURATION);
    assert.deepEqual(net.violations, []);
    net.deliver(HANDOVER_COMPLETE);
    assert.equal(net.violations[0], 'as_agreement');
    assertViolated(net, 'as_agreement', 'chain_agreement');
    assert.equal(net.rule(3).checks, 1);
    assert.equal(net.rule(3).selections, 0);
  });

  it('and so does one between NAS SMC and UE context modification', () => {
    const net = new Driver({ without: [3] });
    takeNewKasmeIntoNasUse(net);
    net.offer('s1_handover');
    net.deliver('HANDOVER REQUIRED', ...S1_PREPARATION, ...S1_EXECUTION);
    assertViolated(net, 'as_agreement', 'chain_agreement');
  });

  it('and an X2 handover breaks the chain first, and AS in the handover after it', () => {
    const net = new Driver({ without: [3] });
    takeNewKasmeIntoNasUse(net);
    net.offer('x2_handover');
    net.deliver(...X2_HANDOVER);
    assertViolated(net, 'chain_agreement');
    assert.equal(net.ue.kenb, net.enb.kenb);
    net.offer('x2_handover');
    net.deliver(...X2_HANDOVER);
    assertViolated(net, 'as_agreement', 'chain_agreement');
  });

  it('which is not one that the UE has rejected: without rule 4 the UE does the same, and both agree', () => {
    const net = new Driver({ without: [3, 4] });
    net.offer('s1_handover');
    net.deliver(...S1_HANDOVER);
    takeNewKasmeIntoNasUse(net);
    startSmcForNewKasme(net);
    net.refuse('SECURITY MODE COMMAND');
    net.deliver('SECURITY MODE REJECT');
    net.expire('delay before UE context modification');
    net.deliver('UE CONTEXT MODIFICATION REQUEST');
    net.refuse(KEY_CHANGE);
    net.deliver(...REESTABLISHMENT, 'UE CONTEXT MODIFICATION FAILURE');
    net.deliverToEnb('SECURITY MODE COMMAND');
    net.offer('s1_handover');
    net.deliver('HANDOVER REQUIRED', ...S1_PREPARATION, HANDOVER_RECONFIGURATION, HANDOVER_COMPLETE);
    assert.equal(net.ue.kenb, net.enb.kenb);
    assert.ok(!net.violations.includes('as_agreement'));
  });
});
