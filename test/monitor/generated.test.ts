import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { FILES } from '../../grafana/source/files.js';
import { METRICS } from '../../src/monitor/metrics/metrics.js';

const ROOT = new URL('../../../', import.meta.url);

describe('what is generated', () => {
  for (const [path, text] of Object.entries(FILES)) {
    it(`is not stale: ${path}`, () => {
      assert.equal(
        readFileSync(new URL(path, ROOT), 'utf8'),
        text,
        `${path} is not what its source gives; run npm run generate`,
      );
    });
  }

  it('is all that lies in grafana/dashboards', () => {
    const there = readdirSync(new URL('grafana/dashboards/', ROOT)).map(
      (name) => `grafana/dashboards/${name}`,
    );
    assert.deepEqual(
      there.sort(),
      Object.keys(FILES)
        .filter((path) => path.startsWith('grafana/'))
        .sort(),
    );
  });
});

describe('docs/metrics.md', () => {
  const page = FILES['docs/metrics.md'];

  it('names every metric once, with its meaning', () => {
    for (const { name, help } of METRICS) {
      assert.equal(page.split(`### \`${name}\`\n\n${help}.\n`).length, 2, name);
    }
  });

  it('has every name of the contract', () => {
    for (const name of [
      'uestorm_procedures_total',
      'uestorm_rule_verdicts_total',
      'uestorm_rule_hold_seconds',
      'uestorm_rule_decision_seconds',
      'uestorm_procedure_duration_seconds',
      'uestorm_invariant_violations_total',
      'uestorm_messages_total',
      'uestorm_ues',
      'uestorm_window_lateness_seconds',
      'uestorm_simulated_seconds_total',
      'uestorm_run_info',
      'uestorm_build_info',
    ]) {
      assert.ok(page.includes(`### \`${name}\`\n`), name);
    }
  });
});
