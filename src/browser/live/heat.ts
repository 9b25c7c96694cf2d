import { formatAxisTime } from '../../format/units.js';
import type { Tick } from '../../monitor/page/protocol.js';
import { byId, colour, element, heading, onColours } from './dom.js';
import type { Store } from './store.js';

const LEFT = 58;
const BOTTOM = 18;
const COLUMNS = 120;
/** Classes in a power of ten. */
const IN_DECADE = 4;

/** How many holds ended, by when and by how long they were: the darker the more. */
export class Heat {
  private readonly canvas = element('canvas', { class: 'heat', role: 'img' });
  private readonly choice = element('select', { 'aria-label': 'Holds of' });

  constructor(private readonly store: Store) {
    const panel = byId('heat');
    panel.replaceChildren();
    const names = store.facts.rules.map(({ name }) => name);
    this.choice.append(
      element('option', { value: '' }, 'all rules'),
      ...names.map((name, n) => element('option', { value: String(n) }, name)),
    );
    this.choice.addEventListener('change', () => this.show());
    heading(panel, 'Holds by their length', this.choice);
    panel.append(this.canvas);
    new ResizeObserver(() => this.show()).observe(this.canvas);
    onColours(() => this.show());
  }

  show(): void {
    const { canvas, store } = this;
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    const context = canvas.getContext('2d');
    if (context === null || width === 0) return;
    const scale = devicePixelRatio || 1;
    canvas.width = width * scale;
    canvas.height = height * scale;
    context.scale(scale, scale);
    const { heatBounds } = store.facts;
    const classes = heatBounds.length + 1;
    const columns = this.columns();
    const most = Math.max(1, ...columns.flat());
    const cell = (width - LEFT) / COLUMNS;
    const row = (height - BOTTOM) / classes;
    const base = colour('accent');
    columns.forEach((column, x) => {
      column.forEach((count, y) => {
        if (count === 0) return;
        context.globalAlpha = 0.16 + 0.84 * (Math.log1p(count) / Math.log1p(most));
        context.fillStyle = base;
        const at = LEFT + (COLUMNS - columns.length + x) * cell;
        context.fillRect(at, height - BOTTOM - (y + 1) * row, Math.max(1, cell - 0.5), row - 0.5);
      });
    });
    context.globalAlpha = 1;
    context.fillStyle = colour('muted');
    context.font = '11px system-ui, sans-serif';
    context.textAlign = 'right';
    for (let n = 2; n < heatBounds.length; n += IN_DECADE) {
      const text = formatAxisTime(10 ** Math.round(Math.log10(heatBounds[n])));
      context.fillText(text, LEFT - 8, height - BOTTOM - (n + 1) * row + 4);
    }
    const { ticks } = store;
    context.fillText(`${(ticks[ticks.length - 1]?.wall ?? 0).toFixed(0)} s`, width, height - 4);
    this.describe(columns);
  }

  /** Counts by class, of as many ticks together as it takes. */
  private columns(): number[][] {
    const { ticks, facts } = this.store;
    const size = Math.max(1, Math.ceil(ticks.length / COLUMNS));
    const columns: number[][] = [];
    for (let end = ticks.length; end > 0 && columns.length < COLUMNS; end -= size) {
      const column = new Array<number>(facts.heatBounds.length + 1).fill(0);
      for (const tick of ticks.slice(Math.max(0, end - size), end)) this.addTo(column, tick);
      columns.unshift(column);
    }
    return columns;
  }

  private addTo(column: number[], { heat }: Tick): void {
    const chosen = this.choice.value === '' ? heat : [heat[Number(this.choice.value)]];
    for (const classes of chosen) {
      classes?.forEach((count, n) => {
        column[n] += count;
      });
    }
  }

  private describe(columns: readonly (readonly number[])[]): void {
    const { heatBounds } = this.store.facts;
    const totals = [...heatBounds, 0].map((_, n) => columns.reduce((all, column) => all + column[n], 0));
    const fullest = totals.indexOf(Math.max(...totals));
    const all = totals.reduce((count, each) => count + each, 0);
    const text =
      all === 0
        ? 'no holds yet'
        : `${all} holds shown, most of them up to ${formatAxisTime(heatBounds[fullest] ?? heatBounds[heatBounds.length - 1])}`;
    this.canvas.setAttribute('aria-label', `Holds by when they ended and how long they were: ${text}`);
  }
}
