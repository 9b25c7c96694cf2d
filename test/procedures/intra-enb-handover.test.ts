import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertViolated, Driver } from '../driver.js';
import {
  HANDOVER_COMPLETE,
  HANDOVER_RECONFIGURATION,
  KEY_CHANGE,
  REESTABLISHMENT,
  startModification,
  X2_HANDOVER,
} from '../ladders.js';

const KIND = 'intra_enb_handover';
const REQUEST = 'UE CONTEXT MODIFICATION REQUEST';

for (const [kind, cell, what] of [
  [KIND, 4, 'a handover between two cells of an eNB (TS 33.401 7.2.8.4.1)'],
  ['kenb_refresh', 0, 'KeNB refresh (TS 33.401 7.2.9.3)'],
] as const) {
  describe(what, () => {
    it('changes the key from the present one while the eNB has no unused pair: NCC stays', () => {
      const net = new Driver();
      const { kenb, ncc } = net.ue;
      net.offer(kind);
      net.deliver(HANDOVER_RECONFIGURATION, HANDOVER_COMPLETE);
      assert.notEqual(net.ue.kenb, kenb);
      assert.deepEqual([net.ue.ncc, net.enb.ncc, net.enb.cell, net.ue.cell], [ncc, ncc, cell, cell]);
      assert.deepEqual(net.inFlight, []);
      net.finishClean();
      net.assertAgreement();
      assert.deepEqual(net.procedure(KIND), { offered: 1, completed: 1 });
      assert.deepEqual(net.traffic(kind), { completed: 1, failed: 0 });
    });

    it('uses the pair up, and the chain goes on behind it', () => {
      const net = new Driver();
      net.offer('x2_handover');
      net.deliver(...X2_HANDOVER);
      const pair = net.enb.pair;
      net.offer(kind);
      net.deliver(HANDOVER_RECONFIGURATION, HANDOVER_COMPLETE);
      assert.equal(net.enb.pair, null);
      assert.deepEqual([net.ue.ncc, net.ue.nh], [pair?.ncc, pair?.nh]);
      for (const next of ['x2_handover', 's1_handover'] as const) {
        net.offer(next);
        net.finishClean();
        net.assertAgreement();
      }
    });

    it('waits for a key change: rule 5', () => {
      const net = new Driver();
      startModification(net);
      net.deliver(REQUEST);
      net.offer(kind);
      assert.equal(net.rule(5).holds, 1);
      assert.ok(!net.inFlight.includes(HANDOVER_RECONFIGURATION));
      net.finishClean();
      net.assertAgreement();
    });

    it('without rule 5 does not wait, and UE and eNB are on different keys', () => {
      const net = new Driver({ without: [5] });
      startModification(net);
      net.deliver(REQUEST);
      net.offer(kind);
      net.finish();
      assertViolated(net, 'as_agreement');
    });

    it('lets no modification be rejected: its key change begins when the handover is over', () => {
      const net = new Driver();
      startModification(net);
      net.offer(kind);
      net.deliver(REQUEST);
      assert.equal(net.rule(5).rejects, 0);
      assert.ok(!net.inFlight.includes(KEY_CHANGE));
      net.deliver(HANDOVER_RECONFIGURATION, HANDOVER_COMPLETE);
      assert.ok(net.inFlight.includes(KEY_CHANGE));
      net.finishClean();
      net.assertAgreement();
      assert.deepEqual(net.procedure('ue_context_modification'), { offered: 1, completed: 1 });
    });

    it('that the UE cannot do leads to re-establishment, and the key change of a modification goes on after that', () => {
      const net = new Driver();
      startModification(net);
      net.offer(kind);
      net.deliver(REQUEST);
      net.refuse(HANDOVER_RECONFIGURATION);
      net.expire('T304');
      net.deliver(...REESTABLISHMENT);
      assert.ok(net.inFlight.includes(KEY_CHANGE));
      net.finishClean();
      net.assertAgreement();
      assert.deepEqual(net.procedure(KIND), { offered: 1, failed: 1 });
      assert.equal(net.enb.cell, 0);
    });

    it('to a cell that the UE selects all the same is re-established there', () => {
      const net = new Driver();
      net.offer(kind);
      net.missTarget(HANDOVER_RECONFIGURATION);
      net.expire('T304');
      net.deliver(...REESTABLISHMENT);
      assert.deepEqual([net.ue.cell, net.enb.cell], [cell, cell]);
      net.finishClean();
      net.assertAgreement();
    });

    it('that gets no answer ends with the release of the UE', () => {
      const net = new Driver();
      net.offer(kind);
      net.lose(HANDOVER_RECONFIGURATION);
      net.expire('RRC answer');
      net.finishClean();
      assert.equal(net.ue.connected, false);
      assert.deepEqual(net.procedure(KIND), { offered: 1, failed: 1 });
    });
  });
}
