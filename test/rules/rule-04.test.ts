import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertViolated, Driver } from '../driver.js';
import {
  HANDOVER_COMPLETE,
  HANDOVER_RECONFIGURATION,
  S1_HANDOVER,
  S1_PREPARATION,
  startSmcForNewKasme,
  takeNewKasmeIntoNasUse,
  UE_CONTEXT_MODIFICATION,
  X2_HANDOVER,
} from '../ladders.js';

const NONE = { holds: 0, rejects: 0, heldMs: [] };

describe('rule 4: the UE stays on the chain of the KASME that its AS runs on', () => {
  it('as soon as it has accepted the SECURITY MODE COMMAND', () => {
    const net = new Driver();
    startSmcForNewKasme(net);
    net.deliver('SECURITY MODE COMMAND');
    net.offer('s1_handover');
    net.deliver('HANDOVER REQUIRED', ...S1_PREPARATION, HANDOVER_RECONFIGURATION);
    assert.deepEqual(net.rule(4), { checks: 1, selections: 1, ...NONE });
    net.deliver(HANDOVER_COMPLETE);
    assert.equal(net.ue.kenb, net.enb.kenb);
    assert.notEqual(net.ue.asKasme, net.ue.kasme);
    net.finishClean();
    net.assertAgreement();
  });

  it('until the reconfiguration of a UE context modification changes its key', () => {
    const net = new Driver();
    takeNewKasmeIntoNasUse(net);
    net.offer('s1_handover');
    net.deliver(...S1_HANDOVER);
    assert.equal(net.rule(4).selections, 1);
    net.expire('delay before UE context modification');
    net.deliver(...UE_CONTEXT_MODIFICATION);
    net.offer('s1_handover');
    net.deliver(...S1_HANDOVER);
    assert.deepEqual(net.rule(4), { checks: 2, selections: 1, ...NONE });
    net.finishClean();
    net.assertAgreement();
  });

  it('until it is released', () => {
    const net = new Driver();
    takeNewKasmeIntoNasUse(net);
    assert.notEqual(net.ue.asKasme, net.ue.kasme);
    net.offer('release');
    net.finish();
    // Not only when the next connection has brought a KeNB: an idle UE has no old KASME.
    assert.equal(net.ue.asKasme, net.ue.kasme);
    net.offer('service_request');
    net.finish();
    assert.equal(net.ue.asKasme, net.ue.kasme);
    net.offer('s1_handover');
    net.deliver(...S1_HANDOVER);
    assert.deepEqual(net.rule(4), { checks: 1, selections: 0, ...NONE });
    net.finishClean();
    net.assertAgreement();
  });

  it('not if it rejected the SECURITY MODE COMMAND: nothing new went into NAS use', () => {
    const net = new Driver();
    startSmcForNewKasme(net);
    net.refuse('SECURITY MODE COMMAND');
    net.deliver('SECURITY MODE REJECT');
    net.offer('s1_handover');
    net.deliver(...S1_HANDOVER);
    assert.deepEqual(net.rule(4), { checks: 1, selections: 0, ...NONE });
    net.finishClean();
  });

  it('is not asked in a horizontal handover, which needs no KASME', () => {
    const net = new Driver();
    takeNewKasmeIntoNasUse(net);
    const { ncc } = net.ue;
    net.offer('x2_handover');
    net.deliver(...X2_HANDOVER);
    assert.equal(net.ue.ncc, ncc);
    assert.deepEqual(net.rule(4), { checks: 0, selections: 0, ...NONE });
    net.finishClean();
  });
});

describe('without rule 4, the UE steps NH with its newest KASME', () => {
  it('and a handover with an NCC step breaks AS agreement', () => {
    const net = new Driver({ without: [4] });
    takeNewKasmeIntoNasUse(net);
    net.offer('s1_handover');
    net.deliver('HANDOVER REQUIRED', ...S1_PREPARATION, HANDOVER_RECONFIGURATION);
    assert.deepEqual(net.violations, []);
    net.deliver(HANDOVER_COMPLETE);
    assert.equal(net.violations[0], 'as_agreement');
    assertViolated(net, 'as_agreement', 'chain_agreement');
    assert.deepEqual(net.rule(4), { checks: 1, selections: 0, ...NONE });
  });

  it('and a vertical X2 handover breaks it too', () => {
    const net = new Driver({ without: [4] });
    net.offer('x2_handover');
    net.finish();
    assert.notEqual(net.enb.pair, null);
    takeNewKasmeIntoNasUse(net);
    net.offer('x2_handover');
    net.deliver(...X2_HANDOVER);
    assert.equal(net.violations[0], 'as_agreement');
    assertViolated(net, 'as_agreement', 'chain_agreement');
  });

  it('and a horizontal one does not', () => {
    const net = new Driver({ without: [4] });
    takeNewKasmeIntoNasUse(net);
    net.offer('x2_handover');
    net.deliver(...X2_HANDOVER);
    assert.deepEqual(net.violations, []);
    assert.equal(net.ue.kenb, net.enb.kenb);
  });
});
