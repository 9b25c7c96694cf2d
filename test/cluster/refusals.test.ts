import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { clusterOf, Machines } from '../../bench/cluster/machines.js';
import { NatsServer } from '../../bench/cluster/nats.js';
import { type Access, readAccess } from '../../src/cluster/connection/access.js';
import { ask } from '../../src/cluster/connection/ask.js';
import { connect } from '../../src/cluster/connection/connect.js';
import { CALL, orders } from '../../src/cluster/connection/subjects.js';
import { place } from '../../src/cluster/coordinate/placing.js';
import { readAnswer, readOffer } from '../../src/cluster/forms.js';
import { join } from '../../src/cluster/join/join.js';
import { offerOf } from '../../src/cluster/offer.js';
import type { LiveRun } from '../../src/engine/control/live.js';
import { InterruptedError, UsageError } from '../../src/errors.js';
import { setLoad, watch } from '../../src/monitor/api.js';
import { runScenario } from '../../src/run.js';
import { smallScenario } from '../engine/runs.js';
import { missing } from '../programs.js';
import { makeCredentials } from './credentials.js';

const skip = missing('nats-server');

/** What a promise is refused with. */
async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => assert.fail('it was not refused'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof UsageError, String(error));
  return error.message;
}

const joinAt = (access: Access): Promise<void> =>
  join({
    ...{ access, name: 'm1', workers: 1, once: true },
    signal: AbortSignal.timeout(20_000),
    tell: () => undefined,
    takeTrials: () => assert.fail('no search'),
  });

describe('a NATS server', { skip }, () => {
  it('that is not there is one clear error', async () => {
    const server = await NatsServer.start();
    await server.stop();
    assert.match(
      await refusal(joinAt(readAccess(server.url, {}, {}))),
      /^NATS server 127\.0\.0\.1:\d+: no connection: .*\(ECONNREFUSED\); start nats-server there, or name another address$/,
    );
  });

  it('that wants a password refuses who has none, and who has another one', async () => {
    const server = await NatsServer.start(['--user', 'uestorm', '--pass', 'right-one']);
    try {
      const says = /: refused who asks; give credentials with --creds FILE, NATS_TOKEN, or NATS_USER/;
      assert.match(await refusal(joinAt(readAccess(server.url, {}, {}))), says);
      const wrong = { NATS_USER: 'uestorm', NATS_PASSWORD: 'wrong-one' };
      const text = await refusal(joinAt(readAccess(server.url, {}, wrong)));
      assert.match(text, says);
      assert.doesNotMatch(text, /wrong-one/);
      const right = { NATS_USER: 'uestorm', NATS_PASSWORD: 'right-one' };
      await (await connect(readAccess(server.url, {}, right), 'test')).close();
    } finally {
      await server.stop();
    }
  });

  it('that wants a token takes it from the environment', async () => {
    const server = await NatsServer.start(['--auth', 'a-token']);
    try {
      assert.match(await refusal(joinAt(readAccess(server.url, {}, {}))), /refused who asks/);
      await (await connect(readAccess(server.url, {}, { NATS_TOKEN: 'a-token' }), 'test')).close();
    } finally {
      await server.stop();
    }
  });
});

describe('a NATS server with accounts', { skip }, () => {
  it('believes the credentials of a user of an account, and refuses who has others', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'uestorm-'));
    const write = (name: string, text: string): string => {
      const file = path.join(folder, name);
      writeFileSync(file, text);
      return file;
    };
    const { config, creds } = makeCredentials();
    const server = await NatsServer.start(['-c', write('nats.conf', config)]);
    try {
      const own = readAccess(server.url, { creds: write('own.creds', creds) }, {});
      await (await connect(own, 'test')).close();
      const inTheEnvironment = readAccess(server.url, {}, { NATS_CREDS: path.join(folder, 'own.creds') });
      await (await connect(inTheEnvironment, 'test')).close();
      const others = readAccess(server.url, { creds: write('others.creds', makeCredentials().creds) }, {});
      assert.match(await refusal(joinAt(others)), /refused who asks/);
      assert.match(await refusal(joinAt(readAccess(server.url, {}, {}))), /refused who asks/);
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a NATS server with TLS', { skip: skip || missing('openssl') }, () => {
  let folder: string;
  let server: NatsServer;
  const file = (name: string): string => path.join(folder, name);
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'uestorm-'));
    const made = spawnSync('openssl', [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
      ],
      ...['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'],
      ...['-keyout', file('key.pem'), '-out', file('cert.pem')],
    ]);
    assert.equal(made.status, 0, String(made.stderr ?? made.error));
    server = await NatsServer.start(['--tls', '--tlscert', file('cert.pem'), '--tlskey', file('key.pem')]);
  });
  after(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  it('is believed with the certificate of who signed its own, and not without', async () => {
    const access = readAccess(server.url, { tlsCa: file('cert.pem') }, {});
    const connection = await connect(access, 'test');
    assert.equal(connection.info?.tls_required, true);
    await connection.close();
    assert.match(
      await refusal(joinAt(readAccess(server.url, {}, {}))),
      /no secure connection: .*certificate.*; name who signed its certificate with --tls-ca FILE/,
    );
  });

  it('is insisted on with tls://', async () => {
    const plain = await NatsServer.start();
    try {
      const text = await refusal(joinAt(readAccess(`tls://127.0.0.1:${plain.port}`, {}, {})));
      assert.match(text, /no secure connection: /);
    } finally {
      await plain.stop();
    }
  });
});

describe('machines that cannot be used', { skip }, () => {
  let server: NatsServer;
  let machines: Machines;
  before(async () => {
    server = await NatsServer.start();
    machines = new Machines(2, 1, () => server.url);
  });
  after(async () => {
    await machines.end();
    await server.stop();
  });

  it('are too few within the time', async () => {
    const cluster = { ...clusterOf(server, 5), waitSeconds: 4 };
    assert.match(
      await refusal(runScenario(smallScenario('busy-hour'), { cluster })),
      /^--machines 5: 2 joined within 4 s \(m1, m2\); start uestorm join 127\.0\.0\.1:\d+ on others, wait longer with --wait, or ask for fewer$/,
    );
  });

  it('are waited for until that is interrupted', async () => {
    const stop = AbortSignal.timeout(1500);
    await assert.rejects(
      runScenario(smallScenario('busy-hour'), { cluster: clusterOf(server, 5), signal: stop }),
      (error) => {
        assert.ok(error instanceof InterruptedError);
        assert.equal(error.message, 'interrupted while it waited for machines: 2 of 5 had joined');
        return true;
      },
    );
  });

  it('have another version, which is said by name', async () => {
    const connection = await connect(clusterOf(server, 1).access, 'another');
    connection.subscribe(CALL, {
      callback: (_, message) => {
        const offer = offerOf('other', 'old-one', 64, null);
        message.respond(JSON.stringify({ ...offer, code: { uestorm: '0.0.9', cores: '0badc0de' } }));
      },
    });
    const said: string[] = [];
    const cluster = { ...clusterOf(server, 3, said), waitSeconds: 2 };
    const text = await refusal(runScenario(smallScenario('busy-hour'), { cluster }));
    const says =
      /machine old-one has uestorm 0\.0\.9 with cores 0badc0de, and this is .*: not used; install the same/;
    assert.match(said.join('\n'), says);
    assert.match(text, says);
    await connection.close();
  });

  it('offer themselves again, where they fail and whoever asked is gone', async () => {
    const connection = await connect(clusterOf(server, 1).access, 'another');
    const order = async (id: string, text: object) => {
      const answer = await connection.request(orders(id), JSON.stringify({ run: 'gone', ...text }));
      assert.equal(readAnswer(answer.data).refused, null);
    };
    try {
      const { id } = readOffer(await ask(connection, CALL, '', AbortSignal.timeout(20_000)));
      await order(id, { order: 'take' });
      // Nothing came that says what to begin; and nobody hears that.
      await order(id, { order: 'begin', leg: 1 });
      await order(id, { order: 'leave' });
      await order(id, { run: 'next', order: 'take' });
      await order(id, { run: 'next', order: 'leave' });
    } finally {
      await connection.close();
    }
  });

  it('are not steered, and show no single UE', async () => {
    let live: LiveRun | null = null;
    await runScenario(smallScenario('busy-hour', { clock: 'real', duration: 1 }), {
      cluster: clusterOf(server, 2),
      onStart: (run) => {
        live = run;
      },
    });
    const run = live as LiveRun | null;
    assert.ok(run !== null);
    const says = /this run is on 2 machines, and cannot be (steered|watched)/;
    assert.throws(() => setLoad(run, { factor: 2 }), says);
    assert.throws(() => watch(run, { ue: 1 }), says);
  });
});

describe('the placing of regions', () => {
  const GIB = 2 ** 30;
  const plans = Array.from({ length: 8 }, () => ({ planned: GIB / 4, fixed: 0 }));
  const offer = (name: string, workers: number, gib: number) => ({ name, workers, freeBytes: gib * GIB });

  it('goes by workers', () => {
    assert.deepEqual(place(plans, [offer('large', 6, 64), offer('small', 2, 64)]), {
      machineOf: [0, 0, 0, 0, 0, 0, 1, 1],
      placement: [0, 6, 1, 2, 3, 4, 5, 7],
    });
  });

  it('gives no machine more than its memory holds, and each a region', () => {
    const { machineOf, placement } = place(plans, [offer('large', 16, 5), offer('small', 1, 3)]);
    const regions = [0, 1].map(
      (machine) => placement.filter((worker) => machineOf[worker] === machine).length,
    );
    assert.deepEqual(regions, [5, 3]);
    assert.deepEqual(place(plans, [offer('many', 100, 64), offer('one', 1, 64)]).machineOf.at(-1), 1);
  });

  it('has no machine without a region', () => {
    assert.throws(
      () => place(plans.slice(0, 1), [offer('m1', 1, 64), offer('m2', 1, 64)]),
      /--machines 2: there are 1 regions, and a machine has one at least; ask for fewer machines/,
    );
  });

  it('says what is offered where that is too little', () => {
    assert.throws(
      () => place(plans, [offer('large', 6, 4), offer('small', 2, 3)]),
      /^UsageError: memory: 8 regions want 8\.0 GiB, and the machines offer large 4\.0 GiB, small 3\.0 GiB; take fewer/,
    );
  });
});
