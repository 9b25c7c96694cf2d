import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { abortBarrier, abortReason, Barrier, createBarrier } from '../../../src/engine/workers/barrier.js';
import type { BarrierData, BarrierReport } from './barrier.worker.js';
import { runThreads } from './threads.js';

type Settings = Omit<BarrierData, 'buffer' | 'party' | 'parties' | 'shared'> & {
  readonly buffer?: SharedArrayBuffer;
  readonly shared?: Int32Array;
};

function meet(parties: number, settings: Settings): Promise<BarrierReport[]> {
  const common = {
    buffer: createBarrier(parties),
    shared: new Int32Array(new SharedArrayBuffer(4)),
    ...settings,
    parties,
  };
  return runThreads<BarrierReport>(
    new URL('./barrier.worker.js', import.meta.url),
    Array.from({ length: parties }, (_, party): BarrierData => ({ ...common, party })),
  );
}

/** Sets the round that a barrier is in, as it is after so many windows. */
function setRound(buffer: SharedArrayBuffer, round: number): void {
  new Int32Array(buffer)[0] = round << 1;
}

// Fewer rounds where threads have to sleep and wake each other: 2 cores, or none to spare.
const SIZES = [
  { parties: 1, rounds: 50_000 },
  { parties: 2, rounds: 50_000 },
  { parties: 4, rounds: 10_000 },
  { parties: 7, rounds: 10_000 },
];

describe('barrier between threads', () => {
  for (const { parties, rounds } of SIZES) {
    it(`${parties} threads: nobody is a round ahead or behind in ${rounds} rounds`, async () => {
      const shared = new Int32Array(new SharedArrayBuffer(4));
      const reports = await meet(parties, { task: 'count', rounds, shared });
      assert.equal(shared[0], rounds);
      assert.deepEqual(reports, new Array(parties).fill({ rounds, reason: 0 }));
    });

    it(`${parties} threads: all get the same minimum in ${rounds} rounds`, async () => {
      const reports = await meet(parties, { task: 'minimum', rounds });
      assert.deepEqual(reports, new Array(parties).fill({ rounds, reason: 0 }));
    });
  }

  it('does not depend on spinning, or on sleeping', async () => {
    for (const spins of [0, 1, 50]) {
      await meet(3, { task: 'count', rounds: 3000, spins });
    }
    // Never sleeps; few rounds, for each may take a time slice where the cores are busy with something else.
    await meet(2, { task: 'count', rounds: 200, spins: 1e9 });
  });

  it('misses no wake-up: with a time-out beyond the test, threads that always sleep still get through', async () => {
    await meet(3, { task: 'minimum', rounds: 5000, spins: 0, timeoutMs: 3_600_000 });
  });

  it('goes on if a sleep times out before the others come', async () => {
    await meet(3, { task: 'count', rounds: 2000, spins: 0, timeoutMs: 0.001 });
  });

  it('takes rounds with and without a number in any order', async () => {
    await meet(2, { task: 'mixed', rounds: 20_000 });
  });

  it('goes on across the wrap of its round counter', async () => {
    for (const round of [2 ** 30 - 500, -500]) {
      const buffer = createBarrier(2);
      setRound(buffer, round);
      await meet(2, { task: 'minimum', rounds: 1000, buffer });
      assert.equal(new Int32Array(buffer)[0], (round + 1000) << 1);
    }
  });

  it('leaves no sleeper counted behind, so that nothing is notified when nobody waits', async () => {
    const buffer = createBarrier(3);
    await meet(3, { task: 'count', rounds: 2000, buffer, spins: 0 });
    const words = new Int32Array(buffer);
    assert.deepEqual([words[32], words[64]], [0, 0], 'arrived, sleepers');
  });
});

describe('giving up', () => {
  for (const { parties } of SIZES) {
    it(`${parties} threads: one aborts in the middle, all are let out with its reason`, async () => {
      const reports = await meet(parties, {
        task: 'until aborted',
        rounds: 0,
        abort: { party: parties - 1, round: 777, reason: 42 },
      });
      for (const { rounds, reason } of reports) {
        assert.equal(reason, 42);
        assert.ok(rounds === 777 || rounds === 776, `let out in round ${rounds}`);
      }
      assert.equal(reports[parties - 1].rounds, 777);
    });
  }

  it('the main thread aborts, threads that spin and threads that sleep for an hour are let out', async () => {
    for (const spins of [0, 2000, 1e9]) {
      const buffer = createBarrier(2);
      const shared = new Int32Array(new SharedArrayBuffer(4));
      const all = meet(2, { task: 'until aborted', rounds: 0, buffer, shared, spins, timeoutMs: 3_600_000 });
      while (Atomics.load(shared, 0) < 100) {
        await setTimeout(1);
      }
      assert.equal(abortReason(buffer), 0);
      abortBarrier(buffer, -9);
      assert.deepEqual(
        (await all).map(({ reason }) => reason),
        [-9, -9],
      );
    }
  });

  it('a thread that nobody joins is let out: the others never started', async () => {
    const buffer = createBarrier(2);
    const waiting = runThreads<BarrierReport>(new URL('./barrier.worker.js', import.meta.url), [
      {
        buffer,
        parties: 2,
        party: 1,
        rounds: 0,
        task: 'until aborted',
        timeoutMs: 3_600_000,
        shared: new Int32Array(new SharedArrayBuffer(4)),
      } satisfies BarrierData,
    ]);
    const words = new Int32Array(buffer);
    while (Atomics.load(words, 64) === 0) {
      await setTimeout(1);
    }
    abortBarrier(buffer, 5);
    assert.deepEqual(await waiting, [{ rounds: 0, reason: 5 }]);
  });

  it('keeps the first reason, and tells whoever comes later', () => {
    const buffer = createBarrier(2);
    const barrier = new Barrier(buffer, 0);
    barrier.abort(3);
    abortBarrier(buffer, 4);
    assert.equal(barrier.abortReason, 3);
    assert.equal(barrier.wait(), 'aborted');
    assert.equal(barrier.waitMin(1), Number.NaN);
    assert.equal(new Barrier(buffer, 1).wait(), 'aborted');
  });
});

describe('a barrier of one', () => {
  it('never waits, and its minimum is its own number', () => {
    const barrier = new Barrier(createBarrier(1), 0);
    for (const value of [3, -1, 2 ** 53 - 1, Number.POSITIVE_INFINITY, 0]) {
      assert.equal(barrier.waitMin(value), value);
      assert.equal(barrier.wait(), 'ok');
    }
  });

  it('says what is wrong with its arguments', () => {
    const buffer = createBarrier(2);
    assert.throws(() => createBarrier(0), /at least one party, got 0/);
    assert.throws(() => new Barrier(buffer, 2), /expected a party from 0 to 1, got 2/);
    assert.throws(
      () => new Barrier(buffer, 0).waitMin(Number.NaN),
      /expected a number from party 0, got NaN/,
    );
    assert.throws(() => abortBarrier(buffer, 0), /other than 0, got 0/);
    assert.equal(abortReason(buffer), 0);
  });
});
