import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { METRICS } from '../../src/monitor/metrics/metrics.js';
import { DASHBOARDS, GRAFANA, panelsOf, type Rule, rulesOf } from './grafana.js';

/** The units of Grafana that the dashboards may use. */
const UNITS = ['none', 'short', 'string', 'percentunit', 'bytes', 's', 'cps'];

const SERIES = new Set(
  METRICS.flatMap(({ name, type }) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  ),
);

/** The metrics of uestorm that an expression names. */
function metricsOf(expression: string): string[] {
  return [...expression.matchAll(/(?<![\w:])uestorm_\w+/g)].map(([name]) => name);
}

// What grafana/dashboard-linter asks for, and what makes a set of dashboards.
for (const dashboard of DASHBOARDS) {
  const variables = new Map(dashboard.templating.list.map((variable) => [variable.name, variable]));

  describe(`the dashboard ${dashboard.title}`, () => {
    it('says what it is for, and is edited in its source alone', () => {
      assert.ok(dashboard.description.length > 20);
      assert.equal(dashboard.editable, false);
    });

    it('lets one choose the data source', () => {
      const { type, label, query } = variables.get('datasource') ?? assert.fail();
      assert.deepEqual([type, label, query], ['datasource', 'Data source', 'prometheus']);
    });

    for (const [name, label] of [
      ['job', 'Job'],
      ['instance', 'Instance'],
    ]) {
      it(`lets one choose ${name}, several or all`, () => {
        const variable = variables.get(name) ?? assert.fail();
        assert.deepEqual(
          [variable.type, variable.label, variable.multi, variable.includeAll, variable.allValue],
          ['query', label, true, true, '.+'],
        );
      });
    }

    it('looks for the values of its variables anew when the time changes, in the chosen data source', () => {
      for (const { type, name, refresh, datasource, query } of variables.values()) {
        if (type !== 'query') continue;
        assert.equal(refresh, 2, name);
        assert.equal(datasource?.uid, '$datasource', name);
        for (const metric of metricsOf(query ?? '')) assert.ok(SERIES.has(metric), metric);
      }
    });

    for (const { title = '', description = '', targets = [], ...panel } of panelsOf(dashboard)) {
      describe(`panel ${title}`, () => {
        it('has a title, a description and a unit', () => {
          assert.notEqual(title, '');
          assert.ok(description.endsWith('.'), description);
          assert.ok(UNITS.includes(panel.fieldConfig?.defaults.unit ?? ''), panel.fieldConfig?.defaults.unit);
        });

        it('asks the chosen data source for the chosen runs, over the interval of the scrapes', () => {
          assert.equal(panel.datasource?.uid, '$datasource');
          assert.ok(targets.length > 0);
          for (const { expr, datasource } of targets) {
            assert.equal(datasource.uid, '$datasource');
            const selectors = expr.match(/\{[^}]*\}/g) ?? [];
            const names = expr.match(/\b(uestorm|process|nodejs|scrape)_\w+/g) ?? [];
            assert.equal(selectors.length, names.length, `${expr}: a selector without matchers`);
            for (const selector of selectors) {
              assert.ok(
                selector.includes('job=~"$job"') && selector.includes('instance=~"$instance"'),
                selector,
              );
            }
            for (const [, range] of expr.matchAll(/rate\([^[]*\[([^\]]*)\]/g)) {
              assert.equal(range, '$__rate_interval', expr);
            }
            for (const metric of metricsOf(expr)) assert.ok(SERIES.has(metric), metric);
          }
        });

        it('takes rate or increase of every counter', () => {
          for (const { expr } of targets) {
            const counters = expr.match(/\w+_(total|count|sum|bucket)\{/g) ?? [];
            const rates = expr.match(/(rate|increase)\(\w+_(total|count|sum|bucket)\{/g) ?? [];
            assert.equal(rates.length, counters.length, expr);
          }
        });
      });
    }

    it('has panels side by side, none upon another', () => {
      const taken = new Set<string>();
      for (const { gridPos, title } of dashboard.panels) {
        const { x, y, w, h } = gridPos;
        assert.ok(x + w <= 24, title);
        for (let column = x; column < x + w; column++) {
          for (let line = y; line < y + h; line++) {
            const place = `${column},${line}`;
            assert.ok(!taken.has(place), `${title} at ${place}`);
            taken.add(place);
          }
        }
      }
    });
  });
}

describe('the dashboards together', () => {
  it('show every metric', () => {
    const shown = new Set(
      [
        ...DASHBOARDS.flatMap(panelsOf).flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
        ...DASHBOARDS.flatMap(({ templating }) => templating.list.map(({ query = '' }) => query)),
        ...rulesOf('rules.yml').map(({ expr }) => expr),
        ...rulesOf('alerts.yml').map(({ expr }) => expr),
      ].flatMap(metricsOf),
    );
    const base = (name: string) => [name, `${name}_bucket`, `${name}_sum`, `${name}_count`];
    const unseen = METRICS.filter(({ name }) => !base(name).some((series) => shown.has(series)));
    assert.deepEqual(
      unseen.map(({ name }) => name),
      UNSEEN,
    );
  });
});

/** For scripts and reports: labels, and what the dashboards show as a ratio. */
const UNSEEN = [
  'uestorm_run_duration_seconds',
  'uestorm_wall_seconds_total',
  'uestorm_run_steered',
  'uestorm_traffic_total',
];

describe('the rules for Prometheus', () => {
  const recording = rulesOf('rules.yml');
  const alerts = rulesOf('alerts.yml');
  const runbook = readFileSync(new URL('../docs/runbook.md', GRAFANA), 'utf8');

  it('record level:metric:operations', () => {
    for (const { record = '' } of recording) assert.match(record, /^[a-z_]+:uestorm_[a-z_]+:[a-z0-9_]+$/);
  });

  it('are about metrics that there are', () => {
    const recorded = new Set(recording.map(({ record }) => record));
    for (const { expr } of [...recording, ...alerts]) {
      for (const metric of metricsOf(expr)) assert.ok(SERIES.has(metric), metric);
      for (const [name] of expr.matchAll(/\w+:\w+:\w+/g)) assert.ok(recorded.has(name), name);
    }
  });

  for (const { alert = '', labels = {}, annotations = {} } of alerts as Rule[]) {
    it(`say for ${alert} how bad it is, what it means and what to do`, () => {
      assert.ok(['warning', 'critical'].includes(labels.severity));
      assert.ok(annotations.summary && annotations.description);
      const [page, anchor] = annotations.runbook_url.split('#');
      assert.equal(page, 'docs/runbook.md');
      assert.equal(anchor, alert.toLowerCase());
      assert.ok(runbook.includes(`\n## ${alert}\n`), `${alert} is not in the runbook`);
    });
  }
});

describe('what is provisioned', () => {
  const read = (path: string) => parse(readFileSync(new URL(path, GRAFANA), 'utf8'));
  const compose = read('compose.yml');

  it('finds the dashboards and the data source where the containers have them', () => {
    const { volumes } = compose.services.grafana;
    assert.ok(volumes.includes('./provisioning:/etc/grafana/provisioning:ro'));
    const [provider] = read('provisioning/dashboards/uestorm.yml').providers;
    assert.ok(volumes.includes(`./dashboards:${provider.options.path}:ro`));
    assert.equal(provider.allowUiUpdates, false);
    const [source] = read('provisioning/datasources/prometheus.yml').datasources;
    const listens = compose.services.prometheus.command.find((word: string) =>
      word.includes('listen-address'),
    );
    assert.equal(`--web.listen-address=${new URL(source.url).host}`, listens);
  });

  it('scrapes as often as the data source believes, and where uestorm is by default', () => {
    const { global, scrape_configs } = read('prometheus/prometheus.yml');
    const [source] = read('provisioning/datasources/prometheus.yml').datasources;
    assert.equal(global.scrape_interval, source.jsonData.timeInterval);
    assert.deepEqual(scrape_configs[0].static_configs[0].targets, ['127.0.0.1:9464']);
  });

  it('has machines join where the NATS server listens, with options that there are', async () => {
    const { services } = parse(readFileSync(new URL('cluster.yml', GRAFANA), 'utf8'), { merge: true });
    const [, address, , port] = services.nats.command;
    assert.equal(address, '127.0.0.1');
    const joining = Object.values<{ image: string; command: string[]; volumes: string[] }>(services).filter(
      ({ command }) => command.includes('join'),
    );
    assert.equal(joining.length, 2);
    const main = new URL('../dist/src/cli/main.js', GRAFANA);
    for (const { command, image, volumes } of joining) {
      assert.deepEqual(command.slice(0, 4), [
        ...['node', '/uestorm/dist/src/cli/main.js', 'join'],
        `nats://${address}:${port}`,
      ]);
      assert.ok(existsSync(main) && volumes.includes('..:/uestorm:ro'));
      assert.match(image, /^node:20\.\d+\.\d+/);
      // What it would do with these options but join: say what help says.
      const { status } = spawnSync(process.execPath, [fileURLToPath(main), ...command.slice(2), '--help']);
      assert.equal(status, 0);
    }
    assert.match(services.nats.image, /^nats:\d+\.\d+\.\d+$/);
  });

  it('listens on this machine alone', () => {
    assert.equal(compose.services.grafana.environment.GF_SERVER_HTTP_ADDR, '127.0.0.1');
    for (const { image } of Object.values<{ image: string }>(compose.services)) {
      assert.match(image, /:v?\d+\.\d+\.\d+$/, 'a version that does not change');
    }
  });
});
