import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertViolated, Driver } from '../driver.js';
import {
  HANDOVER_COMPLETE,
  HANDOVER_RECONFIGURATION,
  KEY_CHANGE,
  KEY_CHANGE_COMPLETE,
  S1_EXECUTION,
  S1_HANDOVER,
  S1_PREPARATION,
  startModification,
  X2_EXECUTION,
  X2_HANDOVER,
  X2_PREPARATION,
} from '../ladders.js';

const REQUEST = 'UE CONTEXT MODIFICATION REQUEST';
const RESPONSE = 'UE CONTEXT MODIFICATION RESPONSE';
const FAILURE = 'UE CONTEXT MODIFICATION FAILURE';
const ACKNOWLEDGE = 'PATH SWITCH REQUEST ACKNOWLEDGE';

/** The key change is complete at the eNB, and HANDOVER REQUIRED reaches the MME before the RESPONSE does. */
function requiredOvertakesResponse(without: readonly number[] = []): Driver {
  const net = new Driver({ without });
  startModification(net);
  net.deliver(REQUEST, KEY_CHANGE);
  net.offer('s1_handover');
  net.deliverSwapped(KEY_CHANGE_COMPLETE);
  net.deliver('HANDOVER REQUIRED');
  return net;
}

/** The RESPONSE is on its way over the source's association, PATH SWITCH REQUEST arrives over the target's. */
function pathSwitchOvertakesResponse(without: readonly number[] = []): Driver {
  const net = new Driver({ without });
  startModification(net);
  net.deliver(REQUEST, KEY_CHANGE, KEY_CHANGE_COMPLETE);
  net.offer('x2_handover');
  net.deliver(...X2_PREPARATION, ...X2_EXECUTION, 'PATH SWITCH REQUEST');
  return net;
}

describe('guard 11: no HANDOVER REQUEST while a UE context modification with a KeNB is outstanding', () => {
  it('is asked and passes when none is', () => {
    const net = new Driver();
    net.offer('s1_handover');
    net.deliver('HANDOVER REQUIRED');
    assert.deepEqual(net.inFlight, ['HANDOVER REQUEST']);
    assert.deepEqual(net.rule(11), { checks: 1, holds: 0, rejects: 0, selections: 0, heldMs: [] });
  });

  it('is not asked for another MME: that is rule 7', () => {
    const net = new Driver();
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED');
    assert.equal(net.rule(11).checks, 0);
    assert.equal(net.rule(7).checks, 1);
  });

  it('holds it: asked once, held once', () => {
    const net = requiredOvertakesResponse();
    assert.deepEqual(net.inFlight, [RESPONSE]);
    assert.deepEqual(net.rule(11), { checks: 1, holds: 1, rejects: 0, selections: 0, heldMs: [] });
  });

  it('releases it at UE CONTEXT MODIFICATION RESPONSE, with the new chain', () => {
    const net = requiredOvertakesResponse();
    net.deliver(RESPONSE);
    assert.deepEqual(net.inFlight, ['HANDOVER REQUEST']);
    assert.deepEqual(net.rule(11).heldMs, [1]);
    net.deliver(...S1_HANDOVER.slice(1));
    net.finishClean();
    net.assertAgreement();
  });

  it('releases it at UE CONTEXT MODIFICATION FAILURE, with the old chain', () => {
    const net = new Driver();
    startModification(net);
    net.offer('s1_handover');
    net.deliver('HANDOVER REQUIRED');
    assert.equal(net.rule(11).holds, 1);
    net.deliver(REQUEST, FAILURE);
    assert.deepEqual(net.inFlight, ['HANDOVER REQUEST']);
    assert.equal(net.rule(11).heldMs.length, 1);
    assert.equal(net.rule(3).selections, 1);
    net.finishClean();
    net.assertAgreement();
  });

  it('gives it up when the source eNB cancels', () => {
    const net = requiredOvertakesResponse();
    net.expire('RELOCprep');
    net.deliver(RESPONSE, 'HANDOVER CANCEL');
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('s1_handover'), { offered: 1, cancelled: 1 });
  });
});

describe('guard 11: no PATH SWITCH REQUEST ACKNOWLEDGE while one is outstanding', () => {
  it('holds it until UE CONTEXT MODIFICATION RESPONSE, and then carries the new chain', () => {
    const net = pathSwitchOvertakesResponse();
    assert.deepEqual(net.inFlight, [RESPONSE]);
    assert.deepEqual(net.rule(11), { checks: 1, holds: 1, rejects: 0, selections: 0, heldMs: [] });
    net.deliver(RESPONSE);
    assert.deepEqual(net.inFlight, [ACKNOWLEDGE]);
    assert.deepEqual(net.rule(11).heldMs, [1]);
    net.deliver(ACKNOWLEDGE, 'UE CONTEXT RELEASE (X2)');
    net.offer('x2_handover');
    net.deliver(...X2_HANDOVER);
    net.finishClean();
    net.assertAgreement();
  });

  it('until UE CONTEXT MODIFICATION FAILURE of the eNB that the UE has left', () => {
    const net = new Driver();
    startModification(net);
    net.offer('x2_handover');
    net.deliver(...X2_PREPARATION, ...X2_EXECUTION, 'PATH SWITCH REQUEST');
    assert.deepEqual(net.inFlight, [REQUEST]);
    assert.equal(net.rule(11).holds, 1);
    net.deliver(REQUEST, FAILURE);
    assert.ok(net.inFlight.includes(ACKNOWLEDGE));
    assert.equal(net.rule(11).heldMs.length, 1);
    net.finishClean();
    net.assertAgreement();
  });
});

describe('without guard 11, the gap of the ten rules shows', () => {
  it('re-key and S1 handover: HANDOVER REQUEST carries the chain that the UE has left, AS breaks', () => {
    const net = requiredOvertakesResponse([11]);
    assert.deepEqual(net.inFlight, [RESPONSE, 'HANDOVER REQUEST']);
    assert.deepEqual(net.rule(11), { checks: 1, holds: 0, rejects: 0, selections: 0, heldMs: [] });
    net.deliver(...S1_PREPARATION.slice(0, -1), RESPONSE, 'HANDOVER COMMAND', HANDOVER_RECONFIGURATION);
    net.deliver(HANDOVER_COMPLETE, ...S1_EXECUTION.slice(2));
    assert.equal(net.violations[0], 'as_agreement');
    assert.notEqual(net.ue.kenb, net.enb.kenb);
  });

  it('re-key, X2 and X2: the pair in the acknowledgement is of the old chain, AS breaks one handover later', () => {
    const net = pathSwitchOvertakesResponse([11]);
    assert.deepEqual(net.inFlight, [RESPONSE, ACKNOWLEDGE]);
    net.deliver(ACKNOWLEDGE);
    assertViolated(net, 'chain_agreement');
    assert.equal(net.ue.kenb, net.enb.kenb);
    net.deliver(RESPONSE, 'UE CONTEXT RELEASE (X2)');
    net.offer('x2_handover');
    net.deliver(...X2_HANDOVER);
    assertViolated(net, 'as_agreement', 'chain_agreement');
    assert.notEqual(net.ue.kenb, net.enb.kenb);
  });
});
