import { formatClock, formatCount, formatSeconds } from '../../format/units.js';
import { byId, element, say } from './dom.js';
import { type Store, sum } from './store.js';

/** Run and progress, the one line about the invariants, and what is carried now. */
export class Head {
  private readonly tiles = new Map<string, { value: HTMLElement; note: HTMLElement }>();

  constructor(private readonly store: Store) {
    const { scenario, ues, regions, workers, clock, seed, keys, rules } = store.facts;
    document.title = `${scenario} · uestorm`;
    say(byId('name'), scenario);
    const off = rules.filter(({ on }) => !on).map(({ name }) => name);
    const facts = [
      `${formatCount(ues)} UEs in ${regions} regions`,
      `${workers} worker${workers === 1 ? '' : 's'}`,
      `${clock} clock`,
      `${keys} keys`,
      `seed ${seed}`,
      ...(off.length > 0 ? [`without ${off.join(', ')}`] : []),
    ];
    say(byId('facts'), facts.join(' · '));
    byId('tiles').replaceChildren();
    for (const name of [
      'messages',
      'procedures',
      'completed',
      clock === 'real' ? 'lateness' : 'speed',
      'holds',
      'longest hold',
    ]) {
      const value = element('div', { class: 'value' }, '–');
      const note = element('div', { class: 'note' });
      this.tiles.set(name, { value, note });
      byId('tiles').append(
        element('div', { class: 'panel tile' }, element('dt', {}, name), element('dd', {}, value, note)),
      );
    }
  }

  show(isConnected: boolean): void {
    const { last, facts } = this.store;
    if (last === undefined) return;
    const state = byId('state');
    const isOver = last.state !== 'running';
    say(state, isConnected || isOver ? last.state : 'connection lost');
    state.className = `pill ${!isConnected && !isOver ? 'bad' : last.state === 'running' ? 'good' : last.state === 'completed' ? '' : 'warn'}`;
    this.showTimes();
    this.showInvariants();
    const perSecond = (value: number | null): string =>
      value === null ? '–' : `${formatCount(Math.round(value))}/s`;
    const offered = sum(last.procedures.map(([count]) => count));
    const completed = sum(last.procedures.map(([, count]) => count));
    this.tile(
      'messages',
      perSecond(this.store.rate(({ messages }) => messages)),
      `${formatCount(last.messages)} in all`,
    );
    this.tile(
      'procedures',
      perSecond(this.store.rate(({ procedures }) => sum(procedures.map(([count]) => count)))),
      `${formatCount(offered)} offered`,
    );
    this.tile(
      'completed',
      offered === 0 ? '–' : `${((100 * completed) / offered).toFixed(2)} %`,
      `${formatCount(sum(last.procedures.map((row) => row[2])))} failed`,
    );
    if (facts.clock === 'real') this.showLateness();
    else {
      const speed = last.wall > 0 ? last.simulated / last.wall : 0;
      this.tile('speed', `${formatCount(speed)} ×`, 'simulated against wall time');
    }
    const holds = sum(last.rules.map(([, count]) => count));
    this.tile(
      'holds',
      perSecond(this.store.rate(({ rules }) => sum(rules.map(([, count]) => count)))),
      `${formatCount(holds)} in all`,
    );
    const worst = last.holds.reduce(
      (most, _, n) => Math.max(most, this.store.lately(({ holds }) => holds[n])?.[2] ?? 0),
      0,
    );
    this.tile('longest hold', worst === 0 ? '–' : formatSeconds(worst), 'p99.9 of the last 10 s');
  }

  private tile(name: string, value: string, note: string, state = ''): void {
    const tile = this.tiles.get(name);
    if (tile === undefined) return;
    say(tile.value, value);
    say(tile.note, note);
    tile.value.className = `value ${state}`;
  }

  private showTimes(): void {
    const { last, facts } = this.store;
    if (last === undefined) return;
    const share = Math.min(1, last.simulated / facts.duration);
    const bar = byId('progress');
    (bar.firstElementChild as HTMLElement).style.transform = `scaleX(${share})`;
    bar.setAttribute('aria-valuenow', (100 * share).toFixed(1));
    bar.setAttribute(
      'aria-valuetext',
      `${formatSeconds(last.simulated)} of ${formatSeconds(facts.duration)}`,
    );
    const speed = this.store.rate(({ simulated }) => simulated, 5);
    const left =
      last.state === 'running' && speed !== null && speed > 0
        ? ` · ${formatClock(Math.ceil((facts.duration - last.simulated) / speed))} left`
        : '';
    const pace = facts.speed === null ? '' : ` · speed ${facts.speed} ×, load ${last.loadFactor} ×`;
    say(
      byId('times'),
      `${formatClock(last.simulated)} of ${formatClock(facts.duration)} simulated, ${formatClock(last.wall)} of wall time${left}${pace}${last.steered ? ' · steered' : ''}`,
    );
  }

  private showInvariants(): void {
    const { last, facts } = this.store;
    if (last === undefined) return;
    const broken = facts.invariants.filter((_, n) => last.invariants[n] > 0);
    const line = byId('invariants');
    const isExpected = facts.rules.some(({ on }) => !on);
    line.className = `verdict ${broken.length === 0 ? 'good' : isExpected ? 'warn' : 'bad'}`;
    const counts = broken
      .map(
        (name) =>
          `${name.replaceAll('_', ' ')} ${formatCount(last.invariants[facts.invariants.indexOf(name)])} ×`,
      )
      .join(', ');
    say(
      line,
      broken.length === 0
        ? 'All seven invariants hold.'
        : `${broken.length} of seven invariants violated${isExpected ? ', with a rule switched off' : ' with all rules on'}: ${counts}`,
    );
  }

  private showLateness(): void {
    const { last, facts } = this.store;
    if (last === undefined || last.lateness === null) return;
    const [windows, late, seconds] = last.lateness;
    const before = this.store.earlier(10)?.lateness;
    const [newWindows, newLate] = before ? [windows - before[0], late - before[1]] : [windows, late];
    this.tile(
      'lateness',
      seconds <= 0 ? '0 s' : formatSeconds(seconds),
      `${formatCount(late)} of ${formatCount(windows)} late, at ${facts.speed} ×`,
      // A window in a hundred is late on any machine that does something else now and then.
      newLate > newWindows / 100 ? 'warn' : 'good',
    );
  }
}
