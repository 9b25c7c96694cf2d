import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { clusterOf, Machines } from '../../bench/cluster/machines.js';
import { NatsServer } from '../../bench/cluster/nats.js';
import { Exposition } from '../../src/monitor/exposition.js';
import { MACHINE_METRICS } from '../../src/monitor/metrics/machines.js';
import type { Result } from '../../src/report/result.js';
import { formatSummary } from '../../src/report/summary.js';
import { runScenario } from '../../src/run.js';
import { BUSY, smallScenario } from '../engine/runs.js';
import { missing } from '../programs.js';

describe('what a run on several machines shows', { skip: missing('nats-server') }, () => {
  let server: NatsServer;
  let machines: Machines;
  let result: Result;
  const texts: Promise<string>[] = [];
  let meanwhile: string;
  let final: string;
  before(async () => {
    server = await NatsServer.start();
    machines = new Machines(2, 2, () => server.url);
    const expositions: Exposition[] = [];
    const look = (): void => {
      for (const exposition of expositions) texts.push(exposition.text());
    };
    result = await runScenario(smallScenario('collision-storm', { ...BUSY, ues: 2000, duration: 30 }), {
      cluster: clusterOf(server, 2),
      onStart: (run) => void expositions.push(new Exposition(run, { withProcess: false })),
      onProgress: ({ messages }) => messages > 0 && texts.length === 0 && look(),
    });
    look();
    [meanwhile, final] = await Promise.all(texts);
  });
  after(async () => {
    await machines.end();
    await server.stop();
  });

  const sampleOf = (text: string, series: string): number => {
    const line = text.split('\n').find((one) => one.startsWith(`${series} `));
    return Number(line?.slice(series.length) ?? Number.NaN);
  };

  it('is one /metrics for all of them, with labels by machine where it is about machines', () => {
    assert.equal(sampleOf(final, 'uestorm_machines'), 2);
    for (const { name } of MACHINE_METRICS.filter(({ labels }) => 'machine' in labels)) {
      for (const machine of ['m1', 'm2']) {
        assert.ok(sampleOf(final, `${name}{machine="${machine}"}`) >= 0, `${name} of ${machine}`);
      }
    }
    assert.equal(sampleOf(final, 'uestorm_machine_up{machine="m2"}'), 1);
  });

  it('counts while it goes on', () => {
    assert.equal(texts.length, 2);
    const counts = [meanwhile, final].map((text) => sampleOf(text, 'uestorm_messages_total'));
    assert.ok(counts[0] > 0 && counts[0] <= counts[1], counts.join(' then '));
    assert.equal(sampleOf(meanwhile, 'uestorm_run_state{state="running"}'), 1);
  });

  it('has the numbers of the result in the end', () => {
    assert.equal(sampleOf(final, 'uestorm_messages_total'), result.engine.messages);
    assert.equal(sampleOf(final, 'uestorm_rule_hold_seconds_count{rule="6"}'), result.rules['6'].hold.count);
    const [{ name, sentBytes }] = result.machines ?? assert.fail();
    assert.equal(sampleOf(final, `uestorm_machine_sent_bytes_total{machine="${name}"}`), sentBytes);
  });

  it('has a worker of each machine in the metrics of workers', () => {
    assert.equal(sampleOf(final, 'uestorm_workers'), 4);
    for (const worker of [0, 1, 2, 3]) {
      assert.ok(sampleOf(final, `uestorm_worker_seconds_total{worker="${worker}",activity="work"}`) > 0);
    }
  });

  it('is one summary, with a line for each machine', () => {
    const text = formatSummary(result, { colour: false, columns: 100 });
    assert.match(text, /^2000 UEs in 8 regions, 4 workers on 2 machines, /m);
    assert.match(text, /^machine +workers +regions +rounds +sent +sent again +waited +resident$/m);
    assert.match(text, /^m1 +2 +4 /m);
  });
});
