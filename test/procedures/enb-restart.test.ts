import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Driver } from '../driver.js';

/*
 * An eNB restarts (TS 36.413 8.7.1): its contexts are gone, RESET tells the MME, and the UE loses its radio link.
 */

describe('an eNB that restarts', () => {
  it('tells the MME by RESET; the UE asks for re-establishment in vain and is idle', () => {
    const net = new Driver();
    net.network.restartEnb(net.ue.cell);
    assert.deepEqual(net.inFlight, ['RESET', 'RRCConnectionReestablishmentRequest']);
    assert.equal(net.enb.context, false);
    net.finishClean();
    assert.deepEqual(net.ladder, [
      'RESET',
      'RRCConnectionReestablishmentRequest',
      'RESET ACKNOWLEDGE',
      'RRCConnectionReestablishmentReject',
    ]);
    assert.deepEqual([net.ue.registered, net.ue.connected, net.mme.connected], [true, false, false]);
  });

  it('leaves registration and NAS security alone: the next service request succeeds', () => {
    const net = new Driver();
    const { kasme } = net.ue;
    net.network.restartEnb(net.ue.cell);
    net.finishClean();
    net.offer('service_request');
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.ue.kasme, kasme);
    assert.deepEqual(net.traffic('service_request'), { completed: 1, failed: 0 });
  });

  it('ends an initial context setup; a UE without AS security waits for its NAS timer', () => {
    const net = new Driver({ start: 'idle' });
    net.offer('service_request');
    net.deliver('SERVICE REQUEST', 'INITIAL CONTEXT SETUP REQUEST');
    net.network.restartEnb(net.ue.cell);
    net.drain();
    assert.deepEqual(net.running, ['NAS request']);
    net.finishClean();
    assert.equal(net.ue.connected, false);
    assert.deepEqual(net.procedure('initial_context_setup'), { offered: 1, failed: 1 });
  });

  for (const [what, fails] of [
    ['is lost', (net: Driver) => net.lose('SERVICE REQUEST')],
    ['is refused by a congested MME', (net: Driver) => net.congest('SERVICE REQUEST')],
  ] as const) {
    it(`ends an attach whose context setup it took with it, if the SERVICE REQUEST that follows ${what}`, () => {
      const net = new Driver({ start: 'off' });
      net.offer('switch_on');
      while (!net.running.includes('delay before RRC SecurityModeCommand')) net.deliver(net.inFlight[0]);
      net.expire('delay before RRC SecurityModeCommand');
      net.deliver('SecurityModeCommand');
      net.lose('SecurityModeComplete');
      net.deliver('ATTACH COMPLETE');
      net.network.restartEnb(net.ue.cell);
      net.deliver('RRCConnectionReestablishmentRequest', 'RRCConnectionReestablishmentReject');
      net.offer('service_request');
      fails(net);
      net.finishClean();
      assert.deepEqual(net.traffic('switch_on'), { completed: 0, failed: 1 });
    });
  }

  it('leaves the outcome of an SMC open, which the next message of the UE tells', () => {
    const net = new Driver();
    net.offer('rekey');
    net.deliver('AUTHENTICATION REQUEST', 'AUTHENTICATION RESPONSE', 'SECURITY MODE COMMAND');
    net.network.restartEnb(net.ue.cell);
    net.lose('SECURITY MODE COMPLETE');
    net.finishClean();
    net.offer('service_request');
    net.finishClean();
    net.assertAgreement();
  });

  it('ends the release that it had asked for', () => {
    const net = new Driver();
    net.offer('release');
    net.network.restartEnb(net.ue.cell);
    net.finishClean();
    assert.deepEqual(net.procedure('ue_context_release'), { offered: 1, completed: 1 });
  });

  for (const kind of ['x2_handover', 's1_handover'] as const) {
    it(`lets a UE go on that it had sent to its target: ${kind}`, () => {
      const net = new Driver();
      net.offer(kind);
      while (!net.inFlight.includes('RRCConnectionReconfigurationComplete (handover)'))
        net.deliver(net.inFlight[0]);
      net.network.restartEnb(0);
      net.deliver('RRCConnectionReconfigurationComplete (handover)');
      const told = kind === 'x2_handover' ? 'PATH SWITCH REQUEST' : 'HANDOVER NOTIFY';
      net.deliver(told);
      net.finishClean();
      net.assertAgreement();
      assert.deepEqual([net.ue.connected, net.ue.cell], [true, 1]);
      assert.equal(net.procedure(kind).failed, 1, 'the source has lost sight of it');
    });

    it(`strands a UE as its target: ${kind}`, () => {
      const net = new Driver();
      net.offer(kind);
      while (!net.inFlight.includes('RRCConnectionReconfigurationComplete (handover)'))
        net.deliver(net.inFlight[0]);
      net.network.restartEnb(1);
      net.finishClean();
      assert.equal(net.ue.connected, false);
      assert.equal(net.procedure(kind).completed, undefined);
      net.offer('service_request');
      net.finishClean();
      net.assertAgreement();
    });
  }

  it('strands a UE as the target of a relocation, and its MME knows nothing of it', () => {
    const net = new Driver();
    net.offer('inter_mme_handover');
    while (!net.inFlight.includes('HANDOVER REQUEST ACKNOWLEDGE')) net.deliver(net.inFlight[0]);
    net.network.restartEnb(2, net.network.regions[1]);
    net.finishClean();
    assert.deepEqual([net.ue.region, net.ue.connected, net.mme.registered], [1, false, false]);
    net.offer('service_request');
    net.finishClean();
    net.assertAgreement();
    assert.ok(net.ladder.includes('SERVICE REJECT'));
    assert.equal(net.ue.registered, true);
  });
});
