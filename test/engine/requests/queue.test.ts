import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  bumpGeneration,
  bumpShared,
  clear,
  codeAt,
  generationOf,
  length,
  offer,
  push,
  QUEUE_CAPACITY,
  removeAt,
  takeAt,
} from '../../../src/engine/requests/queue.js';

function codesOf(word: number): number[] {
  return Array.from({ length: length(word) }, (_, k) => codeAt(word, k));
}

/** Three words, the queue in the middle, so that a store beside it would show. */
function newRow(generation = 0): Int32Array {
  return Int32Array.of(-1, generation << 24, -1);
}

describe('the word', () => {
  it('has the oldest entry in its lowest bits and the generation in its highest', () => {
    const words = newRow(0xab);
    push(words, 1, 1);
    push(words, 1, 15);
    push(words, 1, 7);
    assert.equal(words[1] >>> 0, 0xab00_07f1);
    assert.equal(length(words[1]), 3);
    assert.deepEqual(codesOf(words[1]), [1, 15, 7]);
    assert.equal(codeAt(words[1], 3), 0);
    assert.equal(codeAt(words[1], 8), 0, 'what lies beyond the queue is no entry');
    assert.equal(generationOf(words[1]), 0xab);
  });

  it('keeps all 15 codes in all six places apart', () => {
    for (let code = 1; code <= 15; code++) {
      for (let other = 1; other <= 15; other++) {
        for (let k = 0; k < QUEUE_CAPACITY; k++) {
          const words = newRow(255);
          const codes = new Array<number>(QUEUE_CAPACITY).fill(other).with(k, code);
          for (const each of codes) {
            push(words, 1, each);
          }
          assert.deepEqual(codesOf(words[1]), codes);
        }
      }
    }
  });

  it('refuses a code that is none', () => {
    for (const code of [0, 16, -1, Number.NaN]) {
      assert.throws(() => push(newRow(), 1, code), /expected a code from 1 to 15, got/);
      assert.throws(() => offer(newRow(), 1, 0, code), /expected a code from 1 to 15, got/);
    }
  });

  it('is refused when a row was reused, until the generation comes round after 256 reuses', () => {
    const words = newRow(7);
    for (let reuses = 1; reuses <= 255; reuses++) {
      bumpGeneration(words, 1);
      assert.equal(offer(words, 1, 7, 1), 'stale', `after ${reuses} reuses`);
    }
    bumpGeneration(words, 1);
    assert.equal(offer(words, 1, 7, 1), 'ok');
  });
});

type Command =
  | { readonly kind: 'push'; readonly code: number; readonly limit: number; readonly ticketOff: number }
  | { readonly kind: 'remove'; readonly k: number }
  | { readonly kind: 'reuse' }
  | { readonly kind: 'clear' };

const commands = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('push' as const),
        code: fc.integer({ min: 1, max: 15 }),
        limit: fc.integer({ min: 0, max: QUEUE_CAPACITY }),
        ticketOff: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 255 })),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('remove' as const), k: fc.integer({ min: 0, max: 7 }) }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'reuse' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'clear' as const }) },
  ),
  { maxLength: 60, size: 'max' },
);

/** The queue as anyone would write it without words and bits. */
class Naive {
  generation: number;
  codes: number[] = [];

  constructor(generation: number) {
    this.generation = generation;
  }

  push(code: number, limit: number): boolean {
    if (this.codes.length >= limit) {
      return false;
    }
    this.codes.push(code);
    return true;
  }

  removeAt(k: number): number {
    return this.codes.splice(k, 1)[0] ?? 0;
  }

  empty(): number[] {
    return this.codes.splice(0);
  }

  reuse(): number[] {
    this.generation = (this.generation + 1) % 256;
    return this.empty();
  }
}

describe('against a plain array', () => {
  const generation = fc.integer({ min: 0, max: 255 });

  function compare(words: Int32Array, naive: Naive): void {
    assert.deepEqual(codesOf(words[1]), naive.codes);
    assert.equal(generationOf(words[1]), naive.generation);
    assert.deepEqual([words[0], words[2]], [-1, -1], 'the words beside it are untouched');
  }

  it('the plain family does the same', () => {
    fc.assert(
      fc.property(generation, commands, (start, list: Command[]) => {
        const words = newRow(start);
        const naive = new Naive(start);
        for (const command of list) {
          switch (command.kind) {
            case 'push':
              assert.equal(
                push(words, 1, command.code, command.limit),
                naive.push(command.code, command.limit),
              );
              break;
            case 'remove':
              assert.equal(removeAt(words, 1, command.k), naive.removeAt(command.k));
              break;
            case 'reuse':
              assert.deepEqual(codesOf(bumpGeneration(words, 1)), naive.reuse());
              break;
            case 'clear':
              assert.deepEqual(codesOf(clear(words, 1)), naive.empty());
              break;
          }
          compare(words, naive);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('the shared family does the same on one thread, and turns down every other generation', () => {
    fc.assert(
      fc.property(generation, commands, (start, list: Command[]) => {
        const words = newRow(start);
        const naive = new Naive(start);
        for (const command of list) {
          switch (command.kind) {
            case 'push': {
              const ticket = (naive.generation + command.ticketOff) % 256;
              const outcome = offer(words, 1, ticket, command.code, command.limit);
              if (ticket !== naive.generation) {
                assert.equal(outcome, 'stale');
              } else {
                assert.equal(outcome, naive.push(command.code, command.limit) ? 'ok' : 'full');
              }
              break;
            }
            case 'remove':
              assert.equal(takeAt(words, 1, command.k), naive.removeAt(command.k));
              break;
            case 'reuse':
              assert.deepEqual(codesOf(bumpShared(words, 1)), naive.reuse());
              break;
            case 'clear':
              while (length(words[1]) > 0) {
                assert.equal(takeAt(words, 1, 0), naive.removeAt(0));
              }
              break;
          }
          compare(words, naive);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('has room for six, and for fewer where the caller keeps places free', () => {
    const words = newRow();
    for (let code = 1; code <= 6; code++) {
      assert.equal(push(words, 1, code, 4), code <= 4);
    }
    assert.equal(offer(words, 1, 0, 9, 4), 'full');
    assert.equal(push(words, 1, 5), true);
    assert.equal(offer(words, 1, 0, 6), 'ok');
    assert.equal(push(words, 1, 7), false);
    assert.equal(offer(words, 1, 0, 7), 'full');
    assert.equal(push(words, 1, 7, 100), false, 'no limit makes more room than there is');
    assert.deepEqual(codesOf(words[1]), [1, 2, 3, 4, 5, 6]);
  });
});
