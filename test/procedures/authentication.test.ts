import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Driver } from '../driver.js';
import {
  AUTHENTICATION,
  HANDOVER_RECONFIGURATION,
  loseAndExpire,
  NAS_SMC,
  X2_EXECUTION,
  X2_PREPARATION,
} from '../ladders.js';

const [REQUEST, RESPONSE] = AUTHENTICATION;

function rekey(): Driver {
  const net = new Driver();
  net.offer('rekey');
  return net;
}

describe('authentication', () => {
  it('completes at AUTHENTICATION RESPONSE, and the NAS SMC follows', () => {
    const net = rekey();
    net.deliver(...AUTHENTICATION);
    assert.deepEqual(net.procedure('authentication'), { offered: 1, completed: 1 });
    assert.deepEqual(net.inFlight, ['SECURITY MODE COMMAND']);
    net.finishClean();
    net.assertAgreement();
  });

  it('gives the pending KASME an eKSI unlike those of the KASME in NAS use and of the one that AS runs on', () => {
    const net = rekey();
    assert.equal(net.ue.eksi, 0);
    net.deliver(...AUTHENTICATION, ...NAS_SMC);
    assert.equal(net.ue.eksi, 1);
    // AS runs on eKSI 0 still.
    net.offer('rekey');
    net.deliver(...AUTHENTICATION, ...NAS_SMC);
    assert.equal(net.ue.eksi, 2);
    net.finishClean();
    net.offer('rekey');
    net.deliver(...AUTHENTICATION, ...NAS_SMC);
    assert.equal(net.ue.eksi, 0);
    net.finishClean();
    net.assertAgreement();
  });

  it('fails at AUTHENTICATION FAILURE, and everything stays on the old KASME', () => {
    const net = rekey();
    const { kasme } = net.ue;
    net.refuse(REQUEST);
    net.deliver('AUTHENTICATION FAILURE');
    assert.deepEqual(net.procedure('authentication'), { offered: 1, failed: 1 });
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.ue.kasme, kasme);
    assert.deepEqual(net.traffic('rekey'), { completed: 0, failed: 1 });
  });

  it('sends the request again on the first four expiries of T3460, each time with a COUNT of its own', () => {
    const net = rekey();
    loseAndExpire(net, REQUEST, 4);
    net.deliver(...AUTHENTICATION);
    const sent = net.handled.filter(({ message, nas }) => nas === REQUEST && message.startsWith('DOWNLINK'));
    assert.deepEqual(
      sent.map(({ a }) => a & 0xffffff),
      [1, 2, 3, 4, 5],
    );
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('authentication'), { offered: 1, completed: 1 });
  });

  it('is aborted on the fifth: it failed, and the UE is released', () => {
    const net = rekey();
    loseAndExpire(net, REQUEST, 5);
    assert.deepEqual(net.procedure('authentication'), { offered: 1, failed: 1 });
    assert.deepEqual(net.inFlight, ['UE CONTEXT RELEASE COMMAND']);
    net.finishClean();
    assert.equal(net.ue.connected, false);
    assert.deepEqual(net.traffic('rekey'), { completed: 0, failed: 1 });
  });

  it('survives the loss of the RESPONSE', () => {
    const net = rekey();
    net.deliver(REQUEST);
    net.lose(RESPONSE);
    net.expire('T3460');
    net.deliver(...AUTHENTICATION);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('authentication'), { offered: 1, completed: 1 });
  });

  it('is cancelled when the UE is released', () => {
    const net = rekey();
    net.offer('release');
    net.deliver('UE CONTEXT RELEASE REQUEST');
    assert.deepEqual(net.procedure('authentication'), { offered: 1, cancelled: 1 });
    net.finishClean();
    assert.deepEqual(net.traffic('rekey'), { completed: 0, failed: 1 });
  });

  it('sends a request that a handover kept from the UE again when the handover has ended', () => {
    const net = new Driver();
    net.offer('x2_handover');
    net.deliver(...X2_PREPARATION);
    net.offer('rekey');
    net.deliverToEnb(REQUEST);
    assert.deepEqual(net.inFlight, [HANDOVER_RECONFIGURATION, 'NAS NON DELIVERY INDICATION']);
    net.deliver('NAS NON DELIVERY INDICATION', ...X2_EXECUTION);
    assert.ok(!net.inFlight.includes(REQUEST));
    net.deliver('PATH SWITCH REQUEST');
    assert.ok(net.inFlight.includes(REQUEST));
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('authentication'), { offered: 1, completed: 1 });
  });
});
