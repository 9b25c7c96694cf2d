import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Driver } from '../driver.js';
import { NAS_SMC } from '../ladders.js';

/*
 * Paging (TS 24.301 5.6.2, TS 36.413 8.5): PAGING, the answer, T3413, and what else the UE may be about to do.
 */

const PAGE = ['PAGING', 'Paging (RRC)'];
const SETUP = ['INITIAL CONTEXT SETUP REQUEST', 'SecurityModeCommand', 'SecurityModeComplete'];

/** An idle UE that is paged for downlink data. */
function paged(): Driver {
  const net = new Driver({ start: 'idle' });
  net.offer('mobile_terminated');
  return net;
}

/** The UE has answered, or asked for something else, and the data are there: the traffic event is done. */
function dataArrive(net: Driver): void {
  net.finishClean();
  net.assertAgreement();
  assert.deepEqual(net.traffic('mobile_terminated'), { completed: 1, failed: 0 });
}

describe('paging', () => {
  it('brings downlink data to an idle UE: PAGING, SERVICE REQUEST, initial context setup', () => {
    const net = paged();
    assert.deepEqual(net.inFlight, ['PAGING']);
    net.deliver(...PAGE, 'SERVICE REQUEST');
    assert.deepEqual(net.procedure('paging'), { offered: 1, completed: 1 });
    assert.ok(!net.running.includes('T3413'));
    assert.deepEqual(net.traffic('mobile_terminated'), { completed: 0, failed: 0 });
    net.deliver('INITIAL CONTEXT SETUP REQUEST');
    net.expire('delay before RRC SecurityModeCommand');
    net.deliver(...SETUP.slice(1));
    dataArrive(net);
    assert.deepEqual(net.procedure('initial_context_setup'), { offered: 1, completed: 1 });
    assert.deepEqual(net.network.paged, ['area']);
  });

  it('is no matter of a UE that is connected or switched off', () => {
    assert.equal(new Driver().offered('mobile_terminated'), false);
    assert.equal(new Driver({ start: 'off' }).offered('mobile_terminated'), false);
  });

  it('goes to all eNBs when T3413 expires, and completes late', () => {
    const net = paged();
    net.deliver('PAGING');
    net.lose('Paging (RRC)');
    net.expire('T3413');
    assert.deepEqual(net.network.paged, ['area', 'all']);
    dataArrive(net);
    assert.deepEqual(net.procedure('paging'), { offered: 1, completed: 1 });
  });

  it('fails when the UE does not hear the third one either', () => {
    const net = paged();
    for (let n = 0; n < 3; n++) {
      net.deliver('PAGING');
      net.lose('Paging (RRC)');
      net.expire('T3413');
    }
    assert.deepEqual(net.network.paged, ['area', 'all', 'all']);
    assert.deepEqual(net.procedure('paging'), { offered: 1, failed: 1 });
    assert.deepEqual(net.traffic('mobile_terminated'), { completed: 0, failed: 1 });
    net.finishClean();
    // The next one begins in the tracking area list again.
    net.offer('mobile_terminated');
    assert.deepEqual(net.network.paged.slice(3), ['area']);
    net.finishClean();
  });

  it('completes with the answer; that no context follows is the failure of the data', () => {
    const net = paged();
    net.deliver(...PAGE, 'SERVICE REQUEST', 'INITIAL CONTEXT SETUP REQUEST');
    net.expire('delay before RRC SecurityModeCommand');
    net.refuse('SecurityModeCommand');
    net.finishClean();
    assert.deepEqual(net.procedure('paging'), { offered: 1, completed: 1 });
    assert.deepEqual(net.procedure('initial_context_setup'), { offered: 1, failed: 1 });
    assert.deepEqual(net.traffic('mobile_terminated'), { completed: 0, failed: 1 });
  });

  it('is done once for all that waits', () => {
    const net = paged();
    for (const kind of ['mobile_terminated', 'downlink_nas', 'rekey'] as const) net.offer(kind);
    net.deliver(...PAGE);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('paging'), { offered: 2, completed: 1, superseded: 1 });
    assert.deepEqual(net.traffic('mobile_terminated'), { completed: 2, failed: 0 });
    assert.deepEqual(net.traffic('downlink_nas'), { completed: 1, failed: 0 });
    assert.deepEqual(net.traffic('rekey'), { completed: 1, failed: 0 });
    assert.deepEqual(net.network.paged, ['area']);
  });

  it('fails all that waits', () => {
    const net = paged();
    net.offer('downlink_nas');
    net.offer('rekey');
    for (let n = 0; n < 3; n++) {
      net.deliver('PAGING');
      net.lose('Paging (RRC)');
      net.expire('T3413');
    }
    assert.deepEqual(net.procedure('downlink_nas'), { offered: 1, failed: 1 });
    assert.deepEqual(net.procedure('authentication'), { offered: 1, failed: 1 });
    net.finishClean();
  });
});

describe('paging for a message or a procedure of the MME', () => {
  it('brings a downlink NAS message to an idle UE', () => {
    const net = new Driver({ start: 'idle' });
    net.offer('downlink_nas');
    assert.deepEqual(net.inFlight, ['PAGING']);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('downlink_nas'), { offered: 1, completed: 1 });
    assert.deepEqual(net.procedure('paging'), { offered: 1, completed: 1 });
  });

  it('lets a re-key begin at an idle UE: the first KeNB comes from the new KASME (rule 1)', () => {
    const net = new Driver({ start: 'idle' });
    net.offer('rekey');
    net.deliver(...PAGE, 'SERVICE REQUEST', 'AUTHENTICATION REQUEST', 'AUTHENTICATION RESPONSE');
    assert.equal(net.rule(1).holds, 1);
    net.deliver(...NAS_SMC);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.traffic('rekey'), { completed: 1, failed: 0 });
  });

  it('gives up when the UE answers and gets no context, three times', () => {
    const net = new Driver({ start: 'idle' });
    net.offer('downlink_nas');
    for (let n = 0; n < 3; n++) {
      // The MME has paged again, and the UE has answered.
      net.drain();
      net.expire('delay before RRC SecurityModeCommand');
      net.refuse('SecurityModeCommand');
    }
    net.drain();
    assert.deepEqual(net.procedure('downlink_nas'), { offered: 1, failed: 1 });
    assert.deepEqual(net.procedure('paging'), { offered: 3, completed: 3 });
    net.finishClean();
  });
});

describe('paging that meets', () => {
  it('a service request of the UE takes that for the answer; a UE in a connection does not listen', () => {
    const net = paged();
    net.offer('service_request');
    net.deliver('SERVICE REQUEST');
    assert.deepEqual(net.procedure('paging'), { offered: 1, completed: 1 });
    net.deliver(...PAGE);
    assert.equal(net.network.discarded, 1);
    dataArrive(net);
    assert.deepEqual(net.traffic('service_request'), { completed: 1, failed: 0 });
    assert.deepEqual(net.procedure('initial_context_setup'), { offered: 1, completed: 1 });
  });

  it('a tracking area update without data waits for its end, and is done again', () => {
    const net = paged();
    net.offer('tracking_area_update');
    net.deliver('TRACKING AREA UPDATE REQUEST');
    assert.deepEqual(net.procedure('paging'), { offered: 1 });
    assert.ok(!net.running.includes('T3413'));
    dataArrive(net);
    assert.deepEqual(net.procedure('paging'), { offered: 1, completed: 1 });
    assert.equal(net.network.paged.length, 2);
  });

  it('one with data, which brings the bearers', () => {
    const net = new Driver({ start: 'idle', activeFlag: true });
    net.offer('mobile_terminated');
    net.offer('tracking_area_update');
    net.deliver('TRACKING AREA UPDATE REQUEST');
    dataArrive(net);
    assert.deepEqual(net.procedure('paging'), { offered: 1, superseded: 1 });
    assert.equal(net.network.paged.length, 1);
  });

  it('a detach fails: nobody is there any more', () => {
    const net = paged();
    net.offer('detach');
    net.finishClean();
    assert.deepEqual(net.procedure('paging'), { offered: 1, failed: 1 });
    assert.deepEqual(net.traffic('detach'), { completed: 1, failed: 0 });
  });

  it('a detach that never arrives goes on, and hears no answer', () => {
    const net = paged();
    net.offer('detach');
    net.lose('DETACH REQUEST');
    net.finishClean();
    assert.deepEqual(net.network.paged, ['area', 'all', 'all']);
    assert.deepEqual(net.procedure('paging'), { offered: 1, failed: 1 });
  });

  it('an attach, of a UE that was off meanwhile, which brings the bearers', () => {
    const net = paged();
    net.offer('attach');
    dataArrive(net);
    assert.deepEqual(net.procedure('paging'), { offered: 1, superseded: 1 });
    assert.deepEqual(net.traffic('attach'), { completed: 1, failed: 0 });
  });

  it('a release waits until the UE is idle at the MME', () => {
    const net = new Driver();
    net.offer('release');
    net.deliver('UE CONTEXT RELEASE REQUEST', 'UE CONTEXT RELEASE COMMAND', 'RRCConnectionRelease');
    net.offer('mobile_terminated');
    assert.ok(!net.inFlight.includes('PAGING'));
    net.deliver('UE CONTEXT RELEASE COMPLETE');
    assert.deepEqual(net.inFlight, ['PAGING']);
    dataArrive(net);
  });

  it('a UE that backs off reaches it all the same: T3346 keeps it from asking, not from answering', () => {
    const net = new Driver({ start: 'idle' });
    net.offer('service_request');
    net.congest('SERVICE REQUEST');
    net.drain();
    assert.ok(net.running.includes('T3346'));
    net.offer('mobile_terminated');
    net.deliver(...PAGE, 'SERVICE REQUEST');
    dataArrive(net);
  });

  it('an MME that is congested ends with the reject', () => {
    const net = paged();
    net.deliver(...PAGE);
    net.congest('SERVICE REQUEST');
    net.finishClean();
    assert.deepEqual(net.procedure('paging'), { offered: 1, completed: 1 });
    assert.deepEqual(net.traffic('mobile_terminated'), { completed: 0, failed: 1 });
  });
});
