import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Saver } from '../../../src/engine/checkpoint/saver.js';
import { CheckpointWords, createCheckpointTask } from '../../../src/engine/checkpoint/words.js';
import { createGauges, Gauges } from '../../../src/engine/workers/gauges.js';

describe('a checkpoint, as a worker is asked for it', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'uestorm-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** A worker without regions, and who asks it. */
  function worker() {
    const task = createCheckpointTask(folder, 0, 1);
    const saver = new Saver(task, [], new Gauges(createGauges(1), 0));
    return { saver, words: new CheckpointWords(task) };
  }

  it('is written once, when all are ready and one asks', () => {
    const { saver, words } = worker();
    words.makeReady(1, false);
    assert.deepEqual([saver.isAsked, saver.isDueAtStop], [false, false]);
    words.ask();
    assert.deepEqual([saver.isAsked, saver.isDueAtStop], [true, false]);
    saver.save(500_000);
    assert.deepEqual([saver.isAsked, words.saved, words.simulated], [false, 1, 500_000]);
  });

  it('is written where the run stops, however much later that is, if it is the last one', () => {
    const { saver, words } = worker();
    words.makeReady(1, false);
    words.ask();
    saver.save(500_000);
    words.makeReady(2, true);
    assert.deepEqual([saver.isAsked, saver.isDueAtStop], [false, true]);
    saver.save(900_000);
    assert.deepEqual([saver.isDueAtStop, words.saved, words.simulated], [false, 1, 900_000]);
  });
});
