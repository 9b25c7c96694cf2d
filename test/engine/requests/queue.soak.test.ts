import assert from 'node:assert/strict';
import { it } from 'node:test';
import { runThreads } from '../workers/threads.js';
import type { SoakData, SoakReport } from './queue.worker.js';

const ROWS = 256;
const PRODUCERS = 3;
const OFFERS = 1_000_000;

function shared(words: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(words * 4));
}

it('three producers, one owner that reuses rows, three million entries: each comes out once, where it was meant to', async () => {
  // No row is reused more than 255 times: there are counts for so many generations.
  const common: SoakData = {
    rows: ROWS,
    producers: PRODUCERS,
    offers: OFFERS,
    queues: new BigUint64Array(new SharedArrayBuffer(ROWS * 8)),
    done: shared(1),
    accepted: shared(ROWS * 256 * 32),
    delivered: shared(ROWS * 256 * 32),
  };
  const threads: SoakData[] = [common];
  for (let producer = 0; producer < PRODUCERS; producer++) {
    threads.push({ ...common, producer });
  }
  const [owner, ...producers] = await runThreads<SoakReport>(
    new URL('./queue.worker.js', import.meta.url),
    threads,
  );

  const sum = (of: (report: SoakReport) => number) => producers.reduce((total, each) => total + of(each), 0);
  assert.equal(
    sum(({ ok }) => ok),
    PRODUCERS * OFFERS,
  );
  assert.equal(owner.taken + owner.discarded, PRODUCERS * OFFERS);
  for (let slot = 0; slot < common.accepted.length; slot++) {
    if (common.delivered[slot] !== common.accepted[slot]) {
      const [row, generation, code] = [slot >>> 13, (slot >>> 5) & 255, slot & 31];
      assert.equal(
        common.delivered[slot],
        common.accepted[slot],
        `row ${row}, generation ${generation}, code ${code}`,
      );
    }
  }

  // The soak is worth something only if all of this really happened, and often.
  assert.ok(owner.reuses > 10_000, `${owner.reuses} reuses`);
  assert.ok(owner.discarded > 1000, `${owner.discarded} entries of reused rows`);
  assert.ok(sum(({ stale }) => stale) > 10_000, `${sum(({ stale }) => stale)} stale offers`);
  assert.ok(sum(({ full }) => full) > 1000, `${sum(({ full }) => full)} refused offers`);
});
