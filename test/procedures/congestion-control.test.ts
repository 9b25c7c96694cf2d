import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Driver } from '../driver.js';

/*
 * NAS level congestion control (TS 24.301 5.3.9), and an MME without room for more handovers.
 */

describe('a service request that finds the MME congested', () => {
  it('is rejected, and tried again after T3346: one offer, which completes', () => {
    const net = new Driver({ start: 'idle' });
    net.offer('service_request');
    net.congest('SERVICE REQUEST');
    net.drain();
    assert.ok(net.ladder.includes('SERVICE REJECT'));
    assert.equal(net.ue.connected, false);
    assert.deepEqual(net.running, ['T3346']);
    assert.deepEqual(net.procedure('initial_context_setup'), { offered: 1 });
    net.expire('T3346');
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('initial_context_setup'), { offered: 1, completed: 1 });
    assert.deepEqual(net.traffic('service_request'), { completed: 1, failed: 0 });
  });

  it('may be rejected again and again', () => {
    const net = new Driver({ start: 'idle' });
    net.offer('service_request');
    for (let n = 0; n < 300; n++) {
      net.congest('SERVICE REQUEST');
      net.drain();
      net.expire('T3346');
    }
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('initial_context_setup'), { offered: 1, completed: 1 });
  });

  it('makes the UE refuse what else is asked of it while it backs off, but for a detach', () => {
    const net = new Driver({ start: 'idle' });
    net.offer('service_request');
    net.congest('SERVICE REQUEST');
    net.drain();
    net.offer('tracking_area_update');
    net.offer('uplink_nas');
    net.offer('attach');
    assert.deepEqual(net.procedure('tracking_area_update'), { offered: 1, refused: 1 });
    assert.deepEqual(net.procedure('uplink_nas'), { offered: 1, refused: 1 });
    assert.deepEqual(net.procedure('authentication'), { offered: 1, refused: 1 });
    assert.deepEqual(net.inFlight, []);
    net.offer('detach');
    net.finishClean();
    assert.deepEqual(net.procedure('detach'), { offered: 1, completed: 1 });
    assert.deepEqual(net.procedure('initial_context_setup'), { offered: 1, failed: 1 }, 'a UE that is off');
  });

  it('takes with it what the UE was woken for', () => {
    const net = new Driver({ start: 'idle' });
    net.offer('uplink_nas');
    net.congest('SERVICE REQUEST');
    net.finishClean();
    assert.deepEqual(net.procedure('uplink_nas'), { offered: 1, refused: 1 });
    assert.deepEqual(net.procedure('initial_context_setup'), { offered: 1, refused: 1 });
    assert.deepEqual(net.traffic('service_request'), { completed: 0, failed: 0 });
  });

  it('fails as any other if the radio loses the reject', () => {
    const net = new Driver({ start: 'idle' });
    net.offer('service_request');
    net.congest('SERVICE REQUEST');
    net.lose('SERVICE REJECT');
    net.finishClean();
    assert.deepEqual(net.procedure('initial_context_setup'), { offered: 1, failed: 1 });
  });
});

describe('an attach or a tracking area update that finds the MME congested', () => {
  for (const kind of ['attach', 'switch_on'] as const) {
    it(`is rejected and tried again: ${kind}`, () => {
      const net = new Driver({ start: 'off' });
      net.offer(kind);
      net.congest('ATTACH REQUEST');
      net.drain();
      assert.ok(net.ladder.includes('ATTACH REJECT'));
      assert.equal(net.ue.registered, false);
      net.expire('T3346');
      net.finishClean();
      net.assertAgreement();
      assert.deepEqual(net.traffic(kind), { completed: 1, failed: 0 });
      assert.deepEqual(net.procedure('authentication'), { offered: 1, completed: 1 });
    });
  }

  it('is rejected and tried again: attach of a UE that the MME takes for registered', () => {
    const net = new Driver();
    net.offer('attach');
    net.congest('ATTACH REQUEST');
    net.drain();
    net.expire('T3346');
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.traffic('attach'), { completed: 1, failed: 0 });
  });

  it('is rejected and tried again: tracking area update', () => {
    const net = new Driver({ start: 'idle' });
    net.offer('tracking_area_update');
    net.congest('TRACKING AREA UPDATE REQUEST');
    net.drain();
    assert.ok(net.ladder.includes('TRACKING AREA UPDATE REJECT'));
    net.expire('T3346');
    net.finishClean();
    assert.deepEqual(net.procedure('tracking_area_update'), { offered: 1, completed: 1 });
  });

  it('may come in the midst of a re-key, whose outcome the next message tells', () => {
    const net = new Driver();
    net.offer('rekey');
    net.deliver('AUTHENTICATION REQUEST', 'AUTHENTICATION RESPONSE', 'SECURITY MODE COMMAND');
    net.lose('SECURITY MODE COMPLETE');
    net.offer('release');
    net.drain();
    net.offer('service_request');
    net.congest('SERVICE REQUEST');
    net.drain();
    net.expire('T3346');
    net.finishClean();
    net.assertAgreement();
  });
});

describe('a handover that finds an MME congested', () => {
  it('fails in preparation, and the UE stays: HANDOVER REQUIRED', () => {
    const net = new Driver();
    net.offer('s1_handover');
    net.congest('HANDOVER REQUIRED');
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.ladder, ['HANDOVER REQUIRED', 'HANDOVER PREPARATION FAILURE']);
    assert.deepEqual(net.procedure('s1_handover'), { offered: 1, failed: 1 });
  });

  it('fails in preparation, and the UE stays: FORWARD RELOCATION REQUEST', () => {
    const net = new Driver();
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED');
    net.congest('FORWARD RELOCATION REQUEST');
    net.finishClean();
    net.assertAgreement();
    assert.ok(net.ladder.includes('HANDOVER PREPARATION FAILURE'));
    assert.equal(net.ue.region, 0);
    assert.deepEqual(net.procedure('inter_mme_handover'), { offered: 1, failed: 1 });
  });
});
