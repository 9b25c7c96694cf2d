import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  entriesOf,
  generationOf,
  type Offer,
  offer,
  reuse,
  sharedQueue,
  takeAt,
  type WordAccess,
} from '../../../src/engine/requests/queue.js';
import { codeAt, length } from '../../../src/model/queue-word.js';
import { type Exploration, explore, type Operation } from './interleavings.js';

// Two producers and the owner of one row, every order of their accesses. Each offer has a code of its own, so that
// the fate of every single entry can be followed.

interface Entry {
  readonly code: number;
  /** The generation that the offer was meant for. */
  readonly ticket: number;
}

interface Row {
  generation: number;
  waiting: Entry[];
  /** From the results of the real calls: what was accepted, and what came out in which generation. */
  accepted: Entry[];
  delivered: { code: number; generation: number }[];
}

// Reuse goes from the last generation to 0.
const FIRST = 0xffff_ffff;
const SECOND = 0;

function codesOf(queue: bigint): number[] {
  const word = entriesOf(queue);
  return Array.from({ length: length(word) }, (_, k) => codeAt(word, k));
}

/** @param seen collects what ever became of the offer, in any order of accesses */
function offering(
  code: number,
  ticket: number,
  limit: number,
  seen?: Set<string>,
  attempt = offer,
): Operation<Row> {
  return {
    name: `offer ${code} to generation ${ticket}`,
    run: (words, access) => attempt(words, 0, ticket, code, limit, access),
    expect(row, result) {
      seen?.add(`${code} ${result}`);
      if (result === 'ok') {
        row.accepted.push({ code, ticket });
      }
      if (row.generation !== ticket) {
        return 'stale' satisfies Offer;
      }
      if (row.waiting.length >= limit) {
        return 'full' satisfies Offer;
      }
      row.waiting.push({ code, ticket });
      return 'ok' satisfies Offer;
    },
  };
}

function taking(k: number): Operation<Row> {
  return {
    name: `take entry ${k}`,
    run: (words, access) => takeAt(words, 0, k, access),
    expect(row, result) {
      if (result !== 0) {
        row.delivered.push({ code: result as number, generation: row.generation });
      }
      return row.waiting.splice(k, 1)[0]?.code ?? 0;
    },
  };
}

const reusing: Operation<Row> = {
  name: 'reuse the row',
  run: (words, access) => codesOf(reuse(words, 0, access)),
  expect(row, result) {
    for (const code of result as number[]) {
      row.delivered.push({ code, generation: row.generation });
    }
    const left = row.waiting.map(({ code }) => code);
    row.waiting = [];
    row.generation = (row.generation + 1) % 2 ** 32;
    return left;
  },
};

const byCode = (a: { code: number }, b: { code: number }): number => a.code - b.code;

function rowOf(
  threads: readonly (readonly Operation<Row>[])[],
  memory: WordAccess = Atomics,
  ended: (row: Row) => void = () => {},
): Exploration<Row> {
  return {
    threads,
    memory,
    word: sharedQueue(FIRST, 0),
    model: { generation: FIRST, waiting: [], accepted: [], delivered: [] },
    invariant(word, row) {
      assert.equal(generationOf(word), row.generation, 'generation of the row');
      assert.deepEqual(
        codesOf(word),
        row.waiting.map(({ code }) => code),
        'entries of the queue, in order',
      );
      for (const { ticket } of row.waiting) {
        assert.equal(ticket, row.generation, 'an entry waits only in the generation it was meant for');
      }
    },
    end(word, row) {
      const left = codesOf(word).map((code) => ({ code, generation: generationOf(word) }));
      assert.deepEqual(
        [...row.delivered, ...left].sort(byCode),
        row.accepted.map(({ code, ticket }) => ({ code, generation: ticket })).sort(byCode),
        'whatever was accepted comes out once, in its generation; nothing else does',
      );
      ended(row);
    },
  };
}

/** All sequences of `count` of the given things. */
function sequences<T>(of: readonly T[], count: number): T[][] {
  return count === 0 ? [[]] : sequences(of, count - 1).flatMap((head) => of.map((last) => [...head, last]));
}

describe('all interleavings of the shared queue', () => {
  it('enqueue, enqueue, dequeue: no entry is lost or doubled, each producer keeps its order', () => {
    const orders = new Set<string>();
    explore(
      rowOf(
        [
          [offering(1, FIRST, 6), offering(2, FIRST, 6)],
          [offering(3, FIRST, 6), offering(4, FIRST, 6)],
          [taking(0), taking(0), taking(1)],
        ],
        Atomics,
        (row) => orders.add(row.accepted.map(({ code }) => code).join(' ')),
      ),
    );
    // With room for all, the queue saw each way to merge the two producers, and no other.
    assert.deepEqual([...orders].sort(), ['1 2 3 4', '1 3 2 4', '1 3 4 2', '3 1 2 4', '3 1 4 2', '3 4 1 2']);
  });

  it('enqueue, enqueue, dequeue, reuse: every owner of three steps, all tickets, three limits', () => {
    const seen = new Set<string>();
    for (const owner of sequences([taking(0), taking(1), reusing], 3)) {
      for (const [a, b, c] of sequences([FIRST, SECOND], 3)) {
        for (const limit of [1, 2, 6]) {
          const producers = [
            [offering(1, a, limit, seen), offering(2, b, limit, seen)],
            [offering(3, c, limit, seen)],
          ];
          explore(rowOf([...producers, owner]));
        }
      }
    }
    for (const code of [1, 2, 3]) {
      for (const outcome of ['ok', 'full', 'stale'] satisfies Offer[]) {
        assert.ok(seen.has(`${code} ${outcome}`), `offer ${code} was ${outcome} at some time`);
      }
    }
  });

  it('a row that is reused twice: two producers with an offer for each of its UEs', () => {
    const seen = new Set<string>();
    explore(
      rowOf([
        [offering(1, FIRST, 2, seen), offering(2, SECOND, 2, seen)],
        [offering(3, FIRST, 2, seen), offering(4, SECOND, 2, seen)],
        [taking(0), reusing, taking(0), reusing],
      ]),
    );
    for (const code of [1, 2, 3, 4]) {
      assert.ok(seen.has(`${code} ok`) && seen.has(`${code} stale`), `offer ${code} came in time, and late`);
    }
  });
});

describe('the search itself finds', () => {
  const threads = [[offering(1, FIRST, 6)], [offering(2, FIRST, 6)], [taking(0), reusing]];

  it('entries that get lost, when a store does not compare', () => {
    const storing: WordAccess = {
      load: (words, i) => words[i],
      compareExchange(words, i, expected, replacement) {
        words[i] = replacement;
        return expected;
      },
    };
    assert.throws(() => explore(rowOf(threads, storing)), /entries of the queue|generation of the row/);
  });

  it('an entry in the wrong generation, when an offer looks at the generation only once', () => {
    const careless: typeof offer = (words, i, generation, code, limit, access = Atomics) => {
      const first = access.load(words, i);
      return generationOf(first) === generation
        ? offer(words, i, generationOf(access.load(words, i)), code, limit, access)
        : 'stale';
    };
    assert.throws(
      () => explore(rowOf([[offering(1, FIRST, 6, undefined, careless)], [], [reusing]])),
      (error: Error) => error instanceof assert.AssertionError && /reuse the row/.test(error.message),
    );
  });

  it('an offer that is refused although there was room all the time', () => {
    const timid: typeof offer = (words, i, generation, code, limit, access = Atomics) => {
      const before = access.load(words, i);
      const outcome = offer(words, i, generation, code, limit, access);
      return length(entriesOf(before)) > 0 && outcome === 'ok' ? 'full' : outcome;
    };
    assert.throws(
      () => explore(rowOf([[offering(1, FIRST, 6, undefined, timid)], [offering(2, FIRST, 6)], []])),
      assert.AssertionError,
    );
  });
});
