import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { eachNode, TICK_US, WHEEL_WORDS, Wheel } from '../../../src/engine/region/wheel.js';
import { DUE, NEXT, NODE_WORDS } from '../../../src/model/layout.js';

const NODES = 64;
/** Behind the word 0, which means "none". */
const BASE = 8;
const FIRST_NODE = BASE + WHEEL_WORDS;
/** A far slot in ticks: 1.05 s. */
const FAR_TICKS = 1024;
/** Ticks in 2^32 µs, where the 32 bits of DUE come round: 71.6 min. */
const WRAP = 2 ** 32 / TICK_US;
/** The longest timer of a scenario, 30 min. */
const TICKS_MAX = Math.floor(1800e6 / TICK_US);

/** A wheel, and what is in it as a list; every step is made in both. */
class Compared {
  readonly w = new Int32Array(FIRST_NODE + NODES * NODE_WORDS);
  readonly wheel = new Wheel(this.w, BASE);
  /** Due tick by node, of the nodes in the wheel. */
  readonly list = new Map<number, number>();
  private readonly free = Array.from({ length: NODES }, (_, i) => FIRST_NODE + i * NODE_WORDS);

  /** @param tick the present; nothing before it is ever inserted */
  constructor(public tick: number) {
    this.wheel.take(tick);
  }

  insert(ticksAhead: number, us = 0): void {
    const m = this.free.pop();
    if (m === undefined) return;
    const due = this.tick + ticksAhead;
    this.w[m + DUE] = (due * TICK_US + us) | 0;
    this.wheel.insert(m, due);
    this.list.set(m, due);
  }

  remove(which: number): void {
    const m = [...this.list.keys()][which % Math.max(1, this.list.size)];
    if (m === undefined) return;
    this.wheel.remove(m);
    this.list.delete(m);
    this.free.push(m);
  }

  /** Works off everything before tick `end`, as a region does; every node comes out at its own tick. */
  advance(end: number): void {
    for (;;) {
      const tick = this.wheel.next(this.tick, end);
      assert.ok(tick >= this.tick && tick <= end, `next(${this.tick}, ${end}) is ${tick}`);
      for (const due of this.list.values()) assert.ok(due >= tick, `what is due at ${due} was passed over`);
      this.tick = tick;
      if (tick === end) return;
      this.take();
    }
  }

  /** Empties the slot of the present tick. */
  take(): void {
    const taken: number[] = [];
    for (let m = this.wheel.take(this.tick); m !== 0; m = this.w[m + NEXT]) taken.push(m);
    const due = [...this.list].filter(([, at]) => at === this.tick).map(([m]) => m);
    assert.deepEqual(
      taken.sort((a, b) => a - b),
      due.sort((a, b) => a - b),
    );
    for (const m of taken) {
      this.list.delete(m);
      this.free.push(m);
    }
    this.tick++;
  }

  assertSame(): void {
    const nodes: number[] = [];
    eachNode(this.w, BASE, NODES + 1, (m) => {
      nodes.push(m);
    });
    assert.deepEqual(
      nodes.sort((a, b) => a - b),
      [...this.list.keys()].sort((a, b) => a - b),
    );
  }

  assertNothingLeft(): void {
    this.advance(this.tick + TICKS_MAX + FAR_TICKS);
    assert.equal(this.list.size, 0);
    // The last word tells the present far slot.
    const words = this.w.subarray(BASE, BASE + WHEEL_WORDS - 1);
    assert.ok(
      words.every((word) => word === 0),
      'an empty wheel has empty slots and no bits set',
    );
  }
}

/** Delays as they occur: within the slot's own far slot, around the edges of one, and up to the longest. */
const ahead = fc.oneof(
  fc.integer({ min: 0, max: 40 }),
  fc.integer({ min: FAR_TICKS - 3, max: FAR_TICKS + 3 }),
  fc.integer({ min: 0, max: 20 * FAR_TICKS }),
  fc.integer({ min: 0, max: TICKS_MAX }),
);
const command = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('insert' as const),
      n: ahead,
      us: fc.integer({ min: 0, max: TICK_US - 1 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('remove' as const), n: fc.nat(), us: fc.constant(0) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('advance' as const), n: ahead, us: fc.constant(0) }),
  },
);
/** The beginning, before and behind the wrap of 32 bits of µs, and somewhere within a day. */
const start = fc.oneof(
  fc.integer({ min: 0, max: 2 * FAR_TICKS }),
  fc.integer({ min: WRAP - 3 * FAR_TICKS, max: WRAP + FAR_TICKS }),
  fc.integer({ min: 2 * WRAP - FAR_TICKS, max: 2 * WRAP + FAR_TICKS }),
  fc.integer({ min: 0, max: 84_375_000 }),
);

describe('the timing wheel', () => {
  it('gives out what a list would, tick by tick, whatever is started and stopped', () => {
    fc.assert(
      fc.property(start, fc.array(command, { maxLength: 80, size: 'max' }), (tick, commands) => {
        const compared = new Compared(tick);
        for (const { kind, n, us } of commands) {
          if (kind === 'insert') compared.insert(n, us);
          else if (kind === 'remove') compared.remove(n);
          else compared.advance(compared.tick + n);
          compared.assertSame();
        }
        compared.assertNothingLeft();
      }),
      { numRuns: 300 },
    );
  });

  it('finds, after a restart from its words, what was in it', () => {
    fc.assert(
      fc.property(start, fc.array(ahead, { maxLength: 20 }), ahead, (tick, delays, later) => {
        const compared = new Compared(tick);
        for (const delay of delays) compared.insert(delay);
        compared.advance(tick + later);
        Object.assign(compared, { wheel: new Wheel(compared.w, BASE) });
        compared.assertNothingLeft();
      }),
      { numRuns: 100 },
    );
  });

  it('keeps two nodes apart whose far slots are 71 minutes apart, less one', () => {
    const compared = new Compared(10);
    compared.insert(4095 * FAR_TICKS - 20);
    compared.insert(0);
    compared.advance(FAR_TICKS);
    assert.equal(compared.list.size, 1);
    compared.advance(4095 * FAR_TICKS + 10);
    assert.equal(compared.list.size, 0);
  });

  it('takes out the first, a middle and the last node of a slot', () => {
    for (const which of [0, 1, 2]) {
      const compared = new Compared(0);
      for (let n = 0; n < 3; n++) compared.insert(5);
      compared.remove(which);
      compared.assertSame();
      compared.advance(6);
      assert.equal(compared.list.size, 0);
    }
  });

  it('stops looking at nodes when a broken link would go on for ever', () => {
    const compared = new Compared(0);
    compared.insert(3);
    const [m] = compared.list.keys();
    compared.w[m + NEXT] = m;
    let seen = 0;
    eachNode(compared.w, BASE, 10, () => {
      seen++;
    });
    assert.equal(seen, 10);
  });
});
