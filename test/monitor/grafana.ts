import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { FILES } from '../../grafana/source/files.js';

export const GRAFANA = new URL('../../../grafana/', import.meta.url);

export interface Target {
  readonly expr: string;
  readonly datasource: { readonly uid: string };
}

export interface Panel {
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly datasource?: { readonly uid: string };
  readonly targets?: readonly Target[];
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}

export interface Variable {
  readonly name: string;
  readonly type: string;
  readonly label?: string;
  readonly query?: string;
  readonly multi?: boolean;
  readonly includeAll?: boolean;
  readonly allValue?: string;
  readonly refresh?: number;
  readonly datasource?: { readonly uid: string };
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly editable: boolean;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly Variable[] };
}

/** All dashboards, as they are committed. */
export const DASHBOARDS: readonly Dashboard[] = Object.entries(FILES)
  .filter(([path]) => path.endsWith('.json'))
  .map(([, text]) => JSON.parse(text));

/** Panels that show something, not the headings. */
export function panelsOf({ panels }: Dashboard): Panel[] {
  return panels.filter(({ type }) => type !== 'row');
}

export interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The rules of a file in grafana/prometheus. */
export function rulesOf(file: string): Rule[] {
  const { groups } = parse(readFileSync(new URL(`prometheus/${file}`, GRAFANA), 'utf8'));
  return groups.flatMap(({ rules }: { rules: Rule[] }) => rules);
}
