import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Driver } from '../driver.js';
import {
  HANDOVER_COMPLETE,
  HANDOVER_RECONFIGURATION,
  S1_PREPARATION,
  X2_EXECUTION,
  X2_PREPARATION,
} from '../ladders.js';

const MESSAGE = 'downlink NAS message';
const NON_DELIVERY = 'NAS NON DELIVERY INDICATION';

describe('downlink NAS transport', () => {
  it('completes when the UE has verified the message', () => {
    const net = new Driver();
    net.offer('downlink_nas');
    net.deliver(MESSAGE);
    assert.deepEqual(net.procedure('downlink_nas'), { offered: 1, completed: 1 });
    net.finishClean();
    net.assertAgreement();
  });

  it('fails when the radio loses it; the next message takes the next COUNT', () => {
    const net = new Driver();
    net.offer('downlink_nas');
    net.lose(MESSAGE);
    assert.deepEqual(net.procedure('downlink_nas'), { offered: 1, failed: 1 });
    net.offer('downlink_nas');
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('downlink_nas'), { offered: 2, completed: 1, failed: 1 });
    assert.equal(net.ue.dl, net.mme.dl);
  });

  it('is forwarded by a source eNB until its handover command', () => {
    const net = new Driver();
    net.offer('x2_handover');
    net.deliver('HANDOVER REQUEST (X2)');
    net.offer('downlink_nas');
    net.deliver(MESSAGE);
    assert.deepEqual(net.procedure('downlink_nas'), { offered: 1, completed: 1 });
    net.finishClean();
  });

  it('comes back undelivered after the command, and is sent again when the handover has ended', () => {
    const net = new Driver();
    net.offer('x2_handover');
    net.deliver(...X2_PREPARATION);
    net.offer('downlink_nas');
    net.deliverToEnb(MESSAGE);
    net.deliver(NON_DELIVERY, ...X2_EXECUTION);
    assert.ok(!net.inFlight.includes(MESSAGE));
    net.deliver('PATH SWITCH REQUEST');
    assert.ok(net.inFlight.includes(MESSAGE));
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('downlink_nas'), { offered: 1, completed: 1 });
  });

  it('is tried again when the guard timer says that no end of the handover came; fails at the cap', () => {
    const net = new Driver({ retries: 2 });
    net.offer('x2_handover');
    net.deliver(...X2_PREPARATION);
    net.offer('downlink_nas');
    for (let attempt = 0; attempt <= 2; attempt++) {
      net.deliverToEnb(MESSAGE);
      net.deliver(NON_DELIVERY);
      if (attempt < 2) net.expire('guard');
    }
    assert.deepEqual(net.procedure('downlink_nas'), { offered: 1, failed: 1 });
    net.finishClean();
    net.assertAgreement();
  });

  it('says in its report which handover was the cause', () => {
    const net = new Driver();
    net.offer('s1_handover');
    net.deliver('HANDOVER REQUIRED', ...S1_PREPARATION);
    net.offer('downlink_nas');
    net.deliverToEnb(MESSAGE);
    net.deliver(NON_DELIVERY);
    net.finishClean();
    net.offer('x2_handover');
    net.deliver(...X2_PREPARATION);
    net.offer('downlink_nas');
    net.deliverToEnb(MESSAGE);
    net.deliver(NON_DELIVERY);
    net.finishClean();
    assert.deepEqual(net.causes(NON_DELIVERY), [
      'S1 intra system Handover triggered',
      'X2 Handover triggered',
    ]);
  });

  it('is reported where it was on the air when the UE left the cell (TS 36.413 8.6.2.4), and sent again', () => {
    const net = new Driver();
    net.offer('x2_handover');
    net.deliver('HANDOVER REQUEST (X2)');
    net.offer('downlink_nas');
    net.deliverToEnb(MESSAGE);
    net.deliver('HANDOVER REQUEST ACKNOWLEDGE (X2)', HANDOVER_RECONFIGURATION);
    net.deliver(MESSAGE);
    assert.deepEqual(net.procedure('downlink_nas'), { offered: 1 });
    assert.equal(net.network.discarded, 1);
    net.deliver(HANDOVER_COMPLETE, 'PATH SWITCH REQUEST', NON_DELIVERY);
    assert.deepEqual(net.causes(NON_DELIVERY), ['X2 Handover triggered']);
    net.deliver('PATH SWITCH REQUEST ACKNOWLEDGE', MESSAGE);
    assert.deepEqual(net.procedure('downlink_nas'), { offered: 1, completed: 1 });
    net.finishClean();
    net.assertAgreement();
  });

  it('is reported where the UE is gone without a handover, and the eNB asks for its release', () => {
    const net = new Driver();
    net.offer('tracking_area_update');
    net.lose('TRACKING AREA UPDATE REQUEST');
    net.expire('NAS request');
    net.lose('TRACKING AREA UPDATE REQUEST');
    net.offer('downlink_nas');
    net.deliverToEnb(MESSAGE);
    net.expire('NAS request');
    assert.equal(net.ue.connected, false);
    net.deliver(MESSAGE);
    assert.deepEqual(net.inFlight, [NON_DELIVERY, 'UE CONTEXT RELEASE REQUEST']);
    net.deliver(NON_DELIVERY);
    assert.deepEqual(net.causes(NON_DELIVERY), ['Radio Connection With UE Lost']);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('downlink_nas'), { offered: 1, completed: 1 });
  });

  it('is sent on SRB1 before there is SRB2, and on SRB2 from AS security on (TS 36.331 4.2.2)', () => {
    const net = new Driver({ start: 'off' });
    net.offer('attach');
    net.finishClean();
    net.offer('downlink_nas');
    net.finishClean();
    const transfers = net.handled.filter(({ message }) => /InformationTransfer$/.test(message));
    assert.deepEqual(
      transfers.map(({ nas, channel }) => [nas, channel]),
      [
        ['AUTHENTICATION REQUEST', 'first_down'],
        ['AUTHENTICATION RESPONSE', 'first_up'],
        ['SECURITY MODE COMMAND', 'first_down'],
        ['SECURITY MODE COMPLETE', 'first_up'],
        ['ATTACH COMPLETE', 'srb2_up'],
        [MESSAGE, 'srb2_down'],
      ],
    );
  });

  it('makes no sense for a UE that is switched off', () => {
    const net = new Driver({ start: 'off' });
    assert.equal(net.offered('downlink_nas'), false);
    assert.deepEqual(net.procedure('downlink_nas'), { offered: 0 });
  });
});

describe('uplink NAS transport', () => {
  it('completes when the MME has verified the message', () => {
    const net = new Driver();
    net.offer('uplink_nas');
    net.deliver('uplink NAS message');
    assert.deepEqual(net.procedure('uplink_nas'), { offered: 1, completed: 1 });
    net.finishClean();
    net.assertAgreement();
  });

  it('fails when the radio loses it', () => {
    const net = new Driver();
    net.offer('uplink_nas');
    net.lose('uplink NAS message');
    assert.deepEqual(net.procedure('uplink_nas'), { offered: 1, failed: 1 });
    net.offer('uplink_nas');
    net.finishClean();
    net.assertAgreement();
  });

  it('brings an idle UE into a connection first', () => {
    const net = new Driver({ start: 'idle' });
    net.offer('uplink_nas');
    assert.deepEqual(net.inFlight, ['SERVICE REQUEST']);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('uplink_nas'), { offered: 1, completed: 1 });
  });

  it('fails at an idle UE that gets no connection in three attempts', () => {
    const net = new Driver({ start: 'idle' });
    net.offer('uplink_nas');
    for (let attempt = 1; attempt <= 3; attempt++) {
      net.lose('SERVICE REQUEST');
      net.expire('NAS request');
    }
    assert.deepEqual(net.procedure('uplink_nas'), { offered: 1, failed: 1 });
    assert.deepEqual(net.procedure('initial_context_setup'), { offered: 3, failed: 3 });
    net.finishClean();
  });

  it('fails when the MME no longer serves its connection', () => {
    const net = new Driver();
    net.offer('uplink_nas');
    net.deliverToEnb('uplink NAS message');
    net.offer('x2_handover');
    net.deliver(...X2_PREPARATION, ...X2_EXECUTION, 'PATH SWITCH REQUEST', 'uplink NAS message');
    assert.deepEqual(net.procedure('uplink_nas'), { offered: 1, failed: 1 });
    net.finishClean();
    net.assertAgreement();
  });
});

describe('the procedure queue', () => {
  it('refuses traffic beyond three waiting events, explicitly and counted', () => {
    const net = new Driver();
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED');
    for (let n = 0; n < 5; n++) net.offer('downlink_nas');
    assert.deepEqual(net.procedure('downlink_nas'), { offered: 5, refused: 2 });
    assert.deepEqual(net.traffic('downlink_nas'), { completed: 0, failed: 2 });
    net.finishClean();
    assert.deepEqual(net.procedure('downlink_nas'), { offered: 5, completed: 3, refused: 2 });
  });

  it('refuses traffic for which there is no active block', () => {
    const net = new Driver();
    net.network.poolExhausted = true;
    net.offer('rekey');
    assert.deepEqual(net.procedure('authentication'), { offered: 1, refused: 1 });
    assert.deepEqual(net.traffic('rekey'), { completed: 0, failed: 1 });
    assert.deepEqual(net.inFlight, []);
  });

  it('lets a held handover go before work that the MME wants to start', () => {
    const net = new Driver();
    net.offer('rekey');
    net.deliver('AUTHENTICATION REQUEST', 'AUTHENTICATION RESPONSE');
    net.offer('downlink_nas');
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED', 'SECURITY MODE COMMAND', 'SECURITY MODE COMPLETE');
    assert.deepEqual(net.inFlight, ['FORWARD RELOCATION REQUEST']);
    assert.equal(net.rule(10).holds, 1);
    net.finishClean();
    net.assertAgreement();
  });
});
