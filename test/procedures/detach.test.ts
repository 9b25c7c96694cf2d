import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Driver } from '../driver.js';

const DETACH = ['DETACH REQUEST', 'DETACH ACCEPT'];

function detach(start: 'connected' | 'idle'): Driver {
  const net = new Driver({ start });
  net.offer('detach');
  return net;
}

function assertGone(net: Driver): void {
  net.finishClean();
  assert.deepEqual([net.ue.registered, net.mme.registered], [false, false]);
  assert.deepEqual([net.ue.connected, net.mme.connected], [false, false]);
}

describe('detach', () => {
  for (const start of ['connected', 'idle'] as const) {
    it(`completes at DETACH ACCEPT of a UE that was ${start}, and the connection is released`, () => {
      const net = detach(start);
      net.deliver(...DETACH);
      assert.deepEqual(net.procedure('detach'), { offered: 1, completed: 1 });
      assertGone(net);
      assert.deepEqual(net.procedure('ue_context_release'), { offered: 1, completed: 1 });
    });
  }

  it('completes without an answer: nobody needs to accept that a UE is off', () => {
    const net = detach('connected');
    net.lose('DETACH REQUEST');
    net.expire('NAS request');
    assert.deepEqual(net.procedure('detach'), { offered: 1, completed: 1 });
    assert.equal(net.ue.registered, false);
    net.finishClean();
  });

  it('completes when the answer is lost and the release comes', () => {
    const net = detach('connected');
    net.deliver('DETACH REQUEST');
    net.lose('DETACH ACCEPT');
    net.deliver('UE CONTEXT RELEASE COMMAND', 'RRCConnectionRelease');
    assert.deepEqual(net.procedure('detach'), { offered: 1, completed: 1 });
    assertGone(net);
  });

  it('makes an attach necessary before anything else makes sense', () => {
    const net = detach('connected');
    net.finishClean();
    for (const kind of ['service_request', 'rekey', 'x2_handover', 'tracking_area_update'] as const) {
      assert.equal(net.offered(kind), false);
    }
    net.offer('attach');
    net.finishClean();
    net.assertAgreement();
  });

  it('ends what waits for the UE', () => {
    const net = detach('connected');
    net.offer('uplink_nas');
    assertGone(net);
    assert.deepEqual(net.procedure('uplink_nas'), { offered: 1, failed: 1 });
  });
});
