import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Driver, type DriverOptions } from '../driver.js';
import {
  AUTHENTICATION,
  loseAndExpire,
  NAS_SMC,
  RELOCATION_COMPLETION,
  RELOCATION_EXECUTION,
  RELOCATION_PREPARATION,
  S1_HANDOVER,
  startModification,
  TRACKING_AREA_UPDATE,
  takeNewKasmeIntoNasUse,
  UE_CONTEXT_MODIFICATION,
} from '../ladders.js';

const KIND = 'algorithm_change';
const [COMMAND, COMPLETE] = NAS_SMC;
const REJECT = 'SECURITY MODE REJECT';

function change(options: DriverOptions = {}): Driver {
  const net = new Driver(options);
  net.offer(KIND);
  assert.deepEqual(net.inFlight, [COMMAND]);
  return net;
}

/** Relocated to a region whose MME prefers the other pair. */
function relocated(): Driver {
  const net = new Driver({ nasAlgorithms: 'by_region' });
  net.offer('inter_mme_handover');
  net.deliver('HANDOVER REQUIRED', ...RELOCATION_PREPARATION, ...RELOCATION_EXECUTION);
  net.deliver(...RELOCATION_COMPLETION);
  return net;
}

describe('NAS SMC on the current KASME to change its algorithms (TS 24.301 5.4.3.1)', () => {
  it('takes them into use at the UE with the COMMAND, at the MME with the COMPLETE; KASME and COUNTs go on', () => {
    const net = change();
    const { kasme, eksi, kenb, ncc } = net.ue;
    const { ul, dl } = net.mme;
    net.deliver(COMMAND);
    assert.deepEqual([net.ue.algorithms, net.mme.algorithms], [1, 0]);
    net.deliver(COMPLETE);
    assert.deepEqual([net.ue.algorithms, net.mme.algorithms], [1, 1]);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual([net.ue.kasme, net.ue.eksi, net.ue.kenb, net.ue.ncc], [kasme, eksi, kenb, ncc]);
    assert.deepEqual([net.mme.ul, net.mme.dl], [ul + 1, dl]);
    assert.deepEqual(net.procedure('nas_security_mode_control'), { offered: 1, completed: 1 });
    assert.deepEqual(net.traffic(KIND), { completed: 1, failed: 0 });
  });

  it('changes them back the next time', () => {
    const net = change();
    net.deliver(...NAS_SMC);
    net.offer(KIND);
    net.deliver(...NAS_SMC);
    assert.deepEqual([net.ue.algorithms, net.mme.algorithms], [0, 0]);
    net.finishClean();
    net.assertAgreement();
  });

  it('is rejected: both stay on the algorithms that they were on', () => {
    const net = change();
    net.refuse(COMMAND);
    net.deliver(REJECT);
    assert.deepEqual([net.ue.algorithms, net.mme.algorithms], [0, 0]);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('nas_security_mode_control'), { offered: 1, rejected: 1 });
    assert.deepEqual(net.traffic(KIND), { completed: 0, failed: 1 });
  });

  it('gives no re-key of AS up when it is rejected', () => {
    const net = new Driver();
    takeNewKasmeIntoNasUse(net);
    net.offer(KIND);
    net.refuse(COMMAND);
    net.deliver(REJECT);
    net.expire('delay before UE context modification');
    net.deliver(...NAS_SMC, ...UE_CONTEXT_MODIFICATION);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.traffic('rekey'), { completed: 1, failed: 0 });
  });

  it('has the next KeNB wait for another SMC if it is rejected: the COUNT of the latest COMPLETE is in doubt', () => {
    const net = new Driver();
    takeNewKasmeIntoNasUse(net);
    net.offer(KIND);
    net.deliver(COMMAND);
    net.lose(COMPLETE);
    net.expire('T3460');
    net.refuse(COMMAND);
    net.deliver(REJECT);
    net.expire('delay before UE context modification');
    assert.deepEqual(net.inFlight, [COMMAND]);
    net.deliver(...NAS_SMC, ...UE_CONTEXT_MODIFICATION);
    net.finishClean();
    net.assertAgreement();
  });

  it('ends in a release if it is rejected so before the first KeNB', () => {
    const net = new Driver({ start: 'idle' });
    net.offer('service_request');
    net.deliver('SERVICE REQUEST', 'INITIAL CONTEXT SETUP REQUEST');
    net.offer(KIND);
    net.expire('delay before RRC SecurityModeCommand');
    net.refuse('SecurityModeCommand');
    net.deliver('SecurityModeFailure', 'INITIAL CONTEXT SETUP FAILURE');
    net.deliver('UE CONTEXT RELEASE COMMAND', 'RRCConnectionRelease');
    net.offer('service_request');
    net.deliver('SERVICE REQUEST', COMMAND);
    net.lose(COMPLETE);
    net.expire('T3460');
    net.refuse(COMMAND);
    net.deliver(REJECT);
    net.finishClean();
    assert.equal(net.ue.connected, false);
    assert.deepEqual(net.procedure('initial_context_setup'), { offered: 2, failed: 2 });
    net.offer('service_request');
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.traffic('service_request'), { completed: 1, failed: 2 });
  });

  it('lets the MME take uplink messages of either pair while it is open; one of the new pair tells', () => {
    const net = change();
    net.offer('uplink_nas');
    net.deliver('uplink NAS message');
    assert.equal(net.mme.algorithms, 0);
    net.deliver(COMMAND);
    net.lose(COMPLETE);
    net.offer('uplink_nas');
    net.deliver('uplink NAS message');
    assert.equal(net.mme.algorithms, 1);
    net.expire('T3460');
    net.deliver(...NAS_SMC);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('uplink_nas'), { offered: 2, completed: 2 });
    assert.deepEqual(net.traffic(KIND), { completed: 1, failed: 0 });
  });

  for (const [state, hears] of [
    ['has accepted', true],
    ['never heard of', false],
  ] as const) {
    it(`is aborted on the fifth expiry: the next message tells that the UE ${state} it`, () => {
      const net = change();
      if (hears) {
        net.deliver(COMMAND);
        net.lose(COMPLETE);
        net.expire('T3460');
      }
      loseAndExpire(net, COMMAND, hears ? 4 : 5);
      net.finishClean();
      assert.equal(net.ue.connected, false);
      assert.deepEqual(net.traffic(KIND), { completed: 0, failed: 1 });
      net.offer('service_request');
      net.finishClean();
      net.assertAgreement();
      assert.equal(net.mme.algorithms, hears ? 1 : 0);
      assert.deepEqual(net.traffic('service_request'), { completed: 1, failed: 0 });
    });
  }

  it('is aborted by a TAU, which is answered when its outcome is known', () => {
    const net = change();
    net.offer('tracking_area_update');
    net.deliver('TRACKING AREA UPDATE REQUEST');
    assert.deepEqual(net.inFlight, [COMMAND]);
    net.deliver(...NAS_SMC, 'TRACKING AREA UPDATE ACCEPT');
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.mme.algorithms, 1);
    assert.deepEqual(net.procedure('nas_security_mode_control'), { offered: 1, cancelled: 1 });
  });

  it('waits for a KeNB on its way (rule 2), and lets one wait (rule 1)', () => {
    const net = new Driver();
    startModification(net);
    net.offer(KIND);
    assert.equal(net.rule(2).holds, 1);
    net.deliver(...UE_CONTEXT_MODIFICATION);
    assert.deepEqual(net.inFlight, [COMMAND]);
    net.finishClean();
    net.assertAgreement();

    const other = new Driver();
    takeNewKasmeIntoNasUse(other);
    other.offer(KIND);
    other.expire('delay before UE context modification');
    assert.equal(other.rule(1).holds, 1);
    other.deliver(...NAS_SMC);
    assert.deepEqual(other.inFlight, ['UE CONTEXT MODIFICATION REQUEST']);
    other.finishClean();
    other.assertAgreement();
  });

  it('waits for a re-key up to its COMPLETE; the new KASME is on the pair that the MME prefers', () => {
    const net = change();
    net.deliver(...NAS_SMC);
    net.offer('rekey');
    net.deliver(...AUTHENTICATION);
    net.offer(KIND);
    assert.deepEqual(net.inFlight, [COMMAND]);
    net.deliver(...NAS_SMC);
    assert.deepEqual([net.ue.algorithms, net.mme.algorithms], [0, 0]);
    net.deliver(...NAS_SMC);
    assert.deepEqual([net.ue.algorithms, net.mme.algorithms], [1, 1]);
    net.finishClean();
    net.assertAgreement();
  });

  it('goes on during a handover that stays with the MME', () => {
    const net = change();
    net.offer('s1_handover');
    net.deliver(...S1_HANDOVER.slice(0, 3));
    assert.deepEqual(net.inFlight, [COMMAND, 'HANDOVER COMMAND']);
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.mme.algorithms, 1);
  });

  it('is nothing for an idle UE; it ends with the connection that it waits in', () => {
    assert.equal(new Driver({ start: 'idle' }).offered(KIND), false);
    const net = new Driver();
    startModification(net);
    net.offer(KIND);
    net.offer('release');
    net.deliver('UE CONTEXT RELEASE REQUEST');
    net.finishClean();
    assert.deepEqual(net.procedure('nas_security_mode_control'), { offered: 2, completed: 1, cancelled: 1 });
    assert.deepEqual(net.traffic(KIND), { completed: 0, failed: 1 });
  });
});

describe('an MME that prefers other NAS algorithms than its neighbours', () => {
  it('verifies the TAU after a relocation with those of the source MME, and changes them then (TS 33.401 7.2.4.3)', () => {
    const net = relocated();
    assert.deepEqual([net.ue.algorithms, net.mme.algorithms], [0, 0]);
    net.deliver(...TRACKING_AREA_UPDATE);
    assert.deepEqual(net.inFlight, [COMMAND]);
    net.deliver(...NAS_SMC);
    assert.deepEqual([net.ue.algorithms, net.mme.algorithms], [1, 1]);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.traffic(KIND), { completed: 1, failed: 0 });
  });

  it('hands the UE over to the next MME with the pair that it has been on', () => {
    const net = relocated();
    net.deliver(...TRACKING_AREA_UPDATE, ...NAS_SMC);
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED', ...RELOCATION_PREPARATION, ...RELOCATION_EXECUTION);
    net.deliver(...RELOCATION_COMPLETION);
    assert.deepEqual([net.ue.region, net.ue.algorithms, net.mme.algorithms], [0, 1, 1]);
    net.deliver(...TRACKING_AREA_UPDATE, ...NAS_SMC);
    assert.deepEqual([net.ue.algorithms, net.mme.algorithms], [0, 0]);
    net.finishClean();
    net.assertAgreement();
  });

  it('gives them to a UE that attaches there, and to the KASME of a re-key', () => {
    const net = relocated();
    net.deliver('TRACKING AREA UPDATE REQUEST');
    net.offer('rekey');
    net.deliver('TRACKING AREA UPDATE ACCEPT');
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual([net.ue.algorithms, net.mme.algorithms], [1, 1]);
  });
});
