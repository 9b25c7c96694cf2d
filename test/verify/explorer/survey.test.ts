import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { TRAFFIC_KINDS } from '../../../src/model/traffic.js';
import { choicesOf, multisets } from '../../../src/verify/choices.js';
import { explore } from '../../../src/verify/explorer/explore.js';
import { hash } from '../../../src/verify/states/canonical.js';
import { createFrontier, Frontier, recordWords } from '../../../src/verify/states/frontier.js';
import {
  AGAIN,
  CLASSES_MAX,
  COVERED,
  COVERED_BELOW,
  classesBelow,
  createSeen,
  NEW,
  Seen,
} from '../../../src/verify/states/seen.js';
import { STATE_HEAD } from '../../../src/verify/world/layout.js';
import { surveyAlone } from './surveys.js';

describe('A survey', () => {
  it('finds nothing violated with all rules on', () => {
    const { broken, status, states, transitions } = surveyAlone({ events: 2, faults: 1 });
    assert.deepEqual({ broken, status }, { broken: 0, status: 'complete' });
    assert.ok(transitions > states && states > 100_000);
  });

  it('says what explorations of every choice of events say', () => {
    for (let rule = 1; rule <= 11; rule++) {
      const kinds = ['rekey', 'x2_handover', 'inter_mme_handover', 'downlink_nas'] as const;
      const found = multisets(kinds, 2).some(
        (events) =>
          explore({ events, start: 'connected', faults: 0, withoutRules: [rule] }).violations.length > 0,
      );
      const { broken } = surveyAlone({
        events: 2,
        faults: 0,
        kinds,
        starts: ['connected'],
        withoutRules: [rule],
      });
      assert.equal(broken !== 0, found, `rule ${rule}`);
    }
  });

  it('says of all kinds what surveys of each choice of as many as there are events say', () => {
    const kinds = ['rekey', 's1_handover', 'inter_mme_handover', 'downlink_nas'] as const;
    for (const withoutRules of [[], [1], [6], [11]]) {
      const bound = { events: 2, faults: 1, withoutRules };
      const whole = surveyAlone({ ...bound, kinds });
      const parts = choicesOf(kinds, 2).map((choice) => surveyAlone({ ...bound, kinds: choice }));
      assert.equal(
        parts.reduce((broken, part) => broken | part.broken, 0),
        whole.broken,
      );
      assert.equal(Math.max(...parts.map(({ depth }) => depth)), whole.depth);
      assert.deepEqual([...new Set(parts.flatMap(({ rest }) => rest))].sort(), whole.rest);
    }
  });

  it('goes no deeper than the longest of them', () => {
    const depths = TRAFFIC_KINDS.map((kind) => explore({ events: [kind], start: 'idle', faults: 0 }).depth);
    const { depth } = surveyAlone({ events: 1, faults: 0, kinds: TRAFFIC_KINDS, starts: ['idle'] });
    assert.ok(depth <= Math.max(...depths) && depth > 0);
  });

  it('sees the same compiled as in JavaScript', () => {
    for (const withoutRules of [[], [1], [6], [9, 11]]) {
      const bound = {
        events: 2,
        faults: 1,
        kinds: ['rekey', 's1_handover', 'inter_mme_handover'],
        withoutRules,
      } as const;
      const [compiled, inJavaScript] = [true, false].map((isCompiled) =>
        surveyAlone({ ...bound, isCompiled }),
      );
      assert.deepEqual(compiled, inJavaScript);
    }
  });

  it('says that it is not complete when its memory is full', () => {
    assert.equal(surveyAlone({ events: 2, faults: 1, chunks: 2 }).status, 'incomplete');
  });
});

describe('Classes', () => {
  it('cover those with as many events and faults, or more', () => {
    const below = classesBelow(3, 2);
    assert.equal(below.length, 12);
    const covers = (events: number, faults: number, e: number, f: number) =>
      (below[e * 3 + f] & (1 << (events * 3 + faults))) !== 0;
    fc.assert(
      fc.property(fc.nat(3), fc.nat(2), fc.nat(3), fc.nat(2), (events, faults, e, f) => {
        assert.equal(covers(events, faults, e, f), events <= e && faults <= f);
      }),
    );
  });
});

describe('The states seen by a survey', () => {
  /** Key of a state of three words, i among them. */
  const key = (i: number): readonly [number, number] => {
    const words = Int32Array.of(i, i * 7, -i, 0, 0, 0);
    hash(words, 0, 3, 4);
    return [words[4], words[5]];
  };

  it('are new once in a class, and cover from the next level on', () => {
    const seen = new Seen(createSeen(4, 10), classesBelow(1, 1));
    const add = (i: number, c: number) => seen.add(...key(i), c);
    assert.deepEqual([add(1, 1), add(1, 1), add(1, 3), add(1, 0), add(2, 0)], [NEW, AGAIN, NEW, NEW, NEW]);
    assert.equal(seen.count, 2);
    seen.promote(...key(1), 1);
    assert.deepEqual([add(1, 1), add(1, 3), add(1, 2)], [COVERED, COVERED_BELOW, NEW]);
    assert.equal(seen.isCovered(...key(1), 3), true);
    assert.equal(seen.isCovered(...key(1), 1), false);
  });

  it('stay known when the table grows', () => {
    const seen = new Seen(createSeen(4, 16), classesBelow(1, 1));
    for (let i = 0; i < 20_000; i++) {
      assert.ok(seen.hasRoom(1));
      assert.equal(seen.add(...key(i), 0), NEW);
    }
    for (let i = 0; i < 20_000; i++) {
      assert.equal(seen.add(...key(i), 0), AGAIN);
    }
    assert.equal(seen.count, 20_000);
    assert.equal(seen.hasRoom(100_000), false);
  });

  it('are forgotten, and the table is small again, before another survey', () => {
    const buffer = createSeen(4, 10);
    const seen = new Seen(buffer, classesBelow(1, 1));
    const fill = () => {
      for (let i = 0; i < 500; i++) {
        assert.ok(seen.hasRoom(1));
        assert.equal(seen.add(...key(i), 0), NEW);
      }
      assert.equal(seen.count, 500);
    };
    fill();
    seen.clear();
    assert.equal(seen.count, 0);
    assert.deepEqual(new Int32Array(buffer), new Int32Array(createSeen(4, 10)));
    fill();
  });

  it('have keys that differ when any word or the length differs', () => {
    const keyOf = (words: readonly number[]) => {
      const n = words.length;
      const all = Int32Array.from([...words, 0, 0, 0]);
      hash(all, 0, n, n + 1);
      return `${all[n + 1]} ${all[n + 2]}`;
    };
    const words = fc.array(fc.oneof(fc.integer(), fc.integer({ min: -2, max: 2 })), {
      minLength: 1,
      maxLength: 9,
    });
    fc.assert(
      fc.property(words, fc.nat(), fc.integer({ min: 1, max: 9 }), (list, at, by) => {
        const other = list.with(at % list.length, (list[at % list.length] + by) | 0);
        assert.notEqual(keyOf(other), keyOf(list));
        assert.notEqual(keyOf([...list, 0]), keyOf(list));
      }),
      { numRuns: 500 },
    );
  });

  it('need no more classes than there are bits', () => {
    assert.equal(CLASSES_MAX, 16);
  });
});

describe('The states that wait', () => {
  it('are those that were found on the level before, each once', () => {
    const frontier = new Frontier(createFrontier(8));
    const found = (i: number) => frontier.push(Int32Array.of(3 | ((i % 5) << 16), i, -i, i, i, i), 0);
    for (let i = 1; i <= 3000; i++) assert.ok(found(i));
    frontier.flush();
    assert.equal(frontier.statesNext, 3000);
    frontier.turn();
    frontier.rewind();
    frontier.level++;
    const { words } = frontier;
    const seen: number[] = [];
    for (let chunk = frontier.take(); chunk >= 0; chunk = frontier.take()) {
      for (let at = chunk + 1; at < chunk + words[chunk]; at += recordWords(words, at)) {
        const i = words[at + 1];
        assert.deepEqual([words[at] >>> 16, words[at + 2], words[at + STATE_HEAD]], [i % 5, -i, i]);
        seen.push(i);
      }
      frontier.give(chunk);
    }
    assert.deepEqual(
      seen.sort((a, b) => a - b),
      Array.from({ length: 3000 }, (_, i) => i + 1),
    );
  });

  it('are refused when no chunk is left', () => {
    const frontier = new Frontier(createFrontier(1));
    let count = 0;
    const record = new Int32Array(STATE_HEAD + 100).fill(100, 0, 1);
    while (frontier.push(record, 0)) count++;
    assert.ok(count > 100 && count < 200, String(count));
  });
});
