import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertViolated, Driver } from '../driver.js';
import { startSmcForNewKasme } from '../ladders.js';

describe('guard t3460: T3460 does not expire beside an answer in flight', () => {
  it('is what a longer timer makes sure of: a COMMAND is sent again when it was lost, and AS follows', () => {
    const net = new Driver();
    startSmcForNewKasme(net);
    net.lose('SECURITY MODE COMMAND');
    net.expire('T3460');
    assert.equal(net.rule(16).checks, 1);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('ue_context_modification'), { offered: 1, completed: 1 });
  });
});

describe('without the guard t3460', () => {
  it('the UE answers twice: its KeNB derives from the second COMPLETE, the MME has taken the first', () => {
    const net = new Driver();
    startSmcForNewKasme(net);
    net.deliver('SECURITY MODE COMMAND');
    net.expire('T3460');
    net.deliver('SECURITY MODE COMPLETE', 'SECURITY MODE COMMAND');
    net.finish();
    assertViolated(net, 'as_agreement', 'chain_agreement');
  });
});
