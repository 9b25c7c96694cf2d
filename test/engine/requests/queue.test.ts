import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  entriesOf,
  generationOf,
  offer,
  reuse,
  sharedQueue,
  takeAt,
} from '../../../src/engine/requests/queue.js';
import { codeAt, length, QUEUE_CAPACITY } from '../../../src/model/queue-word.js';

const LAST = 0xffff_ffff;
/** Beside the queue in the middle: a store there would show. */
const BESIDE = 0xffff_ffff_ffff_ffffn;

function codesOf(queue: bigint): number[] {
  const entries = entriesOf(queue);
  return Array.from({ length: length(entries) }, (_, k) => codeAt(entries, k));
}

function newQueue(generation = 0): BigUint64Array {
  return BigUint64Array.of(BESIDE, sharedQueue(generation, 0), BESIDE);
}

describe('a queue that threads share', () => {
  it('has the generation in its upper half, the entries in its lower', () => {
    const queues = newQueue(0xabcd_ef01);
    for (const code of [1, 31, 7]) assert.equal(offer(queues, 1, 0xabcd_ef01, code), 'ok');
    assert.equal(queues[1], 0xabcd_ef01_0000_1fe1n);
    assert.deepEqual(codesOf(queues[1]), [1, 31, 7]);
    assert.equal(generationOf(queues[1]), 0xabcd_ef01);
  });

  it('refuses a code that is none', () => {
    for (const code of [0, 32, -1, Number.NaN]) {
      assert.throws(() => offer(newQueue(), 1, 0, code), /expected a code from 1 to 31, got/);
    }
  });

  it('turns an offer down when its row was reused, however often', () => {
    const queues = newQueue(LAST);
    for (let reuses = 1; reuses <= 1000; reuses++) {
      reuse(queues, 1);
      assert.equal(offer(queues, 1, LAST, 1), 'stale', `after ${reuses} reuses`);
    }
    assert.equal(offer(queues, 1, 999, 1), 'ok');
  });

  it('has room for six, and for fewer where the caller keeps places free', () => {
    const queues = newQueue();
    for (let code = 1; code <= 6; code++) {
      assert.equal(offer(queues, 1, 0, code, 4), code <= 4 ? 'ok' : 'full');
    }
    for (const code of [5, 6]) assert.equal(offer(queues, 1, 0, code), 'ok');
    assert.equal(offer(queues, 1, 0, 7), 'full');
    assert.equal(offer(queues, 1, 0, 7, 100), 'full', 'no limit makes more room than there is');
    assert.deepEqual(codesOf(queues[1]), [1, 2, 3, 4, 5, 6]);
  });
});

const commands = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('offer' as const),
        code: fc.integer({ min: 1, max: 31 }),
        limit: fc.integer({ min: 0, max: QUEUE_CAPACITY }),
        ticketOff: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: LAST })),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('take' as const), k: fc.integer({ min: 0, max: 7 }) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('reuse' as const) }) },
  ),
  { maxLength: 60, size: 'max' },
);

it('does on one thread what a plain array does, and turns down every other generation', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: LAST }), commands, (start, list) => {
      const queues = newQueue(start);
      let generation = start;
      let codes: number[] = [];
      for (const command of list) {
        switch (command.kind) {
          case 'offer': {
            const ticket = (generation + command.ticketOff) % 2 ** 32;
            const fits = codes.length < command.limit;
            const expected = ticket !== generation ? 'stale' : fits ? 'ok' : 'full';
            assert.equal(offer(queues, 1, ticket, command.code, command.limit), expected);
            if (expected === 'ok') codes.push(command.code);
            break;
          }
          case 'take':
            assert.equal(takeAt(queues, 1, command.k), codes.splice(command.k, 1)[0] ?? 0);
            break;
          case 'reuse':
            assert.deepEqual(codesOf(reuse(queues, 1)), codes);
            codes = [];
            generation = (generation + 1) % 2 ** 32;
            break;
        }
        assert.deepEqual(codesOf(queues[1]), codes);
        assert.equal(generationOf(queues[1]), generation);
        assert.deepEqual([queues[0], queues[2]], [BESIDE, BESIDE], 'the queues beside it are untouched');
      }
    }),
    { numRuns: 500 },
  );
});
