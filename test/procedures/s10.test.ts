import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { X_REGION } from '../../src/model/layout.js';
import { MESSAGES } from '../../src/model/messages.js';
import { Driver } from '../driver.js';
import {
  HANDOVER_COMPLETE,
  HANDOVER_RECONFIGURATION,
  REESTABLISHMENT,
  RELEASE_OF_SOURCE,
  RELOCATION_EXECUTION,
  RELOCATION_PREPARATION,
  X2_HANDOVER,
} from '../ladders.js';

/*
 * S10 loses messages, and repeats requests whose answer did not come (TS 29.274 7.6). A message that is late because
 * its first copies were lost is one that the others overtake. What is lost here is lost for good, N3-REQUESTS times.
 */

const REQUEST = 'FORWARD RELOCATION REQUEST';
const RESPONSE = 'FORWARD RELOCATION RESPONSE';
const NOTIFICATION = 'FORWARD RELOCATION COMPLETE NOTIFICATION';
const ACKNOWLEDGE = 'FORWARD RELOCATION COMPLETE ACKNOWLEDGE';
const CANCEL = 'RELOCATION CANCEL REQUEST';
const CANCELLED = 'RELOCATION CANCEL RESPONSE';
const PREPARED = ['HANDOVER REQUEST', 'HANDOVER REQUEST ACKNOWLEDGE'];
const COMMANDED = ['HANDOVER COMMAND', ...RELOCATION_EXECUTION];

/** HANDOVER REQUIRED has reached the source MME; FORWARD RELOCATION REQUEST is on its way. */
function relocation(options = {}): Driver {
  const net = new Driver(options);
  net.offer('inter_mme_handover');
  net.deliver('HANDOVER REQUIRED');
  return net;
}

/** ... the UE is in the other region; FORWARD RELOCATION COMPLETE NOTIFICATION is on its way. */
function arrived(): Driver {
  const net = relocation();
  net.deliver(...RELOCATION_PREPARATION, ...RELOCATION_EXECUTION);
  return net;
}

/** ... the source eNB has changed its mind; RELOCATION CANCEL REQUEST is on its way. */
function cancelled(...before: readonly string[]): Driver {
  const net = relocation();
  net.deliver(...before);
  net.expire('RELOCprep');
  net.deliver('HANDOVER CANCEL');
  return net;
}

const count = (net: Driver, name: string): number => net.inFlight.filter((other) => other === name).length;

/** Everything ends: in the region that the UE is in one row is left, in the other none. */
function endsIn(net: Driver, region: number, outcome: 'completed' | 'failed' | 'cancelled'): void {
  net.finishClean();
  assert.equal(net.ue.region, region);
  const rows = net.network.regions.map((each) => [...each.rows()].length);
  assert.deepEqual(rows, region === 0 ? [1, 0] : [0, 1]);
  assert.deepEqual(net.procedure('inter_mme_handover'), { offered: 1, [outcome]: 1 });
  assert.equal(net.ue.kasme, net.mme.kasme);
  if (net.ue.connected) net.assertAgreement();
  else {
    net.offer('service_request');
    net.finishClean();
    net.assertAgreement();
  }
}

describe('FORWARD RELOCATION REQUEST', () => {
  it('lost: RELOCprep expires at the source eNB, and the cancel is answered by an MME that knows nothing of it', () => {
    const net = relocation();
    net.lose(REQUEST);
    net.expire('RELOCprep');
    net.deliver('HANDOVER CANCEL', CANCEL, CANCELLED, 'HANDOVER CANCEL ACKNOWLEDGE');
    endsIn(net, 0, 'cancelled');
    assert.equal(net.ue.connected, true);
  });

  it('late, of an attempt that was given up, does not disturb the next one to the same MME', () => {
    const net = cancelled();
    net.deliver(CANCEL, CANCELLED, 'HANDOVER CANCEL ACKNOWLEDGE');
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED');
    assert.deepEqual(net.inFlight, [REQUEST, REQUEST]);
    const [late, next] = net.network.inFlight;
    // The second attempt's request overtakes the first one's.
    net.network.deliver(next, 0);
    net.deliver(...PREPARED, RESPONSE, ...COMMANDED);
    net.network.deliver(late, 0);
    net.finishClean();
    net.assertAgreement();
    assert.equal(net.ue.region, 1);
    assert.deepEqual(net.procedure('inter_mme_handover'), { offered: 2, completed: 1, cancelled: 1 });
    assert.deepEqual(
      net.network.regions.map((region) => [...region.rows()].length),
      [0, 1],
    );
  });

  it('again while the target prepares: no answer yet, and nothing is prepared twice', () => {
    const net = relocation();
    net.duplicate(REQUEST);
    net.deliver(REQUEST);
    assert.deepEqual(net.inFlight, ['HANDOVER REQUEST']);
    endsIn(net, 1, 'completed');
  });

  it('again when it was answered, because the answer was lost: the same answer again', () => {
    const net = relocation();
    net.duplicate(REQUEST);
    net.deliver(...PREPARED);
    net.lose(RESPONSE);
    net.deliver(REQUEST);
    assert.deepEqual(net.inFlight, [RESPONSE]);
    net.deliver(RESPONSE);
    assert.deepEqual(net.inFlight, ['HANDOVER COMMAND']);
    endsIn(net, 1, 'completed');
  });

  it('again when the UE has come: accepted again, which the source ignores', () => {
    const net = relocation();
    net.duplicate(REQUEST);
    net.deliver(...PREPARED, RESPONSE, ...COMMANDED, REQUEST);
    assert.equal(count(net, RESPONSE), 1);
    endsIn(net, 1, 'completed');
  });

  it('again when the UE has gone on to a handover within its new MME: the answer goes to who asks', () => {
    const net = arrived();
    net.finishClean();
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED');
    net.duplicate(REQUEST);
    net.deliver(...RELOCATION_PREPARATION.slice(1), ...RELOCATION_EXECUTION);
    net.offer('s1_handover');
    net.deliver('HANDOVER REQUIRED', 'HANDOVER REQUEST', REQUEST);
    const answer = net.network.inFlight.find(({ kind }) => MESSAGES[kind].name === RESPONSE);
    assert.ok(answer);
    assert.deepEqual([answer.region.region, answer.region.w[answer.at + X_REGION]], [0, 1]);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('s1_handover'), { offered: 1, completed: 1 });
    assert.equal(net.ue.region, 0);
  });

  it('again when the target eNB has refused and the answer was lost: refused again', () => {
    const net = relocation();
    net.duplicate(REQUEST);
    net.refuse('HANDOVER REQUEST');
    net.deliver('HANDOVER FAILURE');
    net.lose(RESPONSE);
    net.deliver('UE CONTEXT RELEASE COMMAND', 'UE CONTEXT RELEASE COMPLETE', REQUEST);
    assert.deepEqual(net.inFlight, [RESPONSE]);
    net.deliver(RESPONSE);
    assert.deepEqual(net.inFlight, ['HANDOVER PREPARATION FAILURE']);
    endsIn(net, 0, 'failed');
  });

  it('again when there was no room for the UE: refused again', () => {
    const net = relocation({ spareRows: 0 });
    net.duplicate(REQUEST);
    net.lose(RESPONSE);
    net.deliver(REQUEST);
    assert.deepEqual(net.inFlight, [RESPONSE]);
    endsIn(net, 0, 'failed');
  });

  it('again when a cancel has overtaken the copy: not prepared anew', () => {
    const net = relocation();
    net.duplicate(REQUEST);
    net.deliver(...PREPARED, RESPONSE);
    net.expire('RELOCprep');
    net.deliver('HANDOVER COMMAND', 'HANDOVER CANCEL', CANCEL, REQUEST);
    assert.ok(!net.inFlight.includes('HANDOVER REQUEST'));
    endsIn(net, 0, 'cancelled');
    assert.equal(net.ue.connected, true);
  });
});

describe('FORWARD RELOCATION RESPONSE', () => {
  it('lost: RELOCprep expires, the cancel finds no row, and the target gives up when RELOCoverall expires', () => {
    const net = relocation();
    net.deliver(REQUEST, ...PREPARED);
    net.lose(RESPONSE);
    net.expire('RELOCprep');
    net.deliver('HANDOVER CANCEL', CANCEL, CANCELLED, 'HANDOVER CANCEL ACKNOWLEDGE');
    assert.deepEqual(net.running, ['RELOCoverall']);
    endsIn(net, 0, 'cancelled');
    assert.equal(net.ue.connected, true);
  });

  it('that refuses, lost: RELOCprep expires, and there is nothing to give up', () => {
    const net = relocation();
    net.deliver(REQUEST);
    net.refuse('HANDOVER REQUEST');
    net.deliver('HANDOVER FAILURE');
    net.lose(RESPONSE);
    endsIn(net, 0, 'cancelled');
  });

  it('a second time sends no second HANDOVER COMMAND', () => {
    const net = relocation();
    net.deliver(REQUEST, ...PREPARED);
    net.duplicate(RESPONSE);
    net.deliver(RESPONSE);
    assert.deepEqual(net.inFlight, ['HANDOVER COMMAND']);
    endsIn(net, 1, 'completed');
  });

  it('a second time, after the handover, undoes nothing', () => {
    const net = relocation();
    net.deliver(REQUEST, ...PREPARED);
    net.duplicate(RESPONSE);
    net.deliver(...COMMANDED, NOTIFICATION, ACKNOWLEDGE, ...RELEASE_OF_SOURCE, RESPONSE);
    endsIn(net, 1, 'completed');
    assert.equal(net.ue.connected, true);
  });
});

describe('FORWARD RELOCATION COMPLETE NOTIFICATION', () => {
  it('lost: RELOCoverall expires at the source, which counts a failure and forgets the UE that has left', () => {
    const net = arrived();
    net.lose(NOTIFICATION);
    net.deliver('TRACKING AREA UPDATE REQUEST', 'TRACKING AREA UPDATE ACCEPT');
    assert.deepEqual(net.running, ['RELOCoverall']);
    endsIn(net, 1, 'failed');
    assert.equal(net.ue.connected, true);
  });

  it('lost, and the UE comes back before the source knows: it gets a row of its own', () => {
    const net = arrived();
    net.lose(NOTIFICATION);
    net.deliver('TRACKING AREA UPDATE REQUEST', 'TRACKING AREA UPDATE ACCEPT');
    net.offer('inter_mme_handover');
    net.drain();
    assert.equal(net.ue.region, 0);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('inter_mme_handover'), { offered: 2, completed: 1, failed: 1 });
    assert.deepEqual(
      net.network.regions.map((region) => [...region.rows()].length),
      [1, 0],
    );
  });

  it('late, after the source has begun to give up: acknowledged, and the handover has completed', () => {
    const net = arrived();
    net.expire('RELOCoverall');
    net.deliver(NOTIFICATION);
    assert.equal(count(net, ACKNOWLEDGE), 1);
    endsIn(net, 1, 'completed');
  });

  it('again: acknowledged again, and the source is released once', () => {
    const net = arrived();
    net.duplicate(NOTIFICATION);
    net.lose(ACKNOWLEDGE);
    net.deliver(NOTIFICATION);
    assert.equal(count(net, ACKNOWLEDGE), 1);
    assert.equal(count(net, 'UE CONTEXT RELEASE COMMAND'), 1);
    endsIn(net, 1, 'completed');
  });

  it('again when the source has forgotten the UE: acknowledged all the same', () => {
    const net = arrived();
    net.duplicate(NOTIFICATION);
    net.deliver(...RELEASE_OF_SOURCE);
    net.lose(ACKNOWLEDGE);
    net.deliver(NOTIFICATION);
    assert.equal(count(net, ACKNOWLEDGE), 1);
    endsIn(net, 1, 'completed');
  });
});

describe('FORWARD RELOCATION COMPLETE ACKNOWLEDGE', () => {
  it('lost: nobody waits for it', () => {
    const net = arrived();
    net.deliver(NOTIFICATION);
    net.lose(ACKNOWLEDGE);
    endsIn(net, 1, 'completed');
  });

  it('again: changes nothing', () => {
    const net = arrived();
    net.deliver(NOTIFICATION);
    net.duplicate(ACKNOWLEDGE);
    net.deliver(ACKNOWLEDGE);
    endsIn(net, 1, 'completed');
  });
});

describe('RELOCATION CANCEL REQUEST', () => {
  it('lost: the source MME goes on without an answer, and the target gives up when RELOCoverall expires', () => {
    const net = cancelled(REQUEST, ...PREPARED, RESPONSE);
    net.lose(CANCEL);
    net.deliver('HANDOVER COMMAND');
    net.expire('RELOCATION CANCEL');
    net.deliver('HANDOVER CANCEL ACKNOWLEDGE');
    assert.deepEqual(net.running, ['RELOCoverall']);
    endsIn(net, 0, 'cancelled');
    assert.equal(net.ue.connected, true);
  });

  it('lost, and the eNB waits no longer than the MME does: the UE stays where it is', () => {
    const net = cancelled();
    net.lose(REQUEST);
    net.lose(CANCEL);
    net.expire('RELOCoverall');
    assert.deepEqual(net.procedure('inter_mme_handover'), { offered: 1, cancelled: 1 });
    net.offer('downlink_nas');
    assert.equal(net.rule(10).holds, 1);
    net.expire('RELOCATION CANCEL');
    net.deliver('HANDOVER CANCEL ACKNOWLEDGE', 'downlink NAS message');
    endsIn(net, 0, 'cancelled');
    assert.equal(net.ue.connected, true);
  });

  it('lost, and the UE goes on by X2 meanwhile: the source MME gives the relocation up all the same', () => {
    const net = cancelled();
    net.lose(REQUEST);
    net.lose(CANCEL);
    net.expire('RELOCoverall');
    net.offer('x2_handover');
    net.deliver(...X2_HANDOVER);
    assert.ok(net.running.includes('RELOCATION CANCEL'));
    net.offer('downlink_nas');
    assert.equal(net.rule(10).holds, 1);
    endsIn(net, 0, 'cancelled');
    assert.deepEqual(net.procedure('downlink_nas'), { offered: 1, completed: 1 });
  });

  it('lost, after HANDOVER COMMAND and a UE that came back: the same', () => {
    const net = relocation();
    net.deliver(...RELOCATION_PREPARATION);
    net.refuse(HANDOVER_RECONFIGURATION);
    net.expire('T304');
    net.deliver(...REESTABLISHMENT, 'HANDOVER CANCEL');
    net.lose(CANCEL);
    endsIn(net, 0, 'failed');
    assert.equal(net.ue.connected, true);
  });

  it('that undoes a late answer, lost: RELOCoverall expires at the target', () => {
    const net = cancelled();
    net.deliver(CANCEL, CANCELLED, 'HANDOVER CANCEL ACKNOWLEDGE', REQUEST, ...PREPARED, RESPONSE);
    net.lose(CANCEL);
    assert.deepEqual(net.running, ['RELOCoverall']);
    endsIn(net, 0, 'cancelled');
    assert.equal(net.ue.connected, true);
  });

  it('again: answered again, and acted on once', () => {
    const net = cancelled(REQUEST, ...PREPARED, RESPONSE);
    net.duplicate(CANCEL);
    net.lose(CANCELLED);
    net.deliver(CANCEL);
    assert.equal(count(net, CANCELLED), 1);
    assert.equal(count(net, 'UE CONTEXT RELEASE COMMAND'), 1);
    endsIn(net, 0, 'cancelled');
    assert.equal(net.ue.connected, true);
  });

  it('again when the target has prepared since: not cancelled by the copy, but by what the source answers', () => {
    const net = cancelled();
    net.duplicate(CANCEL);
    net.deliver(REQUEST, ...PREPARED, CANCEL);
    assert.equal(count(net, CANCELLED), 2);
    assert.equal(count(net, 'UE CONTEXT RELEASE COMMAND'), 0);
    endsIn(net, 0, 'cancelled');
    assert.equal(net.ue.connected, true);
  });
});

describe('RELOCATION CANCEL RESPONSE', () => {
  it('lost: the source MME goes on without it, and the UE stays', () => {
    const net = cancelled(REQUEST, ...PREPARED, RESPONSE);
    net.deliver(CANCEL, 'HANDOVER COMMAND');
    net.lose(CANCELLED);
    endsIn(net, 0, 'cancelled');
    assert.equal(net.ue.connected, true);
  });

  it('again, in the next attempt, changes nothing', () => {
    const net = cancelled(REQUEST, ...PREPARED, RESPONSE);
    net.deliver(CANCEL, 'HANDOVER COMMAND');
    net.duplicate(CANCELLED);
    net.deliver('HANDOVER CANCEL ACKNOWLEDGE');
    net.offer('inter_mme_handover');
    net.deliver('HANDOVER REQUIRED', CANCELLED, ...RELOCATION_PREPARATION);
    net.deliver(HANDOVER_RECONFIGURATION, '(UE moves)', HANDOVER_COMPLETE);
    net.finishClean();
    net.assertAgreement();
    assert.deepEqual(net.procedure('inter_mme_handover'), { offered: 2, completed: 1, cancelled: 1 });
  });
});
