import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Progress } from '../../../src/engine/control/options.js';
import type { Result } from '../../../src/report/result.js';
import { BUSY, runSmall } from '../runs.js';

/** Far longer than any test waits. */
const LONG = { ...BUSY, duration: '24h' };

function assertConserved({ procedures, invariants }: Result): void {
  assert.equal(invariants.conservation, 0);
  for (const [name, { offered, duration: _, ...counts }] of Object.entries(procedures)) {
    const sum = Object.values(counts).reduce((total, count) => total + count, 0);
    assert.equal(offered, sum, name);
  }
}

describe('a run that is interrupted', () => {
  for (const workers of [1, 3]) {
    it(`stops at the end of a window and holds what was measured: ${workers} workers`, async () => {
      const controller = new AbortController();
      const { signal } = controller;
      const onProgress = ({ simulatedSeconds }: Progress) => {
        if (simulatedSeconds > 5) controller.abort();
      };
      const { result } = await runSmall('collision-storm', LONG, { workers, signal, onProgress });
      assert.equal(result.status, 'interrupted');
      assert.ok(result.engine.simulatedSeconds > 0 && result.engine.simulatedSeconds < 24 * 3600);
      const { inter_mme_handover: relocation } = result.procedures;
      assert.ok(relocation.completed > 0 && relocation.inFlight > 0, 'nothing was on its way');
      assertConserved(result);
    });
  }

  it('does not begin if the signal was given before', async () => {
    const { result } = await runSmall('collision-storm', LONG, { workers: 2, signal: AbortSignal.abort() });
    assert.equal(result.status, 'interrupted');
    assert.deepEqual([result.engine.simulatedSeconds, result.engine.messages], [0, 0]);
    assertConserved(result);
  });

  it('stops while its UEs are set up, and writes no checkpoint of a part of them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'uestorm-'));
    try {
      const { result } = await runSmall(
        'busy-hour',
        { ues: 500_000 },
        { workers: 2, signal: AbortSignal.abort(), checkpoint: { folder, everySeconds: 0.001 } },
      );
      assert.equal(result.status, 'interrupted');
      assert.equal(result.engine.simulatedSeconds, 0);
      assertConserved(result);
      assert.deepEqual(readdirSync(folder), []);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('leaves nothing behind on the signal', async () => {
    const controller = new AbortController();
    let listeners = 0;
    const { signal } = controller;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners++;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners--;
      remove(...args);
    };
    const { result } = await runSmall('busy-hour', {}, { signal });
    assert.equal(result.status, 'completed');
    assert.equal(listeners, 0);
  });
});

describe('the progress of a run', () => {
  it('is reported while it goes on, and never goes back', async () => {
    const controller = new AbortController();
    const seen: Progress[] = [];
    const onProgress = (progress: Progress) => {
      seen.push(progress);
      if (seen.length === 3) controller.abort();
    };
    const { signal } = controller;
    const { result } = await runSmall('collision-storm', LONG, { workers: 2, signal, onProgress });
    // (The window that it is in may take a while.)
    assert.ok(seen.length >= 3);
    for (const [n, { simulatedSeconds, durationSeconds, wallSeconds, messages }] of seen.entries()) {
      const before = seen[n - 1] ?? { simulatedSeconds: 0, wallSeconds: 0, messages: 0 };
      assert.equal(durationSeconds, 24 * 3600);
      assert.ok(simulatedSeconds >= before.simulatedSeconds);
      assert.ok(wallSeconds > before.wallSeconds && messages >= before.messages);
    }
    assert.ok(result.engine.messages >= seen[2].messages);
    assert.ok(result.engine.simulatedSeconds >= seen[2].simulatedSeconds);
  });

  it('ends the run if whoever watches fails, with that failure', async () => {
    const onProgress = () => {
      throw new RangeError('no terminal');
    };
    await assert.rejects(runSmall('collision-storm', LONG, { workers: 2, onProgress }), /no terminal/);
  });
});
