import assert from 'node:assert/strict';
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { crc32 } from 'node:zlib';
import { type Checkpoint, openCheckpoint } from '../../../src/engine/checkpoint/checkpoint.js';
import type { LiveRun } from '../../../src/engine/control/live.js';
import type { EngineOptions } from '../../../src/engine/control/run.js';
import { runEngine } from '../../../src/engine/control/run.js';
import type { Overrides } from '../../../src/scenario/overrides.js';
import { seriesOf } from '../../../src/series/of-run.js';
import type { Series } from '../../../src/series/series.js';
import { BUSY, outcomeOf, runSmall, smallScenario } from '../runs.js';
import { runKilled } from './killed.js';

const workerFile = new URL('./patient.worker.js', import.meta.url).href;

let root: string;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'uestorm-'));
});
after(() => rmSync(root, { recursive: true }));

const open = (folder: string): Checkpoint => openCheckpoint(folder, (why) => assert.fail(why));

/** A run that writes checkpoints as fast as it can; resolves to the folder with its last two. */
async function withCheckpoints(preset: string, overrides: Overrides, options: EngineOptions = {}) {
  const folder = mkdtempSync(join(root, 'run-'));
  const checkpoint = { folder, everySeconds: 0.001 };
  const run = await runSmall(preset, overrides, { workerFile, ...options, checkpoint });
  return { folder, run };
}

/** Stops a run as soon as it is so far. */
function stoppedWhen(isSoFar: (control: LiveRun['control']) => boolean) {
  const stop = new AbortController();
  const onStart = ({ control }: LiveRun) => {
    const timer = setInterval(() => {
      if (!isSoFar(control)) return;
      stop.abort();
      clearInterval(timer);
    }, 1);
    timer.unref();
  };
  return { signal: stop.signal, onStart };
}

/** The folders of the last two checkpoints alone, each of which a run can go on from. */
function eachAlone(folder: string): string[] {
  return readdirSync(folder).map((name) => {
    const alone = mkdtempSync(join(root, 'alone-'));
    cpSync(join(folder, name), join(alone, name), { recursive: true });
    return alone;
  });
}

describe('a run that goes on from a checkpoint', () => {
  for (const [what, preset, overrides] of [
    ['in which much crosses', 'collision-storm', { ...BUSY, duration: 20 }],
    ['with real keys', 'collision-storm', { ...BUSY, duration: 10, keys: 'hmac' }],
    ['whose MMEs have servers', 'signalling-storm', { duration: 20 }],
    ['with bursty arrivals and stages', 'busy-hour', { duration: 60, set: ['arrivals.process=bursty'] }],
  ] as [string, string, Overrides][]) {
    it(`ends as one that was never interrupted, with any number of workers: ${what}`, async () => {
      const { result: whole } = await runSmall(preset, overrides, { workers: 2 });
      const before = await Promise.all(
        [1, 2].map((workers) => withCheckpoints(preset, overrides, { workers })),
      );
      for (const { folder, run } of before) {
        assert.deepEqual(outcomeOf(run.result), outcomeOf(whole));
        assert.ok(Number(run.result.checkpoints?.written) >= 2, 'too few checkpoints');
        for (const alone of eachAlone(folder)) {
          for (const workers of [1, 2, 3]) {
            const resumed = open(alone);
            const { result } = await runEngine(resumed.manifest.scenario, { workers, resumed });
            assert.deepEqual(outcomeOf(result), outcomeOf(whole));
          }
        }
      }
    });
  }

  it('ends so when it goes on again and again, with one worker and with several in turn', async () => {
    const scenario = smallScenario('collision-storm', {
      ues: 6000,
      duration: 45,
      set: ['regions=8'],
      seed: 28,
    });
    const { result: whole } = await runEngine(scenario, { workers: 2 });
    const folder = mkdtempSync(join(root, 'turns-'));
    for (let leg = 0; ; leg++) {
      const resumed = leg === 0 ? undefined : open(folder);
      const from = resumed?.manifest.simulated ?? 0;
      const stopped = stoppedWhen(({ simulated }) => simulated > from);
      const { result } = await runEngine(scenario, {
        workers: leg % 2 === 0 ? 3 : 1,
        checkpoint: { folder, everySeconds: 3600 },
        ...(resumed !== undefined && { resumed }),
        ...(leg < 30 && stopped),
      });
      if (result.status === 'interrupted') continue;
      assert.ok(leg > 5, `only ${leg} times`);
      assert.deepEqual(outcomeOf(result), outcomeOf(whole));
      break;
    }
  });

  it('has the course of the whole run', async () => {
    const scenario = smallScenario('collision-storm', { ...BUSY, duration: 20 });
    const snapshots = [4, 8, 12, 16, 20];
    const seriesWith = async (options: EngineOptions): Promise<Series> => {
      const { snapshots: taken } = await runEngine(scenario, { workers: 2, snapshots, ...options });
      assert.ok(taken !== null);
      return seriesOf(taken);
    };
    const whole = await seriesWith({});
    const { folder } = await withCheckpoints('collision-storm', { ...BUSY, duration: 20 }, { snapshots });
    for (const alone of eachAlone(folder)) {
      assert.deepEqual(await seriesWith({ resumed: open(alone), workers: 3 }), whole);
    }
  });

  it('goes on where it stopped when it was interrupted', async () => {
    const folder = mkdtempSync(join(root, 'run-'));
    const controller = new AbortController();
    const { result } = await runSmall(
      'collision-storm',
      { ...BUSY, duration: 60 },
      {
        workers: 2,
        signal: controller.signal,
        onProgress: () => controller.abort(),
        checkpoint: { folder, everySeconds: 3600 },
      },
    );
    const resumed = open(folder);
    assert.equal(resumed.manifest.simulated / 1e6, result.engine.simulatedSeconds);
    const { result: rest } = await runEngine(resumed.manifest.scenario, { resumed });
    const { result: whole } = await runSmall('collision-storm', { ...BUSY, duration: 60 });
    assert.deepEqual(outcomeOf(rest), outcomeOf(whole));
  });

  it('goes on from its very beginning when it was interrupted there', async () => {
    const overrides = { ...BUSY, duration: 10 };
    const folder = mkdtempSync(join(root, 'run-'));
    await runSmall('collision-storm', overrides, {
      workers: 2,
      ...stoppedWhen(({ readyAt }) => readyAt !== 0),
      workerFile: new URL('./waiting.worker.js', import.meta.url).href,
      checkpoint: { folder, everySeconds: 3600 },
    });
    const resumed = open(folder);
    assert.equal(resumed.manifest.simulated, 0);
    const { result: rest } = await runEngine(resumed.manifest.scenario, { resumed });
    const { result: whole } = await runSmall('collision-storm', overrides);
    assert.deepEqual(outcomeOf(rest), outcomeOf(whole));
  });

  it('keeps to the clock from there on when the clock is the real one', async () => {
    const overrides: Overrides = { clock: 'real', duration: 3 };
    const whole = await runSmall('busy-hour', { duration: 3 });
    const { folder } = await withCheckpoints('busy-hour', overrides, { speed: 2 });
    const resumed = open(folder);
    assert.equal(resumed.manifest.speed, 2);
    const { result } = await runEngine(resumed.manifest.scenario, { resumed, speed: 2, workers: 1 });
    assert.equal(result.digest, whole.result.digest);
    const { windows, lateness } = result.realTime ?? assert.fail('no real clock');
    assert.equal(lateness.count, windows);
  });

  it('counts on: checkpoints, processes, wall time', async () => {
    const { folder } = await withCheckpoints('collision-storm', { ...BUSY, duration: 20 });
    const resumed = open(folder);
    const { past } = resumed.manifest;
    const { result } = await runEngine(resumed.manifest.scenario, {
      resumed,
      checkpoint: { folder, everySeconds: 3600 },
    });
    assert.deepEqual(result.checkpoints, {
      ...past.checkpoints,
      resumed: 1,
      pauseSeconds: result.checkpoints?.pauseSeconds,
    });
    assert.ok(result.engine.wallSeconds >= past.wallSeconds);
  });
});

describe('a process that is killed at a random moment', () => {
  it('loses nothing but time: SIGKILL, again and again', async () => {
    const scenario = ['collision-storm', '--ues', '4000', '--duration', '60s', '--set', 'regions=8'];
    const whole = await runKilled({
      scenario,
      root: mkdtempSync(join(root, 'whole-')),
      workers: [2],
      killsMs: [],
    });
    const killsMs = Array.from({ length: 6 }, () => Math.random() * 200);
    const { result, hits } = await runKilled({
      ...{ scenario, killsMs },
      root: mkdtempSync(join(root, 'killed-')),
      workers: [2, 1, 3],
    });
    assert.deepEqual(
      outcomeOf(result),
      outcomeOf(whole.result),
      `killed ${killsMs.join(', ')} ms after a checkpoint`,
    );
    assert.ok(hits > 0, 'no kill hit it');
  });
});

describe('a checkpoint that is not as it was written', () => {
  let written: string;
  before(async () => {
    written = (await withCheckpoints('collision-storm', { ...BUSY, duration: 20 })).folder;
  });

  const REGION = 'region-001';
  const MANIFEST = 'manifest.json';
  const flip = (file: string): void => {
    const bytes = readFileSync(file);
    bytes[bytes.length >> 1] ^= 4;
    writeFileSync(file, bytes);
  };
  for (const [what, damage, why] of [
    [
      'a region that is cut short',
      (dir) => truncateSync(join(dir, REGION), 1000),
      /region-001 has 1000 bytes in place of \d+/,
    ],
    [
      'a region that is longer',
      (dir) => appendFileSync(join(dir, REGION), 'x'),
      /region-001 has \d+ bytes in place of \d+/,
    ],
    ['one bit of a region', (dir) => flip(join(dir, REGION)), /region-001 has another checksum/],
    ['no region', (dir) => rmSync(join(dir, REGION)), /region-001 is missing/],
    ['one bit of what was measured', (dir) => flip(join(dir, 'measured')), /measured has another checksum/],
    [
      'a manifest that is cut short',
      (dir) => truncateSync(join(dir, MANIFEST), 100),
      /manifest\.json is cut short, or no manifest/,
    ],
    ['no manifest', (dir) => rmSync(join(dir, MANIFEST)), /no such file or directory \(ENOENT\)/],
    [
      'a changed manifest',
      (dir) => edit(dir, /"seed":\d+/, '"seed":99'),
      /manifest\.json has another checksum/,
    ],
    [
      'another format',
      (dir) => reseal(dir, { format: 7 }),
      /it has format 7, and this version of uestorm reads format 1/,
    ],
    [
      'another version',
      (dir) => reseal(dir, { uestorm: '9.9.9' }),
      /uestorm 9\.9\.9 with core [0-9a-f]{8} wrote it/,
    ],
    ['another core', (dir) => reseal(dir, { core: '0badc0de' }), /with core 0badc0de wrote it, and this is/],
  ] as [string, (dir: string) => void, RegExp][]) {
    it(`is refused, and the one before it is used: ${what}`, () => {
      const folder = mkdtempSync(join(root, 'copy-'));
      cpSync(written, folder, { recursive: true });
      const [older, newer] = readdirSync(folder).sort();
      damage(join(folder, newer));
      const refused: string[] = [];
      assert.equal(openCheckpoint(folder, (text) => refused.push(text)).path, join(folder, older));
      assert.equal(refused.length, 1);
      assert.match(refused[0], why);
      assert.match(refused[0], new RegExp(`^${newer} cannot be used: .*; going on from ${older}$`));
      damage(join(folder, older));
      assert.throws(() => openCheckpoint(folder, () => undefined), {
        name: 'UsageError',
        message: new RegExp(`no checkpoint to go on from: ${newer} .*; ${older} `),
      });
    });
  }

  /** Changes the text of a manifest. */
  function edit(dir: string, from: RegExp, to: string): void {
    const file = join(dir, MANIFEST);
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
  }

  /** Writes other fields into a manifest, with the checksum that goes with them. */
  function reseal(dir: string, fields: object): void {
    const file = join(dir, MANIFEST);
    const { checkpoint } = JSON.parse(readFileSync(file, 'utf8'));
    const changed = { ...checkpoint, ...fields };
    writeFileSync(file, JSON.stringify({ crc32: crc32(JSON.stringify(changed)), checkpoint: changed }));
  }
});

describe('checkpoints that cannot be written', () => {
  it('end no run: it is said, and counted', async () => {
    const folder = mkdtempSync(join(root, 'gone-'));
    const said: string[] = [];
    const { result } = await runSmall(
      'collision-storm',
      { ...BUSY, duration: 20 },
      {
        onStart: () => rmSync(folder, { recursive: true }),
        checkpoint: { folder, everySeconds: 0.001, onTrouble: (what) => said.push(what) },
      },
    );
    assert.equal(result.status, 'completed');
    assert.ok(result.checkpoints !== undefined && result.checkpoints.failed > 0);
    assert.equal(result.checkpoints.failed, said.length);
    assert.match(
      said[0],
      /^the checkpoint at .* s of simulated time was not written: .*ENOENT.*; the run goes on$/,
    );
  });
});
