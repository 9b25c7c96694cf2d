import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Driver } from '../driver.js';
import {
  assertChangedKey,
  chain,
  HANDOVER_COMPLETE,
  HANDOVER_RECONFIGURATION,
  PATH_SWITCH,
  REESTABLISHMENT,
  RELEASE_OF_SOURCE,
  S1_EXECUTION,
  S1_HANDOVER,
  S1_PREPARATION,
  X2_EXECUTION,
  X2_PREPARATION,
} from '../ladders.js';

const CANCEL = ['HANDOVER CANCEL', 'HANDOVER CANCEL ACKNOWLEDGE'];

function handover(): Driver {
  const net = new Driver();
  net.offer('s1_handover');
  return net;
}

/** What UE and eNB go back to when a handover does not succeed. */
function keys(net: Driver) {
  const { kenb, ncc, nh, asKasme, cell } = net.ue;
  return { kenb, ncc, nh, asKasme, cell, atEnb: net.enb };
}

/** The target eNB refuses an S1 handover: the MME has made a step of NH that the UE does not make. */
function refused(net: Driver): void {
  net.offer('s1_handover');
  net.deliver('HANDOVER REQUIRED');
  net.refuse('HANDOVER REQUEST');
  net.deliver('HANDOVER FAILURE', 'HANDOVER PREPARATION FAILURE');
}

describe('S1 handover within an MME', () => {
  it('completes with a step of NH', () => {
    const net = handover();
    net.deliver('HANDOVER REQUIRED');
    const { ncc } = net.mme;
    assert.equal(ncc, 2);
    net.deliver(...S1_PREPARATION, ...S1_EXECUTION);
    assert.deepEqual(net.procedure('s1_handover'), { offered: 1, completed: 1 });
    assert.deepEqual([net.ue.ncc, net.enb.ncc, net.ue.cell, net.enb.cell], [ncc, ncc, 1, 1]);
    assert.equal(net.ue.nh, net.mme.nh);
    net.deliver(...RELEASE_OF_SOURCE);
    net.finishClean();
    net.assertAgreement();
  });

  it('fails when the target eNB refuses', () => {
    const net = handover();
    const before = keys(net);
    net.deliver('HANDOVER REQUIRED');
    net.refuse('HANDOVER REQUEST');
    net.deliver('HANDOVER FAILURE', 'HANDOVER PREPARATION FAILURE');
    assert.deepEqual(net.procedure('s1_handover'), { offered: 1, failed: 1 });
    assert.deepEqual(keys(net), before);
    net.finishClean();
    net.assertAgreement();
  });

  it('makes up, in the UE, for steps that refused handovers left in the MME', () => {
    const net = new Driver();
    for (let n = 0; n < 5; n++) refused(net);
    assert.equal(net.mme.ncc, 6);
    assert.equal(net.ue.ncc, 0);
    net.offer('s1_handover');
    net.deliver(...S1_HANDOVER);
    assert.equal(net.ue.ncc, 7);
    net.finishClean();
    net.assertAgreement();
  });

  it('is cancelled while it is being prepared', () => {
    const net = handover();
    const before = keys(net);
    net.deliver('HANDOVER REQUIRED', 'HANDOVER REQUEST');
    net.expire('RELOCprep');
    net.deliver('HANDOVER CANCEL');
    assert.deepEqual(net.procedure('s1_handover'), { offered: 1 });
    net.deliver('HANDOVER CANCEL ACKNOWLEDGE');
    assert.deepEqual(net.procedure('s1_handover'), { offered: 1, cancelled: 1 });
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(keys(net), before);
  });

  it('is over when the cancel is not acknowledged: it counts as done, and the UE stays (TS 36.413 8.4.5.4)', () => {
    const net = handover();
    const before = keys(net);
    net.deliver('HANDOVER REQUIRED');
    net.expire('RELOCprep');
    net.expire('RELOCoverall');
    assert.deepEqual(net.procedure('s1_handover'), { offered: 1, cancelled: 1 });
    assert.ok(!net.inFlight.includes('UE CONTEXT RELEASE REQUEST'));
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.ue.connected, true);
    assert.deepEqual(keys(net), before);
  });

  it('is cancelled although HANDOVER COMMAND comes: it goes to the UE only before the cancel', () => {
    const net = handover();
    net.deliver('HANDOVER REQUIRED', 'HANDOVER REQUEST', 'HANDOVER REQUEST ACKNOWLEDGE');
    net.expire('RELOCprep');
    net.deliver('HANDOVER COMMAND');
    assert.ok(!net.inFlight.includes(HANDOVER_RECONFIGURATION));
    net.deliver(...CANCEL);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('s1_handover'), { offered: 1, cancelled: 1 });
  });

  it('cannot be cancelled once the command went to the UE', () => {
    const net = handover();
    net.deliver('HANDOVER REQUIRED', ...S1_PREPARATION);
    assert.ok(!net.running.includes('RELOCprep'));
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('s1_handover'), { offered: 1, completed: 1 });
  });

  it('fails when the UE cannot reach the cell: T304, re-establishment at the source, HANDOVER CANCEL', () => {
    const net = handover();
    const { kenb, ...before } = chain(net);
    net.deliver('HANDOVER REQUIRED', ...S1_PREPARATION);
    net.refuse(HANDOVER_RECONFIGURATION);
    net.expire('T304');
    net.deliver(...REESTABLISHMENT, ...CANCEL);
    assert.deepEqual(net.procedure('s1_handover'), { offered: 1, failed: 1 });
    assertChangedKey(net, kenb, before);
    net.finishClean();
    net.assertAgreement();
    net.offer('s1_handover');
    net.finishClean();
    net.assertAgreement();
  });

  it('fails when the command is lost: RELOCoverall expires, the UE is released', () => {
    const net = handover();
    net.deliver('HANDOVER REQUIRED', ...S1_PREPARATION);
    net.lose(HANDOVER_RECONFIGURATION);
    net.expire('RELOCoverall');
    assert.deepEqual(net.inFlight, ['UE CONTEXT RELEASE REQUEST']);
    net.finishClean();
    assert.equal(net.ue.connected, false);
    assert.deepEqual(net.procedure('s1_handover'), { offered: 1, failed: 1 });
    net.offer('service_request');
    net.finishClean();
    net.assertAgreement();
  });

  it('fails when HANDOVER REQUIRED meets an MME that is releasing the UE', () => {
    const net = new Driver();
    net.offer('rekey');
    for (let n = 0; n < 4; n++) {
      net.lose('AUTHENTICATION REQUEST');
      net.expire('T3460');
    }
    net.lose('AUTHENTICATION REQUEST');
    net.expire('T3460');
    net.offer('s1_handover');
    assert.deepEqual(net.inFlight, ['UE CONTEXT RELEASE COMMAND', 'HANDOVER REQUIRED']);
    net.deliver('HANDOVER REQUIRED');
    assert.ok(net.inFlight.includes('HANDOVER PREPARATION FAILURE'));
    net.finishClean();
    assert.deepEqual(net.procedure('s1_handover'), { offered: 1, failed: 1 });
  });

  it('is complete when the UE goes on by X2 first; a late HANDOVER NOTIFY does not move it back', () => {
    const net = handover();
    net.deliver('HANDOVER REQUIRED', ...S1_PREPARATION, HANDOVER_RECONFIGURATION, HANDOVER_COMPLETE);
    net.offer('x2_handover');
    net.deliver(...X2_PREPARATION, ...X2_EXECUTION, ...PATH_SWITCH);
    assert.ok(net.inFlight.includes('HANDOVER NOTIFY'));
    const { kenb, cell } = net.enb;
    const { nh, ncc } = net.mme;
    net.deliver('HANDOVER NOTIFY');
    assert.deepEqual([net.enb.kenb, net.enb.cell, net.mme.nh, net.mme.ncc], [kenb, cell, nh, ncc]);
    net.finishClean();
    net.assertAgreement();
    // The MME reaches the UE where it is.
    net.offer('downlink_nas');
    net.finishClean();
    assert.deepEqual(net.procedure('downlink_nas'), { offered: 1, completed: 1 });
    assert.deepEqual(net.procedure('s1_handover'), { offered: 1, completed: 1 });
    assert.deepEqual(net.procedure('x2_handover'), { offered: 1, completed: 1 });
  });

  it('has the MME start no UE context modification until it has ended', () => {
    const net = new Driver();
    net.offer('rekey');
    net.finish();
    net.offer('rekey');
    net.deliver('AUTHENTICATION REQUEST', 'AUTHENTICATION RESPONSE');
    net.deliver('SECURITY MODE COMMAND', 'SECURITY MODE COMPLETE');
    net.offer('s1_handover');
    net.deliver('HANDOVER REQUIRED');
    net.expire('delay before UE context modification');
    assert.deepEqual(net.inFlight, ['HANDOVER REQUEST']);
    net.deliver(...S1_PREPARATION, ...S1_EXECUTION);
    assert.ok(net.inFlight.includes('UE CONTEXT MODIFICATION REQUEST'));
    net.finishClean();
    net.assertAgreement();
  });
});
