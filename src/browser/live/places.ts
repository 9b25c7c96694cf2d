import { formatCount } from '../../format/units.js';
import { byId, element, heading, say } from './dom.js';
import { type Store, sum } from './store.js';

/** Regions and workers by what they do, and MMEs by their queues. */
export class Places {
  private readonly regions: HTMLElement[];
  private readonly workers: { bar: HTMLElement; text: HTMLElement }[];
  private readonly mmes: HTMLElement[] = [];
  private readonly mmeLine = element('p', { class: 'muted' });

  constructor(private readonly store: Store) {
    const { regions, workers, servers } = store.facts;
    const panel = byId('places');
    panel.replaceChildren();
    heading(panel, 'Regions and workers', element('span', { class: 'muted' }, 'of the last 5 s'));
    this.regions = Array.from({ length: regions }, (_, n) => element('li', {}, String(n)));
    panel.append(element('ul', { class: 'places', 'aria-label': 'Regions by messages' }, ...this.regions));
    this.workers = Array.from({ length: workers }, () => ({ bar: element('span'), text: element('td') }));
    const rows = this.workers.map(({ bar, text }, n) =>
      element(
        'tr',
        {},
        element('th', { scope: 'row' }, `worker ${n}`),
        element('td', {}, element('span', { class: 'meter', 'aria-hidden': 'true' }, bar)),
        text,
      ),
    );
    panel.append(element('table', { 'aria-label': 'Workers' }, element('tbody', {}, ...rows)));
    const mmePanel = byId('mmes');
    mmePanel.hidden = servers === null;
    mmePanel.replaceChildren();
    if (servers === null) return;
    heading(
      mmePanel,
      'MMEs',
      element('span', { class: 'muted' }, `${servers} servers each; number: messages that wait`),
    );
    this.mmes = Array.from({ length: regions }, () => element('li'));
    mmePanel.append(
      element('ul', { class: 'places', 'aria-label': 'MMEs by use' }, ...this.mmes),
      this.mmeLine,
    );
  }

  show(): void {
    const { store } = this;
    const before = store.earlier(5);
    const { last } = store;
    if (last === undefined || before === undefined) return;
    const done = last.regions.map((messages, r) => messages - before.regions[r]);
    const most = Math.max(1, ...done);
    this.regions.forEach((item, r) => {
      paint(item, done[r] / most);
      item.title = `region ${r}: ${formatCount(done[r])} messages in 5 s`;
    });
    this.workers.forEach(({ bar, text }, n) => {
      const [work, wait, pause] = last.workers[n].map((ms, part) => ms - before.workers[n][part]);
      const all = work + wait + pause;
      const share = all > 0 ? work / all : 0;
      bar.style.transform = `scaleX(${share})`;
      say(text, all > 0 ? `${(100 * share).toFixed(0)} % at work` : '–');
    });
    this.showMmes(last.inside, last.refused);
  }

  private showMmes(inside: readonly number[] | null, refused: number): void {
    const { servers } = this.store.facts;
    if (inside === null || servers === null) return;
    this.mmes.forEach((item, r) => {
      paint(item, Math.min(1, inside[r] / servers));
      say(item, String(Math.max(0, inside[r] - servers)));
      item.title = `MME ${r}: ${Math.min(inside[r], servers)} of ${servers} servers in use`;
    });
    const used = sum(inside.map((count) => Math.min(count, servers)));
    const waiting = sum(inside.map((count) => Math.max(0, count - servers)));
    const share = ((100 * used) / (servers * inside.length)).toFixed(0);
    say(
      this.mmeLine,
      `${share} % of all servers in use now, ${formatCount(waiting)} messages wait, ${formatCount(refused)} refused so far`,
    );
  }
}

function paint(item: HTMLElement, share: number): void {
  item.style.setProperty('--share', `${(100 * share).toFixed(0)}%`);
  item.classList.toggle('heavy', share > 0.55);
}
