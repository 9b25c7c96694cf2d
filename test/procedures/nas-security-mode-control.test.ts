import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Driver } from '../driver.js';
import {
  KEY_CHANGE,
  loseAndExpire,
  NAS_SMC,
  REESTABLISHMENT,
  S1_EXECUTION,
  startModification,
  startSmcForNewKasme,
  takeNewKasmeIntoNasUse,
  X2_EXECUTION,
  X2_PREPARATION,
} from '../ladders.js';

const [COMMAND, COMPLETE] = NAS_SMC;

function smc(): Driver {
  const net = new Driver();
  startSmcForNewKasme(net);
  return net;
}

describe('NAS security mode control for a new KASME', () => {
  it('takes it into use at the UE with the COMMAND, at the MME with the COMPLETE; AS stays on the old one', () => {
    const net = smc();
    const old = net.ue.kasme;
    net.deliver(COMMAND);
    assert.notEqual(net.ue.kasme, old);
    assert.equal(net.mme.kasme, old);
    net.deliver(COMPLETE);
    assert.equal(net.mme.kasme, net.ue.kasme);
    assert.equal(net.ue.asKasme, old);
    assert.equal(net.mme.asKasme, old);
    assert.deepEqual(net.procedure('nas_security_mode_control'), { offered: 1, completed: 1 });
    net.finishClean();
    net.assertAgreement();
  });

  it('starts both COUNTs at 0', () => {
    const net = smc();
    net.deliver(COMMAND, COMPLETE);
    const counts = net.handled
      .filter(({ nas }) => nas === COMMAND || nas === COMPLETE)
      .map(({ a }) => a & 0xffffff);
    assert.deepEqual(counts, [0, 0, 0, 0]);
    assert.deepEqual([net.ue.ul, net.ue.dl, net.mme.ul, net.mme.dl], [1, 1, 1, 1]);
    net.finishClean();
  });

  it('holds other downlink NAS messages until its end, and still takes uplink ones under the old keys', () => {
    const net = smc();
    net.offer('downlink_nas');
    net.offer('uplink_nas');
    assert.deepEqual(net.inFlight, [COMMAND, 'uplink NAS message']);
    net.deliver('uplink NAS message');
    assert.deepEqual(net.procedure('uplink_nas'), { offered: 1, completed: 1 });
    net.deliver(COMMAND);
    assert.ok(!net.inFlight.includes('downlink NAS message'));
    net.deliver(COMPLETE);
    assert.ok(net.inFlight.includes('downlink NAS message'));
    net.finishClean();
    net.assertAgreement();
  });

  it('is rejected: both stay on the old context', () => {
    const net = smc();
    const { kasme, eksi } = net.ue;
    net.refuse(COMMAND);
    net.deliver('SECURITY MODE REJECT');
    assert.deepEqual(net.procedure('nas_security_mode_control'), { offered: 1, rejected: 1 });
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.ue.kasme, kasme);
    assert.equal(net.ue.eksi, eksi);
    assert.deepEqual(net.traffic('rekey'), { completed: 0, failed: 1 });
  });

  it('sends the COMMAND again on the first four expiries of T3460, each time with a COUNT of its own', () => {
    const net = smc();
    loseAndExpire(net, COMMAND, 4);
    net.deliver(...NAS_SMC);
    const sent = net.handled.filter(({ message, nas }) => nas === COMMAND && message.startsWith('DOWNLINK'));
    assert.deepEqual(
      sent.map(({ a }) => a & 0xffffff),
      [0, 1, 2, 3, 4],
    );
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('nas_security_mode_control'), { offered: 1, completed: 1 });
  });

  it('has the UE answer a retransmission that it gets after a COMPLETE was lost', () => {
    const net = smc();
    net.deliver(COMMAND);
    net.lose(COMPLETE);
    net.expire('T3460');
    net.deliver(...NAS_SMC);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('nas_security_mode_control'), { offered: 1, completed: 1 });
  });

  it('is aborted on the fifth expiry: cancelled, the UE is released', () => {
    const net = smc();
    loseAndExpire(net, COMMAND, 5);
    assert.deepEqual(net.procedure('nas_security_mode_control'), { offered: 1, cancelled: 1 });
    net.finishClean();
    assert.equal(net.ue.connected, false);
    assert.deepEqual(net.traffic('rekey'), { completed: 0, failed: 1 });
  });

  it('keeps both contexts after an abort: the next message says that the UE is on the old one', () => {
    const net = smc();
    const old = net.ue.kasme;
    loseAndExpire(net, COMMAND, 5);
    net.finishClean();
    net.offer('service_request');
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.ue.kasme, old);
  });

  it('keeps both contexts after an abort: the next message says that the UE is on the new one', () => {
    const net = smc();
    const old = net.ue.kasme;
    for (let n = 0; n < 5; n++) {
      net.deliver(COMMAND);
      net.lose(COMPLETE);
      net.expire('T3460');
    }
    net.finishClean();
    net.offer('service_request');
    net.finishClean();
    net.assertAgreement();
    assert.notEqual(net.mme.kasme, old);
  });

  it('goes on when an uplink message tells, before a retransmission does, that the UE has accepted', () => {
    const net = smc();
    net.deliver(COMMAND);
    net.lose(COMPLETE);
    net.offer('uplink_nas');
    net.deliver('uplink NAS message');
    assert.equal(net.mme.kasme, net.ue.kasme);
    assert.deepEqual(net.procedure('nas_security_mode_control'), { offered: 1 });
    net.expire('T3460');
    net.deliver(...NAS_SMC);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('nas_security_mode_control'), { offered: 1, completed: 1 });
  });

  it('is aborted by a tracking area update; a late COMPLETE still tells the outcome', () => {
    const net = smc();
    net.deliver(COMMAND);
    net.deliverToEnb(COMPLETE);
    net.offer('tracking_area_update');
    net.deliver(COMPLETE);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('tracking_area_update'), { offered: 1, completed: 1 });
  });

  it('is aborted by a tracking area update, and ACCEPT waits until the outcome is known', () => {
    const net = smc();
    net.offer('tracking_area_update');
    net.deliver('TRACKING AREA UPDATE REQUEST');
    assert.deepEqual(net.procedure('nas_security_mode_control'), { offered: 1, cancelled: 1 });
    assert.ok(!net.inFlight.includes('TRACKING AREA UPDATE ACCEPT'));
    net.deliver(...NAS_SMC);
    assert.ok(net.inFlight.includes('TRACKING AREA UPDATE ACCEPT'));
    net.finishClean();
    net.assertAgreement();
  });

  it('is not sent again once a tracking area update has aborted it, although a handover kept it from the UE', () => {
    const net = new Driver();
    net.offer('rekey');
    net.deliver('AUTHENTICATION REQUEST');
    net.offer('tracking_area_update');
    net.offer('s1_handover');
    net.deliver('HANDOVER REQUIRED', 'HANDOVER REQUEST', 'HANDOVER REQUEST ACKNOWLEDGE');
    net.deliver('AUTHENTICATION RESPONSE', 'TRACKING AREA UPDATE REQUEST', 'HANDOVER COMMAND');
    net.deliverToEnb(COMMAND);
    net.deliver('NAS NON DELIVERY INDICATION', ...S1_EXECUTION);
    assert.ok(!net.inFlight.includes(COMMAND));
    net.finishClean();
    assert.deepEqual(net.procedure('nas_security_mode_control'), { offered: 1, cancelled: 1 });
  });

  it('is aborted by a detach, which the release of the connection answers', () => {
    const net = smc();
    net.offer('detach');
    net.deliver('DETACH REQUEST');
    assert.ok(!net.inFlight.includes('DETACH ACCEPT'));
    assert.deepEqual(net.procedure('nas_security_mode_control'), { offered: 1, cancelled: 1 });
    net.finishClean();
    assert.equal(net.ue.registered, false);
    assert.equal(net.mme.registered, false);
    assert.deepEqual(net.procedure('detach'), { offered: 1, completed: 1 });
  });

  it('is aborted by an attach', () => {
    const net = smc();
    net.offer('attach');
    net.deliver('ATTACH REQUEST');
    assert.deepEqual(net.procedure('nas_security_mode_control'), { offered: 1, cancelled: 1 });
    net.finish();
    net.assertAgreement();
  });

  it('is cancelled when the UE is released before its turn has come', () => {
    const net = new Driver();
    startModification(net);
    net.deliver('UE CONTEXT MODIFICATION REQUEST');
    startSmcForNewKasme(net);
    assert.equal(net.rule(2).holds, 1);
    net.lose(KEY_CHANGE);
    net.expire('RRC answer');
    net.finishClean();
    assert.deepEqual(net.procedure('nas_security_mode_control'), { offered: 2, completed: 1, cancelled: 1 });
  });

  it('is sent again when the intra-MME handover that kept it from the UE has ended', () => {
    const net = new Driver();
    net.offer('rekey');
    net.deliver('AUTHENTICATION REQUEST');
    net.offer('x2_handover');
    net.deliver(...X2_PREPARATION, 'AUTHENTICATION RESPONSE');
    net.deliverToEnb(COMMAND);
    net.deliver('NAS NON DELIVERY INDICATION', ...X2_EXECUTION, 'PATH SWITCH REQUEST');
    assert.ok(net.inFlight.includes(COMMAND));
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('nas_security_mode_control'), { offered: 1, completed: 1 });
  });
});

describe('NAS security mode control on the current KASME', () => {
  /** A modification failed; the SMC that brings a fresh COUNT is on its way. */
  function smcOnCurrent(): Driver {
    const net = new Driver();
    startModification(net);
    net.deliver('UE CONTEXT MODIFICATION REQUEST');
    net.refuse(KEY_CHANGE);
    net.deliver(...REESTABLISHMENT, 'UE CONTEXT MODIFICATION FAILURE');
    assert.deepEqual(net.inFlight, [COMMAND]);
    return net;
  }

  it('is on the current one, although the last one was for a new KASME, which the UE rejected', () => {
    const net = new Driver();
    takeNewKasmeIntoNasUse(net);
    const { kasme } = net.mme;
    startSmcForNewKasme(net);
    net.refuse(COMMAND);
    net.deliver('SECURITY MODE REJECT');
    net.expire('delay before UE context modification');
    net.deliver('UE CONTEXT MODIFICATION REQUEST');
    net.refuse(KEY_CHANGE);
    net.deliver(...REESTABLISHMENT, 'UE CONTEXT MODIFICATION FAILURE', ...NAS_SMC);
    assert.equal(net.rule(6).holds, 0);
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.ue.kasme, kasme);
  });

  it('resets no COUNT, and a fresh KeNB follows', () => {
    const net = smcOnCurrent();
    const { ul, dl } = net.ue;
    net.deliver(...NAS_SMC);
    assert.equal(net.ue.ul, ul + 1);
    assert.equal(net.ue.dl, dl + 1);
    assert.deepEqual(net.inFlight, ['UE CONTEXT MODIFICATION REQUEST']);
    net.finishClean();
    net.assertAgreement();
  });

  it('is rejected: the UE context modification is given up, AS stays on the old KASME', () => {
    const net = smcOnCurrent();
    net.refuse(COMMAND);
    net.deliver('SECURITY MODE REJECT');
    assert.deepEqual(net.procedure('nas_security_mode_control'), { offered: 2, completed: 1, rejected: 1 });
    assert.deepEqual(net.procedure('ue_context_modification'), { offered: 1, failed: 1 });
    net.finishClean();
    assert.notEqual(net.ue.asKasme, net.ue.kasme);
    assert.equal(net.ue.asKasme, net.mme.asKasme);
  });

  it('is aborted on the fifth expiry of T3460 as well', () => {
    const net = smcOnCurrent();
    loseAndExpire(net, COMMAND, 5);
    assert.deepEqual(net.procedure('nas_security_mode_control'), { offered: 2, completed: 1, cancelled: 1 });
    net.finishClean();
    net.offer('service_request');
    net.finishClean();
    net.assertAgreement();
  });
});
