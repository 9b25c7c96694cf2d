import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decode, encode } from '../../../src/verify/states/canonical.js';
import { States } from '../../../src/verify/states/states.js';
import { ALL_RULES, begin, createWorld } from '../../../src/verify/world/begin.js';
import { MOVES } from '../../../src/verify/world/layout.js';
import { listMoves, Moves, make } from '../../../src/verify/world/moves.js';
import type { World } from '../../../src/verify/world/world.js';

/** rekey, X2 handover, S1 handover, inter-MME handover, downlink NAS, in the order of TRAFFIC_KINDS. */
const TRAFFIC = [3, 4, 5, 6, 7];

const someWorld = (): World => createWorld({ rules: ALL_RULES, kinds: TRAFFIC });

/** The state as plain numbers. */
function encoded(world: World): number[] {
  const words = new Int32Array(4096);
  return Array.from(words.subarray(0, encode(world.w, words, 0)));
}

/** A world after a walk of at most `choices.length` moves; each choice picks one of those that are possible. */
function walk(choices: readonly number[]): World {
  const world = someWorld();
  begin(world, 'connected');
  let remaining = (1 << TRAFFIC.length) - 1;
  const moves = new Moves(world.w, MOVES);
  for (const choice of choices) {
    decode(world.w, Int32Array.from(encoded(world)), 0);
    listMoves(world, remaining, 1, moves);
    if (moves.count === 0) break;
    const move = moves.get(choice % moves.count);
    if ((move & 3) === 0) remaining &= ~(1 << (move >>> 6));
    make(world, move);
  }
  return world;
}

const choices = fc.array(fc.nat(1000), { maxLength: 60 });

describe('The canonical form', () => {
  it('brings back the state that it was made of', () => {
    fc.assert(
      fc.property(choices, (path) => {
        const words = encoded(walk(path));
        const copy = someWorld();
        decode(copy.w, Int32Array.from(words), 0);
        assert.deepEqual(encoded(copy), words);
      }),
      { numRuns: 200 },
    );
  });

  it('is all that matters: what follows from a state brought back follows from the state itself', () => {
    fc.assert(
      fc.property(choices, choices, (path, rest) => {
        const world = walk(path);
        const copy = someWorld();
        const words = Int32Array.from(encoded(world));
        decode(world.w, words, 0);
        decode(copy.w, words, 0);
        const moves = new Moves(world.w, MOVES);
        for (const choice of rest) {
          listMoves(world, 0, 1, moves);
          if (moves.count === 0) break;
          const move = moves.get(choice % moves.count);
          make(world, move);
          make(copy, move);
          const after = encoded(world);
          assert.deepEqual(encoded(copy), after);
          decode(world.w, Int32Array.from(after), 0);
          decode(copy.w, Int32Array.from(after), 0);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('The states seen', () => {
  it('are told apart by their words, and found again', () => {
    const state = fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(state, { maxLength: 300 }), (list) => {
        const states = new States();
        const known = new Map<string, number>();
        for (const words of list) {
          const id = states.add(Int32Array.from([...words, 99]), words.length, -1, 0);
          const before = known.get(words.join());
          assert.equal(id, before ?? known.size);
          known.set(words.join(), id);
          const at = states.at(id);
          assert.deepEqual(Array.from(states.chunk(id).subarray(at, at + words.length)), words);
        }
        assert.equal(states.count, known.size);
      }),
    );
  });

  it('may be many', () => {
    const states = new States();
    const count = 300_000;
    for (let i = 0; i < count; i++) states.add(Int32Array.of(i, i >>> 8, ~i), 3, i - 1, i);
    assert.equal(states.count, count);
    assert.equal(states.add(Int32Array.of(70_000, 70_000 >>> 8, ~70_000), 3, 0, 0), 70_000);
    assert.equal(states.parent[70_000], 69_999);
  });
});
