import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertViolated, Driver } from '../driver.js';
import {
  AUTHENTICATION,
  HANDOVER_COMPLETE,
  HANDOVER_RECONFIGURATION,
  loseAndExpire,
  NAS_SMC,
  RELOCATION_COMPLETION,
  RELOCATION_EXECUTION,
  RELOCATION_PREPARATION,
  S1_EXECUTION,
  TRACKING_AREA_UPDATE,
  takeNewKasmeIntoNasUse,
} from '../ladders.js';

const NONE = { rejects: 0, selections: 0 };

/** FORWARD RELOCATION REQUEST is out when a downlink NAS message is to be sent. */
function downlinkMeetsRelocation(without: readonly number[] = []): Driver {
  const net = new Driver({ without });
  net.offer('inter_mme_handover');
  net.deliver('HANDOVER REQUIRED');
  net.offer('downlink_nas');
  return net;
}

describe('rule 10: after FORWARD RELOCATION REQUEST the source MME sends no downlink NAS message', () => {
  it('is asked and passes before', () => {
    const net = new Driver();
    net.offer('downlink_nas');
    assert.deepEqual(net.inFlight, ['downlink NAS message']);
    assert.deepEqual(net.rule(10), { checks: 1, holds: 0, ...NONE, heldMs: [] });
  });

  it('holds it: asked once, held once', () => {
    const net = downlinkMeetsRelocation();
    assert.deepEqual(net.inFlight, ['FORWARD RELOCATION REQUEST']);
    net.deliver('FORWARD RELOCATION REQUEST', 'HANDOVER REQUEST');
    assert.deepEqual(net.rule(10), { checks: 1, holds: 1, ...NONE, heldMs: [] });
  });

  it('releases it when the handover failed', () => {
    const net = downlinkMeetsRelocation();
    net.deliver('FORWARD RELOCATION REQUEST');
    net.refuse('HANDOVER REQUEST');
    net.deliver('HANDOVER FAILURE', 'FORWARD RELOCATION RESPONSE');
    assert.ok(net.inFlight.includes('downlink NAS message'));
    assert.equal(net.rule(10).heldMs.length, 1);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('downlink_nas'), { offered: 1, completed: 1 });
  });

  it('releases it when the handover was cancelled, at RELOCATION CANCEL RESPONSE', () => {
    const net = downlinkMeetsRelocation();
    net.deliver('FORWARD RELOCATION REQUEST');
    net.expire('RELOCprep');
    net.deliver('HANDOVER CANCEL', 'RELOCATION CANCEL REQUEST');
    assert.ok(!net.inFlight.includes('downlink NAS message'));
    net.deliver('RELOCATION CANCEL RESPONSE');
    assert.ok(net.inFlight.includes('downlink NAS message'));
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('inter_mme_handover'), { offered: 1, cancelled: 1 });
  });

  it('on success lets it move with the UE: the target MME sends it, after TRACKING AREA UPDATE ACCEPT', () => {
    const net = downlinkMeetsRelocation();
    net.deliver(...RELOCATION_PREPARATION, ...RELOCATION_EXECUTION);
    assert.ok(!net.inFlight.includes('downlink NAS message'));
    net.deliver('TRACKING AREA UPDATE REQUEST');
    assert.ok(net.inFlight.includes('downlink NAS message'));
    const accept = net.inFlight.indexOf('TRACKING AREA UPDATE ACCEPT');
    assert.ok(accept >= 0 && accept < net.inFlight.indexOf('downlink NAS message'));
    assert.equal(net.rule(10).heldMs.length, 1);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('downlink_nas'), { offered: 1, completed: 1 });
  });

  it('holds the retransmission of an AUTHENTICATION REQUEST, and an AKA is superseded on success', () => {
    const net = new Driver();
    net.offer('rekey');
    net.lose('AUTHENTICATION REQUEST');
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED');
    net.expire('T3460');
    assert.deepEqual(net.inFlight, ['FORWARD RELOCATION REQUEST']);
    assert.equal(net.rule(10).holds, 1);
    net.deliver(...RELOCATION_PREPARATION, ...RELOCATION_EXECUTION, ...RELOCATION_COMPLETION);
    assert.equal(net.rule(10).heldMs.length, 1);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('authentication'), { offered: 1, superseded: 1 });
    assert.deepEqual(net.traffic('rekey'), { completed: 0, failed: 1 });
  });

  it('holds the retransmission of an AUTHENTICATION REQUEST, which goes out when the handover failed', () => {
    const net = new Driver();
    net.offer('rekey');
    net.lose('AUTHENTICATION REQUEST');
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED');
    net.expire('T3460');
    net.deliver('FORWARD RELOCATION REQUEST');
    net.refuse('HANDOVER REQUEST');
    net.deliver('HANDOVER FAILURE', 'FORWARD RELOCATION RESPONSE');
    assert.ok(net.inFlight.includes('AUTHENTICATION REQUEST'));
    // From the expiry on: FORWARD RELOCATION REQUEST, HANDOVER REQUEST, HANDOVER FAILURE and the RESPONSE.
    assert.deepEqual(net.rule(10).heldMs, [4]);
    net.deliver('HANDOVER PREPARATION FAILURE', ...AUTHENTICATION, ...NAS_SMC);
    net.finishClean();
    net.assertAgreement();
  });

  it('holds it once, whatever else asks for that retransmission', () => {
    const net = new Driver();
    net.offer('s1_handover');
    net.deliver('HANDOVER REQUIRED', 'HANDOVER REQUEST', 'HANDOVER REQUEST ACKNOWLEDGE');
    net.offer('rekey');
    net.deliver('HANDOVER COMMAND', 'AUTHENTICATION REQUEST', ...S1_EXECUTION);
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED');
    net.expire('T3460');
    assert.equal(net.rule(10).holds, 1);
    net.deliver('NAS NON DELIVERY INDICATION');
    assert.equal(net.rule(10).holds, 1);
    assert.ok(!net.inFlight.includes('AUTHENTICATION REQUEST'));
    net.finishClean();
    assert.equal(net.rule(10).heldMs.length, 1);
  });

  it('lets nothing be decided by the last expiry of T3460: that waits for the end of the handover', () => {
    const net = new Driver();
    net.offer('rekey');
    loseAndExpire(net, 'AUTHENTICATION REQUEST', 4);
    net.lose('AUTHENTICATION REQUEST');
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED');
    net.expire('T3460');
    assert.ok(net.running.includes('T3460'));
    assert.deepEqual(net.inFlight, ['FORWARD RELOCATION REQUEST']);
    net.deliver('FORWARD RELOCATION REQUEST');
    net.refuse('HANDOVER REQUEST');
    net.deliver('HANDOVER FAILURE', 'FORWARD RELOCATION RESPONSE', 'HANDOVER PREPARATION FAILURE');
    net.expire('T3460');
    assert.deepEqual(net.procedure('authentication'), { offered: 1, failed: 1 });
    net.finishClean();
  });

  it('holds a SECURITY MODE COMMAND that a TAU aborts then: T3460 starts again, for nothing else would end the SMC', () => {
    const net = new Driver();
    takeNewKasmeIntoNasUse(net);
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED', ...RELOCATION_PREPARATION, ...RELOCATION_EXECUTION);
    net.deliver(...RELOCATION_COMPLETION, ...TRACKING_AREA_UPDATE);
    net.lose('SECURITY MODE COMMAND');
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED');
    net.expire('T3460');
    assert.ok(!net.running.includes('T3460'));
    net.offer('tracking_area_update');
    net.deliver('TRACKING AREA UPDATE REQUEST');
    assert.ok(net.running.includes('T3460'));
    net.deliver('FORWARD RELOCATION REQUEST');
    net.refuse('HANDOVER REQUEST');
    net.deliver('HANDOVER FAILURE', 'FORWARD RELOCATION RESPONSE', 'HANDOVER PREPARATION FAILURE');
    // Which COMMAND the UE has accepted is not known: it is released, and its next message tells.
    net.expire('T3460');
    // To the prepared cell that is given up, and to the UE's.
    assert.deepEqual(net.inFlight, ['UE CONTEXT RELEASE COMMAND', 'UE CONTEXT RELEASE COMMAND']);
    net.finishClean();
    net.offer('service_request');
    net.finishClean();
    net.assertAgreement();
  });

  it('holds TRACKING AREA UPDATE ACCEPT, which goes out when the handover failed', () => {
    const net = new Driver();
    net.offer('tracking_area_update');
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED', 'TRACKING AREA UPDATE REQUEST');
    assert.deepEqual(net.inFlight, ['FORWARD RELOCATION REQUEST']);
    assert.equal(net.rule(10).holds, 1);
    net.deliver('FORWARD RELOCATION REQUEST');
    net.refuse('HANDOVER REQUEST');
    net.deliver('HANDOVER FAILURE', 'FORWARD RELOCATION RESPONSE');
    assert.ok(net.inFlight.includes('TRACKING AREA UPDATE ACCEPT'));
    net.finishClean();
    net.assertAgreement();
  });

  it('holds a NAS SMC that falls due after the request', () => {
    const net = new Driver();
    net.offer('rekey');
    net.deliver('AUTHENTICATION REQUEST');
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED', 'AUTHENTICATION RESPONSE');
    assert.deepEqual(net.inFlight, ['FORWARD RELOCATION REQUEST']);
    assert.equal(net.rule(10).holds, 1);
    net.deliver(...RELOCATION_PREPARATION, ...RELOCATION_EXECUTION, ...RELOCATION_COMPLETION);
    assert.equal(net.rule(10).heldMs.length, 1);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('nas_security_mode_control'), { offered: 1, superseded: 1 });
  });
});

describe('without rule 10, the source MME sends', () => {
  it('a message that the UE accepts: its COUNT comes again from the target MME, a false replay', () => {
    const net = downlinkMeetsRelocation([10]);
    assert.deepEqual(net.inFlight, ['FORWARD RELOCATION REQUEST', 'downlink NAS message']);
    assert.deepEqual(net.rule(10), { checks: 1, holds: 0, ...NONE, heldMs: [] });
    net.deliver('downlink NAS message', ...RELOCATION_PREPARATION, ...RELOCATION_EXECUTION);
    net.deliver('TRACKING AREA UPDATE REQUEST');
    assert.deepEqual(net.violations, []);
    net.deliver('TRACKING AREA UPDATE ACCEPT');
    assertViolated(net, 'false_replay');
    // The COUNT was used twice with one KASME, which shows when the two MMEs speak of it.
    net.deliver('FORWARD RELOCATION COMPLETE NOTIFICATION');
    assertViolated(net, 'false_replay', 'reuse');
    assert.equal(net.violations.length, 2);
  });

  it('a message that the UE never gets: the COUNT is used twice all the same', () => {
    const net = downlinkMeetsRelocation([10]);
    net.deliver(...RELOCATION_PREPARATION.slice(0, -1));
    net.deliverToEnb('downlink NAS message');
    net.deliver('HANDOVER COMMAND', ...RELOCATION_EXECUTION);
    net.deliver('FORWARD RELOCATION COMPLETE NOTIFICATION');
    assertViolated(net, 'reuse');
    assert.equal(net.violations.length, 1);
  });

  it('the retransmission of an AUTHENTICATION REQUEST', () => {
    const net = new Driver({ without: [10] });
    net.offer('rekey');
    net.lose('AUTHENTICATION REQUEST');
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED');
    net.expire('T3460');
    assert.deepEqual(net.inFlight, ['FORWARD RELOCATION REQUEST', 'AUTHENTICATION REQUEST']);
    assert.equal(net.rule(10).holds, 0);
  });

  it('a SECURITY MODE COMMAND for a new KASME: lasting NAS disagreement', () => {
    const net = new Driver({ without: [10] });
    net.offer('rekey');
    net.deliver('AUTHENTICATION REQUEST');
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED', 'AUTHENTICATION RESPONSE');
    net.deliver('SECURITY MODE COMMAND', ...RELOCATION_PREPARATION);
    net.deliver(HANDOVER_RECONFIGURATION, '(UE moves)', HANDOVER_COMPLETE, 'HANDOVER NOTIFY');
    net.deliver('TRACKING AREA UPDATE REQUEST');
    assertViolated(net, 'nas_agreement');
    assert.notEqual(net.ue.kasme, net.mme.kasme);
    net.finish();
    assert.notEqual(net.ue.kasme, net.mme.kasme);
  });
});
