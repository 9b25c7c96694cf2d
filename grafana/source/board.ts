import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  type Panel,
  QueryVariableBuilder,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import {
  PanelBuilder as Heatmap,
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as Stat } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeSeries } from '@grafana/grafana-foundation-sdk/timeseries';

/*
 * What all dashboards have in common. They keep to the rules of grafana/dashboard-linter: data source, job and
 * instance are variables and every query uses them; every panel has title, description and unit; rates are taken over
 * $__rate_interval; nobody edits them in Grafana, because the source is here.
 */

const DATASOURCE = { type: 'prometheus', uid: '$datasource' };

/** Matchers that every selector has. */
const SCOPE = 'job=~"$job", instance=~"$instance"';

/** A metric of the chosen runs; `matchers` such as `outcome="refused"`. */
export function select(metric: string, matchers = ''): string {
  return `${metric}{${SCOPE}${matchers === '' ? '' : `, ${matchers}`}}`;
}

/** Its rate per wall second. */
export function rate(metric: string, matchers = ''): string {
  return `rate(${select(metric, matchers)}[$__rate_interval])`;
}

/** A quantile of a histogram, per value of the labels `by`. */
export function quantile(q: number, metric: string, by = '', matchers = ''): string {
  const labels = by === '' ? 'le' : `le, ${by}`;
  return `histogram_quantile(${q}, sum by (${labels}) (${rate(`${metric}_bucket`, matchers)}))`;
}

/** A query and what its series are called. */
export type Query = readonly [expression: string, legend: string];

export interface PanelText {
  readonly title: string;
  /** What it shows, and what to make of it. */
  readonly description: string;
  /** One of Grafana's units. */
  readonly unit: string;
  /** Of 24 columns. */
  readonly width?: number;
}

const WIDTH = 12;
const HEIGHT = 8;
const STAT_WIDTH = 4;
const STAT_HEIGHT = 4;

/** Lines over time. */
export function lines(text: PanelText, ...queries: Query[]): TimeSeries {
  return withQueries(new TimeSeries(), queries)
    .title(text.title)
    .description(text.description)
    .unit(text.unit)
    .datasource(DATASOURCE)
    .span(text.width ?? WIDTH)
    .height(HEIGHT)
    .min(0)
    .fillOpacity(8)
    .showPoints(VisibilityMode.Never)
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi))
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.Table)
        .placement(LegendPlacement.Right)
        .showLegend(true)
        .calcs(['lastNotNull', 'max']),
    );
}

/** Areas over time, one upon the other. */
export function areas(text: PanelText, ...queries: Query[]): TimeSeries {
  return lines(text, ...queries)
    .fillOpacity(40)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
}

/** One number now; `limit` colours it red from there on. */
export function number(text: PanelText, query: Query, limit?: number): Stat {
  const steps = [
    { value: null, color: 'green' },
    ...(limit === undefined ? [] : [{ value: limit, color: 'red' }]),
  ];
  return withQueries(new Stat(), [query], true)
    .title(text.title)
    .description(text.description)
    .unit(text.unit)
    .datasource(DATASOURCE)
    .span(text.width ?? STAT_WIDTH)
    .height(STAT_HEIGHT)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps))
    .colorMode(limit === undefined ? BigValueColorMode.None : BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.None);
}

/** The labels of a series as text, in place of its value. */
export function words(text: PanelText, query: Query): Stat {
  return number(text, query).textMode(BigValueTextMode.Name);
}

/** A histogram over time; `metric` without `_bucket`. */
export function heat(text: PanelText, metric: string, matchers = ''): Heatmap {
  const query = new DataqueryBuilder()
    .refId('A')
    .expr(`sum by (le) (${rate(`${metric}_bucket`, matchers)})`)
    .format(PromQueryFormat.Heatmap)
    .legendFormat('{{le}}')
    .datasource(DATASOURCE)
    .range();
  return new Heatmap()
    .withTarget(query)
    .title(text.title)
    .description(text.description)
    .unit(text.unit)
    .datasource(DATASOURCE)
    .span(text.width ?? WIDTH)
    .height(HEIGHT)
    .calculate(false)
    .color(new HeatmapColorOptionsBuilder().mode(HeatmapColorMode.Scheme).scheme('Oranges').steps(64))
    .yAxis(new YAxisConfigBuilder().unit(text.unit));
}

function withQueries<P extends { withTarget(target: DataqueryBuilder): P }>(
  panel: P,
  queries: readonly Query[],
  instant = false,
): P {
  queries.forEach(([expression, legend], n) => {
    const query = new DataqueryBuilder()
      .refId(String.fromCharCode(65 + n))
      .expr(expression)
      .legendFormat(legend)
      .datasource(DATASOURCE);
    panel.withTarget(instant ? query.instant() : query.range());
  });
  return panel;
}

/** Panels under a heading. */
export interface Section {
  readonly title: string;
  readonly panels: readonly Builder<Panel>[];
}

/** Another variable of a dashboard: the values of a label. */
export interface LabelVariable {
  readonly name: string;
  readonly title: string;
  /** Metric that has the label. */
  readonly metric: string;
}

/** A dashboard of this set. */
export function board(
  uid: string,
  title: string,
  description: string,
  sections: readonly Section[],
  others: readonly LabelVariable[] = [],
): Dashboard {
  const builder = new DashboardBuilder(`uestorm: ${title}`)
    .uid(uid)
    .description(description)
    .tags(['uestorm'])
    .readonly()
    .time({ from: 'now-30m', to: 'now' })
    .refresh('10s')
    .timezone('browser')
    .tooltip(DashboardCursorSync.Crosshair)
    .link(
      new DashboardLinkBuilder('uestorm')
        .type(DashboardLinkType.Dashboards)
        .tags(['uestorm'])
        .asDropdown(false)
        .includeVars(true)
        .keepTime(true),
    )
    .withVariable(
      new DatasourceVariableBuilder('datasource')
        .label('Data source')
        .type('prometheus')
        .regex('')
        .multi(false),
    )
    .withVariable(labelVariable('job', 'Job', 'label_values(uestorm_build_info, job)'))
    .withVariable(
      labelVariable('instance', 'Instance', 'label_values(uestorm_build_info{job=~"$job"}, instance)'),
    );
  for (const { name, title, metric } of others) {
    builder.withVariable(labelVariable(name, title, `label_values(${select(metric)}, ${name})`));
  }
  for (const section of sections) {
    builder.withRow(new RowBuilder(section.title));
    for (const panel of section.panels) builder.withPanel(panel);
  }
  return builder.build();
}

function labelVariable(name: string, label: string, query: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .query(query)
    .datasource(DATASOURCE)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.NaturalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.+')
    .current({ text: 'All', value: '$__all' });
}
