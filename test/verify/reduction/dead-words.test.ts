import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ROW_USED } from '../../../src/model/flags.js';
import {
  ARG_A,
  BLOCK,
  BLOCK_KEYS,
  BLOCK_WORDS,
  EN_FLAGS,
  HELD_BY,
  KIND,
  MME_FLAGS,
  ROW_KEYS,
  ROW_WORDS,
  STATE,
  TIMERS,
  X_STATE,
  X_UE_FLAGS,
} from '../../../src/model/layout.js';
import { crosses } from '../../../src/model/record.js';
import { TRAFFIC_KINDS, type TrafficKind } from '../../../src/model/traffic.js';
import { ruleBits } from '../../../src/verify/explorer/explore.js';
import { DEFAULT_KINDS } from '../../../src/verify/kinds.js';
import {
  forgetInBlock,
  forgetInRow,
  forgetInTransfer,
  liveBlockKeys,
  liveRowKeys,
} from '../../../src/verify/reduction/dead-words.js';
import { decode, encode } from '../../../src/verify/states/canonical.js';
import { States } from '../../../src/verify/states/states.js';
import { begin, createWorld } from '../../../src/verify/world/begin.js';
import { DEAD_WORDS, KEY_WORDS, MOVES, ROWS, SENT, TRANSFER_SIZE } from '../../../src/verify/world/layout.js';
import { isFault, kindOfMove, listMoves, Moves, make, TRAFFIC } from '../../../src/verify/world/moves.js';
import { messageAt, rowAt } from '../../../src/verify/world/records.js';

/** Numbers that repeat from run to run. */
class Anything {
  private state = 1;
  next(): number {
    this.state = (Math.imul(this.state, 0x5bd1e995) + 0x3c6ef35f) | 0;
    return this.state ^ (this.state >>> 15);
  }
}

/** Fills everything that is no part of the canonical form. */
function fillDeadWords(w: Int32Array, anything: Anything): void {
  const mask = new Int32Array(64);
  const fill = (at: number, bits: number): void => {
    w[at] = (w[at] & ~bits) | (anything.next() & bits);
  };
  const fillKeys = (at: number, count: number, live: number): void => {
    for (let i = 0; i < count * KEY_WORDS; i++) {
      if ((live & (1 << Math.floor(i / KEY_WORDS))) === 0) fill(at + i, -1);
    }
  };
  for (let i = 0; i < ROWS; i++) {
    const u = rowAt(i);
    const state = w[u + STATE];
    if ((state & ROW_USED) === 0) continue;
    mask.fill(-1);
    forgetInRow(mask, 0, state);
    for (let k = 0; k < ROW_WORDS; k++) fill(u + k, ~mask[k]);
    fillKeys(u + ROW_WORDS, ROW_KEYS, liveRowKeys(state));
    const b = w[u + BLOCK];
    if (b === 0) continue;
    const live = liveBlockKeys(w, b, state);
    mask.fill(-1);
    for (const flags of [MME_FLAGS, EN_FLAGS]) mask[flags] = w[b + flags];
    forgetInBlock(mask, 0, state);
    for (let k = 0; k < TIMERS; k++) if (k !== MME_FLAGS && k !== EN_FLAGS) fill(b + k, ~mask[k]);
    fill(b + HELD_BY, -1);
    fillKeys(b + BLOCK_WORDS, BLOCK_KEYS, live);
  }
  for (let i = 0; i < w[SENT]; i++) {
    const m = messageAt(i);
    const kind = w[m + KIND] & 0xff;
    if (!crosses(kind)) continue;
    const x = w[m + ARG_A];
    mask.fill(-1);
    for (const flags of [X_STATE, X_UE_FLAGS]) mask[flags] = w[x + flags];
    forgetInTransfer(mask, 0, kind);
    for (let k = 0; k < TRANSFER_SIZE; k++) {
      if (k !== X_STATE && k !== X_UE_FLAGS) fill(x + k, ~mask[k]);
    }
  }
}

interface Bound {
  readonly events: number;
  readonly faults: number;
  readonly kinds?: readonly TrafficKind[];
  readonly withoutRules?: readonly number[];
}

/** Makes every move of every state twice, with dead words as 0 and as anything. Returns how many moves that were. */
function compareMoves({ events, faults, kinds = DEFAULT_KINDS, withoutRules = [] }: Bound): number {
  const world = createWorld({
    rules: ruleBits(withoutRules),
    kinds: kinds.map((kind) => TRAFFIC_KINDS.indexOf(kind)),
    reductions: DEAD_WORDS,
  });
  const { w } = world;
  const states = new States();
  const moves = new Moves(w, MOVES);
  const anything = new Anything();
  const first = new Int32Array(4096);
  const second = new Int32Array(4096);
  const add = (eventsSoFar: number, faultsSoFar: number, n: number): void => {
    first[0] = eventsSoFar | (faultsSoFar << 16);
    states.add(first, n + 1, -1, 0);
  };
  for (const start of ['idle', 'connected'] as const) {
    begin(world, start);
    add(0, 0, encode(w, first, 1));
  }
  let compared = 0;
  for (let id = 0; id < states.count; id++) {
    const words = states.chunk(id);
    const at = states.at(id);
    const eventsSoFar = words[at] & 0xffff;
    const faultsSoFar = words[at] >>> 16;
    decode(w, words, at + 1);
    listMoves(world, eventsSoFar < events ? (1 << kinds.length) - 1 : 0, faults - faultsSoFar, moves);
    const list = Array.from({ length: moves.count }, (_, k) => moves.get(k));
    for (const move of list) {
      decode(w, words, at + 1);
      world.noteOpen();
      const happened = make(world, move);
      const broken = world.violated;
      const n = encode(w, first, 1);
      decode(w, words, at + 1);
      fillDeadWords(w, anything);
      world.noteOpen();
      assert.equal(make(world, move), happened);
      assert.equal(world.violated, broken);
      assert.equal(encode(w, second, 1), n);
      for (let i = 1; i <= n; i++)
        if (first[i] !== second[i]) assert.fail(`word ${i} of ${n} after move ${move}`);
      compared++;
      if (!happened || broken !== 0) continue;
      add(eventsSoFar + (kindOfMove(move) === TRAFFIC ? 1 : 0), faultsSoFar + (isFault(move) ? 1 : 0), n);
    }
  }
  return compared;
}

describe('What is no part of a state with the reduction DEAD_WORDS', () => {
  it('matters to no move: one event of any kind and two faults', () => {
    assert.ok(compareMoves({ events: 1, faults: 2, kinds: TRAFFIC_KINDS }) > 5000);
  });

  it('matters to no move: two events and a fault', () => {
    assert.ok(compareMoves({ events: 2, faults: 1 }) > 100_000);
  });

  for (let rule = 1; rule <= 11; rule++) {
    it(`matters to no move without rule ${rule}`, () => {
      const kinds = ['rekey', 'x2_handover', 's1_handover', 'inter_mme_handover', 'downlink_nas'] as const;
      assert.ok(compareMoves({ events: 2, faults: 0, kinds, withoutRules: [rule] }) > 1000);
    });
  }
});
