import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertViolated, Driver } from '../driver.js';
import {
  AUTHENTICATION,
  KEY_CHANGE,
  KEY_CHANGE_COMPLETE,
  REESTABLISHMENT,
  startModification,
} from '../ladders.js';

const GUARD = 17;
const REQUEST = 'UE CONTEXT MODIFICATION REQUEST';
const RESPONSE = 'UE CONTEXT MODIFICATION RESPONSE';
const enb = { nasDuringKeyChange: 'sent', modificationResponse: 'at_once' } as const;

/** The eNB has answered, the reconfiguration is on its way, and another re-key has come as far as its SMC. */
function rekeyAfterResponse(without: readonly number[] = []): Driver {
  const net = new Driver({ enb, without });
  startModification(net);
  net.deliver(REQUEST, RESPONSE);
  net.offer('rekey');
  net.deliver(...AUTHENTICATION);
  return net;
}

describe('guard key_change: no NAS SMC before the UE must have changed its key', () => {
  it('is asked and passes where the eNB answers after RRC', () => {
    const net = new Driver();
    net.offer('rekey');
    net.finishClean();
    assert.deepEqual(net.rule(GUARD), { checks: 1, holds: 0, rejects: 0, selections: 0, heldMs: [] });
  });

  it('holds the SMC: asked once, held once, released by its timer', () => {
    const net = rekeyAfterResponse();
    assert.deepEqual(net.inFlight, [KEY_CHANGE]);
    assert.equal(net.rule(GUARD).holds, 1);
    net.deliver(KEY_CHANGE, KEY_CHANGE_COMPLETE);
    assert.deepEqual(net.inFlight, []);
    net.expire('key change');
    assert.deepEqual(net.inFlight, ['SECURITY MODE COMMAND']);
    assert.equal(net.rule(GUARD).heldMs.length, 1);
    net.finishClean();
    net.assertAgreement();
  });

  it('holds for longer than the eNB waits for a UE that does not answer, and then releases', () => {
    const net = rekeyAfterResponse();
    net.lose(KEY_CHANGE);
    net.expire('RRC answer');
    assert.deepEqual(net.inFlight, ['UE CONTEXT RELEASE REQUEST']);
    net.finishClean();
    net.assertAgreement();
  });

  it('is over with the connection: the eNB has a UE released whose key change failed', () => {
    const net = rekeyAfterResponse();
    net.refuse(KEY_CHANGE);
    net.deliver(...REESTABLISHMENT);
    assert.deepEqual(net.inFlight, ['UE CONTEXT RELEASE REQUEST']);
    net.finishClean();
    net.assertAgreement();
  });
});

describe('without the guard key_change', () => {
  it('the COMMAND overtakes the reconfiguration: AS agreement breaks', () => {
    const net = rekeyAfterResponse([GUARD]);
    net.deliver('SECURITY MODE COMMAND', KEY_CHANGE);
    net.finish();
    assertViolated(net, 'as_agreement');
  });
});
