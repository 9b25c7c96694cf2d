import { formatCount, formatSeconds } from '../../format/units.js';
import { byId, element, heading, say } from './dom.js';
import { Spark } from './spark.js';
import { type Store, sum } from './store.js';

/** Ticks that a small line shows: two minutes. */
const SPARK_TICKS = 240;
/** It has so many points. */
const SPARK_POINTS = 60;

const count = (value: number): string => formatCount(value);
const time = (seconds: number | undefined): string => (seconds === undefined ? '–' : formatSeconds(seconds));

/** A table whose cells are written again and again, and never made anew. */
function table(
  panel: HTMLElement,
  caption: string,
  heads: readonly (readonly [text: string, kind: string])[],
  rows: readonly (readonly (Node | string)[])[],
): HTMLTableCellElement[][] {
  const head = heads.map(([text, kind]) => element('th', { scope: 'col', class: kind }, text));
  const cells: HTMLTableCellElement[][] = [];
  const body = rows.map((row) => {
    const first = element('th', { scope: 'row' }, ...row);
    const others = heads.slice(1).map(([, kind]) => element('td', { class: kind }));
    cells.push(others);
    return element('tr', {}, first, ...others);
  });
  panel.append(
    element(
      'div',
      { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
      element('table', {}, element('thead', {}, element('tr', {}, ...head)), element('tbody', {}, ...body)),
    ),
  );
  return cells;
}

/** Per rule: its verdicts now and in all, and how long work was held lately. */
export class RulesTable {
  private readonly cells: readonly HTMLTableCellElement[][];
  private readonly sparks: readonly Spark[];

  constructor(private readonly store: Store) {
    const panel = byId('rules');
    panel.replaceChildren();
    heading(panel, 'Rules', element('span', { class: 'muted' }, 'holds of the last 10 s of wall time'));
    this.cells = table(
      panel,
      'Rules',
      [
        ['rule', ''],
        ['verdicts', ''],
        ['per s', 'wide'],
        ['last 2 min', 'wide'],
        ['p50', 'wide'],
        ['p99', ''],
        ['p99.9', 'wide'],
      ],
      store.facts.rules.map(({ label, title, on }) => [
        element('span', { class: 'number' }, label),
        element('span', on ? {} : { class: 'off' }, on ? title : `${title} (off)`),
      ]),
    );
    this.sparks = this.cells.map((row) => {
      const spark = new Spark();
      row[2].append(spark.node);
      return spark;
    });
  }

  show(): void {
    const { store } = this;
    const { last } = store;
    if (last === undefined) return;
    this.cells.forEach((row, n) => {
      const verdicts = ([, ...all]: readonly number[]): number => sum(all);
      const rate = store.rate(({ rules }) => verdicts(rules[n]), 5);
      const lately = store.lately(({ holds }) => holds[n]);
      say(row[0], count(verdicts(last.rules[n])));
      say(row[1], rate === null ? '–' : formatCount(Number(rate.toPrecision(3))));
      say(row[3], time(lately?.[0]));
      say(row[4], time(lately?.[1]));
      say(row[5], time(lately?.[2]));
      this.sparks[n].show(this.course(n));
    });
  }

  /** Verdicts per tick over the last two minutes. */
  private course(n: number): number[] {
    const ticks = this.store.ticks.slice(-SPARK_TICKS);
    const size = Math.max(1, Math.ceil(ticks.length / SPARK_POINTS));
    const points: number[] = [];
    for (let at = size; at < ticks.length; at += size) {
      const [, ...now] = ticks[at].rules[n];
      const [, ...before] = ticks[at - size].rules[n];
      points.push(sum(now) - sum(before));
    }
    return points;
  }
}

/** Procedures by outcome, and how long they take. */
export class ProceduresTable {
  private readonly cells: readonly HTMLTableCellElement[][];

  constructor(private readonly store: Store) {
    const panel = byId('procedures');
    const { procedures, outcomes } = store.facts;
    panel.replaceChildren();
    heading(panel, 'Procedures', element('span', { class: 'muted' }, 'times of the last 10 s of wall time'));
    this.cells = table(
      panel,
      'Procedures',
      [
        ['procedure', ''],
        ['per s', ''],
        ...outcomes.map((outcome) => [outcome, ''] as const),
        ['p50', ''],
        ['p99', ''],
      ],
      procedures.map((name) => [name]),
    );
  }

  show(): void {
    const { store } = this;
    const { last } = store;
    if (last === undefined) return;
    this.cells.forEach((row, n) => {
      const rate = store.rate(({ procedures }) => procedures[n][0], 5);
      const lately = store.lately(({ durations }) => durations[n]);
      say(row[0], rate === null ? '–' : formatCount(Number(rate.toPrecision(3))));
      last.procedures[n].forEach((value, outcome) => {
        say(row[1 + outcome], count(value));
        row[1 + outcome].className = value === 0 ? 'muted' : '';
      });
      say(row[row.length - 2], time(lately?.[0]));
      say(row[row.length - 1], time(lately?.[1]));
    });
  }
}
