import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Driver } from '../driver.js';
import { PATH_SWITCH, TRACKING_AREA_UPDATE, X2_EXECUTION, X2_PREPARATION } from '../ladders.js';

const [REQUEST, ACCEPT] = TRACKING_AREA_UPDATE;

function tau(start: 'connected' | 'idle'): Driver {
  const net = new Driver({ start });
  net.offer('tracking_area_update');
  return net;
}

describe('tracking area update', () => {
  it('completes in a connection, which stays', () => {
    const net = tau('connected');
    net.deliver(...TRACKING_AREA_UPDATE);
    assert.deepEqual(net.procedure('tracking_area_update'), { offered: 1, completed: 1 });
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.ue.connected, true);
  });

  it('completes from idle, and the MME releases the connection: no active flag', () => {
    const net = tau('idle');
    net.deliver(...TRACKING_AREA_UPDATE);
    assert.deepEqual(net.procedure('tracking_area_update'), { offered: 1, completed: 1 });
    assert.deepEqual(net.inFlight, ['UE CONTEXT RELEASE COMMAND']);
    net.finishClean();
    assert.equal(net.ue.connected, false);
    assert.equal(net.mme.connected, false);
    assert.deepEqual(net.procedure('ue_context_release'), { offered: 1, completed: 1 });
  });

  for (const lost of TRACKING_AREA_UPDATE) {
    it(`in a connection is sent once more when ${lost} is lost, with a COUNT of its own`, () => {
      const net = tau('connected');
      if (lost === ACCEPT) net.deliver(REQUEST);
      net.lose(lost);
      net.expire('NAS request');
      net.deliver(...TRACKING_AREA_UPDATE);
      net.finishClean();
      net.assertAgreement();
      assert.deepEqual(net.procedure('tracking_area_update'), { offered: 1, completed: 1 });
    });
  }

  it('in a connection fails when there is no answer to the second request either: the UE goes idle', () => {
    const net = tau('connected');
    net.lose(REQUEST);
    net.expire('NAS request');
    net.lose(REQUEST);
    net.expire('NAS request');
    assert.deepEqual(net.procedure('tracking_area_update'), { offered: 1, failed: 1 });
    assert.equal(net.ue.connected, false);
    net.finishClean();
    net.offer('service_request');
    net.finishClean();
    net.assertAgreement();
  });

  it('from idle fails when there is no answer', () => {
    const net = tau('idle');
    net.lose(REQUEST);
    net.expire('NAS request');
    net.finish();
    assert.equal(net.ue.connected, false);
    assert.deepEqual(net.procedure('tracking_area_update'), { offered: 1, failed: 1 });
    net.finishClean();
  });

  it('is sent again at the target after a handover, which may have cost the first request', () => {
    const net = new Driver();
    net.offer('x2_handover');
    net.deliver(...X2_PREPARATION);
    net.offer('tracking_area_update');
    net.deliver(...X2_EXECUTION);
    assert.equal(net.inFlight.filter((name) => name === REQUEST).length, 2);
    net.deliver(...PATH_SWITCH);
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.procedure('tracking_area_update').completed, 1);
  });

  it('has its ACCEPT sent again when a handover kept it from the UE', () => {
    const net = tau('connected');
    net.deliverToEnb(REQUEST);
    net.offer('x2_handover');
    net.deliver(...X2_PREPARATION, REQUEST);
    net.deliverToEnb(ACCEPT);
    net.deliver('NAS NON DELIVERY INDICATION', ...X2_EXECUTION, 'PATH SWITCH REQUEST');
    assert.ok(net.inFlight.includes(ACCEPT));
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.procedure('tracking_area_update').completed, 1);
  });

  it('answered a second time does not stop the timer of what the UE has begun since', () => {
    const net = tau('connected');
    net.expire('NAS request');
    net.deliver(REQUEST, REQUEST, ACCEPT);
    net.offer('detach');
    net.deliver(ACCEPT);
    net.lose('DETACH REQUEST');
    net.finishClean();
    assert.deepEqual(net.procedure('detach'), { offered: 1, completed: 1 });
  });

  it('fails when the UE is released before the answer', () => {
    const net = tau('connected');
    net.lose(REQUEST);
    net.offer('release');
    net.deliver('UE CONTEXT RELEASE REQUEST', 'UE CONTEXT RELEASE COMMAND', 'RRCConnectionRelease');
    assert.deepEqual(net.procedure('tracking_area_update'), { offered: 1, failed: 1 });
    net.finishClean();
  });
});
