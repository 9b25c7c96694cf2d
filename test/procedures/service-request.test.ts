import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Driver } from '../driver.js';

describe('service request', () => {
  it('completes with the initial context setup that answers it', () => {
    const net = new Driver({ start: 'idle' });
    net.offer('service_request');
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.traffic('service_request'), { completed: 1, failed: 0 });
  });

  it('makes no sense for a UE that is connected or switched off', () => {
    assert.equal(new Driver().offered('service_request'), false);
    assert.equal(new Driver({ start: 'off' }).offered('service_request'), false);
  });

  it('fails when the request is lost and the UE has waited for an answer', () => {
    const net = new Driver({ start: 'idle' });
    net.offer('service_request');
    net.lose('SERVICE REQUEST');
    net.expire('NAS request');
    assert.deepEqual(net.procedure('initial_context_setup'), { offered: 1, failed: 1 });
    net.finishClean();
    assert.equal(net.ue.connected, false);
    net.offer('service_request');
    net.finishClean();
    net.assertAgreement();
  });

  it('waits for a tracking area update, and asks again once the UE is idle', () => {
    const net = new Driver({ start: 'idle' });
    net.offer('tracking_area_update');
    assert.equal(net.offered('service_request'), false);
    net.finishClean();
    net.offer('service_request');
    net.finishClean();
    net.assertAgreement();
  });

  it('is refused by an MME that cannot verify it: the connection is released', () => {
    const net = new Driver();
    // The MME has given the UE up, and the UE does not know.
    net.offer('detach');
    net.deliver('DETACH REQUEST');
    net.lose('DETACH ACCEPT');
    net.finishClean();
    assert.equal(net.offered('service_request'), false);
  });
});
