import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertViolated, Driver } from '../driver.js';
import {
  AUTHENTICATION,
  KEY_CHANGE,
  KEY_CHANGE_COMPLETE,
  NAS_SMC,
  REESTABLISHMENT,
  startModification,
  startSmcForNewKasme,
  UE_CONTEXT_MODIFICATION,
} from '../ladders.js';

/** The reconfiguration for K2 is on its way to the UE; a second re-key has come to its NAS SMC, for K3. */
function smcFallsDue(without: readonly number[] = []): Driver {
  const net = new Driver({ without });
  startModification(net);
  net.deliver(REQUEST);
  startSmcForNewKasme(net);
  return net;
}

const [REQUEST, , , RESPONSE] = UE_CONTEXT_MODIFICATION;
/** From the reconfiguration on. */
const REST = UE_CONTEXT_MODIFICATION.slice(1);
const FAILURE = 'UE CONTEXT MODIFICATION FAILURE';

describe('rule 2: the MME starts no NAS SMC while a UE context modification with a KeNB is ongoing', () => {
  it('is asked and passes when none is ongoing', () => {
    const net = new Driver();
    startSmcForNewKasme(net);
    assert.deepEqual(net.inFlight, ['SECURITY MODE COMMAND']);
    assert.deepEqual(net.rule(2), { checks: 1, holds: 0, rejects: 0, selections: 0, heldMs: [] });
  });

  it('holds SMC(K3): asked once, held once', () => {
    const net = smcFallsDue();
    assert.deepEqual(net.inFlight, [KEY_CHANGE]);
    // The first re-key asked too, and passed.
    assert.deepEqual(net.rule(2), { checks: 2, holds: 1, rejects: 0, selections: 0, heldMs: [] });
    net.deliver(KEY_CHANGE, KEY_CHANGE_COMPLETE);
    assert.deepEqual(net.inFlight, [RESPONSE]);
    assert.equal(net.rule(2).holds, 1);
  });

  it('releases it at UE CONTEXT MODIFICATION RESPONSE', () => {
    const net = smcFallsDue();
    net.deliver(...REST);
    assert.deepEqual(net.inFlight, ['SECURITY MODE COMMAND']);
    assert.deepEqual(net.rule(2).heldMs, [3]);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('nas_security_mode_control'), { offered: 2, completed: 2 });
    assert.deepEqual(net.procedure('ue_context_modification'), { offered: 2, completed: 2 });
    assert.deepEqual(net.traffic('rekey'), { completed: 2, failed: 0 });
  });

  it('releases it at UE CONTEXT MODIFICATION FAILURE; SMC(K3) also brings the COUNT for the next attempt', () => {
    const net = smcFallsDue();
    net.refuse(KEY_CHANGE);
    net.deliver(...REESTABLISHMENT, FAILURE);
    assert.deepEqual(net.inFlight, ['SECURITY MODE COMMAND']);
    assert.equal(net.rule(2).heldMs.length, 1);
    net.deliver(...NAS_SMC, ...UE_CONTEXT_MODIFICATION);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('ue_context_modification'), { offered: 1, completed: 1 });
  });

  it('releases it when the UE does not answer and is released: the re-keys die with the AS context', () => {
    const net = smcFallsDue();
    net.lose(KEY_CHANGE);
    net.expire('RRC answer');
    net.finishClean();
    assert.equal(net.rule(2).heldMs.length, 1);
    assert.equal(net.ue.connected, false);
  });

  it('without it, the COMMAND on SRB2 overtakes the reconfiguration on SRB1: AS agreement breaks', () => {
    const net = smcFallsDue([2]);
    assert.deepEqual(net.inFlight, [KEY_CHANGE, 'SECURITY MODE COMMAND']);
    assert.equal(net.rule(2).holds, 0);
    net.deliver('SECURITY MODE COMMAND', KEY_CHANGE);
    assert.deepEqual(net.violations, []);
    net.deliver(KEY_CHANGE_COMPLETE);
    assertViolated(net, 'as_agreement');
    assert.equal(net.violations.length, 1);
    assert.notEqual(net.ue.kenb, net.enb.kenb);
  });

  it('without it and without overtaking, no damage is done', () => {
    const net = smcFallsDue([2]);
    net.deliver(...REST);
    assert.deepEqual(net.violations, []);
    assert.equal(net.ue.kenb, net.enb.kenb);
  });
});

/** Initial context setup has begun; the AKA of a re-key that came meanwhile has ended. */
function smcFallsDueInSetup(without: readonly number[] = []): Driver {
  const net = new Driver({ start: 'idle', without });
  net.offer('service_request');
  net.deliver('SERVICE REQUEST', 'INITIAL CONTEXT SETUP REQUEST');
  net.offer('rekey');
  net.deliver(...AUTHENTICATION);
  return net;
}

const SETUP_REST = ['SecurityModeCommand', 'SecurityModeComplete', 'INITIAL CONTEXT SETUP RESPONSE'];
const SETUP_DELAY = 'delay before RRC SecurityModeCommand';

describe('rule 2: the MME starts no NAS SMC while an initial context setup is ongoing', () => {
  it('holds it until INITIAL CONTEXT SETUP RESPONSE; the AKA goes ahead', () => {
    const net = smcFallsDueInSetup();
    assert.deepEqual(net.inFlight, []);
    assert.equal(net.rule(2).holds, 1);
    net.expire(SETUP_DELAY);
    net.deliver(...SETUP_REST);
    assert.deepEqual(net.inFlight, ['SECURITY MODE COMMAND']);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.traffic('rekey'), { completed: 1, failed: 0 });
  });

  it('gives it up with the connection when the setup fails', () => {
    const net = smcFallsDueInSetup();
    net.expire(SETUP_DELAY);
    net.refuse('SecurityModeCommand');
    net.finishClean();
    assert.equal(net.ue.connected, false);
    assert.deepEqual(net.procedure('nas_security_mode_control'), { offered: 1, cancelled: 1 });
  });

  it('without it, the UE derives its KeNB from the new KASME, and the setup fails', () => {
    const net = smcFallsDueInSetup([2]);
    net.deliver('SECURITY MODE COMMAND');
    net.expire(SETUP_DELAY);
    net.deliver('SecurityModeCommand');
    assertViolated(net, 'as_agreement');
    assert.ok(net.inFlight.includes('SecurityModeFailure'));
  });
});

describe('a re-key whose KeNB an initial context setup brings', () => {
  it('ends with it, and not one whose AKA has begun meanwhile', () => {
    const net = new Driver({ start: 'idle' });
    net.offer('rekey');
    net.deliver('PAGING', 'Paging (RRC)', 'SERVICE REQUEST', ...AUTHENTICATION, ...NAS_SMC);
    net.deliver('INITIAL CONTEXT SETUP REQUEST');
    net.offer('rekey');
    net.expire(SETUP_DELAY);
    net.deliver(...SETUP_REST);
    assert.deepEqual(net.traffic('rekey'), { completed: 1, failed: 0 });
    net.refuse('AUTHENTICATION REQUEST');
    net.finishClean();
    assert.deepEqual(net.traffic('rekey'), { completed: 1, failed: 1 });
  });
});
