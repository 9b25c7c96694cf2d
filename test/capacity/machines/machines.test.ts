import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { clusterOf, Machines } from '../../../bench/cluster/machines.js';
import { NatsServer } from '../../../bench/cluster/nats.js';
import { packQueued } from '../../../src/capacity/machines/messages.js';
import { streamOf } from '../../../src/capacity/machines/queue.js';
import { ClusterTrials } from '../../../src/capacity/machines/search.js';
import { capacity } from '../../../src/capacity/network/capacity.js';
import type { SweepResult } from '../../../src/capacity/sweep/result.js';
import { sweep } from '../../../src/capacity/sweep/sweep.js';
import { NO_CACHE, type TrialCache } from '../../../src/capacity/trials/cache.js';
import type { Trial } from '../../../src/capacity/trials/trial.js';
import { readAccess } from '../../../src/cluster/connection/access.js';
import { connect } from '../../../src/cluster/connection/connect.js';
import { trials, trialsDone } from '../../../src/cluster/connection/subjects.js';
import { pack } from '../../../src/cluster/packed.js';
import { UsageError } from '../../../src/errors.js';
import { loadScenario } from '../../../src/scenario/load.js';
import { missing } from '../../programs.js';

const SMALL = { ues: 1000, duration: 4, seeds: 2, warmUp: 1, cache: NO_CACHE };
const AXES = ['traffic.rekey=10,60'];

let server: NatsServer;
let store: string;
/** Of one machine. */
let table: SweepResult;

/** Does something with trials that run on so many machines. */
async function onMachines<T>(
  machines: number,
  use: (runner: ClusterTrials, all: Machines) => Promise<T>,
  said: string[] = [],
): Promise<T> {
  const all = new Machines(machines, 1, () => server.url);
  try {
    const runner = await ClusterTrials.start(clusterOf(server, machines, said));
    try {
      return await use(runner, all);
    } finally {
      await runner.end();
    }
  } finally {
    await all.end();
  }
}

/** The run whose queue the server has. */
async function onlyRun(connection: NatsConnection): Promise<string> {
  const streams = await (await jetstreamManager(connection)).streams.list().next();
  assert.equal(streams.length, 1);
  return streams[0].config.name.replace(streamOf(''), '');
}

/** Calls after the first trial that is done. */
function afterFirst(call: () => void): TrialCache {
  let isCalled = false;
  return {
    get: NO_CACHE.get,
    put: async (_hash: string, _trial: Trial) => {
      if (!isCalled) call();
      isCalled = true;
    },
  };
}

describe('trials on several machines', { skip: missing('nats-server') }, () => {
  before(async () => {
    store = mkdtempSync(join(tmpdir(), 'uestorm-jetstream-'));
    server = await NatsServer.start(['-js', '-sd', store]);
    table = await sweep('collision-storm', AXES, SMALL);
  });
  after(async () => {
    await server.stop();
    rmSync(store, { recursive: true, force: true });
  });

  it('give the answer of one machine: a search', async () => {
    const options = { ...SMALL, goals: ['rules.3.holds / rules.3.checks < 50%'], precision: '50%' };
    const alone = await capacity('collision-storm', options);
    const together = await onMachines(2, (runner) => capacity('collision-storm', { ...options, runner }));
    assert.deepEqual(together, alone);
    assert.ok(alone.trials.length > 2);
  });

  it('give the table of one machine, when one dies on the way', async () => {
    const together = await onMachines(2, (runner, all) =>
      sweep('collision-storm', AXES, {
        ...SMALL,
        runner,
        cache: afterFirst(() => all.kill('m1', 'SIGKILL')),
      }),
    );
    assert.deepEqual(together, table);
  });

  it('give the table of one machine, when the server is started anew on the way', async () => {
    const together = await onMachines(2, (runner) =>
      sweep('collision-storm', AXES, { ...SMALL, runner, cache: afterFirst(() => void server.restart()) }),
    );
    assert.deepEqual(together, table);
  });

  for (const [what, bytes] of [
    ['null', Buffer.from('null')],
    ['null, packed', pack(null, [])],
    ['a trial without a task', pack({ trial: 0, task: null }, [])],
    ['what came of none', pack({ trial: 0, outcome: null, failure: null }, [])],
    ['what came of one, without its numbers', pack({ trial: 0, outcome: {}, failure: null }, [])],
  ] as const) {
    it(`give the table of one machine, when somebody else says ${what}`, async () => {
      const connection = await connect(readAccess(server.url, {}, {}), 'another');
      const together = await onMachines(1, async (runner) => {
        const run = await onlyRun(connection);
        // As the number of its message is that of the first trial, the server takes that for one that it has.
        await jetstream(connection).publish(trials(run), bytes, { msgID: '0.0' });
        connection.publish(trialsDone(run), bytes);
        return sweep('collision-storm', AXES, { ...SMALL, runner });
      });
      await connection.close();
      assert.deepEqual(together, table);
    });
  }

  it('fail with what is wrong with a scenario that somebody else has queued', async () => {
    const connection = await connect(readAccess(server.url, {}, {}), 'another');
    await onMachines(1, async (runner) => {
      const run = await onlyRun(connection);
      const scenario = { ...loadScenario('busy-hour', { ues: 100, duration: 1 }), enbs: 0 };
      const bytes = packQueued({ trial: 0, task: { scenario, warmUp: null, series: [] } });
      await jetstream(connection).publish(trials(run), bytes, { msgID: '0.0' });
      await assert.rejects(
        sweep('collision-storm', AXES, { ...SMALL, runner }),
        /a trial on another machine: .*enbs: expected/,
      );
    });
    await connection.close();
  });

  it('need JetStream on the server, and say so', async () => {
    const plain = await NatsServer.start();
    try {
      await assert.rejects(ClusterTrials.start(clusterOf(plain, 1)), (error: Error) => {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, /^NATS server 127\.0\.0\.1:\d+: has no JetStream, .*nats-server -js$/);
        return true;
      });
    } finally {
      await plain.stop();
    }
  });
});
