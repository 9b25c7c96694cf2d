import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertViolated, Driver } from '../driver.js';
import {
  AUTHENTICATION,
  KEY_CHANGE,
  KEY_CHANGE_COMPLETE,
  loseAndExpire,
  NAS_SMC,
  startSmcForNewKasme,
  takeNewKasmeIntoNasUse,
  UE_CONTEXT_MODIFICATION,
} from '../ladders.js';

/** K2 is in NAS use, its UE context modification falls due, and the NAS SMC for K3 is on its way. */
function modificationFallsDue(without: readonly number[] = []): Driver {
  const net = new Driver({ without });
  takeNewKasmeIntoNasUse(net);
  startSmcForNewKasme(net);
  net.expire('delay before UE context modification');
  return net;
}

describe('rule 1: the MME starts no UE context modification with a KeNB while a NAS SMC is ongoing', () => {
  it('is asked and passes when no NAS SMC is ongoing', () => {
    const net = new Driver();
    takeNewKasmeIntoNasUse(net);
    net.expire('delay before UE context modification');
    assert.deepEqual(net.inFlight, ['UE CONTEXT MODIFICATION REQUEST']);
    assert.deepEqual(net.rule(1), { checks: 1, holds: 0, rejects: 0, selections: 0, heldMs: [] });
  });

  it('holds the modification for K2 while SMC(K3) runs: asked once, held once', () => {
    const net = modificationFallsDue();
    assert.deepEqual(net.inFlight, ['SECURITY MODE COMMAND']);
    assert.deepEqual(net.rule(1), { checks: 1, holds: 1, rejects: 0, selections: 0, heldMs: [] });
    net.deliver('SECURITY MODE COMMAND');
    assert.deepEqual(net.inFlight, ['SECURITY MODE COMPLETE']);
    assert.equal(net.rule(1).holds, 1);
  });

  it('releases it at SECURITY MODE COMPLETE, and the KeNB then comes from K3', () => {
    const net = modificationFallsDue();
    const k2 = net.ue.kasme;
    net.deliver(...NAS_SMC);
    assert.deepEqual(net.inFlight, ['UE CONTEXT MODIFICATION REQUEST']);
    // COMMAND and COMPLETE take two hops each, of 1 ms.
    assert.deepEqual(net.rule(1).heldMs, [4]);
    net.deliver(...UE_CONTEXT_MODIFICATION);
    net.finishClean();
    net.assertAgreement();
    assert.notEqual(net.ue.asKasme, k2);
    assert.deepEqual(net.procedure('ue_context_modification'), { offered: 1, completed: 1 });
    assert.deepEqual(net.traffic('rekey'), { completed: 2, failed: 0 });
  });

  it('releases it at SECURITY MODE REJECT, and the KeNB then comes from K2', () => {
    const net = modificationFallsDue();
    const k2 = net.ue.kasme;
    net.refuse('SECURITY MODE COMMAND');
    net.deliver('SECURITY MODE REJECT', ...UE_CONTEXT_MODIFICATION);
    assert.equal(net.rule(1).heldMs.length, 1);
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.ue.asKasme, k2);
    assert.deepEqual(net.procedure('nas_security_mode_control'), { offered: 2, completed: 1, rejected: 1 });
    assert.deepEqual(net.traffic('rekey'), { completed: 1, failed: 1 });
  });

  it('releases it when T3460 aborts the NAS SMC: the UE goes idle and the modification dies with AS', () => {
    const net = modificationFallsDue();
    loseAndExpire(net, 'SECURITY MODE COMMAND', 5);
    assert.deepEqual(net.inFlight, ['UE CONTEXT RELEASE COMMAND']);
    assert.equal(net.rule(1).heldMs.length, 1);
    net.finishClean();
    assert.equal(net.ue.connected, false);
    assert.deepEqual(net.procedure('ue_context_modification'), { offered: 1, superseded: 1 });
  });

  it('holds it on while a TAU has aborted the NAS SMC and the outcome is open, until a late COMPLETE', () => {
    const net = modificationFallsDue();
    net.offer('tracking_area_update');
    net.deliver('TRACKING AREA UPDATE REQUEST');
    assert.deepEqual(net.procedure('nas_security_mode_control'), { offered: 2, completed: 1, cancelled: 1 });
    assert.deepEqual(net.inFlight, ['SECURITY MODE COMMAND']);
    assert.deepEqual(net.rule(1).heldMs, []);
    net.deliver(...NAS_SMC);
    assert.ok(net.inFlight.includes('UE CONTEXT MODIFICATION REQUEST'));
    assert.equal(net.rule(1).heldMs.length, 1);
    net.finishClean();
    net.assertAgreement();
  });

  it('releases it when the UE goes idle', () => {
    const net = modificationFallsDue();
    net.offer('release');
    net.deliver('UE CONTEXT RELEASE REQUEST');
    assert.equal(net.rule(1).heldMs.length, 1);
    assert.ok(!net.inFlight.includes('UE CONTEXT MODIFICATION REQUEST'));
    net.finishClean();
    assert.equal(net.ue.connected, false);
  });
});

describe('without rule 1, UE context modification', () => {
  it('starts at once: the eNB runs on (K2, c) and the UE on (K3, 0), which breaks AS agreement', () => {
    const net = modificationFallsDue([1]);
    assert.deepEqual(net.inFlight, ['SECURITY MODE COMMAND', 'UE CONTEXT MODIFICATION REQUEST']);
    assert.deepEqual(net.rule(1), { checks: 1, holds: 0, rejects: 0, selections: 0, heldMs: [] });
    net.deliver('SECURITY MODE COMMAND', 'UE CONTEXT MODIFICATION REQUEST', KEY_CHANGE);
    assert.deepEqual(net.violations, []);
    net.deliver(KEY_CHANGE_COMPLETE);
    assertViolated(net, 'as_agreement');
    assert.equal(net.violations.length, 1);
    assert.notEqual(net.ue.kenb, net.enb.kenb);
  });

  it('does no damage where the reconfiguration overtakes the SECURITY MODE COMMAND', () => {
    const net = modificationFallsDue([1]);
    net.deliverToEnb('SECURITY MODE COMMAND');
    net.deliver('UE CONTEXT MODIFICATION REQUEST', KEY_CHANGE, KEY_CHANGE_COMPLETE);
    assert.deepEqual(net.violations, []);
    assert.equal(net.ue.kenb, net.enb.kenb);
  });
});

/** An idle UE asks for service while a re-key waits for it, so the NAS SMC comes before the first KeNB. */
function contextSetupFallsDue(without: readonly number[] = []): Driver {
  const net = new Driver({ start: 'idle', without });
  net.offer('service_request');
  net.offer('rekey');
  // The MME has begun to page for the re-key; a UE in a connection does not listen.
  net.deliver('PAGING', 'Paging (RRC)', 'SERVICE REQUEST', ...AUTHENTICATION);
  return net;
}

describe('rule 1: the MME starts no initial context setup while a NAS SMC is ongoing', () => {
  it('holds the context setup until SECURITY MODE COMPLETE, whose COUNT and KASME its KeNB then comes from', () => {
    const net = contextSetupFallsDue();
    const k1 = net.ue.kasme;
    assert.deepEqual(net.inFlight, ['SECURITY MODE COMMAND']);
    assert.equal(net.rule(1).holds, 1);
    net.deliver(...NAS_SMC);
    assert.deepEqual(net.inFlight, ['INITIAL CONTEXT SETUP REQUEST']);
    assert.deepEqual(net.rule(1).heldMs, [4]);
    net.finishClean();
    net.assertAgreement();
    assert.notEqual(net.ue.kasme, k1);
    assert.deepEqual(net.procedure('initial_context_setup'), { offered: 1, completed: 1 });
  });

  it('releases the context setup at SECURITY MODE REJECT: KASME and COUNT of the SERVICE REQUEST', () => {
    const net = contextSetupFallsDue();
    const k1 = net.ue.kasme;
    net.refuse('SECURITY MODE COMMAND');
    net.deliver('SECURITY MODE REJECT');
    assert.deepEqual(net.inFlight, ['INITIAL CONTEXT SETUP REQUEST']);
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.ue.kasme, k1);
  });

  it('without it, a COMMAND that is sent again takes K2 into NAS use amid the setup for K1: AS is to follow', () => {
    const net = contextSetupFallsDue([1]);
    net.lose('SECURITY MODE COMMAND');
    net.deliver('INITIAL CONTEXT SETUP REQUEST');
    net.expire('delay before RRC SecurityModeCommand');
    net.deliver('SecurityModeCommand');
    net.expire('T3460');
    net.deliver('SECURITY MODE COMMAND', 'SecurityModeComplete', 'INITIAL CONTEXT SETUP RESPONSE');
    net.deliver('SECURITY MODE COMPLETE');
    assert.ok(net.running.includes('delay before UE context modification'));
  });

  it('without it, the setup fails its integrity check, and the next one agrees again', () => {
    const net = contextSetupFallsDue([1]);
    assert.deepEqual(net.inFlight, ['SECURITY MODE COMMAND', 'INITIAL CONTEXT SETUP REQUEST']);
    net.deliver('SECURITY MODE COMMAND', 'INITIAL CONTEXT SETUP REQUEST');
    net.expire('delay before RRC SecurityModeCommand');
    net.deliver('SecurityModeCommand');
    assertViolated(net, 'as_agreement');
    assert.ok(net.inFlight.includes('SecurityModeFailure'));
    net.finish();
    assert.equal(net.ue.connected, false);
    assert.deepEqual(net.procedure('initial_context_setup'), { offered: 1, failed: 1 });
    net.offer('service_request');
    net.finish();
    net.assertAgreement();
    assert.equal(net.violations.length, 1);
  });
});
