import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertViolated, Driver } from '../driver.js';
import {
  HANDOVER_COMPLETE,
  HANDOVER_RECONFIGURATION,
  RELOCATION_COMPLETION,
  RELOCATION_EXECUTION,
  RELOCATION_PREPARATION,
  startSmcForNewKasme,
  TRACKING_AREA_UPDATE,
  takeNewKasmeIntoNasUse,
  UE_CONTEXT_MODIFICATION,
} from '../ladders.js';

const NONE = { holds: 0, rejects: 0, heldMs: [] };

describe('rule 8: FORWARD RELOCATION REQUEST carries old and new KASME', () => {
  it('between NAS SMC and UE context modification: old chain for AS, new KASME and eKSI for NAS', () => {
    const net = new Driver();
    takeNewKasmeIntoNasUse(net);
    const source = net.mme;
    assert.notEqual(source.asKasme, source.kasme);
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED');
    assert.deepEqual(net.rule(8), { checks: 1, selections: 1, ...NONE });
    net.deliver(...RELOCATION_PREPARATION, ...RELOCATION_EXECUTION);
    const target = net.mme;
    assert.equal(target.asKasme, source.asKasme);
    assert.equal(target.kasme, source.kasme);
    assert.equal(target.eksi, source.eksi);
    assert.equal(target.ul, source.ul);
    assert.equal(target.dl, source.dl);
    assert.equal(target.ncc, (source.ncc + 1) % 8);
    assert.equal(net.ue.kenb, net.enb.kenb);
    net.deliver(...RELOCATION_COMPLETION, ...TRACKING_AREA_UPDATE);
    net.finishClean();
    net.assertAgreement();
  });

  it('but not before the SMC succeeded', () => {
    const net = new Driver();
    startSmcForNewKasme(net);
    net.refuse('SECURITY MODE COMMAND');
    net.deliver('SECURITY MODE REJECT');
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED');
    assert.deepEqual(net.rule(8), { checks: 1, selections: 0, ...NONE });
    net.finishClean();
    net.assertAgreement();
  });

  it('and not after the UE context modification succeeded', () => {
    const net = new Driver();
    takeNewKasmeIntoNasUse(net);
    net.expire('delay before UE context modification');
    net.deliver(...UE_CONTEXT_MODIFICATION);
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED');
    assert.deepEqual(net.rule(8), { checks: 1, selections: 0, ...NONE });
    net.finishClean();
    net.assertAgreement();
  });
});

describe('without rule 8, FORWARD RELOCATION REQUEST carries one context', () => {
  it('the KASME in NAS use and NH stepped with it: AS agreement breaks in this handover', () => {
    const net = new Driver({ without: [8] });
    takeNewKasmeIntoNasUse(net);
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED', ...RELOCATION_PREPARATION, HANDOVER_RECONFIGURATION, '(UE moves)');
    assert.deepEqual(net.violations, []);
    net.deliver(HANDOVER_COMPLETE);
    assert.equal(net.violations[0], 'as_agreement');
    assertViolated(net, 'as_agreement', 'chain_agreement');
    assert.deepEqual(net.rule(8), { checks: 1, selections: 0, ...NONE });
  });
});
