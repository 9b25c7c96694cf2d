import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertViolated, Driver } from '../driver.js';
import { NAS_SMC, startSmcForNewKasme } from '../ladders.js';

const GUARD = 14;

/** A SECURITY MODE COMMAND for a new KASME is on its way, and another downlink NAS message is due. */
function messageBesideSmc(without: readonly number[] = []): Driver {
  const net = new Driver({ without });
  startSmcForNewKasme(net);
  net.offer('downlink_nas');
  return net;
}

describe('guard downlink_nas: other downlink NAS messages wait for the end of an SMC', () => {
  it('is asked and passes when none is ongoing', () => {
    const net = new Driver();
    net.offer('downlink_nas');
    assert.equal(net.inFlight.length, 1);
    assert.deepEqual(net.rule(GUARD), { checks: 1, holds: 0, rejects: 0, selections: 0, heldMs: [] });
  });

  it('holds it: asked once, held once', () => {
    const net = messageBesideSmc();
    assert.deepEqual(net.inFlight, ['SECURITY MODE COMMAND']);
    assert.deepEqual(net.rule(GUARD), { checks: 1, holds: 1, rejects: 0, selections: 0, heldMs: [] });
  });

  it('releases it at SECURITY MODE COMPLETE, on the new KASME', () => {
    const net = messageBesideSmc();
    net.deliver(...NAS_SMC);
    assert.equal(net.inFlight.length, 1);
    assert.equal(net.rule(GUARD).heldMs.length, 1);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('downlink_nas'), { offered: 1, completed: 1 });
  });

  it('releases it at SECURITY MODE REJECT, on the old one', () => {
    const net = messageBesideSmc();
    net.refuse('SECURITY MODE COMMAND');
    net.deliver('SECURITY MODE REJECT');
    assert.equal(net.inFlight.length, 1);
    net.finishClean();
    net.assertAgreement();
  });

  it('holds it on while a TAU has aborted the SMC and its outcome is open', () => {
    const net = messageBesideSmc();
    net.deliverToEnb('SECURITY MODE COMMAND');
    net.offer('tracking_area_update');
    net.deliver('TRACKING AREA UPDATE REQUEST');
    assert.deepEqual(net.inFlight, ['SECURITY MODE COMMAND']);
    net.finishClean();
    net.assertAgreement();
  });
});

describe('without the guard downlink_nas', () => {
  it('the message comes on a KASME that the UE has left: NAS agreement breaks', () => {
    const net = messageBesideSmc([GUARD]);
    assert.equal(net.inFlight.length, 2);
    net.finish();
    assertViolated(net, 'nas_agreement');
  });
});
