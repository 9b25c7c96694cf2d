import { formatMetricsPage } from '../../src/monitor/page.js';
import { capacity } from './capacity.js';
import { engine } from './engine.js';
import { overview } from './overview.js';
import { rules } from './rules.js';

/** What is generated, by its path from the top of the repository. */
export const FILES: Readonly<Record<string, string>> = {
  'docs/metrics.md': formatMetricsPage(),
  'grafana/dashboards/overview.json': toJson(overview),
  'grafana/dashboards/rules.json': toJson(rules),
  'grafana/dashboards/capacity.json': toJson(capacity),
  'grafana/dashboards/engine.json': toJson(engine),
};

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
