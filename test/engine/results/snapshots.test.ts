import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EngineRun } from '../../../src/engine/control/run.js';
import { type Measured, measuredBetween } from '../../../src/engine/results/interval.js';
import { createSnapshots, SnapshotWriter, snapshotBytes } from '../../../src/engine/results/snapshots.js';
import { piecesOf } from '../../../src/engine/workers/windows.js';
import { addArea, differenceOf } from '../../../src/measure/areas.js';
import { HISTOGRAM_WORDS, record, statistic } from '../../../src/measure/histogram.js';
import { BUSY, outcomeOf, runSmall, smallScenario } from '../runs.js';

const TIMES = [0.1, 0.2501, 0.2502, 0.7, 1];

function takeAll(workers: number): Promise<EngineRun> {
  return runSmall('collision-storm', BUSY, { workers, snapshots: TIMES });
}

/** All that is counted, without the statistics. */
function countsOf({ engine, traffic, procedures, rules }: Measured): number[] {
  const ended = Object.values(procedures).flatMap(({ duration, inFlight: _, queued: __, ...counts }) => [
    duration.count,
    ...Object.values(counts),
  ]);
  const verdicts = Object.values(rules).flatMap(({ enabled: _, hold, ...counts }) => [
    hold.count,
    ...Object.values(counts),
  ]);
  const events = Object.values(traffic).flatMap((counts) => Object.values(counts));
  return [engine.messages, engine.derivations, engine.procedures, ...events, ...ended, ...verdicts];
}

describe('snapshots of a run', () => {
  it('change nothing', async () => {
    const without = await runSmall('collision-storm', BUSY, { workers: 1 });
    assert.equal(without.snapshots, null);
    for (const workers of [1, 2]) {
      const { result } = await takeAll(workers);
      assert.deepEqual(outcomeOf(result), outcomeOf(without.result));
    }
  });

  it('are taken at the first end of a window after their time', async () => {
    const { snapshots } = await takeAll(1);
    const window = piecesOf(smallScenario('collision-storm', BUSY)).window / 1e6;
    assert.ok(snapshots !== null);
    snapshots.seconds.forEach((taken, n) => {
      assert.ok(taken >= TIMES[n] && taken < TIMES[n] + window, `${taken} for ${TIMES[n]}`);
    });
    assert.equal(snapshots.seconds[1], snapshots.seconds[2]);
  });

  it('are the same for any number of workers', async () => {
    const [alone, together] = [await takeAll(1), await takeAll(3)];
    for (let n = 0; n < TIMES.length; n++) {
      const [one, other] = [alone, together].map(({ result, snapshots }) => {
        assert.ok(snapshots !== null);
        const { traffic, procedures, rules } = measuredBetween(result, snapshots, n - 1, n);
        return { traffic, procedures, rules };
      });
      assert.deepEqual(other, one);
    }
  });

  it('add up to the whole run', async () => {
    for (const workers of [1, 2]) {
      const { result, snapshots } = await takeAll(workers);
      assert.ok(snapshots !== null);
      const parts = TIMES.map((_, n) => countsOf(measuredBetween(result, snapshots, n - 1, n)));
      const sum = parts[0].map((_, i) => parts.reduce((total, counts) => total + counts[i], 0));
      assert.deepEqual(sum, countsOf(result));
      assert.ok(parts[1][0] > 0 && parts[4][0] > parts[0][0]);
      const whole = measuredBetween(result, snapshots, -1, TIMES.length - 1);
      assert.deepEqual(whole.rules, result.rules);
      assert.deepEqual(whole.procedures, result.procedures);
    }
  });

  it('are not there for a run that was stopped', async () => {
    const controller = new AbortController();
    controller.abort();
    const { snapshots } = await runSmall(
      'collision-storm',
      {},
      { signal: controller.signal, snapshots: TIMES },
    );
    assert.equal(snapshots, null);
  });
});

describe('the room for snapshots', () => {
  it('can be had from the machine before they are taken, with all that it holds', () => {
    const scenario = smallScenario('collision-storm', BUSY);
    const times = Array.from({ length: 200 }, (_, n) => n);
    const task = createSnapshots(scenario, times);
    const words = new Int32Array(task.buffer);
    const [at, value] = [words.length - 1, 0x5eed];
    words[at] = value;
    const before = process.memoryUsage.rss();
    new SnapshotWriter(task, []).touch();
    const bytes = times.length * snapshotBytes(scenario);
    assert.ok(bytes > 8e7);
    const taken = process.memoryUsage.rss() - before;
    assert.ok(taken > 0.9 * bytes, `${taken} of ${bytes} bytes`);
    assert.equal(words[at], value);
    assert.ok(words.every((word, n) => word === 0 || n === at));
  });
});

describe('the difference of two copies of an area', () => {
  const areaWith = (...values: readonly number[]): Int32Array => {
    const area = new Int32Array(HISTOGRAM_WORDS);
    for (const value of values) record(area, 0, value);
    return area;
  };

  it('holds what was recorded in between', () => {
    const earlier = areaWith(5, 300, 90_000);
    const later = earlier.slice();
    for (const value of [7, 7, 200]) record(later, 0, value);
    assert.deepEqual(differenceOf(later, earlier), areaWith(7, 7, 200));
  });

  it('has sums beyond 32 bits', () => {
    const large = Array.from({ length: 5 }, () => 2 ** 31 - 1);
    const earlier = areaWith(...large);
    const later = earlier.slice();
    addArea(later, areaWith(...large, 3));
    const { mean, count, max } = statistic([differenceOf(later, earlier)], 1);
    assert.equal(count, 6);
    assert.equal(mean, (5 * (2 ** 31 - 1) + 3) / 6);
    assert.equal(max, 2 ** 31 - 1);
  });

  it('knows its maximum as well as its bucket does, and never above the maximum of all', () => {
    const earlier = areaWith(1_000_000);
    const later = earlier.slice();
    record(later, 0, 999_000);
    const { max } = statistic([differenceOf(later, earlier)], 1);
    assert.ok(max !== null && max >= 999_000 && max <= 1_000_000);
  });

  it('is empty between two equal ones', () => {
    const area = areaWith(1, 2, 3);
    assert.deepEqual(differenceOf(area, area), new Int32Array(HISTOGRAM_WORDS));
  });
});

describe('snapshots of MMEs with servers', () => {
  const overrides = { ...BUSY, duration: 3, set: [...BUSY.set, 'mme={servers: 1, service: 2ms}'] };
  const take = (workers: number) => runSmall('collision-storm', overrides, { workers, snapshots: [1, 2, 3] });

  it('change nothing, and are the same for any number of workers', async () => {
    const without = await runSmall('collision-storm', overrides, { workers: 1 });
    const [alone, together] = [await take(1), await take(2)];
    for (const { result, snapshots } of [alone, together]) {
      assert.ok(snapshots !== null);
      assert.deepEqual(outcomeOf(result), outcomeOf(without.result));
      assert.deepEqual(result.mme, without.result.mme);
      assert.deepEqual(measuredBetween(result, snapshots, -1, 2).mme, result.mme);
    }
    const parts = [alone, together].map(({ result, snapshots }) => {
      assert.ok(snapshots !== null);
      return [0, 1, 2].map((n) => measuredBetween(result, snapshots, n - 1, n).mme);
    });
    assert.deepEqual(parts[1], parts[0]);
  });

  it('add up to the whole run', async () => {
    const { result, snapshots } = await take(1);
    assert.ok(snapshots !== null && result.mme !== undefined);
    const parts = [0, 1, 2].flatMap((n) => measuredBetween(result, snapshots, n - 1, n).mme ?? []);
    const sum = (of: (part: (typeof parts)[number]) => number) =>
      parts.reduce((total, part) => total + of(part), 0);
    assert.equal(
      sum(({ messages }) => messages),
      result.mme.messages,
    );
    assert.equal(
      sum(({ waiting }) => waiting.count),
      result.mme.waiting.count,
    );
    assert.ok(parts.every(({ utilisation }) => utilisation.mean !== null && utilisation.mean > 0));
  });
});
