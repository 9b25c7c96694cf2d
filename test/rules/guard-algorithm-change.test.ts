import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertViolated, Driver } from '../driver.js';
import {
  loseAndExpire,
  NAS_SMC,
  RELOCATION_EXECUTION,
  RELOCATION_PREPARATION,
  startSmcForNewKasme,
} from '../ladders.js';

const GUARD = 18;
const REQUEST = 'FORWARD RELOCATION REQUEST';
const NONE = { rejects: 0, selections: 0 };

/** An SMC that changes algorithms is on its way when the source eNB asks for a handover to another MME. */
function relocationMeetsChange(without: readonly number[] = []): Driver {
  const net = new Driver({ without });
  net.offer('algorithm_change');
  net.offer('inter_mme_handover');
  net.deliver('HANDOVER REQUIRED');
  return net;
}

describe('guard algorithm_change: no relocation while an SMC that changes algorithms is ongoing', () => {
  it('is asked and passes when none is', () => {
    const net = new Driver();
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED');
    assert.deepEqual(net.inFlight, [REQUEST]);
    assert.deepEqual(net.rule(GUARD), { checks: 1, holds: 0, heldMs: [], ...NONE });
  });

  it('leaves an SMC for a new KASME to rule 6', () => {
    const net = new Driver();
    startSmcForNewKasme(net);
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED');
    assert.deepEqual([net.rule(6).holds, net.rule(GUARD).holds], [1, 0]);
  });

  it('holds it where rule 6 does not: asked once, held once, and released at COMPLETE', () => {
    const net = relocationMeetsChange();
    assert.deepEqual(net.inFlight, [NAS_SMC[0]]);
    assert.equal(net.rule(6).holds, 0);
    net.deliver(...NAS_SMC);
    assert.deepEqual(net.inFlight, [REQUEST]);
    assert.deepEqual(net.rule(GUARD), { checks: 1, holds: 1, heldMs: [4], ...NONE });
    net.deliver(...RELOCATION_PREPARATION, ...RELOCATION_EXECUTION);
    assert.deepEqual([net.ue.region, net.ue.algorithms, net.mme.algorithms], [1, 1, 1]);
    net.finishClean();
    net.assertAgreement();
  });

  it('releases it at REJECT, with the algorithms that both have stayed on', () => {
    const net = relocationMeetsChange();
    net.refuse(NAS_SMC[0]);
    net.deliver('SECURITY MODE REJECT');
    assert.deepEqual(net.inFlight, [REQUEST]);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual([net.ue.region, net.mme.algorithms], [1, 0]);
  });

  it('ends the handover when T3460 aborts the SMC: the UE is released', () => {
    const net = relocationMeetsChange();
    loseAndExpire(net, NAS_SMC[0], 5);
    assert.ok(!net.inFlight.includes(REQUEST));
    net.finishClean();
    assert.deepEqual(net.procedure('inter_mme_handover'), { offered: 1, failed: 1 });
    assert.equal(net.ue.region, 0);
  });
});

describe('without the guard algorithm_change', () => {
  it('the target MME verifies with algorithms that the UE has left: NAS agreement breaks', () => {
    const net = relocationMeetsChange([GUARD]);
    assert.deepEqual(net.inFlight, [NAS_SMC[0], REQUEST]);
    net.deliver(NAS_SMC[0], ...RELOCATION_PREPARATION, ...RELOCATION_EXECUTION);
    assert.deepEqual(net.violations, []);
    assert.equal(net.ue.kenb, net.enb.kenb);
    net.deliver('TRACKING AREA UPDATE REQUEST');
    assertViolated(net, 'nas_agreement');
    assert.equal(net.ue.kasme, net.mme.kasme);
    assert.notEqual(net.ue.algorithms, net.mme.algorithms);
  });
});
