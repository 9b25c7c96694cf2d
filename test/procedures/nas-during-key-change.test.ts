import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Driver } from '../driver.js';
import { KEY_CHANGE, KEY_CHANGE_COMPLETE, startModification } from '../ladders.js';

const REQUEST = 'UE CONTEXT MODIFICATION REQUEST';
const enb = { nasDuringKeyChange: 'held', modificationResponse: 'after_rrc' } as const;

/** The eNB has got UE CONTEXT MODIFICATION REQUEST, and takes its time. */
function preparing(): Driver {
  const net = new Driver({ enb });
  startModification(net);
  net.deliver(REQUEST);
  return net;
}

describe('an eNB that holds NAS during a key change', () => {
  it('has the UE change its key after a delay of its own', () => {
    const net = preparing();
    assert.deepEqual(net.inFlight, []);
    net.expire('delay before reconfiguration');
    assert.deepEqual(net.inFlight, [KEY_CHANGE]);
    net.finishClean();
    net.assertAgreement();
  });

  it('forwards NAS in that delay', () => {
    const net = preparing();
    net.offer('downlink_nas');
    net.deliver('downlink NAS message');
    assert.deepEqual(net.traffic('downlink_nas'), { completed: 1, failed: 0 });
  });

  it('tells the MME of NAS that came later, and the MME sends it again after RESPONSE', () => {
    const net = preparing();
    net.expire('delay before reconfiguration');
    net.offer('downlink_nas');
    net.deliver('downlink NAS message');
    assert.equal(net.traffic('downlink_nas').completed, 0);
    net.deliver(KEY_CHANGE, KEY_CHANGE_COMPLETE);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.traffic('downlink_nas'), { completed: 1, failed: 0 });
  });

  it('forgets the delay with the connection', () => {
    const net = preparing();
    net.offer('release');
    net.finishClean();
    net.assertAgreement();
  });
});
