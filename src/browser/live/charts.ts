import uPlot from 'uplot';
import type { Tick } from '../../monitor/page/protocol.js';
import { byId, colour, element, heading, onColours } from './dom.js';
import type { Store } from './store.js';

const HEIGHT = 190;
/** Points of a line: more than it has pixels are none. */
const POINTS_MAX = 400;

export interface ChartLine {
  readonly name: string;
  /** Of the page's colours. */
  readonly colour: string;
}

export interface ChartOptions {
  readonly panel: string;
  readonly title: string;
  /** What of it is shown, where one can choose. */
  readonly choice?: HTMLSelectElement;
  readonly lines: readonly ChartLine[];
  readonly isLog?: boolean;
  readonly format: (value: number) => string;
  /** Values of each line by tick; null where there is none. */
  readonly values: (store: Store) => readonly (readonly (number | null)[])[];
}

/** A chart over wall time that goes on; what it shows last is said in words as well. */
export class Chart {
  private plot: uPlot | null = null;
  private readonly box = element('div', { class: 'plot', role: 'img' });
  private readonly legend = element('ul', { class: 'legend' });
  private data: uPlot.AlignedData = [[]];

  constructor(
    private readonly store: Store,
    private readonly options: ChartOptions,
  ) {
    const panel = byId(options.panel);
    panel.replaceChildren();
    const { choice } = options;
    choice?.addEventListener('change', () => this.show());
    const beside = choice === undefined ? [] : [choice];
    heading(panel, options.title, element('span', { class: 'muted' }, ...beside, ' by wall time'));
    panel.append(this.box, this.legend);
    new ResizeObserver(() => this.plot?.setSize({ width: this.box.clientWidth, height: HEIGHT })).observe(
      this.box,
    );
    onColours(() => this.draw());
  }

  show(): void {
    const { ticks } = this.store;
    const each = Math.ceil(ticks.length / POINTS_MAX);
    const keep = <T>(values: readonly T[]): T[] =>
      values.filter((_, n) => (ticks.length - 1 - n) % each === 0);
    const lines = this.options.values(this.store);
    this.data = [keep(ticks.map(({ wall }: Tick) => wall)), ...lines.map(keep)] as uPlot.AlignedData;
    if (this.plot === null) this.draw();
    else this.plot.setData(this.data);
    this.describe(lines);
  }

  private describe(lines: readonly (readonly (number | null)[])[]): void {
    const { options } = this;
    const last = lines.map((values) => values.findLast((value) => value !== null) ?? null);
    const said = options.lines.flatMap(({ name }, n) => {
      const value = last[n];
      return value === null ? [] : [`${name} ${options.format(value)}`];
    });
    const [chosen] = options.choice?.selectedOptions ?? [];
    const title = chosen === undefined ? options.title : `${chosen.text} of ${options.title.toLowerCase()}`;
    this.box.setAttribute('aria-label', `${title}; last: ${said.join(', ') || 'nothing yet'}`);
    const keys = options.lines.flatMap((line, n) => (last[n] === null ? [] : [line]));
    if (keys.length === this.legend.children.length) return;
    this.legend.replaceChildren(
      ...keys.map(({ name, colour: own }) => {
        const key = element('i');
        key.style.background = `var(--${own})`;
        return element('li', {}, key, name);
      }),
    );
  }

  /** Anew, in the colours of now. */
  private draw(): void {
    const { options, box } = this;
    this.plot?.destroy();
    const axis: uPlot.Axis = {
      stroke: colour('muted'),
      grid: { stroke: colour('grid'), width: 1 },
      ticks: { show: false },
      font: '11px system-ui, sans-serif',
    };
    const plot = new uPlot(
      {
        width: Math.max(200, box.clientWidth),
        height: HEIGHT,
        padding: [8, 10, 0, 0],
        cursor: { y: false, points: { size: 5 } },
        legend: { show: false },
        scales: {
          x: { time: false },
          y: options.isLog ? { distr: 3 } : { range: (_, __, max) => [0, max > 0 ? max * 1.08 : 1] },
        },
        axes: [
          { ...axis, size: 26, values: (_, ticks) => ticks.map((value) => `${value} s`) },
          {
            ...axis,
            size: 62,
            values: (_, ticks) => ticks.map((value) => (value === null ? '' : options.format(value))),
          },
        ],
        series: [
          {},
          ...options.lines.map(({ name, colour: own }) => ({
            label: name,
            stroke: colour(own),
            width: 1.6,
            spanGaps: true,
            points: { show: false },
          })),
        ],
      },
      this.data,
      box,
    );
    this.plot = plot;
  }
}
