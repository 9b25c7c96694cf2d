import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertViolated, Driver } from '../driver.js';
import {
  AUTHENTICATION,
  HANDOVER_COMPLETE,
  HANDOVER_RECONFIGURATION,
  KEY_CHANGE,
  KEY_CHANGE_COMPLETE,
  NAS_SMC,
  RELOCATION_PREPARATION,
  startModification,
  startSmcForNewKasme,
  takeNewKasmeIntoNasUse,
} from '../ladders.js';

const REQUEST = 'UE CONTEXT MODIFICATION REQUEST';
const RESPONSE = 'UE CONTEXT MODIFICATION RESPONSE';
const FAILURE = 'UE CONTEXT MODIFICATION FAILURE';

/** The key change is complete at the eNB, and HANDOVER REQUIRED reaches the MME before the RESPONSE does. */
function requiredOvertakesResponse(without: readonly number[] = []): Driver {
  const net = new Driver({ without });
  startModification(net);
  net.deliver(REQUEST, KEY_CHANGE);
  net.offer('inter_mme_handover');
  net.deliverSwapped(KEY_CHANGE_COMPLETE);
  net.deliver('HANDOVER REQUIRED');
  return net;
}

/** HANDOVER REQUIRED and the request for a key change cross on S1; the source eNB rejects the latter (5a). */
function requiredCrossesRequest(without: readonly number[] = []): Driver {
  const net = new Driver({ without });
  startModification(net);
  net.offer('inter_mme_handover');
  net.deliver('HANDOVER REQUIRED');
  return net;
}

describe('rule 7: no FORWARD RELOCATION REQUEST while a UE context modification with a KeNB is ongoing', () => {
  it('is asked and passes when none is', () => {
    const net = new Driver();
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED');
    assert.deepEqual(net.rule(7), { checks: 1, holds: 0, rejects: 0, selections: 0, heldMs: [] });
  });

  it('holds it: asked once, held once', () => {
    const net = requiredOvertakesResponse();
    assert.deepEqual(net.inFlight, [RESPONSE]);
    assert.deepEqual(net.rule(7), { checks: 1, holds: 1, rejects: 0, selections: 0, heldMs: [] });
    assert.equal(net.rule(6).holds, 0);
  });

  it('releases it at UE CONTEXT MODIFICATION RESPONSE, with the new chain', () => {
    const net = requiredOvertakesResponse();
    net.deliver(RESPONSE);
    assert.deepEqual(net.inFlight, ['FORWARD RELOCATION REQUEST']);
    assert.deepEqual(net.rule(7).heldMs, [1]);
    assert.equal(net.rule(8).selections, 0);
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.ue.region, 1);
  });

  it('releases it at UE CONTEXT MODIFICATION FAILURE, with both KASMEs (rule 8)', () => {
    const net = requiredCrossesRequest();
    assert.deepEqual(net.inFlight, [REQUEST]);
    assert.equal(net.rule(7).holds, 1);
    net.deliver(REQUEST, FAILURE);
    assert.deepEqual(net.inFlight, ['FORWARD RELOCATION REQUEST']);
    assert.equal(net.rule(7).heldMs.length, 1);
    assert.equal(net.rule(8).selections, 1);
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.ue.region, 1);
  });

  it('gives it up when the source eNB cancels before the key change has come to it', () => {
    const net = requiredCrossesRequest();
    net.expire('RELOCprep');
    net.deliver('HANDOVER CANCEL');
    assert.equal(net.rule(7).heldMs.length, 1);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('inter_mme_handover'), { offered: 1, cancelled: 1 });
  });

  it('gives it up when the source eNB cancels', () => {
    const net = requiredOvertakesResponse();
    net.expire('RELOCprep');
    net.deliver(RESPONSE, 'HANDOVER CANCEL');
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.rule(7).heldMs.length, 1);
    assert.deepEqual(net.procedure('inter_mme_handover'), { offered: 1, cancelled: 1 });
  });
});

describe('rules 6 and 7 hold one relocation, one after the other (which takes another rule to be off)', () => {
  it('7, and then 6: the SMC that began meanwhile is waited for, too', () => {
    const net = new Driver({ without: [2] });
    takeNewKasmeIntoNasUse(net);
    net.offer('rekey');
    net.expire('delay before UE context modification');
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED');
    assert.deepEqual([net.rule(6).holds, net.rule(7).holds], [0, 1]);
    net.deliver(...AUTHENTICATION);
    assert.deepEqual([net.rule(6).holds, net.rule(7).holds], [1, 1]);
    assert.equal(net.rule(7).heldMs.length, 1);
    net.deliver(REQUEST, FAILURE);
    assert.ok(!net.inFlight.includes('FORWARD RELOCATION REQUEST'));
    net.deliver(...NAS_SMC);
    assert.ok(net.inFlight.includes('FORWARD RELOCATION REQUEST'));
    assert.equal(net.rule(6).heldMs.length, 1);
  });

  it('6, and then 7: each hold is measured for itself', () => {
    const net = new Driver({ without: [1] });
    takeNewKasmeIntoNasUse(net);
    startSmcForNewKasme(net);
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED');
    net.expire('delay before UE context modification');
    assert.ok(net.inFlight.includes(REQUEST));
    assert.deepEqual([net.rule(6).holds, net.rule(7).holds], [1, 0]);
    net.deliver(...NAS_SMC);
    assert.deepEqual([net.rule(6).holds, net.rule(7).holds], [1, 1]);
    assert.deepEqual([net.rule(6).heldMs.length, net.rule(7).heldMs.length], [1, 0]);
    net.deliver(REQUEST, FAILURE);
    assert.ok(net.inFlight.includes('FORWARD RELOCATION REQUEST'));
    assert.equal(net.rule(7).heldMs.length, 1);
  });
});

describe('without rule 7, FORWARD RELOCATION REQUEST goes out at once', () => {
  it('with the chain that the UE has just left: AS agreement breaks', () => {
    const net = requiredOvertakesResponse([7]);
    assert.deepEqual(net.inFlight, [RESPONSE, 'FORWARD RELOCATION REQUEST']);
    net.deliver(RESPONSE, ...RELOCATION_PREPARATION, HANDOVER_RECONFIGURATION, '(UE moves)');
    assert.deepEqual(net.violations, []);
    net.deliver(HANDOVER_COMPLETE);
    assert.equal(net.violations[0], 'as_agreement');
    assertViolated(net, 'as_agreement', 'chain_agreement');
    assert.notEqual(net.ue.kenb, net.enb.kenb);
  });

  it('and where the eNB rejects the modification (5a), no key has changed and none disagrees', () => {
    const net = requiredCrossesRequest([7]);
    assert.deepEqual(net.inFlight, [REQUEST, 'FORWARD RELOCATION REQUEST']);
    net.deliver(REQUEST, FAILURE, ...RELOCATION_PREPARATION);
    net.deliver(HANDOVER_RECONFIGURATION, '(UE moves)', HANDOVER_COMPLETE);
    assert.deepEqual(net.violations, []);
    assert.equal(net.ue.kenb, net.enb.kenb);
    assert.ok(!net.inFlight.includes(NAS_SMC[0]));
  });
});
