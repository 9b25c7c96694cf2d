import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertViolated, Driver } from '../driver.js';
import {
  HANDOVER_RECONFIGURATION,
  KEY_CHANGE,
  KEY_CHANGE_COMPLETE,
  REESTABLISHMENT,
  S1_PREPARATION,
  startModification,
  takeNewKasmeIntoNasUse,
  X2_HANDOVER,
  X2_PREPARATION,
} from '../ladders.js';

const [ASKED, ANSWERED, COMPLETE] = REESTABLISHMENT;
/** Of the target's connection, and of the UE's. */
const TO_RELEASE = 'UE CONTEXT RELEASE COMMAND';
const REJECT = 'RRCConnectionReestablishmentReject';

/** The UE could not reach the target of an X2 handover, and asks its source eNB back in. */
function comesBack(net = new Driver()): Driver {
  net.offer('x2_handover');
  net.deliver(...X2_PREPARATION);
  net.refuse(HANDOVER_RECONFIGURATION);
  net.expire('T304');
  return net;
}

describe('RRC connection re-establishment (TS 36.331 5.3.7, TS 33.401 7.4.3)', () => {
  it('changes the AS key, at the eNB when it answers, at the UE when that arrives', () => {
    const net = comesBack();
    const { kenb } = net.ue;
    net.deliver(ASKED);
    assert.notEqual(net.enb.kenb, kenb);
    assert.equal(net.ue.kenb, kenb);
    net.deliver(ANSWERED);
    assert.equal(net.ue.kenb, net.enb.kenb);
    net.deliver(COMPLETE);
    net.finishClean();
    net.assertAgreement();
  });

  it('is horizontal while the eNB has no unused pair: NCC stays', () => {
    const net = comesBack();
    net.deliver(...REESTABLISHMENT);
    assert.deepEqual([net.ue.ncc, net.enb.ncc], [0, 0]);
    net.finishClean();
    net.assertAgreement();
  });

  it('is vertical with an unused pair, and uses it up; the chain goes on behind it', () => {
    const net = new Driver();
    net.offer('x2_handover');
    net.deliver(...X2_HANDOVER);
    assert.equal(net.enb.pair?.ncc, 2);
    comesBack(net);
    net.deliver(...REESTABLISHMENT);
    assert.deepEqual([net.ue.ncc, net.enb.ncc, net.enb.pair], [2, 2, null]);
    net.finishClean();
    net.offer('x2_handover');
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual([net.ue.ncc, net.enb.pair?.ncc], [2, 3]);
  });

  it('stays on the KASME that AS runs on while NAS is on a new one: rule 4', () => {
    const net = new Driver();
    net.offer('x2_handover');
    net.deliver(...X2_HANDOVER);
    takeNewKasmeIntoNasUse(net);
    comesBack(net);
    net.deliver(...REESTABLISHMENT);
    assert.equal(net.rule(4).selections, 1);
    assert.equal(net.ue.kenb, net.enb.kenb);
    net.finishClean();
    net.assertAgreement();
  });

  it('without rule 4 the UE steps NH with the new one: AS disagrees', () => {
    const net = new Driver({ without: [4] });
    net.offer('x2_handover');
    net.deliver(...X2_HANDOVER);
    takeNewKasmeIntoNasUse(net);
    comesBack(net);
    net.deliver(...REESTABLISHMENT);
    assertViolated(net, 'as_agreement');
  });

  it('costs what was on its way on the radio: until the answer the UE hears nothing else', () => {
    const net = new Driver();
    net.offer('downlink_nas');
    net.deliverToEnb('downlink NAS message');
    comesBack(net);
    net.deliver(ASKED, 'downlink NAS message', ANSWERED);
    assert.deepEqual(net.traffic('downlink_nas'), { completed: 0, failed: 1 });
    net.finishClean();
    net.assertAgreement();
  });

  it('lets a key change begin that was asked for meanwhile, when it is complete', () => {
    const net = new Driver();
    startModification(net);
    net.offer('x2_handover');
    net.deliver(...X2_PREPARATION);
    net.refuse(HANDOVER_RECONFIGURATION);
    net.expire('T304');
    net.deliver(ASKED, 'UE CONTEXT MODIFICATION REQUEST');
    assert.ok(!net.inFlight.includes(KEY_CHANGE));
    net.deliver(ANSWERED, COMPLETE, KEY_CHANGE, KEY_CHANGE_COMPLETE);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('ue_context_modification'), { offered: 1, completed: 1 });
  });

  it('keeps handovers waiting until it is complete', () => {
    const net = comesBack();
    net.deliver(ASKED);
    net.offer('x2_handover');
    assert.ok(!net.inFlight.includes('HANDOVER REQUEST (X2)'));
    net.deliver(ANSWERED, COMPLETE);
    assert.ok(net.inFlight.includes('HANDOVER REQUEST (X2)'));
    net.finishClean();
    net.assertAgreement();
  });

  for (const lost of [ASKED, ANSWERED]) {
    it(`fails when ${lost} is lost: T301 expires, the UE is idle`, () => {
      const net = comesBack();
      if (lost === ANSWERED) net.deliver(ASKED);
      net.lose(lost);
      net.expire('T301');
      assert.equal(net.ue.connected, false);
      net.finishClean();
      net.offer('service_request');
      net.finishClean();
      net.assertAgreement();
    });
  }

  it(`fails when ${COMPLETE} is lost: the eNB has the UE released`, () => {
    const net = comesBack();
    net.deliver(ASKED, ANSWERED);
    net.lose(COMPLETE);
    net.expire('RRC answer');
    assert.deepEqual(net.inFlight.at(-1), 'UE CONTEXT RELEASE REQUEST');
    net.finishClean();
    assert.equal(net.ue.connected, false);
  });

  it('is rejected where the UE was released meanwhile: it goes idle', () => {
    const net = new Driver();
    net.offer('s1_handover');
    net.deliver('HANDOVER REQUIRED', ...S1_PREPARATION);
    net.refuse(HANDOVER_RECONFIGURATION);
    net.expire('RELOCoverall');
    net.deliver('HANDOVER CANCEL', 'UE CONTEXT RELEASE REQUEST');
    net.deliver('HANDOVER CANCEL ACKNOWLEDGE', TO_RELEASE, TO_RELEASE);
    net.expire('T304');
    net.deliver(ASKED, 'RRCConnectionRelease', REJECT);
    assert.equal(net.ue.connected, false);
    net.finishClean();
  });
});
