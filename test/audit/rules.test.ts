import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UNSEEN } from '../../src/audit/judge.js';
import { Story } from './story.js';

/*
 * The audit, rule by rule, on traces that are told message by message and come from no engine: the collision, and what
 * looks like it and is lawful.
 */

const SMC = 'SECURITY MODE COMMAND in DOWNLINK NAS TRANSPORT';
const MODIFICATION = 'UE CONTEXT MODIFICATION REQUEST';
const SETUP = 'INITIAL CONTEXT SETUP REQUEST';
const RELOCATION = 'FORWARD RELOCATION REQUEST';

/** A UE whose NAS context is on the old KASME, which the audit learns from a message. */
const story = (): Story => new Story().downlink();

describe('a finding', () => {
  it('names rule, UE, time, party and the two messages', () => {
    const [finding] = story().commandNew().modify().findings();
    assert.deepEqual(finding, {
      rule: 1,
      ue: 7,
      t_seconds: 0.003,
      party: 'mme-0',
      messages: [
        { t_seconds: 0.002, message: SMC, from: 'mme-0', to: 'enb-0' },
        { t_seconds: 0.003, message: MODIFICATION, from: 'mme-0', to: 'enb-0' },
      ],
      because: 'the MME sent a KeNB while a NAS SMC was ongoing',
    });
  });
});

describe('rule 1: no new KeNB while a NAS SMC is ongoing', () => {
  it('neither by modification nor by initial context setup', () => {
    assert.deepEqual(story().commandNew().modify().judged(), [`1: ${SMC} + ${MODIFICATION}`]);
    const setup = story()
      .commandNew()
      .sent('mme-0', 'enb-0', SETUP, { keys: { kenb: '01', from_kasme: 'aa' } });
    assert.deepEqual(setup.judged(), [`1: ${SMC} + ${SETUP}`]);
  });

  it('COMPLETE or REJECT ends the SMC', () => {
    assert.deepEqual(story().commandNew().completeNew().modify().judged(), []);
    const rejected = story()
      .commandNew()
      .goes('enb-0', 'mme-0', 'UPLINK NAS TRANSPORT', {
        nas: 'SECURITY MODE REJECT',
        keys: { kasme: 'aa', eksi: 0 },
      });
    assert.deepEqual(rejected.modify().judged(), []);
  });

  it('a COMPLETE under another KASME, or still on its way, does not', () => {
    const strange = story()
      .commandNew()
      .goes('enb-0', 'mme-0', 'UPLINK NAS TRANSPORT', {
        nas: 'SECURITY MODE COMPLETE',
        keys: { kasme: 'cc', eksi: 1 },
      });
    assert.equal(strange.modify().judged().length, 1);
    const onItsWay = story()
      .commandNew()
      .sent('enb-0', 'mme-0', 'UPLINK NAS TRANSPORT', {
        nas: 'SECURITY MODE COMPLETE',
        keys: { kasme: 'bb', eksi: 1 },
      });
    assert.equal(onItsWay.modify().judged().length, 1);
  });

  it('nor does a TAU that aborts it: which KASME the UE is on is still open', () => {
    const aborted = story()
      .commandNew()
      .goes('enb-0', 'mme-0', 'UPLINK NAS TRANSPORT', {
        nas: 'TRACKING AREA UPDATE REQUEST',
        keys: { kasme: 'aa', eksi: 0 },
      });
    assert.deepEqual(aborted.modify().judged(), [`1: ${SMC} + ${MODIFICATION}`]);
  });

  it('a new connection ends it', () => {
    const idle = story()
      .commandNew()
      .goes('mme-0', 'enb-0', 'UE CONTEXT RELEASE COMMAND')
      .goes('enb-3', 'mme-0', 'INITIAL UE MESSAGE', {
        nas: 'SERVICE REQUEST',
        connection: 2,
        keys: { kasme: 'bb', eksi: 1 },
      })
      .sent('mme-0', 'enb-3', SETUP, { connection: 2, keys: { kenb: '01', from_kasme: 'bb' } });
    assert.deepEqual(idle.judged(), []);
  });

  it('a modification without a KeNB does not count', () => {
    assert.deepEqual(story().commandNew().sent('mme-0', 'enb-0', MODIFICATION).judged(), []);
  });
});

describe('rule 2: no NAS SMC while a KeNB is on its way', () => {
  it('neither during a modification nor during an initial context setup', () => {
    assert.deepEqual(story().modify().commandNew().judged(), [`2: ${MODIFICATION} + ${SMC}`]);
    const setup = story().sent('mme-0', 'enb-0', SETUP, { keys: { kenb: '01', from_kasme: 'aa' } });
    assert.deepEqual(setup.commandNew().judged(), [`2: ${SETUP} + ${SMC}`]);
  });

  it('RESPONSE or FAILURE of that connection ends it', () => {
    assert.deepEqual(story().modify().modified().commandNew().judged(), []);
    assert.deepEqual(story().modify().modified('FAILURE').commandNew().judged(), []);
    const other = story()
      .modify()
      .goes('enb-0', 'mme-0', 'UE CONTEXT MODIFICATION RESPONSE', { connection: 9 });
    assert.equal(other.commandNew().judged().length, 1);
  });

  it('who was handed over has its context, though RESPONSE is still on its way', () => {
    const switched = story()
      .sent('mme-0', 'enb-0', SETUP, { keys: { kenb: '01', from_kasme: 'aa' } })
      .goes('enb-1', 'mme-0', 'PATH SWITCH REQUEST', { connection: 2, other: 1 });
    assert.deepEqual(switched.commandNew().judged(), []);
  });

  it('a retransmission of the COMMAND does not begin another SMC', () => {
    const again = story().commandNew().modify().commandNew();
    assert.deepEqual(again.judged(), [`1: ${SMC} + ${MODIFICATION}`]);
  });
});

describe('rule 3: the MME keeps AS parameters of the old KASME', () => {
  it('while the SMC runs, and after it', () => {
    assert.deepEqual(story().commandNew().handoverRequest('bb').judged(), [`3: ${SMC} + HANDOVER REQUEST`]);
    const after = story()
      .commandNew()
      .completeNew()
      .sent('mme-0', 'enb-0', 'PATH SWITCH REQUEST ACKNOWLEDGE', {
        keys: { nh: '02', ncc: 2, from_kasme: 'bb' },
      });
    assert.deepEqual(after.judged(), [`3: ${SMC} + PATH SWITCH REQUEST ACKNOWLEDGE`]);
  });

  it('the old one is right, and after a modification the new one', () => {
    assert.deepEqual(story().commandNew().completeNew().handoverRequest('aa').judged(), []);
    const changed = story().commandNew().completeNew().modify().modified();
    assert.deepEqual(changed.handoverRequest('bb').judged(), []);
    const failed = story().commandNew().completeNew().modify().modified('FAILURE');
    assert.equal(failed.handoverRequest('bb').judged().length, 1);
  });
});

describe('rule 4: the UE keeps AS parameters of the old KASME', () => {
  const handover = (from: Story, kasme: string): Story =>
    from.goes('ue', 'enb-1', 'RRCConnectionReconfigurationComplete (handover)', {
      connection: 2,
      keys: { kenb: '03', from_kasme: kasme },
    });
  const COMPLETE = 'SECURITY MODE COMPLETE in ULInformationTransfer';

  it('until a key change on RRC', () => {
    assert.deepEqual(handover(story().commandNew().completeNew(), 'bb').judged(), [
      `4: ${COMPLETE} + RRCConnectionReconfigurationComplete (handover)`,
    ]);
    assert.deepEqual(handover(story().commandNew().completeNew(), 'aa').judged(), []);
    const changed = story()
      .commandNew()
      .completeNew()
      .goes('ue', 'enb-0', 'RRCConnectionReconfigurationComplete', {
        keys: { kenb: '01', from_kasme: 'bb' },
      });
    assert.deepEqual(handover(changed, 'bb').judged(), []);
  });

  it('in a re-establishment too', () => {
    const back = (kasme: string): Story =>
      story()
        .commandNew()
        .completeNew()
        .goes('ue', 'enb-0', 'RRCConnectionReestablishmentComplete', {
          keys: { kenb: '03', from_kasme: kasme },
        });
    assert.deepEqual(back('bb').judged(), [`4: ${COMPLETE} + RRCConnectionReestablishmentComplete`]);
    assert.deepEqual(back('aa').judged(), []);
  });

  it('or until the UE is released', () => {
    const released = story().commandNew().completeNew().goes('enb-0', 'ue', 'RRCConnectionRelease');
    assert.deepEqual(handover(released, 'bb').judged(), []);
  });
});

describe('rule 5: handover and UE context modification exclude each other at the source eNB', () => {
  const required = (from: Story): Story => from.sent('enb-0', 'mme-0', 'HANDOVER REQUIRED', { other: 2 });
  const reconfigure = (from: Story): Story =>
    from.sent('enb-0', 'ue', 'RRCConnectionReconfiguration (key change)', { keys: { kenb: '01' } });

  it('5a: a modification is rejected during a handover', () => {
    assert.deepEqual(reconfigure(required(story()).modify()).judged(), [
      '5: HANDOVER REQUIRED + RRCConnectionReconfiguration (key change)',
    ]);
    const x2 = story().sent('enb-0', 'enb-1', 'HANDOVER REQUEST (X2)', { connection: 2, other: 1 });
    assert.equal(reconfigure(x2.modify()).judged().length, 1);
  });

  it('5a: not once the handover has ended', () => {
    const failed = required(story()).goes('mme-0', 'enb-0', 'HANDOVER PREPARATION FAILURE', { other: 2 });
    assert.deepEqual(reconfigure(failed.modify()).judged(), []);
    const cancelling = (): Story => required(story()).goes('enb-0', 'mme-0', 'HANDOVER CANCEL', { other: 2 });
    assert.equal(reconfigure(cancelling().modify()).judged().length, 1);
    const cancelled = cancelling().goes('mme-0', 'enb-0', 'HANDOVER CANCEL ACKNOWLEDGE', { other: 2 });
    assert.deepEqual(reconfigure(cancelled.modify()).judged(), []);
  });

  it('5b: a handover waits for the reconfiguration', () => {
    assert.deepEqual(required(reconfigure(story().modify())).judged(), [
      `5: ${MODIFICATION} + HANDOVER REQUIRED`,
    ]);
    const complete = reconfigure(story().modify()).goes(
      'ue',
      'enb-0',
      'RRCConnectionReconfigurationComplete',
    );
    assert.deepEqual(required(complete).judged(), []);
  });

  it('5b: one within the eNB waits too, from the request on that the key change comes from', () => {
    const within = (from: Story): Story =>
      from.goes('enb-0', 'ue', 'RRCConnectionReconfiguration (handover)', { other: 1 });
    assert.deepEqual(within(reconfigure(story().modify())).judged(), [
      `5: ${MODIFICATION} + RRCConnectionReconfiguration (handover)`,
    ]);
    assert.deepEqual(reconfigure(within(story().modify())).judged(), [
      '5: RRCConnectionReconfiguration (handover) + RRCConnectionReconfiguration (key change)',
    ]);
    const sent = reconfigure(within(story().modify())).seen((event) =>
      event.event === 'sent' ? event : null,
    );
    assert.deepEqual(sent.judged({}), [], 'when the request arrived is not shown');
    assert.ok(sent.unjudged().includes(`5: ${UNSEEN.order}`));
    assert.deepEqual(reconfigure(within(story()).modify()).judged(), [], 'it had begun before');
    assert.deepEqual(within(story().modify().modified('FAILURE')).judged(), []);
  });
});

describe('rule 6: no relocation while an SMC for a new KASME is ongoing', () => {
  it('the UE may be on either KASME', () => {
    assert.deepEqual(story().commandNew().relocation().judged(), [`6: ${SMC} + ${RELOCATION}`]);
  });

  it('an SMC on the current KASME does not count', () => {
    const current = story().sent('mme-0', 'enb-0', 'DOWNLINK NAS TRANSPORT', {
      nas: 'SECURITY MODE COMMAND',
      keys: { kasme: 'aa', eksi: 0 },
      count: 6,
    });
    assert.deepEqual(current.relocation().judged(), []);
  });
});

describe('rule 7: no relocation while a new KeNB is on its way', () => {
  it('until the modification ends, well or badly', () => {
    const relocated = { kasme: 'bb', eksi: 1, as_kasme: 'aa', as_eksi: 0 };
    const during = story().commandNew().completeNew().modify().relocation(relocated);
    assert.deepEqual(during.judged(), [`7: ${MODIFICATION} + ${RELOCATION}`]);
    const failed = story().commandNew().completeNew().modify().modified('FAILURE').relocation(relocated);
    assert.deepEqual(failed.judged(), []);
  });
});

describe('rule 8: relocation carries old and new KASME', () => {
  it('between SMC and modification', () => {
    const one = { kasme: 'bb', eksi: 1, from_kasme: 'bb' };
    assert.deepEqual(story().commandNew().completeNew().relocation(one).judged(), [
      `8: ${SMC} + ${RELOCATION}`,
    ]);
    const both = { ...one, as_kasme: 'aa', from_kasme: 'aa' };
    assert.deepEqual(story().commandNew().completeNew().relocation(both).judged(), []);
    const changed = story().commandNew().completeNew().modify().modified();
    assert.deepEqual(changed.relocation(one).judged(), []);
  });
});

describe('rule 9: the target MME keeps AS parameters of the old KASME', () => {
  const both = { kasme: 'bb', eksi: 1, as_kasme: 'aa', as_eksi: 0, nh: '02', ncc: 2, from_kasme: 'aa' };
  const arrived = (): Story =>
    story().commandNew().completeNew().goes('mme-0', 'mme-1', RELOCATION, { connection: 2, keys: both });

  it('in the key it sends', () => {
    const request = (keys: object): string[] =>
      arrived().sent('mme-1', 'enb-1', 'HANDOVER REQUEST', { connection: 2, keys }).judged();
    const finding = [`9: ${RELOCATION} + HANDOVER REQUEST`];
    assert.deepEqual(request({ nh: '02', ncc: 2, from_kasme: 'bb' }), finding);
    assert.deepEqual(request({ nh: '02', ncc: 2, from_kasme: 'aa' }), []);
  });

  it('also when it hands the UE on', () => {
    const on = arrived()
      .goes('enb-1', 'mme-1', 'HANDOVER NOTIFY', { connection: 2 })
      .sent('mme-1', 'mme-2', RELOCATION, { connection: 3, keys: { kasme: 'bb', eksi: 1 } });
    assert.deepEqual(on.judged(), [`9: ${RELOCATION} + ${RELOCATION}`]);
  });
});

describe('rule 10: the source MME is silent after the relocation request', () => {
  const LATER = 'downlink NAS message in DOWNLINK NAS TRANSPORT';

  it('until the handover has failed', () => {
    assert.deepEqual(story().relocation().downlink().judged(), [`10: ${RELOCATION} + ${LATER}`]);
    const answer = (cause: string): Story =>
      story().relocation().goes('mme-1', 'mme-0', 'FORWARD RELOCATION RESPONSE', { connection: 2, cause });
    assert.deepEqual(answer('refused').downlink().judged(), []);
    assert.equal(answer('accepted').downlink().judged().length, 1);
  });

  it('or was cancelled, which it is when the target MME says so', () => {
    const cancelling = (): Story =>
      story().relocation().goes('mme-0', 'mme-1', 'RELOCATION CANCEL REQUEST', { connection: 2 });
    assert.equal(cancelling().downlink().judged().length, 1);
    const answered = cancelling().goes('mme-1', 'mme-0', 'RELOCATION CANCEL RESPONSE', { connection: 2 });
    assert.deepEqual(answered.downlink().judged(), []);
    // A refusal that crosses the cancel says that the handover has failed.
    const refused = cancelling().goes('mme-1', 'mme-0', 'FORWARD RELOCATION RESPONSE', {
      connection: 2,
      cause: 'refused',
    });
    assert.deepEqual(refused.downlink().judged(), []);
  });

  it('an answer to another relocation says nothing about this one', () => {
    const other = story()
      .relocation()
      .goes('mme-1', 'mme-0', 'FORWARD RELOCATION RESPONSE', { connection: 5, cause: 'refused' });
    assert.equal(other.downlink().judged().length, 1);
  });
});

describe('guard 11: no handover key while a new KeNB is on its way', () => {
  it('neither HANDOVER REQUEST nor PATH SWITCH REQUEST ACKNOWLEDGE', () => {
    const modifying = (): Story => story().commandNew().completeNew().modify();
    assert.deepEqual(modifying().handoverRequest('aa').judged(), [`11: ${MODIFICATION} + HANDOVER REQUEST`]);
    const acknowledged = modifying().sent('mme-0', 'enb-1', 'PATH SWITCH REQUEST ACKNOWLEDGE', {
      keys: { nh: '02', ncc: 2, from_kasme: 'aa' },
    });
    assert.deepEqual(acknowledged.judged(), [`11: ${MODIFICATION} + PATH SWITCH REQUEST ACKNOWLEDGE`]);
    assert.deepEqual(modifying().modified().handoverRequest('bb').judged(), []);
  });
});

describe('S10 messages that are late or come again', () => {
  const LATER = 'downlink NAS message in DOWNLINK NAS TRANSPORT';
  const NOTIFICATION = 'FORWARD RELOCATION COMPLETE NOTIFICATION';
  const OLD = { kasme: 'aa', eksi: 0 };
  const DOWN = { nas: 'downlink NAS message', keys: OLD, count: 7 };

  /** The UE has gone to MME 1 and come back, and MME 0 does not know yet that it had arrived there. */
  const back = (): Story =>
    story()
      .relocation()
      .received('mme-0', 'mme-1', RELOCATION, { connection: 2, keys: OLD })
      .goes('enb-1', 'mme-1', 'HANDOVER NOTIFY', { connection: 2 })
      .sent('mme-1', 'mme-0', NOTIFICATION, { connection: 2 })
      .goes('mme-1', 'mme-0', RELOCATION, { connection: 3, keys: OLD })
      .goes('enb-2', 'mme-0', 'HANDOVER NOTIFY', { connection: 3 });

  it('leave the source MME silent on the connection that it handed over, and on no other', () => {
    assert.deepEqual(back().downlink().judged(), [`10: ${RELOCATION} + ${LATER}`]);
    assert.deepEqual(
      back()
        .goes('mme-0', 'enb-2', 'DOWNLINK NAS TRANSPORT', { ...DOWN, connection: 3 })
        .judged(),
      [],
    );
  });

  it('end what they are about, and leave what came since', () => {
    const told = back()
      .received('mme-1', 'mme-0', NOTIFICATION, { connection: 2 })
      .goes('mme-0', 'enb-0', 'UE CONTEXT RELEASE COMMAND', { connection: 1 })
      .sent('mme-0', 'enb-2', 'DOWNLINK NAS TRANSPORT', {
        nas: 'SECURITY MODE COMMAND',
        connection: 3,
        keys: { kasme: 'bb', eksi: 1 },
        count: 0,
      })
      .sent('mme-0', 'enb-2', MODIFICATION, { connection: 3, keys: { kenb: '01', from_kasme: 'bb' } });
    assert.deepEqual(told.judged(), [`1: ${SMC} + ${MODIFICATION}`]);
  });

  it('of a handover that was given up long ago change nothing of the UE that is there', () => {
    const late = story()
      .commandNew()
      .received('mme-1', 'mme-0', RELOCATION, { connection: 9, keys: OLD })
      .sent('mme-0', 'enb-3', 'HANDOVER REQUEST', {
        connection: 9,
        keys: { nh: '03', ncc: 2, from_kasme: 'aa' },
      })
      .sent('mme-0', 'enb-3', 'UE CONTEXT RELEASE COMMAND', { connection: 9 });
    assert.deepEqual(late.modify().judged(), [`1: ${SMC} + ${MODIFICATION}`]);
  });

  it('that are duplicates say nothing new', () => {
    const again = story()
      .commandNew()
      .received('mme-1', 'mme-0', RELOCATION, { connection: 1, cause: 'duplicate', keys: OLD });
    assert.deepEqual(again.modify().judged(), [`1: ${SMC} + ${MODIFICATION}`]);
  });
});

describe('rule 5: a refusal', () => {
  it('of an X2 handover that was cancelled does not end the one that followed it', () => {
    const refused = (connection: number): string[] =>
      story()
        .sent('enb-0', 'enb-1', 'HANDOVER REQUEST (X2)', { connection: 2, other: 1 })
        .sent('enb-0', 'enb-1', 'HANDOVER CANCEL (X2)', { connection: 2, other: 1 })
        .sent('enb-0', 'enb-2', 'HANDOVER REQUEST (X2)', { connection: 3, other: 1 })
        .received('enb-1', 'enb-0', 'HANDOVER PREPARATION FAILURE (X2)', { connection, other: 1 })
        .sent('enb-0', 'ue', 'RRCConnectionReconfiguration (key change)')
        .judged();
    assert.deepEqual(refused(2), ['5: HANDOVER REQUEST (X2) + RRCConnectionReconfiguration (key change)']);
    assert.deepEqual(refused(3), []);
  });
});
