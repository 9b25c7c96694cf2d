import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Driver } from '../driver.js';
import { AUTHENTICATION, loseAndExpire, NAS_SMC } from '../ladders.js';

const CONTEXT_SETUP = ['SecurityModeCommand', 'SecurityModeComplete', 'INITIAL CONTEXT SETUP RESPONSE'];
const DELAY = 'delay before RRC SecurityModeCommand';

function attach(start: 'off' | 'idle' | 'connected' = 'off'): Driver {
  const net = new Driver({ start });
  net.offer('attach');
  return net;
}

function assertFailed(net: Driver): void {
  net.finishClean();
  assert.deepEqual(net.traffic('attach'), { completed: 0, failed: 1 });
  assert.deepEqual([net.ue.registered, net.ue.connected, net.mme.connected], [false, false, false]);
  net.offer('attach');
  net.finishClean();
  net.assertAgreement();
  assert.deepEqual(net.traffic('attach'), { completed: 1, failed: 1 });
}

describe('attach', () => {
  it('completes: AKA, NAS SMC and initial context setup, one after the other, then ATTACH COMPLETE', () => {
    const net = attach();
    net.deliver('ATTACH REQUEST', ...AUTHENTICATION, ...NAS_SMC, 'INITIAL CONTEXT SETUP REQUEST');
    net.expire(DELAY);
    net.deliver(...CONTEXT_SETUP, 'ATTACH COMPLETE');
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual([net.ue.registered, net.mme.registered], [true, true]);
    for (const name of ['authentication', 'nas_security_mode_control', 'initial_context_setup'] as const) {
      assert.deepEqual(net.procedure(name), { offered: 1, completed: 1 });
    }
    assert.deepEqual(net.traffic('attach'), { completed: 1, failed: 0 });
  });

  for (const start of ['idle', 'connected'] as const) {
    it(`of a UE that was ${start} begins anew: old contexts are void`, () => {
      const net = attach(start);
      const old = net.mme.kasme;
      net.finishClean();
      net.assertAgreement();
      assert.notEqual(net.ue.kasme, old);
      assert.equal(net.ue.connected, true);
    });
  }

  it('fails when the request is lost', () => {
    const net = attach();
    net.lose('ATTACH REQUEST');
    net.expire('NAS request');
    assertFailed(net);
  });

  it('fails at AUTHENTICATION FAILURE', () => {
    const net = attach();
    net.deliver('ATTACH REQUEST');
    net.refuse('AUTHENTICATION REQUEST');
    net.deliver('AUTHENTICATION FAILURE');
    assert.deepEqual(net.procedure('authentication'), { offered: 1, failed: 1 });
    assertFailed(net);
  });

  it('fails when T3460 aborts the AKA', () => {
    const net = attach();
    net.deliver('ATTACH REQUEST');
    // The UE gives up waiting after 15 s, the MME after 30 s.
    loseAndExpire(net, 'AUTHENTICATION REQUEST', 2);
    net.expire('NAS request');
    assertFailed(net);
  });

  it('fails at SECURITY MODE REJECT', () => {
    const net = attach();
    net.deliver('ATTACH REQUEST', ...AUTHENTICATION);
    net.refuse('SECURITY MODE COMMAND');
    net.deliver('SECURITY MODE REJECT');
    assert.deepEqual(net.procedure('nas_security_mode_control'), { offered: 1, rejected: 1 });
    assertFailed(net);
  });

  it('fails at INITIAL CONTEXT SETUP FAILURE', () => {
    const net = attach();
    net.deliver('ATTACH REQUEST', ...AUTHENTICATION, ...NAS_SMC, 'INITIAL CONTEXT SETUP REQUEST');
    net.expire(DELAY);
    net.refuse('SecurityModeCommand');
    net.deliver('SecurityModeFailure', 'INITIAL CONTEXT SETUP FAILURE');
    assert.deepEqual(net.procedure('initial_context_setup'), { offered: 1, failed: 1 });
    net.finishClean();
    assert.equal(net.ue.connected, false);
    assert.deepEqual(net.traffic('attach'), { completed: 0, failed: 1 });
  });

  it('survives the loss of ATTACH COMPLETE', () => {
    const net = attach();
    net.deliver('ATTACH REQUEST', ...AUTHENTICATION, ...NAS_SMC, 'INITIAL CONTEXT SETUP REQUEST');
    net.expire(DELAY);
    net.deliver('SecurityModeCommand', 'SecurityModeComplete');
    net.lose('ATTACH COMPLETE');
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('uplink_nas'), { offered: 1, failed: 1 });
    assert.deepEqual(net.traffic('attach'), { completed: 1, failed: 0 });
  });
});

describe('switching on', () => {
  it('attaches a UE that is not registered', () => {
    const net = new Driver({ start: 'off' });
    net.offer('switch_on');
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual([net.ue.registered, net.mme.registered], [true, true]);
    assert.deepEqual(net.traffic('switch_on'), { completed: 1, failed: 0 });
    assert.deepEqual(net.traffic('attach'), { completed: 0, failed: 0 });
  });

  it('is no offer for a UE that is registered, or attaches', () => {
    for (const start of ['idle', 'connected'] as const) {
      assert.equal(new Driver({ start }).offered('switch_on'), false);
    }
    const net = attach('off');
    assert.equal(net.offered('switch_on'), false);
    net.finishClean();
  });

  it('brings back a UE that has detached', () => {
    const net = new Driver({ start: 'idle' });
    net.offer('detach');
    net.finishClean();
    assert.equal(net.ue.registered, false);
    net.offer('switch_on');
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.ue.registered, true);
  });

  it('is counted once, as failed, if the attach fails', () => {
    const net = new Driver({ start: 'off' });
    net.offer('switch_on');
    net.deliver('ATTACH REQUEST');
    net.lose('AUTHENTICATION REQUEST');
    net.drain();
    net.offer('attach');
    net.finishClean();
    assert.equal(net.traffic('switch_on').completed + net.traffic('switch_on').failed, 1);
  });
});
