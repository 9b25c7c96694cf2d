import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Driver } from '../driver.js';
import { PATH_SWITCH, X2_EXECUTION, X2_PREPARATION } from '../ladders.js';

const DELAY = 'delay before RRC SecurityModeCommand';

/** An idle UE has asked for service; the eNB's SecurityModeCommand is on its way. */
function contextSetup(): Driver {
  const net = new Driver({ start: 'idle' });
  net.offer('service_request');
  net.deliver('SERVICE REQUEST', 'INITIAL CONTEXT SETUP REQUEST');
  net.expire(DELAY);
  return net;
}

describe('initial context setup', () => {
  it('completes with NCC 0 at UE and eNB, and NH for NCC 1 at the MME', () => {
    const net = contextSetup();
    net.deliver('SecurityModeCommand');
    assert.equal(net.ue.as, true);
    assert.equal(net.enb.as, false);
    net.deliver('SecurityModeComplete');
    assert.equal(net.enb.as, true);
    assert.equal(net.mme.as, false);
    net.deliver('INITIAL CONTEXT SETUP RESPONSE');
    assert.equal(net.mme.as, true);
    assert.deepEqual([net.ue.ncc, net.enb.ncc, net.mme.ncc], [0, 0, 1]);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('initial_context_setup'), { offered: 1, completed: 1 });
    assert.deepEqual(net.traffic('service_request'), { completed: 1, failed: 0 });
  });

  it('takes a KeNB of the COUNT of each SERVICE REQUEST, so no KeNB comes twice', () => {
    const net = new Driver({ start: 'idle' });
    const kenbs = new Set<string>();
    for (let n = 1; n <= 3; n++) {
      net.offer('service_request');
      net.finishClean();
      kenbs.add(net.ue.kenb);
      net.offer('release');
      net.finishClean();
    }
    assert.equal(kenbs.size, 3);
  });

  it('fails when the UE answers SecurityModeFailure, and the UE is released', () => {
    const net = contextSetup();
    net.refuse('SecurityModeCommand');
    net.deliver('SecurityModeFailure', 'INITIAL CONTEXT SETUP FAILURE');
    assert.deepEqual(net.procedure('initial_context_setup'), { offered: 1, failed: 1 });
    net.finishClean();
    assert.equal(net.ue.connected, false);
    assert.deepEqual(net.traffic('service_request'), { completed: 0, failed: 1 });
  });

  for (const lost of ['SecurityModeCommand', 'SecurityModeComplete']) {
    it(`fails when ${lost} is lost and the eNB has waited for an answer`, () => {
      const net = contextSetup();
      if (lost === 'SecurityModeComplete') net.deliver('SecurityModeCommand');
      net.lose(lost);
      net.expire('RRC answer');
      net.deliver('INITIAL CONTEXT SETUP FAILURE');
      net.finishClean();
      assert.equal(net.ue.connected, false);
      assert.equal(net.procedure('initial_context_setup').completed, undefined);
      net.offer('service_request');
      net.finishClean();
      net.assertAgreement();
    });
  }

  it('completes at the MME when PATH SWITCH REQUEST overtakes the RESPONSE', () => {
    const net = contextSetup();
    net.deliver('SecurityModeCommand', 'SecurityModeComplete');
    net.offer('x2_handover');
    net.deliver(...X2_PREPARATION, ...X2_EXECUTION, ...PATH_SWITCH);
    assert.deepEqual(net.inFlight, ['INITIAL CONTEXT SETUP RESPONSE']);
    assert.deepEqual(net.procedure('initial_context_setup'), { offered: 1, completed: 1 });
    net.finishClean();
    net.assertAgreement();
  });

  it('fails when the UE gives up, and what is left of the old connection has no effect on the new one', () => {
    const net = contextSetup();
    net.lose('SecurityModeCommand');
    net.expire('RRC answer');
    net.expire('NAS request');
    net.offer('service_request');
    net.deliver('SERVICE REQUEST', 'INITIAL CONTEXT SETUP FAILURE');
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.ue.connected, true);
    assert.deepEqual(net.procedure('initial_context_setup'), { offered: 2, completed: 1, failed: 1 });
  });
});
