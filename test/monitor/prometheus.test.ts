import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import type { Result } from '../../src/report/result.js';
import { missing } from '../programs.js';
import { until } from '../until.js';
import { assertSameAsResult } from './compare.js';
import { DASHBOARDS, GRAFANA, panelsOf, rulesOf } from './grafana.js';
import { ask, post } from './http.js';

const MAIN = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));
const RULES = fileURLToPath(new URL('prometheus/', GRAFANA));

const skip = missing('prometheus', 'promtool');

/** Queries that have no data in a healthy run, and why. */
const EMPTY: Readonly<Record<string, string>> = {
  UestormInvariantViolated: 'no invariant is violated with all rules on',
  UestormFallsBehind: 'the run keeps up, or is less than a second behind',
  UestormRefusesWork: 'queues and pools have room',
  UestormLoadRefused: 'no queue of a UE is full',
  UestormLoadMissing: 'as many UEs are registered as the scenario says',
  UestormStalled: 'simulated time passes',
  UestormMachineLost: 'the run is on one machine',
  UestormWaitsForMachines: 'the run is on one machine',
  UestormWorkerLost: 'no worker dies',
};

/** Only a run on several machines has series of them (test/cluster/metrics.test.ts). */
const isOfMachines = (expression: string): boolean => expression.includes('uestorm_machine_');

const promtool = (args: readonly string[], input?: string) => {
  const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: RULES, input, encoding: 'utf8' });
  return { status, output: stdout + stderr };
};

describe('promtool', { skip }, () => {
  for (const args of [
    ['check', 'config', 'prometheus.yml'],
    ['check', 'rules', 'rules.yml', 'alerts.yml'],
    ['test', 'rules', 'alerts.test.yml'],
  ]) {
    it(`finds nothing wrong: promtool ${args.join(' ')}`, () => {
      const { status, output } = promtool(args);
      assert.equal(status, 0, output);
    });
  }
});

interface Vector {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

describe('Prometheus and a run with the real clock', { skip }, () => {
  const root = mkdtempSync(join(tmpdir(), 'uestorm-'));
  const children: ChildProcess[] = [];
  let uestorm: string;
  let prometheus: string;
  let ended: Promise<unknown>;

  before(async () => {
    // So many re-keys and handovers that every rule speaks, and so few that nothing is refused for long.
    const rates = [
      'rekey=100',
      'x2_handover=100',
      's1_handover=60',
      'inter_mme_handover=60',
      'downlink_nas=60',
    ];
    const run = start(process.execPath, [
      ...[MAIN, 'run', 'busy-hour', '--ues', '5000', '--duration', '40s', '--workers', '2', '--quiet'],
      ...rates.flatMap((rate) => ['--set', `traffic.${rate}`]),
      ...[
        '--set',
        'mme.servers=4',
        '--set',
        'mme.service=100us',
        '--set',
        'regions=2',
        '--set',
        'population.connected=60%',
        '--set',
        'limits.active=30%',
      ],
      ...['--clock', 'real', '--speed', '2', '--metrics-port', '0', '--linger', '10m', '--out', root],
    ]);
    ended = once(run, 'exit');
    uestorm = await addressOf(run);
    cpSync(RULES, join(root, 'prometheus'), { recursive: true });
    const config = parse(readFileSync(join(RULES, 'prometheus.yml'), 'utf8'));
    config.global = { scrape_interval: '500ms', evaluation_interval: '500ms' };
    config.scrape_configs[0].static_configs[0].targets = [new URL(uestorm).host];
    writeFileSync(join(root, 'prometheus', 'prometheus.yml'), stringify(config));
    for (let tries = 1; !(await startPrometheus()); tries++)
      assert.ok(tries < 3, 'Prometheus does not start');
  });
  after(async () => {
    for (const child of children) {
      const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
      child.kill('SIGKILL');
      await gone;
    }
    rmSync(root, { recursive: true, force: true });
  });

  it('is seen by promtool as a tidy exporter', async () => {
    await until('there are metrics', async () => (await ask(`${uestorm}/metrics`)).status === 200);
    const { status, output } = promtool(['check', 'metrics'], (await ask(`${uestorm}/metrics`)).text);
    assert.deepEqual([status, output], [0, '']);
  });

  it('is scraped while it runs', async () => {
    await until('15 s have run', async () => {
      const [seconds = 0] = await numbers('uestorm_simulated_seconds_total');
      return seconds > 15 || (await whatIs());
    });
    assert.deepEqual(await numbers('up'), [1]);
    assert.deepEqual(await numbers('uestorm_run_state{state="running"}'), [1]);
  });

  it('gives data to every query of every dashboard', async () => {
    for (const dashboard of DASHBOARDS) {
      for (const { title, targets = [] } of panelsOf(dashboard)) {
        for (const { expr } of targets.filter((target) => !isOfMachines(target.expr)))
          await assertData(`${dashboard.title}, ${title}`, filledIn(expr));
      }
    }
  });

  it('gives values to every variable of every dashboard', async () => {
    for (const { templating } of DASHBOARDS) {
      for (const { type, query: written = '' } of templating.list) {
        if (type !== 'query') continue;
        const [, selector, label] = /^label_values\((.*), (\w+)\)$/.exec(written) ?? [];
        await assertData(written, `count by (${label}) (${filledIn(selector)})`);
      }
    }
  });

  it('gives data to every recording rule', async () => {
    for (const { record = '' } of rulesOf('rules.yml')) {
      await until(`${record} has data`, async () => (await query(record)).length > 0);
      await assertData(record, record);
    }
  });

  it('raises no alert, and gives data to what every alert compares', async () => {
    for (const { alert = '', expr } of rulesOf('alerts.yml')) {
      const found = await query(expr);
      // On a machine that is busy with other things for a moment a second is soon gone.
      if (alert !== 'UestormFallsBehind') assert.deepEqual(found, [], `${alert}, although ${EMPTY[alert]}`);
      const [, left] = /^(.*?) (?:>|==) /s.exec(expr) ?? [];
      if (!isOfMachines(left)) await assertData(alert, left);
    }
    assert.deepEqual(await query('ALERTS{alertstate="firing"}'), []);
    assert.deepEqual(
      Object.keys(EMPTY),
      rulesOf('alerts.yml').map(({ alert }) => alert),
    );
  });

  it('keeps its final values while it lingers: those of result.json and of metrics.prom', async () => {
    await until(
      'Prometheus knows that the run has completed',
      async () => (await numbers('uestorm_run_state{state="completed"}'))[0] === 1 || (await whatIs()),
    );
    const result: Result = JSON.parse(readFileSync(join(root, 'result.json'), 'utf8'));
    assert.equal(result.status, 'completed');
    const samples = await query('{__name__=~"uestorm_.+"}');
    const values = new Map(samples.map(({ metric, value }) => [keyOf(metric), Number(value[1])]));
    assertSameAsResult(
      (name, labels = {}) => values.get(keyOf({ ...labels, __name__: name })) ?? Number.NaN,
      result,
    );
    const metrics = readFileSync(join(root, 'metrics.prom'), 'utf8');
    const { status, output } = promtool(['check', 'metrics'], metrics);
    assert.deepEqual([status, output], [0, '']);
    const scraped = (await ask(`${uestorm}/metrics`)).text;
    assert.ok(scraped.startsWith(metrics.trimEnd()), 'metrics.prom is not the head of the last scrape');
  });

  it('ends when it is asked to, and says that all was well', async () => {
    assert.equal((await post(`${uestorm}/api/stop`, {})).status, 202);
    assert.deepEqual(await ended, [0, null]);
  });

  /** False: somebody else has taken its port since that was free. */
  async function startPrometheus(): Promise<boolean> {
    const port = await freePort();
    prometheus = `http://127.0.0.1:${port}`;
    const child = start('prometheus', [
      `--config.file=${join(root, 'prometheus', 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(root, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ]);
    const isGone = () => child.exitCode !== null;
    await until('Prometheus is ready', async () => {
      return isGone() || (await ask(`${prometheus}/-/ready`)).status === 200;
    });
    return !isGone();
  }

  function start(command: string, args: readonly string[]): ChildProcess {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    children.push(child);
    // Whoever writes must be read, or stands still when the pipe is full.
    child.stderr.resume();
    return child;
  }

  /** The instant value of a query, now. */
  async function query(expression: string): Promise<readonly Vector[]> {
    const { text } = await ask(`${prometheus}/api/v1/query?query=${encodeURIComponent(expression)}`);
    const { status, data, error } = JSON.parse(text);
    assert.equal(status, 'success', `${expression}: ${error}`);
    return data.result;
  }

  async function numbers(expression: string): Promise<number[]> {
    return (await query(expression)).map(({ value }) => Number(value[1]));
  }

  /** What the run says, and how Prometheus fares with it: for whoever reads why a test waited in vain. */
  async function whatIs(): Promise<string> {
    const of = (url: string) => ask(url).then(({ text }) => text, String);
    const exits = children.map(({ exitCode, signalCode }) => exitCode ?? signalCode);
    return `exits ${exits}; ${await of(`${uestorm}/api/status`)}; ${await of(`${prometheus}/api/v1/targets`)}`;
  }

  async function assertData(what: string, expression: string): Promise<void> {
    const values = await numbers(expression);
    assert.ok(values.length > 0, `${what}: no data for ${expression}`);
    assert.ok(
      values.some((value) => !Number.isNaN(value)),
      `${what}: nothing but NaN for ${expression}`,
    );
  }
});

/** As Grafana fills in its variables for a look at all runs. */
function filledIn(expression: string): string {
  return expression
    .replaceAll('$__rate_interval', '10s')
    .replaceAll('$__range', '10s')
    .replaceAll(/\$\w+/g, '.+');
}

/** What tells a series of this one run from the others. */
function keyOf(metric: Readonly<Record<string, string>>): string {
  const { job: _, instance: __, ...labels } = metric;
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What the run says on standard error: where it listens. */
function addressOf(run: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let text = '';
    run.stderr?.setEncoding('utf8').on('data', (part) => {
      text += part;
      const [, url] = /at (http:\S+)\/\n/.exec(text) ?? [];
      if (url !== undefined) found(url);
    });
    run.on('exit', () => failed(new Error(`the run did not begin: ${text}`)));
  });
}

/** A port that was free a moment ago; Prometheus cannot choose one itself. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return address !== null && typeof address === 'object' ? address.port : assert.fail();
}
