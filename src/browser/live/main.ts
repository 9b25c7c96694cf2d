import { formatAxisTime, formatCount } from '../../format/units.js';
import type { RunFacts } from '../../monitor/page/protocol.js';
import { Calls } from './calls.js';
import { Chart, type ChartOptions } from './charts.js';
import { follow } from './connection.js';
import { Control } from './control.js';
import { byId, element, say } from './dom.js';
import { Head } from './head.js';
import { Heat } from './heat.js';
import { Places } from './places.js';
import { Store, sum } from './store.js';
import { ProceduresTable, RulesTable } from './tables.js';
import { Watch } from './watch.js';

/** A percentile of holds that ended in a tick, a line for each rule. */
function holdChart({ rules }: RunFacts): ChartOptions {
  const names = ['p50', 'p99', 'p99.9'];
  const choice = element(
    'select',
    { 'aria-label': 'Percentile' },
    ...names.map((name, n) => element('option', { value: String(n) }, name)),
  );
  choice.value = '1';
  return {
    panel: 'hold-chart',
    title: 'Holds',
    choice,
    lines: rules.map(({ name }, n) => ({ name, colour: `s${n + 1}` })),
    isLog: true,
    format: formatAxisTime,
    values: ({ ticks }) =>
      rules.map((_, n) => ticks.map(({ holds }) => holds[n]?.[Number(choice.value)] || null)),
  };
}

const loadChart: ChartOptions = {
  panel: 'load-chart',
  title: 'Load carried, per second',
  lines: [
    { name: 'messages', colour: 's1' },
    { name: 'procedures offered', colour: 's2' },
    { name: 'verdicts that held, rejected or selected', colour: 's4' },
  ],
  isLog: true,
  format: formatCount,
  values: (store) => {
    const positive = (values: (number | null)[]): (number | null)[] =>
      values.map((value) => (value !== null && value > 0 ? value : null));
    return [
      positive(store.rates(({ messages }) => messages)),
      positive(store.rates(({ procedures }) => sum(procedures.map(([offered]) => offered)))),
      positive(store.rates(({ rules }) => sum(rules.map(([, ...verdicts]) => sum(verdicts))))),
    ];
  },
};

/** In time: how late windows begin, or how much faster than real time it goes. */
function timeChart({ clock }: RunFacts): ChartOptions {
  return clock === 'real'
    ? {
        panel: 'late-chart',
        title: 'Lateness of windows',
        lines: [{ name: 'lateness', colour: 's2' }],
        format: formatAxisTime,
        values: ({ ticks }) => [ticks.map(({ lateness }) => Math.max(0, lateness?.[2] ?? 0))],
      }
    : {
        panel: 'late-chart',
        title: 'Speed, as multiples of real time',
        lines: [{ name: 'speed', colour: 's3' }],
        format: (value) => `${formatCount(value)} ×`,
        values: (store) => [store.rates(({ simulated }) => simulated)],
      };
}

interface View {
  show(): void;
}

/** The page of one run. */
class Page {
  readonly store: Store;
  private readonly head: Head;
  readonly watch: Watch;
  private readonly views: readonly View[];

  constructor(facts: RunFacts) {
    const store = new Store(facts);
    this.store = store;
    this.head = new Head(store);
    const calls = new Calls();
    this.watch = new Watch(store, calls);
    this.views = [
      new RulesTable(store),
      new Chart(store, holdChart(facts)),
      new Heat(store),
      new Control(store, calls),
      this.watch,
      new Chart(store, loadChart),
      new Chart(store, timeChart(facts)),
      new ProceduresTable(store),
      new Places(store),
    ];
  }

  show(isConnected: boolean): void {
    this.head.show(isConnected);
    for (const view of this.views) view.show();
  }
}

let page: Page | null = null;
let isConnected = false;
let isDue = false;

/** Draws in the next frame, however many ticks come at once. */
function drawSoon(): void {
  if (isDue) return;
  isDue = true;
  // A page in the background gets no frames.
  setTimeout(() => {
    isDue = false;
    page?.show(isConnected);
  }, 30);
}

follow({
  run(facts) {
    if (page?.store.facts.id !== facts.id) page = new Page(facts);
    drawSoon();
  },
  tick(tick) {
    if (page?.store.add(tick)) drawSoon();
  },
  watch(news) {
    page?.watch.add(news);
  },
  connected(is) {
    isConnected = is;
    if (page === null) say(byId('state'), is ? 'waiting for the run' : 'no run yet');
    drawSoon();
  },
});
