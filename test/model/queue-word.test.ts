import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { codeAt, length, push, QUEUE_CAPACITY, removeAt } from '../../src/model/queue-word.js';

const CODES = 31;

const codesOf = (word: number): number[] => Array.from({ length: length(word) }, (_, k) => codeAt(word, k));

/** Three words, the queue in the middle, so that a store beside it would show. */
const newRow = (): Int32Array => Int32Array.of(-1, 0, -1);

describe('the word', () => {
  it('has the oldest entry in its lowest bits', () => {
    const words = newRow();
    for (const code of [1, 31, 7]) push(words, 1, code);
    assert.equal(words[1], 0b00111_11111_00001);
    assert.deepEqual(codesOf(words[1]), [1, 31, 7]);
    assert.equal(codeAt(words[1], 3), 0);
    assert.equal(codeAt(words[1], 8), 0, 'what lies beyond the queue is no entry');
  });

  it('keeps all 31 codes in all six places apart, and is never negative', () => {
    for (let code = 1; code <= CODES; code++) {
      for (let other = 1; other <= CODES; other++) {
        for (let k = 0; k < QUEUE_CAPACITY; k++) {
          const words = newRow();
          const codes = new Array<number>(QUEUE_CAPACITY).fill(other).with(k, code);
          for (const each of codes) push(words, 1, each);
          assert.deepEqual(codesOf(words[1]), codes);
          assert.ok(words[1] > 0);
        }
      }
    }
  });

  it('has room for six, and for fewer where the caller keeps places free', () => {
    const words = newRow();
    for (let code = 1; code <= 6; code++) assert.equal(push(words, 1, code, 4), code <= 4);
    for (const code of [5, 6]) assert.equal(push(words, 1, code), true);
    assert.equal(push(words, 1, 7), false);
    assert.equal(push(words, 1, 7, 100), false, 'no limit makes more room than there is');
    assert.deepEqual(codesOf(words[1]), [1, 2, 3, 4, 5, 6]);
  });
});

const commands = fc.array(
  fc.oneof(
    {
      weight: 2,
      arbitrary: fc.record({
        code: fc.integer({ min: 1, max: CODES }),
        limit: fc.integer({ min: 0, max: QUEUE_CAPACITY }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ k: fc.integer({ min: 0, max: 7 }) }) },
  ),
  { maxLength: 60, size: 'max' },
);

it('does what a plain array does', () => {
  fc.assert(
    fc.property(commands, (list) => {
      const words = newRow();
      const codes: number[] = [];
      for (const command of list) {
        if ('k' in command) {
          assert.equal(removeAt(words, 1, command.k), codes.splice(command.k, 1)[0] ?? 0);
        } else {
          const fits = codes.length < command.limit;
          assert.equal(push(words, 1, command.code, command.limit), fits);
          if (fits) codes.push(command.code);
        }
        assert.deepEqual(codesOf(words[1]), codes);
        assert.deepEqual([words[0], words[2]], [-1, -1], 'the words beside it are untouched');
      }
    }),
    { numRuns: 500 },
  );
});
