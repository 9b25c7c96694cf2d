import { ARG_A, UE_ID, X_UE } from '../../model/layout.js';
import { isBelow, type Words } from '../../model/words.js';
import { type Host, NO_CALENDAR } from '../region/host.js';

/*
 * What is open in the present window, in the order of time: a heap of rows that must not be run ahead of others, and of
 * messages from other regions that belong to no row. A row stands in it once that counts: its word WHEN says which.
 */

/** Words of an entry: µs in the window, and what is due: a row, or minus a node. */
export const ENTRY = 2;

/** Later than anything in a window. */
export const FAR = 0x7fffffff;

export class Open {
  /**
   * @param w the region's words
   * @param state place of the number of entries
   * @param base offset of the first one
   * @param room for so many
   */
  constructor(
    private readonly w: Words,
    private readonly state: number,
    private readonly base: number,
    private readonly room: number,
    private readonly host: Host,
    private readonly region: number,
  ) {}

  /** When the first one is due; FAR if there is none. */
  first(): number {
    return this.w[this.state] === 0 ? FAR : this.w[this.base];
  }

  /** How many there are; the nth in no order that matters. */
  count(): number {
    return this.w[this.state];
  }
  item(n: number): number {
    return this.w[this.base + ENTRY * n + 1];
  }

  push(due: number, item: number): void {
    const { w } = this;
    const at = w[this.state];
    if (at === this.room) this.host.exhausted(NO_CALENDAR, this.region);
    w[this.state] = at + 1;
    this.rise(at, due, item);
  }

  /** Puts an entry in place n, or nearer to the first. */
  private rise(n: number, due: number, item: number): void {
    const { w, base } = this;
    let at = n;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      const from = base + ENTRY * parent;
      if (!this.isBefore(due, item, w[from], w[from + 1])) break;
      this.put(at, w[from], w[from + 1]);
      at = parent;
    }
    this.put(at, due, item);
  }

  /** Takes the first one out, and returns what is due. */
  pop(): number {
    const found = this.w[this.base + 1];
    this.removeAt(0);
    return found;
  }

  /** Takes out an item that is there. */
  remove(item: number): void {
    let n = 0;
    while (this.item(n) !== item) n++;
    this.removeAt(n);
  }

  private removeAt(n: number): void {
    const { w, base } = this;
    const count = w[this.state] - 1;
    w[this.state] = count;
    const last = base + ENTRY * count;
    const due = w[last];
    const item = w[last + 1];
    let at = n;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= count) break;
      let from = base + ENTRY * child;
      if (child + 1 < count && this.isBefore(w[from + ENTRY], w[from + ENTRY + 1], w[from], w[from + 1])) {
        child++;
        from += ENTRY;
      }
      if (!this.isBefore(w[from], w[from + 1], due, item)) break;
      this.put(at, w[from], w[from + 1]);
      at = child;
    }
    this.rise(at, due, item);
  }

  private put(at: number, due: number, item: number): void {
    const to = this.base + ENTRY * at;
    this.w[to] = due;
    this.w[to + 1] = item;
  }

  /** By time, then UE: so the order at an MME depends on no row's number. */
  private isBefore(due: number, item: number, otherDue: number, other: number): boolean {
    if (due !== otherDue) return due < otherDue;
    const ue = this.ueOf(item);
    const otherUe = this.ueOf(other);
    return ue === otherUe ? item < other : isBelow(ue, otherUe);
  }

  private ueOf(item: number): number {
    const { w } = this;
    return item > 0 ? w[item + UE_ID] : w[w[ARG_A - item] + X_UE];
  }
}
