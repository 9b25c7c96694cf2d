import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertViolated, Driver } from '../driver.js';
import {
  HANDOVER_COMPLETE,
  HANDOVER_RECONFIGURATION,
  KEY_CHANGE,
  KEY_CHANGE_COMPLETE,
  NAS_SMC,
  PATH_SWITCH,
  REESTABLISHMENT,
  RELEASE_OF_SOURCE,
  S1_EXECUTION,
  S1_PREPARATION,
  startModification,
  takeNewKasmeIntoNasUse,
  UE_CONTEXT_MODIFICATION,
  X2_EXECUTION,
  X2_HANDOVER,
  X2_PREPARATION,
} from '../ladders.js';

const REQUEST = 'UE CONTEXT MODIFICATION REQUEST';
const FAILURE = 'UE CONTEXT MODIFICATION FAILURE';

/** The source eNB has started a handover when the request for a key change is sent. */
function requestMeetsHandover(
  kind: 'x2_handover' | 's1_handover',
  without: readonly number[] = [],
  retries = 2,
): Driver {
  const net = new Driver({ without, retries });
  takeNewKasmeIntoNasUse(net);
  net.expire('delay before UE context modification');
  net.offer(kind);
  return net;
}

describe('rule 5a: the source eNB rejects UE CONTEXT MODIFICATION REQUEST while its handover is ongoing', () => {
  it('is asked and passes without a handover', () => {
    const net = new Driver();
    startModification(net);
    net.deliver(REQUEST);
    assert.deepEqual(net.inFlight, [KEY_CHANGE]);
    assert.deepEqual(net.rule(5), { checks: 1, holds: 0, rejects: 0, selections: 0, heldMs: [] });
  });

  it('from X2 HANDOVER REQUEST on: rejected once, with the handover-triggered cause', () => {
    const net = requestMeetsHandover('x2_handover');
    net.deliver(REQUEST);
    assert.deepEqual(net.inFlight, ['HANDOVER REQUEST (X2)', FAILURE]);
    // The handover asked too (5b), and passed.
    assert.deepEqual(net.rule(5), { checks: 2, holds: 0, rejects: 1, selections: 0, heldMs: [] });
    net.deliver(FAILURE);
    // The MME waits for the handover that it has not seen yet.
    assert.deepEqual(net.running, ['RELOCprep', 'guard']);
    assert.deepEqual(net.inFlight, ['HANDOVER REQUEST (X2)']);
  });

  it('and after PATH SWITCH REQUEST a NAS SMC on the current KASME comes first, then a fresh KeNB', () => {
    const net = requestMeetsHandover('x2_handover');
    const { kasme, eksi, ul } = net.mme;
    net.deliver(REQUEST, FAILURE, ...X2_PREPARATION, ...X2_EXECUTION, 'PATH SWITCH REQUEST');
    assert.deepEqual(net.inFlight, ['PATH SWITCH REQUEST ACKNOWLEDGE', 'SECURITY MODE COMMAND']);
    net.deliver('PATH SWITCH REQUEST ACKNOWLEDGE', ...NAS_SMC);
    assert.equal(net.mme.kasme, kasme);
    assert.equal(net.mme.eksi, eksi);
    // No reset: the COMPLETE took the next COUNT.
    assert.equal(net.mme.ul, ul + 1);
    assert.ok(net.inFlight.includes(REQUEST));
    net.deliver(...UE_CONTEXT_MODIFICATION);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('ue_context_modification'), { offered: 1, completed: 1 });
    assert.deepEqual(net.procedure('nas_security_mode_control'), { offered: 2, completed: 2 });
    assert.deepEqual(net.traffic('rekey'), { completed: 1, failed: 0 });
  });

  it('from HANDOVER REQUIRED on, and the retry follows HANDOVER NOTIFY', () => {
    const net = requestMeetsHandover('s1_handover');
    net.deliver(REQUEST, 'HANDOVER REQUIRED', FAILURE);
    assert.equal(net.rule(5).rejects, 1);
    net.deliver(...S1_PREPARATION, ...S1_EXECUTION);
    assert.ok(net.inFlight.includes('SECURITY MODE COMMAND'));
    net.deliver(...RELEASE_OF_SOURCE, ...NAS_SMC, ...UE_CONTEXT_MODIFICATION);
    net.finishClean();
    net.assertAgreement();
  });

  it('and after the handover preparation failed, too', () => {
    const net = requestMeetsHandover('s1_handover');
    net.deliver(REQUEST, 'HANDOVER REQUIRED', FAILURE);
    net.refuse('HANDOVER REQUEST');
    net.deliver('HANDOVER FAILURE');
    assert.deepEqual(net.inFlight, ['HANDOVER PREPARATION FAILURE', 'SECURITY MODE COMMAND']);
    net.deliver('HANDOVER PREPARATION FAILURE', ...NAS_SMC, ...UE_CONTEXT_MODIFICATION);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('s1_handover'), { offered: 1, failed: 1 });
    assert.deepEqual(net.procedure('ue_context_modification'), { offered: 1, completed: 1 });
  });

  it('at the eNB that the UE has just left, as well', () => {
    const net = requestMeetsHandover('x2_handover');
    net.deliver(...X2_PREPARATION, ...X2_EXECUTION, REQUEST);
    assert.ok(net.inFlight.includes(FAILURE));
    assert.equal(net.rule(5).rejects, 1);
    net.finishClean();
    net.assertAgreement();
  });

  it('but not for a connection before the last one, whose context is gone: that fails, handover or not', () => {
    const net = new Driver({ without: [11] });
    startModification(net);
    net.offer('x2_handover');
    net.deliver(...X2_HANDOVER);
    net.offer('x2_handover');
    net.deliver(REQUEST);
    assert.ok(net.inFlight.includes(FAILURE));
    assert.equal(net.rule(5).rejects, 0);
  });

  it('with retries that wait for the guard timer at least, up to the cap: then it is rejected for good', () => {
    const net = requestMeetsHandover('x2_handover', [], 2);
    const { asKasme } = net.ue;
    net.deliver(REQUEST, FAILURE);
    for (let retry = 1; retry <= 2; retry++) {
      assert.deepEqual(net.procedure('ue_context_modification'), { offered: 1 });
      net.expire('guard');
      net.deliver(...NAS_SMC, REQUEST, FAILURE);
    }
    assert.equal(net.rule(5).rejects, 3);
    assert.deepEqual(net.procedure('ue_context_modification'), { offered: 1, rejected: 1 });
    assert.deepEqual(net.traffic('rekey'), { completed: 0, failed: 1 });
    net.deliver(...X2_HANDOVER);
    net.finishClean();
    // AS stays on the old KASME, and everybody knows.
    assert.equal(net.ue.asKasme, asKasme);
    assert.equal(net.mme.asKasme, asKasme);
    assert.equal(net.ue.kenb, net.enb.kenb);
  });

  it('with no retries allowed, the first rejection is the end', () => {
    const net = requestMeetsHandover('x2_handover', [], 0);
    net.deliver(REQUEST, FAILURE);
    assert.deepEqual(net.procedure('ue_context_modification'), { offered: 1, rejected: 1 });
    net.finishClean();
  });
});

/** The reconfiguration of a UE context modification is on its way when the eNB wants a handover. */
function handoverMeetsReconfiguration(without: readonly number[] = []): Driver {
  const net = new Driver({ without });
  startModification(net);
  net.deliver(REQUEST);
  net.offer('x2_handover');
  return net;
}

describe('rule 5b: the source eNB starts no handover while the reconfiguration of a modification is ongoing', () => {
  it('holds it: asked once, held once', () => {
    const net = handoverMeetsReconfiguration();
    assert.deepEqual(net.inFlight, [KEY_CHANGE]);
    assert.deepEqual(net.rule(5), { checks: 2, holds: 1, rejects: 0, selections: 0, heldMs: [] });
  });

  it('releases it at RRCConnectionReconfigurationComplete, after the RESPONSE', () => {
    const net = handoverMeetsReconfiguration();
    net.deliver(KEY_CHANGE, KEY_CHANGE_COMPLETE);
    assert.deepEqual(net.inFlight, ['UE CONTEXT MODIFICATION RESPONSE', 'HANDOVER REQUEST (X2)']);
    assert.deepEqual(net.rule(5).heldMs, [2]);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('x2_handover'), { offered: 1, completed: 1 });
  });

  it('or before it: the eNB may send the two in either order', () => {
    const net = handoverMeetsReconfiguration();
    net.deliver(KEY_CHANGE);
    net.deliverSwapped(KEY_CHANGE_COMPLETE);
    assert.deepEqual(net.inFlight, ['HANDOVER REQUEST (X2)', 'UE CONTEXT MODIFICATION RESPONSE']);
    net.finishClean();
    net.assertAgreement();
  });

  it('releases it when the UE keeps its key and asks for re-establishment', () => {
    const net = handoverMeetsReconfiguration();
    net.refuse(KEY_CHANGE);
    net.deliver(...REESTABLISHMENT);
    assert.deepEqual(net.inFlight, [FAILURE, 'HANDOVER REQUEST (X2)']);
    assert.equal(net.rule(5).heldMs.length, 1);
    net.finishClean();
    net.assertAgreement();
  });

  it('lets it wait for a connection when the UE does not answer and is released', () => {
    const net = handoverMeetsReconfiguration();
    net.lose(KEY_CHANGE);
    net.expire('RRC answer');
    assert.equal(net.rule(5).heldMs.length, 1);
    assert.ok(!net.inFlight.includes('HANDOVER REQUEST (X2)'));
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('x2_handover'), { offered: 1, completed: 1 });
  });
});

describe('without rule 5', () => {
  it('5a accepts: the target eNB got KeNB* of the old KeNB, the UE derives from the new one', () => {
    const net = requestMeetsHandover('x2_handover', [5]);
    net.deliver('HANDOVER REQUEST (X2)', REQUEST);
    assert.equal(net.rule(5).rejects, 0);
    net.deliver(KEY_CHANGE, KEY_CHANGE_COMPLETE, 'HANDOVER REQUEST ACKNOWLEDGE (X2)');
    assert.deepEqual(net.violations, []);
    net.deliver(HANDOVER_RECONFIGURATION, HANDOVER_COMPLETE);
    assertViolated(net, 'as_agreement');
    assert.notEqual(net.ue.kenb, net.enb.kenb);
  });

  it('5b goes ahead: the handover is prepared with the KeNB that is just being replaced', () => {
    const net = handoverMeetsReconfiguration([5]);
    assert.deepEqual(net.inFlight, [KEY_CHANGE, 'HANDOVER REQUEST (X2)']);
    assert.equal(net.rule(5).holds, 0);
    net.deliver(KEY_CHANGE, KEY_CHANGE_COMPLETE, ...X2_PREPARATION);
    assert.deepEqual(net.violations, []);
    net.deliver(HANDOVER_RECONFIGURATION, HANDOVER_COMPLETE);
    assertViolated(net, 'as_agreement');
    assert.notEqual(net.ue.kenb, net.enb.kenb);
  });

  it('and what was under way is not under way at the target eNB: it can release the UE', () => {
    const net = handoverMeetsReconfiguration([5]);
    net.lose(KEY_CHANGE);
    net.deliver(...X2_PREPARATION, ...X2_EXECUTION, 'PATH SWITCH REQUEST', FAILURE);
    net.deliver('PATH SWITCH REQUEST ACKNOWLEDGE', 'UE CONTEXT RELEASE (X2)');
    net.offer('release');
    assert.ok(net.inFlight.includes('UE CONTEXT RELEASE REQUEST'));
  });

  it('the same handover without a modification in its way does no damage', () => {
    const net = new Driver({ without: [5] });
    takeNewKasmeIntoNasUse(net);
    net.offer('x2_handover');
    net.deliver(...X2_PREPARATION, ...X2_EXECUTION, ...PATH_SWITCH);
    assert.deepEqual(net.violations, []);
  });
});
