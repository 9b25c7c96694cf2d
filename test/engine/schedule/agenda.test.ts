import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Host } from '../../../src/engine/region/host.js';
import {
  AGENDA,
  insertNode,
  nextOrder,
  removeNode,
  SCHEDULE_WORDS,
} from '../../../src/engine/schedule/agenda.js';
import { FAR, Open } from '../../../src/engine/schedule/open.js';
import { DRAWS, DUE, NEXT, NODE_WORDS, ORDER, UE_ID } from '../../../src/model/layout.js';

const U = SCHEDULE_WORDS;
const FIRST = 32;

describe('the agenda of a UE', () => {
  it('is in the order of time, and of what is due at once in the order in which it was sent', () => {
    const time = fc.oneof(fc.nat(5), fc.nat(1_800_000_000));
    fc.assert(
      fc.property(
        fc.array(time, { maxLength: 30 }),
        fc.integer(),
        fc.infiniteStream(fc.boolean()),
        (delays, now, keep) => {
          const w = new Int32Array(FIRST + NODE_WORDS * delays.length);
          const all = delays.map((delay, i) => {
            const m = FIRST + NODE_WORDS * i;
            // Times are words: they come round, here as often as not amid the agenda.
            w[m + DUE] = now + delay;
            w[m + ORDER] = nextOrder(w, U, 3);
            insertNode(w, U, m);
            return { m, delay, i };
          });
          const kept = all.filter(({ m }) => {
            const isKept = keep.next().value;
            if (!isKept) removeNode(w, U, m);
            return isKept;
          });
          const seen: number[] = [];
          for (let m = w[U + AGENDA]; m !== 0; m = w[m + NEXT]) seen.push(m);
          assert.deepEqual(
            seen,
            kept.sort((a, b) => a.delay - b.delay || a.i - b.i).map(({ m }) => m),
          );
        },
      ),
    );
  });

  it('numbers what is sent within its region', () => {
    const w = new Int32Array(16);
    w[U + DRAWS] = 0xffffff;
    assert.deepEqual([nextOrder(w, U, 5), nextOrder(w, U, 5)], [0x5ffffff, 0x5000000]);
  });
});

describe('what stands open in a window', () => {
  it('comes out in the order of time, then of UEs', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(50)), { maxLength: 100 }), (entries) => {
        const w = new Int32Array(1000);
        const open = new Open(w, 0, 2, 200, new Host(), 0);
        // A row's offset says its UE here, the other way round.
        const rowOf = (ue: number) => 700 + ((50 - ue) % 51) * 4;
        for (const [due, ue] of entries) {
          w[rowOf(ue) + UE_ID] = ue;
          open.push(due, rowOf(ue));
        }
        const out: [number, number][] = [];
        while (open.first() !== FAR) {
          const due = open.first();
          out.push([due, w[open.pop() + UE_ID]]);
        }
        assert.deepEqual(
          out,
          [...entries].sort(([a, ue], [b, other]) => a - b || ue - other),
        );
      }),
    );
  });

  it('ends the run when there is no room for more', () => {
    const open = new Open(new Int32Array(64), 0, 2, 3, new Host(), 9);
    assert.throws(() => {
      for (let i = 0; i < 4; i++) open.push(i, 40);
    }, /region 9: no room/);
  });
});
