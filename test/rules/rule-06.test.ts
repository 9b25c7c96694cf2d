import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertViolated, Driver } from '../driver.js';
import {
  loseAndExpire,
  NAS_SMC,
  REESTABLISHMENT,
  RELOCATION_EXECUTION,
  RELOCATION_PREPARATION,
  startModification,
  startSmcForNewKasme,
} from '../ladders.js';

/** SMC(K2) is on its way when the source eNB asks for a handover to another MME. */
function relocationMeetsSmc(without: readonly number[] = []): Driver {
  const net = new Driver({ without });
  startSmcForNewKasme(net);
  net.offer('inter_mme_handover');
  net.deliver('HANDOVER REQUIRED');
  return net;
}

describe('rule 6: the source MME sends no FORWARD RELOCATION REQUEST while an SMC for a new KASME is ongoing', () => {
  it('is asked and passes when none is', () => {
    const net = new Driver();
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED');
    assert.deepEqual(net.inFlight, ['FORWARD RELOCATION REQUEST']);
    assert.deepEqual(net.rule(6), { checks: 1, holds: 0, rejects: 0, selections: 0, heldMs: [] });
  });

  it('holds it: asked once, held once', () => {
    const net = relocationMeetsSmc();
    assert.deepEqual(net.inFlight, ['SECURITY MODE COMMAND']);
    assert.deepEqual(net.rule(6), { checks: 1, holds: 1, rejects: 0, selections: 0, heldMs: [] });
  });

  it('releases it at SECURITY MODE COMPLETE, with both KASMEs (rule 8)', () => {
    const net = relocationMeetsSmc();
    net.deliver(...NAS_SMC);
    assert.deepEqual(net.inFlight, ['FORWARD RELOCATION REQUEST']);
    assert.deepEqual(net.rule(6).heldMs, [4]);
    assert.equal(net.rule(8).selections, 1);
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.ue.region, 1);
    assert.deepEqual(net.procedure('inter_mme_handover'), { offered: 1, completed: 1 });
  });

  it('releases it at SECURITY MODE REJECT, with the old KASME alone', () => {
    const net = relocationMeetsSmc();
    net.refuse('SECURITY MODE COMMAND');
    net.deliver('SECURITY MODE REJECT');
    assert.deepEqual(net.inFlight, ['FORWARD RELOCATION REQUEST']);
    assert.equal(net.rule(6).heldMs.length, 1);
    assert.equal(net.rule(8).selections, 0);
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.ue.region, 1);
  });

  it('ends the handover when T3460 aborts the SMC: the UE is released', () => {
    const net = relocationMeetsSmc();
    loseAndExpire(net, 'SECURITY MODE COMMAND', 5);
    assert.equal(net.rule(6).heldMs.length, 1);
    assert.ok(!net.inFlight.includes('FORWARD RELOCATION REQUEST'));
    net.finishClean();
    assert.deepEqual(net.procedure('inter_mme_handover'), { offered: 1, failed: 1 });
    assert.equal(net.ue.region, 0);
  });

  it('gives it up when the source eNB cancels', () => {
    const net = relocationMeetsSmc();
    net.expire('RELOCprep');
    net.deliver('HANDOVER CANCEL');
    assert.equal(net.rule(6).heldMs.length, 1);
    net.deliver(...NAS_SMC);
    assert.ok(!net.inFlight.includes('FORWARD RELOCATION REQUEST'));
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('inter_mme_handover'), { offered: 1, cancelled: 1 });
  });

  it('does not hold it for an SMC on the current KASME', () => {
    const net = new Driver();
    startModification(net);
    net.deliver('UE CONTEXT MODIFICATION REQUEST');
    net.refuse('RRCConnectionReconfiguration (key change)');
    net.deliver(...REESTABLISHMENT, 'UE CONTEXT MODIFICATION FAILURE');
    assert.deepEqual(net.inFlight, ['SECURITY MODE COMMAND']);
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED');
    assert.deepEqual(net.inFlight, ['SECURITY MODE COMMAND', 'FORWARD RELOCATION REQUEST']);
    assert.equal(net.rule(6).holds, 0);
    net.finishClean();
    net.assertAgreement();
  });
});

describe('without rule 6, FORWARD RELOCATION REQUEST goes out at once', () => {
  it('with the KASME in NAS use: NAS agreement breaks at the target MME, AS agrees thanks to rule 4', () => {
    const net = relocationMeetsSmc([6]);
    assert.deepEqual(net.inFlight, ['SECURITY MODE COMMAND', 'FORWARD RELOCATION REQUEST']);
    net.deliver('SECURITY MODE COMMAND', ...RELOCATION_PREPARATION, ...RELOCATION_EXECUTION);
    assert.deepEqual(net.violations, []);
    assert.equal(net.rule(4).selections, 1);
    assert.equal(net.ue.kenb, net.enb.kenb);
    net.deliver('TRACKING AREA UPDATE REQUEST');
    assertViolated(net, 'nas_agreement');
    assert.equal(net.violations.length, 1);
    assert.notEqual(net.ue.kasme, net.mme.kasme);
    net.finish();
    assertViolated(net, 'nas_agreement');
  });
});
