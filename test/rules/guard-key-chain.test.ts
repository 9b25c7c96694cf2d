import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertViolated, Driver } from '../driver.js';
import { NAS_SMC, S1_HANDOVER, UE_CONTEXT_MODIFICATION } from '../ladders.js';

const GUARD = 12;

/** The target eNB refuses an S1 handover: the MME has made a step of NH that the UE does not make. */
function refused(net: Driver): void {
  net.offer('s1_handover');
  net.deliver('HANDOVER REQUIRED');
  net.refuse('HANDOVER REQUEST');
  net.deliver('HANDOVER FAILURE', 'HANDOVER PREPARATION FAILURE');
}

/** Seven steps of NH without the UE: the first came with the context setup. */
function exhausted(without: readonly number[] = []): Driver {
  const net = new Driver({ without });
  for (let n = 0; n < 6; n++) refused(net);
  assert.deepEqual([net.mme.ncc, net.ue.ncc], [7, 0]);
  return net;
}

describe('guard key_chain: the MME makes no eighth step of NH without the UE', () => {
  it('is asked and passes before', () => {
    const net = new Driver();
    refused(net);
    assert.deepEqual(net.rule(GUARD), { checks: 1, holds: 0, rejects: 0, selections: 0, heldMs: [] });
  });

  it('starts the chain anew at once: an SMC on the current KASME, and a modification with a fresh KeNB', () => {
    const net = exhausted();
    const { kasme, kenb } = net.ue;
    assert.deepEqual(net.inFlight, ['SECURITY MODE COMMAND']);
    net.deliver(...NAS_SMC, ...UE_CONTEXT_MODIFICATION);
    assert.deepEqual([net.mme.ncc, net.ue.ncc, net.ue.kasme], [1, 0, kasme]);
    assert.notEqual(net.ue.kenb, kenb);
    net.offer('s1_handover');
    net.deliver(...S1_HANDOVER);
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.procedure('s1_handover').completed, 1);
    assert.equal(net.rule(GUARD).rejects, 0);
  });

  it('refuses HANDOVER REQUIRED until that is done', () => {
    const net = exhausted();
    net.offer('s1_handover');
    net.deliver('HANDOVER REQUIRED');
    assert.ok(net.inFlight.includes('HANDOVER PREPARATION FAILURE'));
    assert.equal(net.mme.ncc, 7);
    assert.equal(net.rule(GUARD).rejects, 1);
    net.finishClean();
    net.assertAgreement();
    net.offer('s1_handover');
    net.finishClean();
    assert.deepEqual(net.procedure('s1_handover'), { offered: 8, failed: 7, completed: 1 });
  });

  it('refuses a handover to another MME as well', () => {
    const net = exhausted();
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED');
    assert.ok(net.inFlight.includes('HANDOVER PREPARATION FAILURE'));
    net.finishClean();
    net.assertAgreement();
  });

  it('refuses PATH SWITCH REQUEST: the UE is released, and a new AS context begins a new chain', () => {
    const net = exhausted();
    net.offer('x2_handover');
    net.deliver('HANDOVER REQUEST (X2)', 'HANDOVER REQUEST ACKNOWLEDGE (X2)');
    net.deliver('RRCConnectionReconfiguration (handover)', 'RRCConnectionReconfigurationComplete (handover)');
    net.deliver('PATH SWITCH REQUEST');
    assert.ok(net.inFlight.includes('PATH SWITCH REQUEST FAILURE'));
    net.finishClean();
    net.offer('s1_handover');
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.procedure('s1_handover').completed, 1);
  });

  it('counts from the last step that the UE made, whatever came before', () => {
    const net = new Driver();
    for (const kind of ['x2_handover', 's1_handover', 'x2_handover'] as const) {
      net.offer(kind);
      net.finishClean();
    }
    // The step of the path switch, and five of refused handovers; the sixth is the last.
    for (let n = 0; n < 5; n++) refused(net);
    assert.deepEqual(net.inFlight, []);
    refused(net);
    assert.deepEqual(net.inFlight, ['SECURITY MODE COMMAND']);
    net.finishClean();
    net.assertAgreement();
  });

  it('waits for a re-key that is under way: its modification starts a new chain, too', () => {
    const net = new Driver();
    for (let n = 0; n < 5; n++) refused(net);
    net.offer('rekey');
    net.deliverToEnb('AUTHENTICATION REQUEST');
    refused(net);
    assert.deepEqual(net.inFlight, ['AUTHENTICATION REQUEST']);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(
      [net.mme.ncc, net.procedure('ue_context_modification')],
      [1, { offered: 1, completed: 1 }],
    );
  });

  it('tries again with the next handover when the UE rejects that SMC', () => {
    const net = exhausted();
    net.refuse('SECURITY MODE COMMAND');
    net.finishClean();
    assert.equal(net.mme.ncc, 7);
    net.offer('s1_handover');
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.mme.ncc, 1);
  });
});

describe('without the guard key_chain', () => {
  it('the eighth step looks to the UE like none: AS agreement breaks', () => {
    const net = exhausted([GUARD]);
    assert.deepEqual(net.inFlight, []);
    net.offer('s1_handover');
    net.finish();
    assertViolated(net, 'as_agreement', 'chain_agreement');
  });
});
