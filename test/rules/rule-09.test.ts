import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertViolated, Driver } from '../driver.js';
import {
  HANDOVER_COMPLETE,
  HANDOVER_RECONFIGURATION,
  KEY_CHANGE,
  NAS_SMC,
  REESTABLISHMENT,
  RELOCATION_COMPLETION,
  RELOCATION_EXECUTION,
  RELOCATION_PREPARATION,
  S1_HANDOVER,
  startSmcForNewKasme,
  TRACKING_AREA_UPDATE,
  takeNewKasmeIntoNasUse,
  UE_CONTEXT_MODIFICATION,
  X2_HANDOVER,
} from '../ladders.js';

const NONE = { holds: 0, rejects: 0, heldMs: [] };

/** A UE between NAS SMC and UE context modification has moved to another MME, TAU included. */
function relocated(): Driver {
  const net = new Driver();
  takeNewKasmeIntoNasUse(net);
  net.offer('inter_mme_handover');
  net.deliver('HANDOVER REQUIRED', ...RELOCATION_PREPARATION, ...RELOCATION_EXECUTION);
  net.deliver(...TRACKING_AREA_UPDATE, ...RELOCATION_COMPLETION);
  return net;
}

describe('rule 9: a target MME that got both KASMEs uses the new one for NAS and the chain of the old one', () => {
  it('in its HANDOVER REQUEST', () => {
    const net = new Driver();
    takeNewKasmeIntoNasUse(net);
    const { asKasme, kasme, eksi } = net.ue;
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED', 'FORWARD RELOCATION REQUEST');
    assert.deepEqual(net.rule(9), { checks: 1, selections: 1, ...NONE });
    net.deliver(...RELOCATION_PREPARATION.slice(1), ...RELOCATION_EXECUTION);
    assert.equal(net.ue.kenb, net.enb.kenb);
    assert.equal(net.mme.asKasme, asKasme);
    assert.equal(net.mme.kasme, kasme);
    assert.equal(net.mme.eksi, eksi);
    net.deliver(...TRACKING_AREA_UPDATE);
    assert.deepEqual(net.violations, []);
    net.finishClean();
    net.assertAgreement();
  });

  it('is not asked if it got one KASME', () => {
    const net = new Driver();
    net.offer('inter_mme_handover');
    net.finishClean();
    assert.equal(net.ue.region, 1);
    assert.deepEqual(net.rule(9), { checks: 0, selections: 0, ...NONE });
  });

  for (const [kind, ladder] of [
    ['s1_handover', S1_HANDOVER],
    ['x2_handover', X2_HANDOVER],
  ] as const) {
    it(`in a later ${kind}, until a UE context modification completes`, () => {
      const net = relocated();
      net.deliver(...NAS_SMC);
      // The target MME does not know the COUNT for a KeNB: the SMC on the current KASME came first.
      assert.deepEqual(net.inFlight, ['UE CONTEXT MODIFICATION REQUEST']);
      net.deliver('UE CONTEXT MODIFICATION REQUEST');
      net.refuse('RRCConnectionReconfiguration (key change)');
      net.deliver(...REESTABLISHMENT, 'UE CONTEXT MODIFICATION FAILURE');
      net.deliverToEnb('SECURITY MODE COMMAND');
      net.offer(kind);
      net.deliver(...ladder);
      assert.equal(net.rule(9).selections, 2);
      assert.equal(net.rule(3).selections, 0);
      assert.equal(net.ue.kenb, net.enb.kenb);

      net.finishClean();
      net.assertAgreement();
      const { checks } = net.rule(9);
      net.offer(kind);
      net.deliver(...ladder);
      assert.equal(net.rule(9).checks, checks);
      net.finishClean();
      net.assertAgreement();
    });
  }

  it('until the AS context is released: the next one runs on the KASME in NAS use', () => {
    const net = relocated();
    net.offer('release');
    net.finish();
    net.offer('service_request');
    net.finish();
    net.assertAgreement();
    const { checks } = net.rule(9);
    net.offer('s1_handover');
    net.deliver(...S1_HANDOVER);
    assert.equal(net.rule(9).checks, checks);
    net.finishClean();
  });

  it('until an SMC of its own brings another KASME: then rule 3 keeps the same chain', () => {
    const net = relocated();
    const { asKasme } = net.mme;
    net.deliver(...NAS_SMC);
    net.offer('rekey');
    net.deliver('UE CONTEXT MODIFICATION REQUEST', 'AUTHENTICATION REQUEST');
    net.refuse(KEY_CHANGE);
    net.deliver(...REESTABLISHMENT, 'UE CONTEXT MODIFICATION FAILURE');
    net.deliver('AUTHENTICATION RESPONSE', ...NAS_SMC);
    const { checks } = net.rule(9);
    net.offer('s1_handover');
    // Guard 11 waits for the end of the modification that followed, which the source eNB rejects.
    net.deliver('HANDOVER REQUIRED', 'UE CONTEXT MODIFICATION REQUEST', 'UE CONTEXT MODIFICATION FAILURE');
    assert.equal(net.rule(9).checks, checks);
    assert.equal(net.rule(3).selections, 1);
    assert.equal(net.mme.asKasme, asKasme);
    net.finishClean();
    net.assertAgreement();
  });

  it('and takes the new KASME into AS use: NAS SMC on it, then UE context modification', () => {
    const net = relocated();
    const { kasme } = net.mme;
    net.deliver(...NAS_SMC, ...UE_CONTEXT_MODIFICATION);
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.ue.asKasme, kasme);
    assert.deepEqual(net.traffic('rekey'), { completed: 1, failed: 0 });
  });
});

describe('without rule 9, the target MME ignores the old part', () => {
  it('and the chain breaks at once, AS at the next NH step', () => {
    const net = new Driver({ without: [9] });
    takeNewKasmeIntoNasUse(net);
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED', ...RELOCATION_PREPARATION, HANDOVER_RECONFIGURATION, '(UE moves)');
    assert.deepEqual(net.rule(9), { checks: 1, selections: 0, ...NONE });
    assert.deepEqual(net.violations, []);
    net.deliver(HANDOVER_COMPLETE);
    assertViolated(net, 'chain_agreement');
    // NH came with the request: this handover itself agrees.
    assert.equal(net.ue.kenb, net.enb.kenb);
    net.deliver('HANDOVER NOTIFY', ...TRACKING_AREA_UPDATE, ...RELOCATION_COMPLETION);
    assertViolated(net, 'chain_agreement');
    net.offer('s1_handover');
    net.deliver(...S1_HANDOVER);
    assertViolated(net, 'as_agreement', 'chain_agreement');
    assert.notEqual(net.ue.kenb, net.enb.kenb);
  });

  it('but rule 3 holds for an SMC that the target MME itself begins', () => {
    const net = new Driver({ without: [9] });
    takeNewKasmeIntoNasUse(net);
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED', ...RELOCATION_PREPARATION, ...RELOCATION_EXECUTION);
    net.deliver(...TRACKING_AREA_UPDATE, ...RELOCATION_COMPLETION);
    startSmcForNewKasme(net);
    net.offer('s1_handover');
    net.deliver('HANDOVER REQUIRED');
    assert.equal(net.rule(3).selections, 1);
    assert.equal(net.rule(9).checks, 1);
  });
});
