import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertViolated, Driver } from '../driver.js';
import {
  NAS_SMC,
  PATH_SWITCH,
  RELOCATION_COMPLETION,
  RELOCATION_EXECUTION,
  RELOCATION_PREPARATION,
  startSmcForNewKasme,
  TRACKING_AREA_UPDATE,
  X2_EXECUTION,
  X2_PREPARATION,
} from '../ladders.js';

const [REQUEST, ACCEPT] = TRACKING_AREA_UPDATE;

function tau(start: 'connected' | 'idle'): Driver {
  const net = new Driver({ start });
  net.offer('tracking_area_update');
  return net;
}

describe('tracking area update', () => {
  it('completes in a connection, which stays', () => {
    const net = tau('connected');
    net.deliver(...TRACKING_AREA_UPDATE);
    assert.deepEqual(net.procedure('tracking_area_update'), { offered: 1, completed: 1 });
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.ue.connected, true);
  });

  it('completes from idle, and the MME releases the connection: no active flag', () => {
    const net = tau('idle');
    net.deliver(...TRACKING_AREA_UPDATE);
    assert.deepEqual(net.procedure('tracking_area_update'), { offered: 1, completed: 1 });
    assert.deepEqual(net.inFlight, ['UE CONTEXT RELEASE COMMAND']);
    net.finishClean();
    assert.equal(net.ue.connected, false);
    assert.equal(net.mme.connected, false);
    assert.deepEqual(net.procedure('ue_context_release'), { offered: 1, completed: 1 });
  });

  for (const lost of TRACKING_AREA_UPDATE) {
    it(`in a connection is sent once more when ${lost} is lost, with a COUNT of its own`, () => {
      const net = tau('connected');
      if (lost === ACCEPT) net.deliver(REQUEST);
      net.lose(lost);
      net.expire('NAS request');
      net.deliver(...TRACKING_AREA_UPDATE);
      net.finishClean();
      net.assertAgreement();
      assert.deepEqual(net.procedure('tracking_area_update'), { offered: 1, completed: 1 });
    });
  }

  it('in a connection fails when there is no answer to the second request either: the UE goes idle', () => {
    const net = tau('connected');
    net.lose(REQUEST);
    net.expire('NAS request');
    net.lose(REQUEST);
    net.expire('NAS request');
    assert.deepEqual(net.procedure('tracking_area_update'), { offered: 1, failed: 1 });
    assert.equal(net.ue.connected, false);
    net.finishClean();
    net.offer('service_request');
    net.finishClean();
    net.assertAgreement();
  });

  it('from idle fails when there is no answer', () => {
    const net = tau('idle');
    net.lose(REQUEST);
    net.expire('NAS request');
    net.finish();
    assert.equal(net.ue.connected, false);
    assert.deepEqual(net.procedure('tracking_area_update'), { offered: 1, failed: 1 });
    net.finishClean();
  });

  it('is sent again at the target after a handover, which may have cost the first request', () => {
    const net = new Driver();
    net.offer('x2_handover');
    net.deliver(...X2_PREPARATION);
    net.offer('tracking_area_update');
    net.deliver(...X2_EXECUTION);
    assert.equal(net.inFlight.filter((name) => name === REQUEST).length, 2);
    net.deliver(...PATH_SWITCH);
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.procedure('tracking_area_update').completed, 1);
  });

  it('has its ACCEPT sent again when a handover kept it from the UE', () => {
    const net = tau('connected');
    net.deliverToEnb(REQUEST);
    net.offer('x2_handover');
    net.deliver(...X2_PREPARATION, REQUEST);
    net.deliverToEnb(ACCEPT);
    net.deliver('NAS NON DELIVERY INDICATION', ...X2_EXECUTION, 'PATH SWITCH REQUEST');
    assert.ok(net.inFlight.includes(ACCEPT));
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.procedure('tracking_area_update').completed, 1);
  });

  it('answered a second time does not stop the timer of what the UE has begun since', () => {
    const net = tau('connected');
    net.expire('NAS request');
    net.deliver(REQUEST, REQUEST, ACCEPT);
    net.offer('detach');
    net.deliver(ACCEPT);
    net.lose('DETACH REQUEST');
    net.finishClean();
    assert.deepEqual(net.procedure('detach'), { offered: 1, completed: 1 });
  });

  it('fails when the UE is released before the answer', () => {
    const net = tau('connected');
    net.lose(REQUEST);
    net.offer('release');
    net.deliver('UE CONTEXT RELEASE REQUEST', 'UE CONTEXT RELEASE COMMAND', 'RRCConnectionRelease');
    assert.deepEqual(net.procedure('tracking_area_update'), { offered: 1, failed: 1 });
    net.finishClean();
  });
});

describe('tracking area update from idle with the active flag', () => {
  const SETUP = 'INITIAL CONTEXT SETUP REQUEST';
  const COMMAND = 'SecurityModeCommand';
  const COMPLETE = 'SecurityModeComplete';
  const RESPONSE = 'INITIAL CONTEXT SETUP RESPONSE';

  function withFlag(): Driver {
    const net = new Driver({ start: 'idle', activeFlag: true });
    net.offer('tracking_area_update');
    return net;
  }

  /** INITIAL CONTEXT SETUP REQUEST reaches the eNB, and RRC SecurityModeCommand is on its way. */
  function setUp(net: Driver): void {
    net.deliver(SETUP);
    net.expire('delay before RRC SecurityModeCommand');
  }

  function completes(net: Driver): void {
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual([net.ue.connected, net.ue.as, net.mme.as], [true, true, true]);
    assert.deepEqual(net.procedure('tracking_area_update'), { offered: 1, completed: 1 });
    assert.deepEqual(net.procedure('initial_context_setup'), { offered: 1, completed: 1 });
    assert.deepEqual(net.procedure('ue_context_release'), { offered: 0 });
    assert.deepEqual(net.traffic('tracking_area_update'), { completed: 1, failed: 0 });
  }

  /** KeNB that an initial context setup with this UL NAS COUNT leads to, under the KASME in NAS use. */
  function kenbOf(net: Driver, count: number): string {
    const { keys } = net.network;
    const words = new Int32Array(4);
    const [high, low] = [net.ue.kasme.slice(0, 8), net.ue.kasme.slice(8)];
    words.set([Number.parseInt(high, 16), Number.parseInt(low, 16)]);
    keys.kenb(words, 2, 0, count);
    return [words[2], words[3]].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }

  it('is accepted, and an initial context setup follows; the connection stays', () => {
    const net = withFlag();
    const count = net.ue.ul - 1;
    net.deliver(REQUEST);
    assert.deepEqual(net.inFlight, [ACCEPT, SETUP]);
    net.deliver(ACCEPT);
    setUp(net);
    net.deliver(COMMAND, COMPLETE, RESPONSE);
    assert.equal(net.ue.kenb, kenbOf(net, count));
    completes(net);
  });

  it('is accepted before AS security is active: both go on SRB1, in order (TS 36.331 4.2.2)', () => {
    const net = withFlag();
    net.deliver(REQUEST);
    net.deliverToEnb(ACCEPT);
    setUp(net);
    assert.throws(() => net.deliver(COMMAND), /cannot overtake TRACKING AREA UPDATE ACCEPT on first_down/);
    net.deliver(ACCEPT, COMMAND);
    assert.ok(!net.running.includes('NAS request'));
    completes(net);
  });

  it('is awaited until it is accepted, though AS security is active already', () => {
    const net = withFlag();
    net.deliver(REQUEST);
    net.lose(ACCEPT);
    setUp(net);
    net.deliver(COMMAND, COMPLETE, RESPONSE);
    assert.deepEqual(net.running, ['NAS request']);
    completes(net);
    assert.deepEqual(net.running, []);
  });

  it('leaves the UE waiting for its bearers when it is accepted', () => {
    const net = withFlag();
    net.deliver(REQUEST, ACCEPT);
    assert.deepEqual(net.procedure('tracking_area_update'), { offered: 1, completed: 1 });
    assert.deepEqual(net.running, ['NAS request']);
    setUp(net);
    net.deliver(COMMAND);
    assert.ok(!net.running.includes('NAS request'));
    completes(net);
  });

  it('is sent again without the flag when ACCEPT is lost: there is one initial context setup', () => {
    const net = withFlag();
    net.deliver(REQUEST);
    net.lose(ACCEPT);
    setUp(net);
    net.deliver(COMMAND, COMPLETE, RESPONSE);
    net.expire('NAS request');
    net.deliver(REQUEST);
    assert.deepEqual(net.inFlight, [ACCEPT]);
    completes(net);
  });

  it('that is repeated while the initial context setup is on its way keeps the KeNB of the first one', () => {
    const net = withFlag();
    const count = net.ue.ul - 1;
    net.deliver(REQUEST);
    net.expire('NAS request');
    net.deliver(REQUEST, ACCEPT);
    setUp(net);
    net.deliver(COMMAND);
    assert.equal(net.ue.kenb, kenbOf(net, count));
    completes(net);
  });

  it('lost fails, and with it the initial context setup', () => {
    const net = withFlag();
    net.lose(REQUEST);
    net.finishClean();
    assert.equal(net.ue.connected, false);
    assert.deepEqual(net.procedure('tracking_area_update'), { offered: 1, failed: 1 });
    assert.deepEqual(net.procedure('initial_context_setup'), { offered: 1, failed: 1 });
  });

  it('succeeds when the initial context setup fails: the UE goes idle', () => {
    const net = withFlag();
    net.deliver(REQUEST, ACCEPT);
    setUp(net);
    net.refuse(COMMAND);
    net.finishClean();
    assert.equal(net.ue.connected, false);
    assert.deepEqual(net.procedure('tracking_area_update'), { offered: 1, completed: 1 });
    assert.deepEqual(net.procedure('initial_context_setup'), { offered: 1, failed: 1 });
  });

  it('ends at the UE when no initial context setup comes', () => {
    const net = withFlag();
    net.deliver(REQUEST, ACCEPT);
    setUp(net);
    net.lose(COMMAND);
    net.expire('NAS request');
    assert.equal(net.ue.connected, false);
    assert.deepEqual(net.procedure('initial_context_setup'), { offered: 1, failed: 1 });
    net.finishClean();
  });

  it('meets a re-key: the initial context setup waits (rule 1) and goes with the COUNT of COMPLETE', () => {
    const net = withFlag();
    net.offer('rekey');
    net.deliver(REQUEST);
    // The MME was about to page for the re-key when the request came.
    assert.deepEqual(net.inFlight, ['PAGING', 'AUTHENTICATION REQUEST', ACCEPT]);
    net.deliver('AUTHENTICATION REQUEST', ACCEPT, 'AUTHENTICATION RESPONSE');
    assert.equal(net.rule(1).holds, 1);
    net.deliver(...NAS_SMC);
    assert.equal(net.rule(1).heldMs.length, 1);
    setUp(net);
    net.deliver(COMMAND);
    assert.equal(net.ue.kenb, kenbOf(net, 0));
    completes(net);
  });

  it('meets a re-key without rule 1: the KeNB of one KASME meets the other', () => {
    const net = new Driver({ start: 'idle', activeFlag: true, without: [1] });
    net.offer('tracking_area_update');
    net.offer('rekey');
    net.deliver(
      REQUEST,
      'AUTHENTICATION REQUEST',
      ACCEPT,
      'AUTHENTICATION RESPONSE',
      'SECURITY MODE COMMAND',
    );
    setUp(net);
    net.deliver(COMMAND);
    assertViolated(net, 'as_agreement');
    assert.ok(net.inFlight.includes('SecurityModeFailure'));
  });

  it('lets the NAS SMC of a re-key wait until the initial context setup is over: rule 2', () => {
    const net = withFlag();
    net.deliver(REQUEST);
    net.deliverToEnb(ACCEPT);
    net.offer('rekey');
    net.deliver(ACCEPT, SETUP, 'AUTHENTICATION REQUEST');
    net.expire('delay before RRC SecurityModeCommand');
    net.deliver('AUTHENTICATION RESPONSE', COMMAND, COMPLETE);
    assert.ok(!net.inFlight.includes('SECURITY MODE COMMAND'));
    net.deliver(RESPONSE);
    assert.ok(net.inFlight.includes('SECURITY MODE COMMAND'));
    completes(net);
  });

  it('tells that an SMC was accepted whose COMPLETE is lost: the KeNB derives from the new KASME', () => {
    const net = new Driver({ activeFlag: true });
    startSmcForNewKasme(net);
    net.deliver('SECURITY MODE COMMAND');
    net.lose('SECURITY MODE COMPLETE');
    net.offer('release');
    net.deliver('UE CONTEXT RELEASE REQUEST', 'UE CONTEXT RELEASE COMMAND', 'RRCConnectionRelease');
    net.deliver('UE CONTEXT RELEASE COMPLETE');
    net.offer('tracking_area_update');
    const { kasme, ul } = net.ue;
    assert.notEqual(net.mme.kasme, kasme);
    net.deliver(REQUEST);
    assert.equal(net.mme.kasme, kasme);
    net.deliver(ACCEPT);
    setUp(net);
    net.deliver(COMMAND);
    assert.equal(net.ue.kenb, kenbOf(net, ul - 1));
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('tracking_area_update'), { offered: 1, completed: 1 });
  });

  it('not accepted yet is superseded by an inter-MME handover, which begins as soon as AS security is active', () => {
    const net = withFlag();
    net.deliver(REQUEST);
    net.lose(ACCEPT);
    setUp(net);
    net.deliver(COMMAND, COMPLETE);
    net.offer('inter_mme_handover');
    net.deliver(RESPONSE, 'HANDOVER REQUIRED', ...RELOCATION_PREPARATION);
    net.deliver(...RELOCATION_EXECUTION, ...RELOCATION_COMPLETION);
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.ue.region, 1);
    assert.deepEqual(net.procedure('tracking_area_update'), { offered: 2, completed: 1, superseded: 1 });
    assert.deepEqual(net.traffic('tracking_area_update'), { completed: 1, failed: 0 });
  });
});
