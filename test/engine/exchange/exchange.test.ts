import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAnnouncements, Exchange } from '../../../src/engine/exchange/exchange.js';
import { createRing } from '../../../src/engine/exchange/ring.js';
import { sizes, X_KIND, X_REGION, X_UE } from '../../../src/model/layout.js';
import { UE_MOVE } from '../../../src/model/messages.js';

/** Two workers on one thread; a ring of 2 KiB takes some ten frames, each with one UE on the move. */
function pair() {
  const announcements = createAnnouncements(2);
  const there = createRing(2048);
  const back = createRing(2048);
  const sender = new Exchange({ announcements, to: [null, there], from: [null, back] }, 0, sizes(2));
  const receiver = new Exchange({ announcements, to: [back, null], from: [there, null] }, 1, sizes(2));
  const received: number[] = [];
  return {
    send: (ue: number) => {
      const words = new Int32Array(sizes(2).transfer);
      words[X_KIND] = UE_MOVE;
      words[X_REGION] = 3;
      words[X_UE] = ue;
      sender.send(words, 0, 1);
    },
    sender,
    receiver,
    received,
    receive: () => {
      receiver.receive((words, region) => {
        assert.equal(region, 3);
        received.push(words[X_UE]);
      });
      sender.receive(() => assert.fail('nothing was sent back'));
      return received.splice(0);
    },
  };
}

describe('the exchange between two workers', () => {
  it('hands over what was sent in the round, after it', () => {
    const { send, sender, receiver, receive } = pair();
    for (const ue of [1, 2, 3]) send(ue);
    assert.equal(sender.publish(), false);
    receiver.publish();
    assert.deepEqual(receive(), [1, 2, 3]);
    sender.publish();
    receiver.publish();
    assert.deepEqual(receive(), []);
  });

  it('keeps back what a worker that is a round ahead has published already', () => {
    const { send, sender, receiver, received } = pair();
    send(1);
    sender.publish();
    receiver.publish();
    // Both have met; the sender goes on, and comes to the next barrier, before the receiver looks.
    sender.receive(() => assert.fail());
    send(2);
    sender.publish();
    const take = () => receiver.receive((words) => received.push(words[X_UE]));
    take();
    assert.deepEqual(received, [1]);
    receiver.publish();
    take();
    assert.deepEqual(received, [1, 2]);
  });

  it('asks for more rounds while a ring is full, and loses and swaps nothing', () => {
    const { send, sender, receiver, receive } = pair();
    const ues = Array.from({ length: 30 }, (_, n) => n + 1);
    for (const ue of ues) send(ue);
    const arrived: number[] = [];
    const left: boolean[] = [];
    do {
      left.push(sender.publish());
      receiver.publish();
      arrived.push(...receive());
    } while (left.at(-1));
    assert.deepEqual(arrived, ues);
    assert.ok(left.length >= 3, `${left.length} rounds for three times what the ring holds`);
    assert.ok(sender.spills > 0);
  });

  it('knows whom it can reach', () => {
    const { sender } = pair();
    assert.throws(() => sender.send(new Int32Array(sizes(2).transfer), 0, 0), /no ring to worker 0/);
  });
});
