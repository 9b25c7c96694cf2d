import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertViolated, Driver } from '../driver.js';
import {
  RELOCATION_COMPLETION,
  RELOCATION_EXECUTION,
  RELOCATION_PREPARATION,
  TRACKING_AREA_UPDATE,
  takeNewKasmeIntoNasUse,
} from '../ladders.js';

const GUARD = 13;
const NONE = { holds: 0, rejects: 0, heldMs: [] };

/** The re-key of AS is pending when the UE goes to another MME, and still when it goes on from there. */
function relocatedTwice(without: readonly number[] = []): Driver {
  const net = new Driver({ without });
  takeNewKasmeIntoNasUse(net);
  for (let n = 1; n <= 2; n++) {
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED', ...RELOCATION_PREPARATION, ...RELOCATION_EXECUTION);
    if (n === 2) break;
    net.deliver(...RELOCATION_COMPLETION, ...TRACKING_AREA_UPDATE);
    // The target MME begins with an SMC on the current KASME; the UE leaves before it is through.
    net.deliver('SECURITY MODE COMMAND');
  }
  return net;
}

describe('guard inherited_contexts: an MME that inherited old and new KASME hands both on', () => {
  it('is asked where rule 8 is not: the MME performed no SMC for a new KASME itself', () => {
    const net = relocatedTwice();
    assert.deepEqual(net.rule(8), { checks: 1, selections: 1, ...NONE });
    assert.deepEqual(net.rule(GUARD), { checks: 1, selections: 1, ...NONE });
    assert.deepEqual(net.rule(9).selections > 1, true);
    net.deliver(...RELOCATION_COMPLETION, ...TRACKING_AREA_UPDATE);
    net.finishClean();
    net.assertAgreement();
  });

  it('is not asked in the first relocation, which is rule 8', () => {
    const net = new Driver();
    takeNewKasmeIntoNasUse(net);
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED');
    assert.equal(net.rule(GUARD).checks, 0);
    assert.equal(net.rule(8).checks, 1);
  });
});

describe('without the guard inherited_contexts', () => {
  it('the second relocation steps NH with the new KASME: AS agreement breaks', () => {
    const net = relocatedTwice([GUARD]);
    assertViolated(net, 'as_agreement', 'chain_agreement');
  });
});
