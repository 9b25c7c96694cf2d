import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { clusterOf, Machines } from '../../bench/cluster/machines.js';
import { NatsServer } from '../../bench/cluster/nats.js';
import { readAccess } from '../../src/cluster/connection/access.js';
import { type JoinOptions, join as joinAt } from '../../src/cluster/join/join.js';
import { openCheckpoint } from '../../src/engine/checkpoint/checkpoint.js';
import { MachineLostError } from '../../src/engine/control/error.js';
import type { Result } from '../../src/report/result.js';
import { type RunOptions, runScenario } from '../../src/run.js';
import { BUSY, outcomeOf, smallScenario } from '../engine/runs.js';
import { missing } from '../programs.js';
import { until } from '../until.js';
import { LossyServer } from './lossy.js';

const skip = missing('nats-server');
const COMMAND = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

/** Some hundred rounds a second, for some seconds. */
const SCENARIO = smallScenario('collision-storm', { ...BUSY, ues: 2000, duration: 30 });

let whole: Result;
let root: string;
let server: NatsServer;
let machines: Machines;
let said: string[];
before(async () => {
  root = mkdtempSync(join(tmpdir(), 'uestorm-'));
  whole = await runScenario(SCENARIO);
});
beforeEach(async () => {
  said = [];
  server = await NatsServer.start();
  machines = new Machines(3, 1, () => server.url);
});
afterEach(async () => {
  await machines.end();
  await server.stop();
});
after(() => rmSync(root, { recursive: true }));

/** The run on three machines; `fault` happens once when it is on its way, and has a checkpoint if it writes some. */
async function runWith(fault: () => unknown, options: RunOptions = {}): Promise<Result> {
  const folder = options.checkpoint?.folder;
  let happened: unknown = null;
  const result = await runScenario(SCENARIO, {
    cluster: clusterOf(server, 3, said),
    ...options,
    onProgress({ simulatedSeconds }) {
      const isTime = folder === undefined ? simulatedSeconds > 0 : hasCheckpoint(folder);
      if (isTime) happened ??= fault() ?? true;
    },
  });
  await happened;
  assert.notEqual(happened, null, 'it was over before anything happened');
  return result;
}

const hasCheckpoint = (folder: string): boolean =>
  existsSync(folder) && readdirSync(folder).some((name) => /^checkpoint-\d+$/.test(name));

/** A machine that is only slow is not lost, however busy this one is. */
const patient = (): RunOptions => ({ cluster: { ...clusterOf(server, 3, said), lostAfterSeconds: 30 } });

/** One more machine, in this process, until the signal or, with `once`, a run is over; `told` gets what it says. */
const joined = (more: Partial<JoinOptions>, told: string[] = []): Promise<void> =>
  joinAt({
    ...{ access: readAccess(server.url, {}, {}), name: 'm9', workers: 1, once: true },
    signal: AbortSignal.timeout(60_000),
    takeTrials: () => assert.fail('no search'),
    tell: (what) => told.push(what),
    ...more,
  });

/** Checkpoints as often as they can be had. */
const checkpointing = (): RunOptions => ({
  checkpoint: { folder: join(mkdtempSync(join(root, 'run-')), 'checkpoints'), everySeconds: 0.1 },
});

const lostOf = ({ machines = [] }: Result): string[] =>
  machines.filter(({ lostAt }) => lostAt !== null).map(({ name }) => name);

describe('a run on several machines goes on', { skip }, () => {
  it('when the NATS server starts anew, twice', async () => {
    const result = await runWith(async () => {
      await server.restart();
      await delay(500);
      await server.restart();
    });
    assert.deepEqual(outcomeOf(result), outcomeOf(whole));
    assert.deepEqual(lostOf(result), []);
  });

  it('when a machine stands still for a moment', async () => {
    const result = await runWith(async () => {
      machines.kill('m2', 'SIGSTOP');
      await delay(1000);
      machines.kill('m2', 'SIGCONT');
    }, patient());
    assert.deepEqual(outcomeOf(result), outcomeOf(whole));
    assert.deepEqual(lostOf(result), []);
  });

  it('when messages are lost, come twice and come late', async () => {
    const lossy = await LossyServer.start(server.port, { lost: 101, doubled: 7, late: 53, lateMs: 30 });
    const others = new Machines(3, 1, () => lossy.url);
    await machines.end();
    try {
      const scenario = smallScenario('collision-storm', { ...BUSY, duration: 10 });
      const alone = await runScenario(scenario);
      const result = await runScenario(scenario, { cluster: clusterOf(server, 3) });
      assert.deepEqual(outcomeOf(result), outcomeOf(alone));
      assert.ok(lossy.lost > 0 && lossy.doubled > 0 && lossy.late > 0);
      assert.ok(result.machines?.some(({ sentAgain }) => sentAgain > 0));
    } finally {
      await others.end();
      lossy.close();
    }
  });

  it('from the last checkpoint when a machine is killed', async () => {
    const result = await runWith(() => machines.kill('m2', 'SIGKILL'), checkpointing());
    assert.deepEqual(outcomeOf(result), outcomeOf(whole));
    assert.deepEqual(lostOf(result), ['m2']);
    assert.equal(result.checkpoints?.deaths, 1);
    assert.match(
      said.join('\n'),
      /machine m2 was lost: nothing was heard of it for 2 s; going back .* on m1, m3/,
    );
  });

  it('from the last checkpoint when a machine stands still for long, which has part in the next run', async () => {
    const result = await runWith(() => machines.kill('m3', 'SIGSTOP'), checkpointing());
    assert.deepEqual(outcomeOf(result), outcomeOf(whole));
    assert.deepEqual(lostOf(result), ['m3']);
    machines.kill('m3', 'SIGCONT');
    const next = await runScenario(smallScenario('busy-hour'), { cluster: clusterOf(server, 3) });
    assert.deepEqual(next.machines?.map(({ name }) => name).sort(), ['m1', 'm2', 'm3']);
  });
});

describe('a worker of a machine that dies in a run with checkpoints', { skip }, () => {
  /** A run on all machines and one more, of one worker, which dies, and what came of it. */
  async function runDying(how: 'once' | 'always') {
    const options = checkpointing();
    const folder = options.checkpoint?.folder ?? '';
    const dying = new AbortController();
    process.env.UESTORM_TEST_DYING = `${how}:${join(root, `died-${how}`)}:${folder}`;
    const workerFile = new URL('../engine/checkpoint/dying.worker.js', import.meta.url).href;
    const end = joined({ workerFile, once: false, signal: dying.signal });
    try {
      const cluster = { ...clusterOf(server, 4, said), lostAfterSeconds: 30 };
      return await runScenario(SCENARIO, { ...options, cluster }).catch((error: unknown) => error);
    } finally {
      delete process.env.UESTORM_TEST_DYING;
      dying.abort();
      await end;
    }
  }

  it('is replaced on the same machine, and the run goes back to the last one', async () => {
    const outcome = await runDying('once');
    if (outcome instanceof Error) throw outcome;
    const result = outcome as Result;
    assert.deepEqual(outcomeOf(result), outcomeOf(whole));
    assert.deepEqual(lostOf(result), []);
    assert.equal(result.checkpoints?.deaths, 1);
    assert.match(
      said.join('\n'),
      /worker 1 of machine m9 died in region \d+, window \d+: out of luck; going back .* on m1, m2, m3, m9/,
    );
  });

  it('ends the run when it dies there again and again, with machine, region and window', async () => {
    const outcome = await runDying('always');
    assert.ok(outcome instanceof Error, 'it came to its end');
    assert.match(
      outcome.message,
      /^worker 1 of machine m9 died in region \d+, window \d+ after .*: out of luck, 3 times after the same checkpoint; uestorm resume /,
    );
  });
});

describe('a checkpoint of several machines', { skip }, () => {
  it('goes on on one, and that of one on several', async () => {
    const options = checkpointing();
    const folder = options.checkpoint?.folder ?? '';
    const stop = new AbortController();
    const first = await runWith(() => stop.abort(), { ...options, signal: stop.signal });
    assert.equal(first.status, 'interrupted');
    // It stands where the run stopped, and nothing is lost.
    const resumed = openCheckpoint(folder, (why) => assert.fail(why));
    assert.equal(resumed.manifest.simulated / 1e6, first.engine.simulatedSeconds);
    const alone = await runScenario(SCENARIO, { resumed, workers: 2 });
    assert.deepEqual(outcomeOf(alone), outcomeOf(whole));
    const together = await runScenario(SCENARIO, { resumed, cluster: clusterOf(server, 3, said) });
    assert.deepEqual(outcomeOf(together), outcomeOf(whole));
  });
});

describe('a run on several machines ends with what it has', { skip }, () => {
  it('at once when a machine says that it leaves', async () => {
    await assert.rejects(
      runWith(() => machines.kill('m1', 'SIGTERM')),
      /machine m1 was lost after [\d.]+ s of simulated time: it was ended;/,
    );
  });

  it('when a machine is killed and there are no checkpoints', async () => {
    await assert.rejects(
      runWith(() => machines.kill('m2', 'SIGKILL')),
      (error) => {
        assert.ok(error instanceof MachineLostError);
        assert.match(error.message, /machine m2 was lost after [\d.]+ s .*: nothing was heard of it for 2 s/);
        assert.match(error.message, /--checkpoint DIR goes on with the machines that are left/);
        assert.equal(error.partial.status, 'partial');
        assert.ok(error.partial.engine.messages > 0);
        assert.deepEqual(lostOf(error.partial), ['m2']);
        for (const { rounds, sentBytes } of error.partial.machines ?? [])
          assert.ok(rounds > 0 && sentBytes > 0);
        return true;
      },
    );
  });
});

describe('a machine whose run nobody asks for any more', { skip }, () => {
  it('is free again after some time, and has part in the next run', async () => {
    const told: string[] = [];
    const leaving = new AbortController();
    const end = joined({ silentSeconds: 2, once: false, signal: leaving.signal }, told);
    const asking = spawn(
      process.execPath,
      [COMMAND, 'run', 'collision-storm', '--cluster', server.url, '--machines', '4', '--duration', '24h'],
      { stdio: 'ignore' },
    );
    const isTold = (what: RegExp): Promise<void> =>
      until(`the machine says ${what}`, () => told.some((one) => what.test(one)) || told.join('; '));
    try {
      await isTold(/^has part in run /);
      await delay(500);
      asking.kill('SIGKILL');
      await isTold(/^run \w+ left: nothing is heard any more of who runs it$/);
      // The others still wait for it: only this one is free.
      const next = await runScenario(smallScenario('busy-hour'), { cluster: clusterOf(server, 1, said) });
      assert.deepEqual(
        next.machines?.map(({ name }) => name),
        ['m9'],
      );
    } finally {
      asking.kill('SIGKILL');
      leaving.abort();
      await end;
    }
  });
});
