import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertViolated, Driver } from '../driver.js';
import { startSmcForNewKasme, TRACKING_AREA_UPDATE } from '../ladders.js';

const GUARD = 15;

/** A TAU of the UE crosses a SECURITY MODE COMMAND, and aborts the SMC at the MME. */
function tauCrossesCommand(without: readonly number[] = []): Driver {
  const net = new Driver({ without });
  startSmcForNewKasme(net);
  net.offer('tracking_area_update');
  net.deliver('TRACKING AREA UPDATE REQUEST');
  return net;
}

describe('guard tau_accept: TRACKING AREA UPDATE ACCEPT waits for the outcome of an SMC that the TAU aborted', () => {
  it('is asked and passes when no SMC is ongoing', () => {
    const net = new Driver();
    net.offer('tracking_area_update');
    net.deliver(...TRACKING_AREA_UPDATE);
    assert.deepEqual(net.rule(GUARD), { checks: 1, holds: 0, rejects: 0, selections: 0, heldMs: [] });
  });

  it('holds it: asked once, held once', () => {
    const net = tauCrossesCommand();
    assert.deepEqual(net.inFlight, ['SECURITY MODE COMMAND']);
    assert.deepEqual(net.rule(GUARD), { checks: 1, holds: 1, rejects: 0, selections: 0, heldMs: [] });
  });

  it('releases it when a late COMPLETE tells', () => {
    const net = tauCrossesCommand();
    net.deliver('SECURITY MODE COMMAND', 'SECURITY MODE COMPLETE');
    assert.deepEqual(net.inFlight, ['TRACKING AREA UPDATE ACCEPT']);
    assert.equal(net.rule(GUARD).heldMs.length, 1);
    net.finishClean();
    net.assertAgreement();
  });

  it('lets T3460 decide where nothing tells: the UE is released, and its next message says which KASME it is on', () => {
    const net = tauCrossesCommand();
    net.lose('SECURITY MODE COMMAND');
    net.expire('T3460');
    assert.deepEqual(net.inFlight, ['UE CONTEXT RELEASE COMMAND']);
    net.finishClean();
    net.offer('service_request');
    net.finishClean();
    net.assertAgreement();
  });
});

describe('without the guard tau_accept', () => {
  it('ACCEPT comes on the KASME that the UE has left: NAS agreement breaks', () => {
    const net = tauCrossesCommand([GUARD]);
    assert.deepEqual(net.inFlight, ['SECURITY MODE COMMAND', 'TRACKING AREA UPDATE ACCEPT']);
    net.finish();
    assertViolated(net, 'nas_agreement');
  });
});
