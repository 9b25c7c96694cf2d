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
});
