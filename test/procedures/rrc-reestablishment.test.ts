import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ProcedureName } from '../../src/model/procedures.js';
import type { TrafficKind } from '../../src/model/traffic.js';
import { assertViolated, Driver } from '../driver.js';
import {
  HANDOVER_RECONFIGURATION,
  KEY_CHANGE,
  KEY_CHANGE_COMPLETE,
  REESTABLISHMENT,
  RELOCATION_PREPARATION,
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

  it('costs what was on its way on the radio, which its eNB reports: until the answer the UE hears nothing else', () => {
    const net = new Driver();
    net.offer('downlink_nas');
    net.deliverToEnb('downlink NAS message');
    comesBack(net);
    net.deliver(ASKED, 'downlink NAS message', ANSWERED);
    assert.ok(net.inFlight.includes('NAS NON DELIVERY INDICATION'));
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.traffic('downlink_nas'), { completed: 1, failed: 0 });
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
    assert.ok(!net.inFlight.includes('HANDOVER CANCEL'));
    net.deliver('UE CONTEXT RELEASE REQUEST', TO_RELEASE, TO_RELEASE);
    net.expire('T304');
    net.deliver(ASKED, 'RRCConnectionRelease', REJECT);
    assert.equal(net.ue.connected, false);
    net.finishClean();
  });
});

/** The UE could not reach the target of a handover, selects its cell all the same, and asks to be let in there. */
function comesToTarget(net: Driver, ...preparation: readonly string[]): Driver {
  net.deliver(...preparation);
  net.missTarget(HANDOVER_RECONFIGURATION);
  if (net.inFlight.includes(MOVE)) net.deliver(MOVE);
  net.expire('T304');
  return net;
}

const MOVE = '(UE moves)';
const RELOCATION = ['HANDOVER REQUIRED', ...RELOCATION_PREPARATION];

describe('RRC connection re-establishment in the target cell of a handover (TS 36.331 5.3.7.5)', () => {
  const handovers: readonly [TrafficKind, ProcedureName, readonly string[]][] = [
    ['x2_handover', 'x2_handover', X2_PREPARATION],
    ['s1_handover', 's1_handover', ['HANDOVER REQUIRED', ...S1_PREPARATION]],
    ['inter_mme_handover', 'inter_mme_handover', RELOCATION],
  ];
  for (const [kind, procedure, preparation] of handovers) {
    it(`takes the key that was prepared there into use, and completes the ${kind}`, () => {
      const net = new Driver();
      net.offer(kind);
      const { kenb } = net.ue;
      comesToTarget(net, ...preparation);
      assert.equal(net.ue.kenb, kenb);
      net.deliver(...REESTABLISHMENT);
      assert.notEqual(net.ue.kenb, kenb);
      assert.equal(net.ue.kenb, net.enb.kenb);
      net.finishClean();
      net.assertAgreement();
      assert.equal(net.ue.connected, true);
      assert.deepEqual(net.procedure(procedure), { offered: 1, completed: 1 });
    });
  }

  it('stays on the KASME that AS runs on: rule 4; and without it AS disagrees', () => {
    for (const without of [[], [4]]) {
      const net = new Driver({ without });
      takeNewKasmeIntoNasUse(net);
      net.offer('s1_handover');
      comesToTarget(net, 'HANDOVER REQUIRED', ...S1_PREPARATION);
      net.deliver(...REESTABLISHMENT);
      if (without.length > 0) assertViolated(net, 'as_agreement', 'chain_agreement');
      else assert.equal(net.ue.kenb, net.enb.kenb);
    }
  });

  it('is rejected where the handover was given up meanwhile: it goes idle', () => {
    const net = new Driver();
    net.offer('s1_handover');
    net.deliver('HANDOVER REQUIRED', ...S1_PREPARATION);
    net.missTarget(HANDOVER_RECONFIGURATION);
    net.expire('RELOCoverall');
    net.deliver('UE CONTEXT RELEASE REQUEST', TO_RELEASE);
    net.expire('T304');
    net.deliver(ASKED, REJECT);
    assert.equal(net.ue.connected, false);
    net.finishClean();
  });

  it('lets the UE update its tracking area when nobody answers in the cell of another MME', () => {
    const net = new Driver();
    net.offer('inter_mme_handover');
    comesToTarget(net, ...RELOCATION);
    net.lose(ASKED);
    net.expire('T301');
    net.deliver('TRACKING AREA UPDATE REQUEST');
    net.finishClean();
    assert.deepEqual([net.ue.registered, net.mme.registered], [true, true]);
    assert.deepEqual(net.procedure('tracking_area_update'), { offered: 1, completed: 1 });
  });

  it('deregisters it when that is not answered either: the MME there knows nothing of it any more', () => {
    const net = new Driver();
    net.offer('inter_mme_handover');
    comesToTarget(net, ...RELOCATION);
    net.lose(ASKED);
    net.expire('T301');
    net.lose('TRACKING AREA UPDATE REQUEST');
    net.finishClean();
    assert.deepEqual([net.ue.registered, net.mme.registered], [false, false]);
    net.offer('attach');
    net.finishClean();
    net.assertAgreement();
  });
});
