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
  X2_EXECUTION,
  X2_HANDOVER,
  X2_PREPARATION,
} from '../ladders.js';

function handover(): Driver {
  const net = new Driver();
  net.offer('x2_handover');
  return net;
}

/** What UE and eNB go back to when a handover does not succeed. */
function keys(net: Driver) {
  const { kenb, ncc, nh, asKasme, cell } = net.ue;
  return { kenb, ncc, nh, asKasme, cell, atEnb: net.enb };
}

describe('X2 handover', () => {
  it('completes: horizontal, if the source eNB holds no unused pair', () => {
    const net = handover();
    const { kenb } = net.ue;
    net.deliver(...X2_HANDOVER);
    assert.deepEqual(net.procedure('x2_handover'), { offered: 1, completed: 1 });
    assert.deepEqual([net.ue.cell, net.ue.ncc], [1, 0]);
    assert.notEqual(net.ue.kenb, kenb);
    net.finishClean();
    net.assertAgreement();
  });

  it('completes: vertical, with the pair that PATH SWITCH REQUEST ACKNOWLEDGE brought', () => {
    const net = handover();
    net.deliver(...X2_HANDOVER);
    const pair = net.enb.pair;
    assert.equal(pair?.ncc, net.mme.ncc);
    assert.equal(pair?.nh, net.mme.nh);
    net.offer('x2_handover');
    net.deliver(...X2_HANDOVER);
    assert.deepEqual([net.ue.ncc, net.enb.ncc, net.ue.nh], [pair?.ncc, pair?.ncc, pair?.nh]);
    net.finishClean();
    net.assertAgreement();
  });

  it('goes on for ever: every path switch consumes a step of NH', () => {
    const net = new Driver();
    for (let n = 0; n < 20; n++) {
      net.offer('x2_handover');
      net.deliver(...X2_HANDOVER);
    }
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('x2_handover'), { offered: 20, completed: 20 });
  });

  it('fails when the target eNB refuses', () => {
    const net = handover();
    const before = keys(net);
    net.refuse('HANDOVER REQUEST (X2)');
    net.deliver('HANDOVER PREPARATION FAILURE (X2)');
    assert.deepEqual(net.procedure('x2_handover'), { offered: 1, failed: 1 });
    assert.deepEqual(keys(net), before);
    net.finishClean();
    net.assertAgreement();
  });

  it('is cancelled before the command, and a late acknowledgement changes nothing', () => {
    const net = handover();
    const before = keys(net);
    net.deliver('HANDOVER REQUEST (X2)');
    net.expire('RELOCprep');
    assert.deepEqual(net.procedure('x2_handover'), { offered: 1, cancelled: 1 });
    net.deliver('HANDOVER REQUEST ACKNOWLEDGE (X2)');
    assert.ok(!net.inFlight.includes(HANDOVER_RECONFIGURATION));
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(keys(net), before);
  });

  it('fails when the UE cannot reach the cell: T304, re-establishment at the source', () => {
    const net = handover();
    const { kenb, ...before } = chain(net);
    net.deliver(...X2_PREPARATION);
    net.refuse(HANDOVER_RECONFIGURATION);
    net.expire('T304');
    net.deliver(...REESTABLISHMENT);
    assert.deepEqual(net.procedure('x2_handover'), { offered: 1, failed: 1 });
    assertChangedKey(net, kenb, before);
    net.finishClean();
    net.assertAgreement();
    net.offer('x2_handover');
    net.finishClean();
    net.assertAgreement();
  });

  it('fails when the command is lost: RELOCoverall expires, the UE is released', () => {
    const net = handover();
    net.deliver(...X2_PREPARATION);
    net.lose(HANDOVER_RECONFIGURATION);
    net.expire('RELOCoverall');
    assert.deepEqual(net.inFlight, ['UE CONTEXT RELEASE REQUEST']);
    net.finishClean();
    assert.deepEqual(net.procedure('x2_handover'), { offered: 1, failed: 1 });
    assert.equal(net.ue.connected, false);
  });

  it('fails at PATH SWITCH REQUEST FAILURE: no pair is delivered, the UE is released', () => {
    const net = handover();
    net.deliver(...X2_PREPARATION, ...X2_EXECUTION);
    net.refuse('PATH SWITCH REQUEST');
    net.deliver('PATH SWITCH REQUEST FAILURE');
    assert.equal(net.enb.pair, null);
    assert.deepEqual(net.procedure('x2_handover'), { offered: 1, failed: 1 });
    assert.deepEqual(net.inFlight, ['RRCConnectionRelease']);
    net.finishClean();
    assert.equal(net.ue.connected, false);
    net.offer('service_request');
    net.finishClean();
    net.assertAgreement();
  });

  it('fails when the MME has released the UE before the path switch came', () => {
    const net = handover();
    net.deliver(...X2_PREPARATION);
    net.offer('rekey');
    for (let n = 0; n < 4; n++) {
      net.deliver('AUTHENTICATION REQUEST');
      net.deliver('NAS NON DELIVERY INDICATION');
      net.expire('T3460');
    }
    net.deliver('AUTHENTICATION REQUEST', 'NAS NON DELIVERY INDICATION', ...X2_EXECUTION);
    net.expire('T3460');
    assert.ok(net.inFlight.includes('UE CONTEXT RELEASE COMMAND'));
    net.deliver('PATH SWITCH REQUEST', 'PATH SWITCH REQUEST FAILURE');
    assert.deepEqual(net.procedure('x2_handover'), { offered: 1, failed: 1 });
    net.finishClean();
    assert.equal(net.ue.connected, false);
  });

  it('waits for a connection at an idle UE, which sets one up', () => {
    const net = new Driver({ start: 'idle' });
    net.offer('x2_handover');
    assert.deepEqual(net.inFlight, ['SERVICE REQUEST']);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('x2_handover'), { offered: 1, completed: 1 });
    assert.deepEqual(net.procedure('initial_context_setup'), { offered: 1, completed: 1 });
  });

  it('drops what was in flight on the radio when the UE left the cell', () => {
    const net = handover();
    net.deliver(...X2_PREPARATION);
    net.offer('uplink_nas');
    net.deliver(HANDOVER_RECONFIGURATION);
    net.deliver('uplink NAS message');
    assert.deepEqual(net.procedure('uplink_nas'), { offered: 1, failed: 1 });
    net.deliver(HANDOVER_COMPLETE, ...PATH_SWITCH);
    net.finishClean();
    net.assertAgreement();
  });

  it('is followed by the next one only when the path is switched', () => {
    const net = handover();
    net.deliver(...X2_PREPARATION, ...X2_EXECUTION);
    net.offer('x2_handover');
    assert.deepEqual(net.inFlight, ['PATH SWITCH REQUEST']);
    net.deliver('PATH SWITCH REQUEST', 'PATH SWITCH REQUEST ACKNOWLEDGE');
    assert.deepEqual(net.inFlight, ['UE CONTEXT RELEASE (X2)', 'HANDOVER REQUEST (X2)']);
    net.finishClean();
    net.assertAgreement();
  });
});
