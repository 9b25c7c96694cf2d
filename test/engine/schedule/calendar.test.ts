import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Host } from '../../../src/engine/region/host.js';
import { POOL_WORDS, Pool } from '../../../src/engine/region/pool.js';
import { CALENDAR_WORDS, Calendar, CHUNK_WORDS, ENTRY_WORDS } from '../../../src/engine/schedule/calendar.js';
import { eachLooseNode } from '../../../src/engine/schedule/nodes.js';

const CHUNKS = 400;

function newCalendar(chunks = CHUNKS) {
  const base = 16;
  const state = base + CALENDAR_WORDS;
  const first = state + POOL_WORDS;
  const w = new Int32Array(first + chunks * CHUNK_WORDS);
  const pool = new Pool(w, state, first, CHUNK_WORDS, chunks);
  return { w, base, pool, calendar: new Calendar(w, base, pool, new Host(), 0) };
}

/** Goes on to a window; returns what is due in it, as (item, window). */
function take(calendar: Calendar, w: Int32Array, window: number): [number, number][] {
  const due: [number, number][] = [];
  for (let chunk = calendar.take(window); chunk !== 0; chunk = calendar.after(chunk)) {
    const end = calendar.endOf(chunk);
    for (let at = calendar.entriesOf(chunk); at < end; at += ENTRY_WORDS) due.push([w[at], w[at + 1]]);
  }
  return due;
}

/** Windows from near by to years away. */
const ahead = fc.oneof(fc.nat(3), fc.nat(300), fc.nat(70_000), fc.nat(20_000_000));

describe('the calendar', () => {
  it('has each item in its window, whatever is skipped in between, and gives all its chunks back', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(ahead, fc.boolean()), { minLength: 1, maxLength: 200 }), (plan) => {
        const { calendar, pool, w } = newCalendar();
        const expected = new Map<number, number[]>();
        let item = 1;
        for (const [window] of plan) {
          calendar.insert(item, window);
          expected.set(window, [...(expected.get(window) ?? []), item++]);
        }
        // Some are put in on the way.
        const late = plan.filter(([, isLate]) => isLate);
        let window = 0;
        for (;;) {
          const due = take(calendar, w, window);
          assert.ok(due.every(([, at]) => at === window));
          const items = due.map(([one]) => one).sort((a, b) => a - b);
          assert.deepEqual(items, expected.get(window) ?? []);
          expected.delete(window);
          const next = late.pop();
          if (next !== undefined && items.length > 0) {
            const at = window + 1 + next[0];
            calendar.insert(item, at);
            expected.set(at, [...(expected.get(at) ?? []), item++]);
          }
          const after = calendar.next(0x7fffffff);
          assert.ok(after > window);
          for (const at of expected.keys()) assert.ok(at >= after, `${at} is due, next is ${after}`);
          if (expected.size === 0) break;
          window = after;
        }
        assert.equal(pool.used(), 0);
      }),
    );
  });

  it('says that nothing is due before an end', () => {
    const { calendar } = newCalendar();
    calendar.take(0);
    assert.equal(calendar.next(1_000_000), 1_000_000);
    calendar.insert(7, 500);
    assert.equal(calendar.next(200), 200);
    assert.ok(calendar.next(1_000_000) <= 500);
  });

  it('shows what it holds that belongs to no row', () => {
    const { calendar, w, base } = newCalendar();
    for (const [i, window] of [3, 400, 90_000, 30_000_000].entries()) {
      calendar.insert(100 + i, window);
      calendar.insert(-(200 + i), window);
    }
    const seen: number[] = [];
    eachLooseNode(w, base, (m) => seen.push(m));
    assert.deepEqual(seen.sort(), [200, 201, 202, 203]);
  });

  it('ends the run with the remedy when it is full', () => {
    const { calendar } = newCalendar(2);
    assert.throws(() => {
      for (let window = 0; window < 5; window++) calendar.insert(1, window);
    }, /region 0: no room for more of what is due; raise limits\.spareRows/);
  });
});
