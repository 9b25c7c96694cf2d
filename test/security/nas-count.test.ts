import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  NasCount,
  NasCountExhaustedError,
  overflowOf,
  SecurityInputError,
  sqnOf,
} from '../../src/security/index.js';

const LAST = 2 ** 24 - 1;
const count24 = fc.integer({ min: 0, max: LAST });

describe('NAS COUNT (TS 33.401 clause 6.5, TS 24.301 clause 4.4.3)', () => {
  it('is the overflow counter before the SQN', () => {
    assert.equal(overflowOf(0x123456), 0x1234);
    assert.equal(sqnOf(0x123456), 0x56);
    fc.assert(fc.property(count24, (count) => overflowOf(count) * 256 + sqnOf(count) === count));
  });

  it('sender: from 0 upwards, the overflow counter steps when the SQN wraps', () => {
    const sender = new NasCount();
    const sent = Array.from({ length: 258 }, () => sender.take());
    assert.deepEqual(
      sent,
      Array.from({ length: 258 }, (_, i) => i),
    );
    assert.deepEqual([overflowOf(sent[255]), sqnOf(sent[255])], [0, 255]);
    assert.deepEqual([overflowOf(sent[256]), sqnOf(sent[256])], [1, 0]);
  });

  it('sender: after 2^24 - 1 there is none; only a fresh AKA helps', () => {
    const sender = new NasCount(LAST);
    assert.equal(sender.remaining, 1);
    assert.equal(sender.take(), LAST);
    assert.equal(sender.remaining, 0);
    const again = () => sender.take();
    assert.throws(again, NasCountExhaustedError);
    assert.throws(again, { code: 'ERR_NAS_COUNT_EXHAUSTED', message: /run AKA/ });
    assert.equal(sender.next, 2 ** 24);
  });

  it('receiver: estimates the COUNT of any message up to 255 after the one accepted last', () => {
    fc.assert(
      fc.property(count24, fc.integer({ min: 1, max: 255 }), (last, ahead) => {
        fc.pre(last + ahead <= LAST);
        const receiver = new NasCount();
        receiver.accept(last);
        assert.equal(receiver.estimate(sqnOf(last + ahead)), last + ahead);
      }),
    );
  });

  it('receiver: estimates the first message of a context, whatever was lost before it', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 255 }), (sqn) => new NasCount().estimate(sqn) === sqn));
  });

  it('receiver: an SQN that would need a 25th bit has no COUNT', () => {
    const receiver = new NasCount();
    receiver.accept(LAST - 1);
    assert.equal(receiver.estimate(255), LAST);
    assert.equal(receiver.estimate(254), LAST - 1);
    assert.equal(receiver.estimate(3), null);
    receiver.accept(LAST);
    assert.equal(receiver.estimate(0), null);
  });

  it('receiver: the message accepted last, sent again, is estimated as itself and refused', () => {
    fc.assert(
      fc.property(count24, (count) => {
        const receiver = new NasCount();
        assert.equal(receiver.accept(count), true);
        const estimated = receiver.estimate(sqnOf(count));
        assert.equal(estimated, count);
        assert.equal(receiver.accept(count), false);
      }),
    );
  });

  it('receiver: accepts each COUNT at most once, and only in increasing order', () => {
    const few = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 100 });
    fc.assert(
      fc.property(few, (counts) => {
        const receiver = new NasCount();
        const accepted = counts.filter((count) => receiver.accept(count));
        const increasing = accepted.every((count, i) => i === 0 || count > accepted[i - 1]);
        assert.ok(increasing);
        // The first is fresh whatever it is, and so is the highest.
        assert.equal(accepted[0], counts[0]);
        assert.equal(accepted.at(-1), counts.length === 0 ? undefined : Math.max(...counts));
      }),
    );
  });

  it('receiver follows sender through losses and wraps of the SQN', () => {
    const losses = fc.array(fc.integer({ min: 0, max: 254 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LAST - 60_000 }), losses, (start, lost) => {
        const sender = new NasCount(start);
        const receiver = new NasCount(start);
        for (const n of lost) {
          for (let i = 0; i < n; i++) {
            sender.take();
          }
          const sent = sender.take();
          assert.equal(receiver.estimate(sqnOf(sent)), sent);
          assert.ok(receiver.accept(sent));
        }
        assert.equal(receiver.next, sender.next);
      }),
    );
  });

  it('names what is out of range', () => {
    for (const [argument, call] of [
      ['next', () => new NasCount(2 ** 24 + 1)],
      ['next', () => new NasCount(-1)],
      ['sqn', () => new NasCount().estimate(256)],
      ['count', () => new NasCount().accept(2 ** 24)],
      ['count', () => new NasCount().accept(1.5)],
    ] as const) {
      assert.throws(call, (error) => error instanceof SecurityInputError && error.argument === argument);
    }
  });
});
