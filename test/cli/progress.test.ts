import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatTrialProgress } from '../../src/cli/capacity.js';
import { formatProgress } from '../../src/cli/progress.js';
import { StatusLine, statusLine } from '../../src/cli/status-line.js';
import { formatProgress as formatVerifyProgress } from '../../src/cli/verify.js';
import type { Progress } from '../../src/engine/control/options.js';
import { Sink } from './world.js';

const progress: Progress = {
  simulatedSeconds: 754.3,
  durationSeconds: 3600,
  wallSeconds: 5,
  messages: 67_000_000,
  messagesPerSecond: 13_400_000,
  holds: 12_345,
  violations: 0,
};

describe('the progress line', () => {
  it('says how far the run is, how fast, what it found, and how long it still takes', () => {
    assert.equal(
      formatProgress(progress),
      '12:34 of 1:00:00  20 %  0:19 left  151 ×  13.4 M msg/s  12.3 k holds  0 violations',
    );
  });

  it('promises nothing before anything has been simulated', () => {
    const atStart = { ...progress, simulatedSeconds: 0, wallSeconds: 0, messagesPerSecond: 0, holds: 0 };
    assert.equal(formatProgress(atStart), '0:00 of 1:00:00  0 %  0 msg/s  0 holds  0 violations');
  });

  it('is redrawn in place, at most four times a second', () => {
    const sink = new Sink(true, 120);
    let now_ms = 1000;
    const line = new StatusLine(sink, {}, () => now_ms);
    for (let step = 0; step <= 100; step++) {
      line.update(formatProgress({ ...progress, holds: step }));
      now_ms += 10;
    }
    // A second and its both ends: 0, 250, 500, 750 and 1000 ms.
    const drawn = sink.text.split('\r').slice(1);
    assert.deepEqual(
      drawn.map((text) => /(\d+) holds/.exec(text)?.[1]),
      ['0', '25', '50', '75', '100'],
    );
    for (const text of drawn) assert.ok(text.endsWith('\x1b[K'), 'clears what was longer before');
    assert.ok(!sink.text.includes('\n'));
  });

  it('stays within the width of the terminal', () => {
    for (const columns of [20, 40, 80]) {
      const sink = new Sink(true, columns);
      new StatusLine(sink, {}, () => 0).update(formatProgress(progress));
      const text = sink.text.replace('\r', '').replace('\x1b[K', '');
      assert.equal(text.length, columns - 1);
      assert.ok(text.endsWith('…'));
    }
  });

  it('is taken away once, and only if it was there', () => {
    const sink = new Sink(true);
    const line = new StatusLine(sink, {}, () => 0);
    line.clear();
    assert.equal(sink.text, '');
    line.update(formatProgress(progress));
    const drawn = sink.text;
    line.clear();
    line.clear();
    assert.equal(sink.text, `${drawn}\r\x1b[K`);
  });

  it('is typed anew now and then where the terminal takes nothing back', () => {
    const sink = new Sink(true, 80);
    let now_ms = 0;
    const line = new StatusLine(sink, { TERM: 'dumb' }, () => now_ms);
    for (let step = 0; step <= 100; step++) {
      line.update(`step ${step}`);
      now_ms += 250;
    }
    line.clear();
    assert.equal(sink.text, 'step 0\nstep 40\nstep 80\n');
  });

  it('is for terminals alone, and for who wants it', () => {
    assert.equal(statusLine({ stderr: new Sink(false), env: {} }), null);
    assert.equal(statusLine({ stderr: new Sink(true), env: {} }, true), null);
    assert.notEqual(statusLine({ stderr: new Sink(true), env: {} }), null);
  });

  it('of a search says where the answer is known to lie, whose distance is what is left', () => {
    const stage = { round: 2, rounds: 3, between: ', between 1.91 × and 2.29 ×' };
    assert.equal(
      formatTrialProgress({ asked: 18, done: 14, cached: 4, stage }, 42),
      '14 of 18 trials, 4 of them from the cache  round 2 of 3, between 1.91 × and 2.29 ×  0:42',
    );
    assert.equal(formatTrialProgress({ asked: 18, done: 14, cached: 0 }, 42), '14 of 18 trials  0:42');
  });

  it('of an exploration says how far it is, and how many states wait', () => {
    const survey = { phase: 'survey', states: 438_400_000, waiting: 12_200_000, done: 11, of: 220 } as const;
    assert.equal(
      formatVerifyProgress({ ...survey, wallSeconds: 2000 }),
      'survey 12 of 220: 438 M states, at most 12.2 M to look at  219 k/s  33:20',
    );
    const search = { phase: 'search', states: 90_000, waiting: 0, done: 3, of: 18 } as const;
    assert.equal(
      formatVerifyProgress({ ...search, wallSeconds: 2 }),
      'shortest counterexample: 90.0 k states, 3 of 18 explorations  45.0 k/s  0:02',
    );
  });
});
