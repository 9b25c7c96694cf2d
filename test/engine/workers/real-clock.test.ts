import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { LiveRun } from '../../../src/engine/control/live.js';
import { runScenario } from '../../../src/run.js';
import { BUSY, outcomeOf, runSmall, smallScenario } from '../runs.js';

const REAL = { ...BUSY, duration: 2, clock: 'real' };
const VIRTUAL = { ...REAL, clock: 'virtual' };

/** All that the scenario's own text differs in is the clock. */
function comparable(run: Awaited<ReturnType<typeof runSmall>>) {
  const { scenario, ...outcome } = outcomeOf(run.result);
  return { ...outcome, scenario: { ...scenario, clock: 'either' } };
}

describe('a run with the real clock', () => {
  for (const [speed, workers] of [
    [4, 1],
    [10, 2],
    [1000, 3],
  ]) {
    it(`comes to the very outcome of the virtual clock: speed ${speed}, ${workers} workers`, async () => {
      const virtual = await runSmall('collision-storm', VIRTUAL, { workers: 1 });
      const real = await runSmall('collision-storm', REAL, { workers, speed });
      assert.deepEqual(comparable(real), comparable(virtual));
      assert.equal(real.result.realTime?.steered, false);
    });
  }

  it('takes the wall time that it simulates, divided by its speed', async () => {
    const { result } = await runSmall('collision-storm', REAL, { workers: 2, speed: 5 });
    assert.ok(result.engine.wallSeconds >= 2 / 5, `ran ahead of the clock: ${result.engine.wallSeconds} s`);
  });

  it('records for each window of each worker how late it began', async () => {
    const { result, shards } = await runSmall('collision-storm', REAL, { workers: 2, speed: 10 });
    const { speed, windows, lateWindows, lateness, tooLate } = result.realTime ?? assert.fail();
    assert.deepEqual([speed, tooLate], [10, false]);
    assert.equal(
      windows,
      shards.reduce((sum, shard) => sum + shard.windows, 0),
    );
    assert.equal(lateness.count, windows);
    assert.ok(lateWindows <= windows);
  });

  it('looks up while nothing is due, and then comes to the same outcome', async () => {
    const quiet = {
      duration: 3,
      set: ['traffic.service_request=1', 'traffic.tracking_area_update=0', 'population.connected=0%'],
    };
    const real = await runSmall('busy-hour', { ...quiet, clock: 'real' }, { workers: 2, speed: 10 });
    const virtual = await runSmall('busy-hour', quiet, { workers: 2 });
    assert.equal(real.result.digest, virtual.result.digest);
    assert.ok(real.shards[0].windows >= virtual.shards[0].windows);
  });

  it('is stopped, and misses a goal, when it falls farther behind than it may', async () => {
    const { result } = await runSmall('collision-storm', REAL, { workers: 2, maxLateness: 1e-6 });
    assert.equal(result.status, 'interrupted');
    assert.equal(result.realTime?.tooLate, true);
    assert.ok(result.engine.simulatedSeconds < 2);
    const [goal] = result.thresholds.slice(-1);
    assert.equal(goal.expression, 'realTime.lateness.max <= 0.000001s');
    assert.equal(goal.ok, false);
    assert.equal(goal.value, result.realTime?.lateness.max);
  });

  it('keeps that goal when it does not', async () => {
    const { result } = await runSmall('collision-storm', REAL, { workers: 2, speed: 10, maxLateness: 600 });
    assert.equal(result.status, 'completed');
    assert.deepEqual(
      result.thresholds.slice(-1).map(({ ok }) => ok),
      [true],
    );
  });

  it('stops soon although nothing is due for long', async () => {
    const controller = new AbortController();
    const nothing = { set: ['population.registered=0%', 'traffic.attach=0'], duration: '24h', clock: 'real' };
    const { signal } = controller;
    const onStart = (run: LiveRun) => whenRunning(run, () => controller.abort());
    const { result } = await runSmall('busy-hour', nothing, { workers: 2, signal, onStart });
    assert.equal(result.status, 'interrupted');
    assert.ok(result.engine.simulatedSeconds < 3600);
  });

  it('leaves the trace of a virtual one, but none of who is violated: two runs need not be the same', async () => {
    const root = mkdtempSync(join(tmpdir(), 'uestorm-'));
    const trace = (clock: string) => ({ file: join(root, clock), ues: '0-99' });
    try {
      for (const clock of ['virtual', 'real']) {
        const scenario = smallScenario('collision-storm', { ...REAL, clock });
        const speed = clock === 'real' ? { speed: 10 } : {};
        await runScenario(scenario, { workers: 2, trace: trace(clock), ...speed });
      }
      assert.ok(readFileSync(join(root, 'real')).equals(readFileSync(join(root, 'virtual'))));
      const violated = { file: join(root, 'violated'), ues: 'violated' };
      await assert.rejects(
        runScenario(smallScenario('collision-storm', REAL), { trace: violated }),
        /--trace-ues violated: .*--clock virtual/,
      );
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it('says nothing of real time with the virtual clock', async () => {
    const { result } = await runSmall('collision-storm', VIRTUAL, { workers: 2 });
    assert.equal('realTime' in result, false);
  });
});

describe('steering a run with the real clock', () => {
  const LONG = { ...BUSY, duration: '24h', clock: 'real' };

  it('injects traffic at any UE, loses none of it, and marks the run', async () => {
    const controller = new AbortController();
    let live: LiveRun | undefined;
    const outcomes: string[] = [];
    const X2_HANDOVER = 4;
    const onStart = (run: LiveRun) => {
      live = run;
      whenRunning(run, () => {
        for (let ue = 0; ue < 1000; ue++) outcomes.push(run.inject(ue, X2_HANDOVER));
        setTimeout(() => controller.abort(), 300);
      });
    };
    const { result } = await runSmall('collision-storm', LONG, {
      workers: 2,
      signal: controller.signal,
      onStart,
    });
    const run = live ?? assert.fail();
    const accepted = outcomes.filter((outcome) => outcome === 'accepted').length;
    const ended = run.injected('taken') + run.injected('stale');
    assert.ok(accepted > 900, `${accepted} accepted`);
    assert.equal(ended, accepted);
    assert.ok(run.injected('taken') > 900);
    // Nearly all UEs are registered, and a handover of an idle one is offered too.
    assert.ok(result.traffic.x2_handover.offered > 900);
    assert.equal(result.realTime?.steered, true);
    assert.deepEqual(Object.values<number>(result.invariants), [0, 0, 0, 0, 0, 0, 0]);
  });

  it('refuses what is more than a UE can have waiting, and counts that', async () => {
    const controller = new AbortController();
    const onStart = (run: LiveRun) =>
      whenRunning(run, () => {
        const offers = Array.from({ length: 7 }, () => run.inject(0, 0));
        // The owner may take some of them in meanwhile.
        assert.equal(run.refusedRequests, offers.filter((outcome) => outcome === 'full').length);
        controller.abort();
      });
    const { signal } = controller;
    const { result } = await runSmall('collision-storm', LONG, { workers: 1, signal, onStart });
    assert.equal(result.invariants.conservation, 0);
  });

  it('takes no load factor that there is no room for', async () => {
    const onStart = (run: LiveRun) => {
      for (const factor of [-1, 5.1, Number.NaN]) assert.throws(() => run.steerLoad(factor), RangeError);
    };
    const { result } = await runSmall('busy-hour', { clock: 'real', duration: 0.1 }, { workers: 1, onStart });
    assert.equal(result.realTime?.steered, false);
  });

  it('lets no more traffic come with a load factor of 0, and more again afterwards', async () => {
    const controller = new AbortController();
    const offered: number[] = [];
    const onStart = (run: LiveRun) => {
      const count = () => offered.push(run.memory.progress(0, 0).messages);
      whenRunning(run, async () => {
        run.steerLoad(0);
        await pause(1500);
        count();
        run.steerLoad(5);
        await pause(1000);
        count();
        controller.abort();
      });
    };
    const { signal } = controller;
    const { result } = await runSmall('collision-storm', LONG, { workers: 2, speed: 20, signal, onStart });
    assert.equal(result.realTime?.steered, true);
    assert.ok(offered[1] > offered[0], 'nothing came after the load was raised');
    assert.equal(result.invariants.conservation, 0);
  });
});

/** Calls back once all UEs are in their rows. */
function whenRunning(run: LiveRun, act: () => void): void {
  const timer = setInterval(() => {
    if (run.state === 'starting') return;
    clearInterval(timer);
    act();
  }, 5);
}

function pause(ms: number): Promise<void> {
  return new Promise((awake) => setTimeout(awake, ms));
}
