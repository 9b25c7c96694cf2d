import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Driver } from '../driver.js';

/*
 * An MME restarts: it knows no UE, and its S1 associations begin anew (TS 36.413 8.7.3.1). UEs find out when they ask for
 * something (TS 24.301 5.6.1.5, 5.5.3.2.5: cause #9).
 */

describe('an MME that restarts', () => {
  it('makes its eNBs release all UEs, which stay registered as far as they know', () => {
    const net = new Driver();
    net.network.restartMme();
    assert.deepEqual(net.inFlight, ['RRCConnectionRelease']);
    net.finishClean();
    assert.deepEqual([net.ue.registered, net.ue.connected], [true, false]);
    assert.equal(net.mme.registered, false);
  });

  it('rejects a service request unprotected, and the UE attaches with a new KASME', () => {
    const net = new Driver({ start: 'idle' });
    const { kasme } = net.ue;
    net.network.restartMme();
    net.offer('service_request');
    net.finishClean();
    net.assertAgreement();
    const said = ['SERVICE REQUEST', 'SERVICE REJECT', 'ATTACH REQUEST'];
    assert.deepEqual(
      net.ladder.filter((name) => said.includes(name)),
      said,
    );
    assert.notEqual(net.ue.kasme, kasme);
    assert.deepEqual([net.ue.registered, net.ue.connected], [true, true]);
    assert.deepEqual(net.traffic('service_request'), { completed: 0, failed: 1 });
    assert.deepEqual(net.traffic('attach'), { completed: 0, failed: 0 }, 'the UE did it of its own accord');
    assert.deepEqual(net.procedure('authentication'), { offered: 1, completed: 1 });
  });

  it('rejects a tracking area update in the same way', () => {
    const net = new Driver({ start: 'idle' });
    net.network.restartMme();
    net.offer('tracking_area_update');
    net.finishClean();
    net.assertAgreement();
    assert.ok(net.ladder.includes('TRACKING AREA UPDATE REJECT'));
    assert.equal(net.ue.registered, true);
  });

  it('answers a detach with the release alone', () => {
    const net = new Driver({ start: 'idle' });
    net.network.restartMme();
    net.offer('detach');
    net.finishClean();
    assert.deepEqual(net.procedure('detach'), { offered: 1, completed: 1 });
    assert.equal(net.ue.registered, false);
  });

  it('pages nobody: what waits for an idle UE has failed', () => {
    const net = new Driver({ start: 'idle' });
    net.offer('mobile_terminated');
    net.network.restartMme();
    net.finishClean();
    assert.deepEqual(net.procedure('paging'), { offered: 1, failed: 1 });
    assert.deepEqual(net.traffic('mobile_terminated'), { completed: 0, failed: 1 });
  });

  it('loses what is in flight on S1', () => {
    const net = new Driver({ start: 'idle' });
    net.offer('service_request');
    net.network.deliver(net.network.inFlight[0], 0);
    net.network.restartMme();
    net.finishClean();
    assert.deepEqual(net.procedure('initial_context_setup'), { offered: 1, failed: 1 });
  });

  it('forgets a re-key half-way, whose UE has a KASME that nobody knows', () => {
    const net = new Driver();
    net.offer('rekey');
    net.deliver('AUTHENTICATION REQUEST', 'AUTHENTICATION RESPONSE', 'SECURITY MODE COMMAND');
    net.network.restartMme();
    net.finishClean();
    assert.deepEqual(net.traffic('rekey'), { completed: 0, failed: 1 });
    net.offer('service_request');
    net.finishClean();
    net.assertAgreement();
  });

  it('as the source of a relocation leaves the UE to the target', () => {
    const net = new Driver();
    net.offer('inter_mme_handover');
    while (!net.inFlight.includes('HANDOVER NOTIFY')) net.deliver(net.inFlight[0]);
    net.network.restartMme(net.network.regions[0]);
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.ue.region, 1);
  });

  it('as the target of a relocation does not know the UE that comes', () => {
    const net = new Driver();
    net.offer('inter_mme_handover');
    while (!net.inFlight.includes('HANDOVER COMMAND')) net.deliver(net.inFlight[0]);
    net.network.restartMme(net.network.regions[1]);
    net.finishClean();
    assert.equal(net.ue.region, 1);
    if (net.offered('service_request')) net.finishClean();
    net.assertAgreement();
  });
});
