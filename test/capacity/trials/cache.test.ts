import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { defaultCacheFolder, folderCache, hashOf, NO_CACHE } from '../../../src/capacity/trials/cache.js';
import { TrialThreads } from '../../../src/capacity/trials/runner.js';
import { runTrial, type Trial, type TrialTask } from '../../../src/capacity/trials/trial.js';
import { Trials } from '../../../src/capacity/trials/trials.js';
import { loadScenario } from '../../../src/scenario/load.js';

const TASK: TrialTask = {
  scenario: loadScenario('collision-storm', { ues: 200, duration: 2, set: ['regions=2'] }),
  warmUp: null,
  series: [{ path: ['engine', 'messages'], divisor: null }],
};

const root = mkdtempSync(join(tmpdir(), 'uestorm-cache-'));
after(() => rmSync(root, { recursive: true }));

/** Gets a trial through the cache; how often it was found there. */
async function getTrial(folder: string, task = TASK): Promise<{ trial: Trial; cached: number }> {
  let cached = 0;
  const trials = new Trials({
    runner: new TrialThreads(1),
    cache: folderCache(folder),
    onProgress: (progress) => {
      cached = progress.cached;
    },
  });
  try {
    return { trial: await trials.get(task), cached };
  } finally {
    await trials.close();
  }
}

describe('the cache of trials', () => {
  it('gives back what was put there', async () => {
    const folder = join(root, 'new', 'folder');
    const first = await getTrial(folder);
    const second = await getTrial(folder);
    assert.equal(first.cached, 0);
    assert.equal(second.cached, 1);
    assert.deepEqual(second.trial, first.trial);
    assert.deepEqual(readdirSync(folder), [`${hashOf(TASK)}.json`], 'nothing else is left behind');
  });

  it('ignores what is broken, and mends it', async () => {
    const folder = join(root, 'broken');
    await getTrial(folder);
    const file = join(folder, `${hashOf(TASK)}.json`);
    const whole = readFileSync(file, 'utf8');
    const broken = [
      '',
      whole.slice(0, -20),
      '[]',
      'null',
      '{"hash":"x"}',
      whole.replace(hashOf(TASK), 'other'),
    ];
    for (const text of broken) {
      writeFileSync(file, text);
      assert.equal((await getTrial(folder)).cached, 0, JSON.stringify(text.slice(0, 30)));
      assert.equal(readFileSync(file, 'utf8'), whole);
    }
  });

  it('hashes all that the outcome depends on', () => {
    const { scenario } = TASK;
    const others: TrialTask[] = [
      { ...TASK, scenario: { ...scenario, seed: 2 } },
      { ...TASK, scenario: { ...scenario, duration: 3 } },
      { ...TASK, scenario: { ...scenario, traffic: { ...scenario.traffic, rekey: 1 } } },
      { ...TASK, scenario: { ...scenario, keys: 'hmac' } },
      { ...TASK, scenario: { ...scenario, withoutRules: [6] } },
      { ...TASK, warmUp: 0 },
      { ...TASK, series: [] },
    ];
    const hashes = [TASK, ...others].map(hashOf);
    assert.equal(new Set(hashes).size, hashes.length);
    assert.match(hashes[0], /^[0-9a-f]{64}$/);
  });

  it('does not hash what makes no difference', () => {
    const { scenario } = TASK;
    const renamed = { ...scenario, name: 'other', description: 'words', thresholds: ['engine.messages > 1'] };
    assert.equal(hashOf({ ...TASK, scenario: renamed }), hashOf(TASK));
  });

  it('lies where the desktop standard puts caches', () => {
    assert.equal(defaultCacheFolder({ XDG_CACHE_HOME: '/c' }), join('/c', 'uestorm', 'trials'));
    assert.match(defaultCacheFolder({ XDG_CACHE_HOME: '' }), /\.cache.uestorm.trials$/);
  });

  it('may be none', async () => {
    await NO_CACHE.put('x', (await getTrial(join(root, 'any'))).trial);
    assert.equal(await NO_CACHE.get('x'), null);
  });

  it('that cannot be made keeps nothing, and says so', async () => {
    const file = join(root, 'file');
    writeFileSync(file, '');
    const told: string[] = [];
    const cache = folderCache(join(file, 'x'), (message) => told.push(message));
    await cache.put('x', (await getTrial(join(root, 'any'))).trial);
    assert.equal(await cache.get('x'), null);
    assert.equal(told.length, 1);
    assert.match(told[0], /--cache .*file.x: cannot be written: .*\(\w+\); .*--no-cache/);
  });

  it('that has gone meanwhile says so once, however many trials there are', async () => {
    const folder = join(root, 'gone');
    const told: string[] = [];
    const cache = folderCache(folder, (message) => told.push(message));
    rmSync(folder, { recursive: true });
    const { trial } = await getTrial(join(root, 'any'));
    await cache.put('x', trial);
    await cache.put('y', trial);
    assert.match(
      told.join('\n'),
      /^--cache .*gone: cannot be written: no such file or directory \(ENOENT\).*$/,
    );
  });
});

describe('a trial', () => {
  it('leaves out the warm-up that it is told', async () => {
    const whole = await runTrial({ ...TASK, warmUp: 0 });
    const later = await runTrial({ ...TASK, warmUp: 1 });
    assert.equal(whole.warmUp, 0);
    assert.ok(later.warmUp >= 1 && later.warmUp < 1.02);
    assert.ok(later.outcome.engine.messages < 0.7 * whole.outcome.engine.messages);
    assert.equal(later.digest, whole.digest);
    const { simulatedSeconds } = later.outcome.engine;
    assert.ok(Math.abs(simulatedSeconds - (2 - later.warmUp)) < 0.002);
  });

  it('finds the end of a warm-up itself', async () => {
    // Everybody is idle and comes in at first; then there is little to do.
    const scenario = loadScenario('busy-hour', {
      ues: 2000,
      duration: 60,
      set: [
        'regions=2',
        'arrivals.process=constant',
        'population.connected=0',
        'stages=[{duration: 10s, factor: 30}, {duration: 50s, factor: 3}]',
      ],
    });
    const { warmUp, isSettled } = await runTrial({ ...TASK, scenario });
    assert.ok(warmUp >= 10 && warmUp <= 30, `warm-up of ${warmUp} s`);
    assert.ok(isSettled);
  });
});
