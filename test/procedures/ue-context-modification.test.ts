import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Driver } from '../driver.js';
import {
  assertChangedKey,
  chain,
  KEY_CHANGE,
  KEY_CHANGE_COMPLETE,
  NAS_SMC,
  REESTABLISHMENT,
  startModification,
  takeNewKasmeIntoNasUse,
  UE_CONTEXT_MODIFICATION,
} from '../ladders.js';

const [REQUEST, , , RESPONSE] = UE_CONTEXT_MODIFICATION;
const FAILURE = 'UE CONTEXT MODIFICATION FAILURE';

describe('UE context modification with a KeNB', () => {
  it('changes the key at the UE with its Complete, at the eNB when it gets it, at the MME at RESPONSE', () => {
    const net = new Driver();
    startModification(net);
    const { kenb, asKasme } = net.ue;
    net.deliver(REQUEST, KEY_CHANGE);
    assert.notEqual(net.ue.kenb, kenb);
    assert.equal(net.enb.kenb, kenb);
    net.deliver(KEY_CHANGE_COMPLETE);
    assert.equal(net.enb.kenb, net.ue.kenb);
    assert.equal(net.mme.asKasme, asKasme);
    net.deliver(RESPONSE);
    assert.equal(net.mme.asKasme, net.mme.kasme);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('ue_context_modification'), { offered: 1, completed: 1 });
  });

  it('begins the chain anew: NCC 0, NH for NCC 1, and the eNB drops its unused pair', () => {
    const net = new Driver();
    net.offer('x2_handover');
    net.finishClean();
    assert.equal(net.enb.pair?.ncc, 2);
    net.offer('rekey');
    net.finishClean();
    assert.equal(net.enb.pair, null);
    assert.deepEqual([net.ue.ncc, net.enb.ncc, net.mme.ncc], [0, 0, 1]);
    net.offer('x2_handover');
    net.finishClean();
    net.assertAgreement();
  });

  it('stays on the old chain when the key change fails, re-establishes, then tries again: NAS SMC first', () => {
    const net = new Driver();
    startModification(net);
    const { kenb, ...before } = chain(net);
    net.deliver(REQUEST);
    net.refuse(KEY_CHANGE);
    net.deliver(...REESTABLISHMENT);
    assertChangedKey(net, kenb, before);
    net.deliver(FAILURE);
    assert.deepEqual(net.inFlight, ['SECURITY MODE COMMAND']);
    net.deliver(...NAS_SMC, ...UE_CONTEXT_MODIFICATION);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('ue_context_modification'), { offered: 1, completed: 1 });
  });

  it('fails after as many retries as the scenario allows; AS stays on the old KASME', () => {
    const net = new Driver({ retries: 2 });
    startModification(net);
    for (let attempt = 0; attempt <= 2; attempt++) {
      net.deliver(REQUEST);
      net.refuse(KEY_CHANGE);
      net.deliver(...REESTABLISHMENT, FAILURE);
      if (attempt < 2) net.deliver(...NAS_SMC);
    }
    assert.deepEqual(net.procedure('ue_context_modification'), { offered: 1, failed: 1 });
    net.finishClean();
    assert.equal(net.ue.kenb, net.enb.kenb);
    assert.equal(net.ue.asKasme, net.mme.asKasme);
    assert.notEqual(net.ue.asKasme, net.ue.kasme);
    assert.deepEqual(net.traffic('rekey'), { completed: 0, failed: 1 });
  });

  for (const lost of [KEY_CHANGE, KEY_CHANGE_COMPLETE]) {
    it(`fails with the AS context when ${lost} is lost; the next context setup uses the NAS KASME`, () => {
      const net = new Driver();
      startModification(net);
      const { kasme } = net.ue;
      net.deliver(REQUEST);
      if (lost === KEY_CHANGE_COMPLETE) net.deliver(KEY_CHANGE);
      net.lose(lost);
      net.expire('RRC answer');
      assert.deepEqual(net.inFlight, [FAILURE, 'UE CONTEXT RELEASE REQUEST']);
      net.finishClean();
      assert.equal(net.ue.connected, false);
      assert.equal(net.procedure('ue_context_modification').completed, undefined);
      net.offer('service_request');
      net.finishClean();
      net.assertAgreement();
      assert.equal(net.ue.asKasme, kasme);
    });
  }

  it('dies with the AS context while it waits for its delay', () => {
    const net = new Driver();
    takeNewKasmeIntoNasUse(net);
    const { kasme } = net.ue;
    net.offer('release');
    net.finishClean();
    assert.deepEqual(net.procedure('ue_context_modification'), { offered: 0 });
    assert.ok(!net.running.includes('delay before UE context modification'));
    net.offer('service_request');
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.ue.asKasme, kasme);
    assert.deepEqual(net.traffic('rekey'), { completed: 1, failed: 0 });
  });

  it('dies with the AS context while the REQUEST is on its way', () => {
    const net = new Driver();
    startModification(net);
    net.offer('release');
    net.deliver('UE CONTEXT RELEASE REQUEST', REQUEST);
    assert.deepEqual(net.inFlight, ['UE CONTEXT RELEASE COMMAND', FAILURE]);
    net.finishClean();
    assert.deepEqual(net.procedure('ue_context_modification'), { offered: 1, failed: 1 });
    net.offer('service_request');
    net.finishClean();
    net.assertAgreement();
  });
});
