import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Driver } from '../driver.js';
import {
  assertChangedKey,
  chain,
  HANDOVER_COMPLETE,
  HANDOVER_RECONFIGURATION,
  REESTABLISHMENT,
  RELOCATION_COMPLETION,
  RELOCATION_EXECUTION,
  RELOCATION_PREPARATION,
  TRACKING_AREA_UPDATE,
  takeNewKasmeIntoNasUse,
} from '../ladders.js';

const CANCEL = 'HANDOVER CANCEL';
const CANCEL_ACKNOWLEDGE = 'HANDOVER CANCEL ACKNOWLEDGE';
const RELOCATION_CANCEL = ['RELOCATION CANCEL REQUEST', 'RELOCATION CANCEL RESPONSE'];

/** HANDOVER REQUIRED has reached the source MME; FORWARD RELOCATION REQUEST is on its way. */
function relocation(options = {}): Driver {
  const net = new Driver(options);
  net.offer('inter_mme_handover');
  net.deliver('HANDOVER REQUIRED');
  return net;
}

/** What UE and eNB go back to when a handover does not succeed. */
function keys(net: Driver) {
  const { kenb, ncc, nh, asKasme, cell, region } = net.ue;
  return { kenb, ncc, nh, asKasme, cell, region, atEnb: net.enb };
}

/** Rows in use, per region: the UE's own, and what relocations have left behind. */
function rows(net: Driver): number[] {
  return net.network.regions.map((region) => [...region.rows()].length);
}

describe('inter-MME handover', () => {
  it('completes: the UE is in the other region, and the source has forgotten it', () => {
    const net = relocation();
    const { kasme, eksi } = net.ue;
    net.deliver(...RELOCATION_PREPARATION, ...RELOCATION_EXECUTION, ...RELOCATION_COMPLETION);
    assert.deepEqual(net.procedure('inter_mme_handover'), { offered: 1, completed: 1 });
    net.deliver(...TRACKING_AREA_UPDATE);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual([net.ue.region, net.ue.cell, net.ue.kasme, net.ue.eksi], [1, 2, kasme, eksi]);
    assert.deepEqual(rows(net), [0, 1]);
    assert.deepEqual(net.procedure('tracking_area_update'), { offered: 1, completed: 1 });
  });

  it('and back again, as often as one likes', () => {
    const net = new Driver();
    for (let n = 0; n < 10; n++) {
      net.offer('inter_mme_handover');
      net.finishClean();
      net.assertAgreement();
      assert.equal(net.ue.region, (n + 1) % 2);
    }
    assert.deepEqual(rows(net), [1, 0]);
    assert.deepEqual(net.procedure('inter_mme_handover'), { offered: 10, completed: 10 });
  });

  it('has TRACKING AREA UPDATE ACCEPT be the first downlink NAS message of the target MME', () => {
    const net = relocation();
    net.offer('downlink_nas');
    net.finishClean();
    const accept = net.ladder.indexOf('TRACKING AREA UPDATE ACCEPT');
    const other = net.ladder.indexOf('downlink NAS message');
    assert.ok(accept >= 0 && other > accept);
  });

  it('fails when the target eNB refuses', () => {
    const net = relocation();
    const before = keys(net);
    net.deliver('FORWARD RELOCATION REQUEST');
    net.refuse('HANDOVER REQUEST');
    net.deliver('HANDOVER FAILURE', 'FORWARD RELOCATION RESPONSE', 'HANDOVER PREPARATION FAILURE');
    assert.deepEqual(net.procedure('inter_mme_handover'), { offered: 1, failed: 1 });
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(keys(net), before);
    assert.deepEqual(rows(net), [1, 0]);
  });

  it('fails when the target MME has no room for the UE', () => {
    const net = relocation({ spareRows: 0 });
    const before = keys(net);
    net.deliver('FORWARD RELOCATION REQUEST', 'FORWARD RELOCATION RESPONSE', 'HANDOVER PREPARATION FAILURE');
    assert.deepEqual(net.procedure('inter_mme_handover'), { offered: 1, failed: 1 });
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(keys(net), before);
  });

  it('is cancelled while the target prepares', () => {
    const net = relocation();
    const before = keys(net);
    net.deliver('FORWARD RELOCATION REQUEST', 'HANDOVER REQUEST', 'HANDOVER REQUEST ACKNOWLEDGE');
    net.deliver('FORWARD RELOCATION RESPONSE');
    net.expire('RELOCprep');
    net.deliver('HANDOVER COMMAND', CANCEL, ...RELOCATION_CANCEL, CANCEL_ACKNOWLEDGE);
    assert.deepEqual(net.procedure('inter_mme_handover'), { offered: 1, cancelled: 1 });
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(keys(net), before);
    assert.deepEqual(rows(net), [1, 0]);
  });

  it('is cancelled by a RELOCATION CANCEL REQUEST that overtakes its FORWARD RELOCATION REQUEST', () => {
    const net = relocation();
    const before = keys(net);
    net.expire('RELOCprep');
    net.deliver(CANCEL, ...RELOCATION_CANCEL, CANCEL_ACKNOWLEDGE);
    assert.deepEqual(net.inFlight, ['FORWARD RELOCATION REQUEST']);
    assert.deepEqual(net.procedure('inter_mme_handover'), { offered: 1, cancelled: 1 });
    // The target MME prepares in vain; its answer meets nobody who waits for it, and is undone.
    net.deliver('FORWARD RELOCATION REQUEST', 'HANDOVER REQUEST', 'HANDOVER REQUEST ACKNOWLEDGE');
    net.deliver('FORWARD RELOCATION RESPONSE');
    assert.deepEqual(net.inFlight, ['RELOCATION CANCEL REQUEST']);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(keys(net), before);
    assert.deepEqual(rows(net), [1, 0]);
  });

  it('is cancelled by a cancel that overtakes the RESPONSE', () => {
    const net = relocation();
    const before = keys(net);
    net.deliver('FORWARD RELOCATION REQUEST', 'HANDOVER REQUEST', 'HANDOVER REQUEST ACKNOWLEDGE');
    net.expire('RELOCprep');
    net.deliver(CANCEL, 'RELOCATION CANCEL REQUEST', 'FORWARD RELOCATION RESPONSE');
    assert.ok(!net.inFlight.includes('HANDOVER COMMAND'));
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(keys(net), before);
    assert.deepEqual(rows(net), [1, 0]);
    assert.deepEqual(net.procedure('inter_mme_handover'), { offered: 1, cancelled: 1 });
  });

  it('fails when the UE cannot reach the cell: T304, re-establishment at the source, cancel', () => {
    const net = relocation();
    const { kenb, ...before } = chain(net);
    net.deliver(...RELOCATION_PREPARATION);
    net.refuse(HANDOVER_RECONFIGURATION);
    net.expire('T304');
    net.deliver(...REESTABLISHMENT, CANCEL, ...RELOCATION_CANCEL, CANCEL_ACKNOWLEDGE);
    assert.deepEqual(net.procedure('inter_mme_handover'), { offered: 1, failed: 1 });
    net.finishClean();
    net.assertAgreement();
    assertChangedKey(net, kenb, before);
    assert.deepEqual(rows(net), [1, 0]);
  });

  it('fails when the command is lost: RELOCoverall expires, the UE is released, the target gives up', () => {
    const net = relocation();
    net.deliver(...RELOCATION_PREPARATION);
    net.lose(HANDOVER_RECONFIGURATION);
    net.finishClean();
    assert.deepEqual(net.procedure('inter_mme_handover'), { offered: 1, failed: 1 });
    assert.equal(net.ue.connected, false);
    assert.deepEqual(rows(net), [1, 0]);
  });

  it('leaves nothing of an old KASME with a UE that comes after the target MME has given up', () => {
    const net = new Driver();
    takeNewKasmeIntoNasUse(net);
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED', ...RELOCATION_PREPARATION, HANDOVER_RECONFIGURATION);
    net.expire('RELOCoverall');
    net.deliver('(UE moves)');
    net.finishClean();
    assert.equal(net.ue.connected, false);
    assert.equal(net.mme.asKasme, net.mme.kasme);
  });

  it('takes along the work that waits for the UE, and what the source MME had in hand is superseded', () => {
    const net = relocation();
    net.offer('downlink_nas');
    net.deliver(...RELOCATION_PREPARATION);
    net.offer('x2_handover');
    net.deliver(...RELOCATION_EXECUTION, ...RELOCATION_COMPLETION);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('downlink_nas'), { offered: 1, completed: 1 });
    assert.deepEqual(net.procedure('x2_handover'), { offered: 1, completed: 1 });
    assert.deepEqual([net.ue.region, net.ue.cell], [1, 3]);
  });

  it('supersedes a tracking area update: the one that follows the handover does for it', () => {
    const net = relocation();
    net.deliver(...RELOCATION_PREPARATION);
    net.offer('tracking_area_update');
    net.deliver(...RELOCATION_EXECUTION);
    assert.deepEqual(net.procedure('tracking_area_update'), { offered: 2, superseded: 1 });
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('tracking_area_update'), { offered: 2, completed: 1, superseded: 1 });
    assert.deepEqual(net.traffic('tracking_area_update'), { completed: 1, failed: 0 });
  });

  it('supersedes a detach, which the UE begins again at the target', () => {
    const net = relocation();
    net.deliver(...RELOCATION_PREPARATION);
    net.offer('detach');
    net.deliver(HANDOVER_RECONFIGURATION, '(UE moves)');
    assert.deepEqual(net.procedure('detach'), { offered: 2, superseded: 1 });
    net.finishClean();
    assert.equal(net.ue.registered, false);
    assert.deepEqual(net.procedure('detach'), { offered: 2, completed: 1, superseded: 1 });
    assert.deepEqual(net.traffic('detach'), { completed: 1, failed: 0 });
  });

  it('goes on when the TAU is lost: the UE repeats it', () => {
    const net = relocation();
    net.deliver(...RELOCATION_PREPARATION, ...RELOCATION_EXECUTION, ...RELOCATION_COMPLETION);
    net.lose('TRACKING AREA UPDATE REQUEST');
    net.expire('guard');
    net.finishClean();
    assert.deepEqual(rows(net), [0, 1]);
  });

  it('releases a UE that the target eNB has and that never sends its TAU', () => {
    const net = relocation();
    net.deliver(...RELOCATION_PREPARATION, ...RELOCATION_EXECUTION, ...RELOCATION_COMPLETION);
    net.lose('TRACKING AREA UPDATE REQUEST');
    net.expire('guard');
    assert.ok(net.inFlight.includes('UE CONTEXT RELEASE COMMAND'));
    net.finishClean();
    assert.equal(net.ue.connected, false);
    net.offer('service_request');
    net.finishClean();
    net.assertAgreement();
  });

  it('counts a transfer of an attempt that is over as stale and does not apply it', () => {
    const net = relocation();
    net.expire('RELOCprep');
    net.deliver(CANCEL, ...RELOCATION_CANCEL, CANCEL_ACKNOWLEDGE, 'FORWARD RELOCATION REQUEST');
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED');
    const stale = net.network.stale;
    net.finishClean();
    assert.ok(net.network.stale > stale);
    net.assertAgreement();
    assert.equal(net.ue.region, 1);
    assert.deepEqual(rows(net), [0, 1]);
    assert.deepEqual(net.procedure('inter_mme_handover'), { offered: 2, completed: 1, cancelled: 1 });
  });

  it('lets the UE move on from the target before HANDOVER NOTIFY arrived', () => {
    const net = relocation();
    net.deliver(...RELOCATION_PREPARATION, HANDOVER_RECONFIGURATION, '(UE moves)', HANDOVER_COMPLETE);
    net.offer('x2_handover');
    net.deliver('HANDOVER REQUEST (X2)', 'HANDOVER REQUEST ACKNOWLEDGE (X2)', HANDOVER_RECONFIGURATION);
    net.deliver(HANDOVER_COMPLETE, 'PATH SWITCH REQUEST');
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual([net.ue.region, net.ue.cell], [1, 3]);
    assert.deepEqual(rows(net), [0, 1]);
  });
});
