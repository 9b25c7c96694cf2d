import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Driver } from '../driver.js';
import { X2_HANDOVER, X2_PREPARATION } from '../ladders.js';

const RELEASE = [
  'UE CONTEXT RELEASE REQUEST',
  'UE CONTEXT RELEASE COMMAND',
  'RRCConnectionRelease',
  'UE CONTEXT RELEASE COMPLETE',
];

describe('UE context release', () => {
  it('completes: all three parties have dropped the AS context, NAS stays', () => {
    const net = new Driver();
    net.offer('release');
    net.deliver(...RELEASE);
    assert.deepEqual(net.procedure('ue_context_release'), { offered: 1, completed: 1 });
    net.finishClean();
    assert.deepEqual([net.ue.as, net.enb.as, net.mme.as], [false, false, false]);
    assert.deepEqual([net.ue.connected, net.enb.context, net.mme.connected], [false, false, false]);
    assert.equal(net.ue.kasme, net.mme.kasme);
    assert.deepEqual(net.traffic('release'), { completed: 1, failed: 0 });
  });

  it('follows when the UE has been inactive for long enough', () => {
    const net = new Driver({ inactivity: true });
    net.expire('inactivity');
    assert.deepEqual(net.inFlight, [RELEASE[0]]);
    net.finishClean();
    assert.equal(net.ue.connected, false);
  });

  it('does not follow from the inactivity timer of a connection that the UE has left', () => {
    const net = new Driver({ inactivity: true });
    net.offer('x2_handover');
    net.deliver(...X2_HANDOVER);
    net.expire('inactivity');
    assert.deepEqual(net.inFlight, []);
    assert.equal(net.ue.connected, true);
    assert.deepEqual(net.running, ['inactivity']);
  });

  it('waits for the end of a handover', () => {
    const net = new Driver();
    net.offer('x2_handover');
    net.deliver(...X2_PREPARATION);
    net.offer('release');
    assert.ok(!net.inFlight.includes(RELEASE[0]));
    net.deliver(...X2_HANDOVER.slice(X2_PREPARATION.length));
    assert.ok(net.inFlight.includes(RELEASE[0]));
    net.finishClean();
    assert.equal(net.ue.connected, false);
  });

  it('is superseded when the UE comes back on a new connection before COMPLETE', () => {
    const net = new Driver();
    net.offer('release');
    net.deliver('UE CONTEXT RELEASE REQUEST', 'UE CONTEXT RELEASE COMMAND', 'RRCConnectionRelease');
    net.offer('service_request');
    net.deliver('SERVICE REQUEST');
    assert.deepEqual(net.procedure('ue_context_release'), { offered: 1, superseded: 1 });
    assert.deepEqual(net.traffic('release'), { completed: 1, failed: 0 });
    net.deliver('UE CONTEXT RELEASE COMPLETE');
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.ue.connected, true);
  });

  it('makes no sense for an idle UE', () => {
    assert.equal(new Driver({ start: 'idle' }).offered('release'), false);
  });

  it('is superseded in the queue when the UE has gone idle otherwise', () => {
    const net = new Driver();
    net.offer('x2_handover');
    net.deliver(...X2_PREPARATION);
    net.offer('release');
    net.lose('RRCConnectionReconfiguration (handover)');
    net.finishClean();
    assert.equal(net.ue.connected, false);
    assert.deepEqual(net.traffic('release'), { completed: 1, failed: 0 });
    assert.deepEqual(net.procedure('ue_context_release'), { offered: 2, completed: 1, superseded: 1 });
  });
});
