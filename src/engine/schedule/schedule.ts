import { ROW_USED } from '../../model/flags.js';
import { BLOCK, DUE, ORDER, STATE } from '../../model/layout.js';
import { epoch } from '../../model/row.js';
import { type Double, type Doubles, type Words, whole } from '../../model/words.js';
import { Candidates } from '../arrivals/candidates.js';
import { Accounts } from '../region/accounts.js';
import * as CFG from '../region/config.js';
import type { Host } from '../region/host.js';
import { Pool } from '../region/pool.js';
import {
  S_BLOCKS,
  S_CHUNKS,
  S_NODES,
  S_OPEN,
  S_READY,
  S_ROWS,
  S_TRANSFERS,
  S_UNTIL,
  S_WINDOW,
} from '../region/state.js';
import { AGENDA, insertNode, nextOrder, WHEN } from './agenda.js';
import { Calendar } from './calendar.js';
import { FAR, Open } from './open.js';
import { ALONE, HORIZON as HORIZON_AT, RELOCATION_WORDS, SENT } from './relocation-words.js';

/** Nothing is farther away than this in a window's µs: due times are 32-bit words. */
const HORIZON = 2000000000;
/** The last window that has a number. */
const LAST_WINDOW = 2000000000;

/**
 * When what is to be done for the UEs of a region. Time is cut into windows of equal length (`width` µs), and a time in the present
 * one is µs from its begin (`micro`). What is due to a UE hangs at its row (agenda.ts); the row itself waits in the
 * calendar, or stands open in the present window.
 */
export class Schedule extends Accounts {
  /** Length of a window. */
  protected readonly width: number;
  /** Begin of the present window in µs, and its low 32 bits. */
  protected base: Double = 0;
  protected baseLow: number = 0;
  /** Where the present window ends; the run's last one may be shorter than `width`. */
  protected windowEnd: number = 0;
  protected micro: number = 0;
  /** The row that is worked on; 0: none. */
  protected row: number = 0;

  protected readonly calendar: Calendar;
  protected readonly openItems: Open;
  /** What may go on at once, whatever else is open: empty after each turn. */
  protected readonly ready: Open;
  /** See Pieces (config.ts). */
  protected readonly ahead: number;
  readonly candidates: Candidates;
  readonly rows: Pool;
  protected readonly blocks: Pool;
  protected readonly nodes: Pool;
  protected readonly transfers: Pool;

  constructor(w: Words, f: Doubles, host: Host) {
    super(w, f, host);
    this.width = w[CFG.CFG_WINDOW];
    this.rows = pool(w, w[CFG.CFG_STATE] + S_ROWS, CFG.CFG_ROWS);
    this.blocks = pool(w, w[CFG.CFG_STATE] + S_BLOCKS, CFG.CFG_BLOCKS);
    this.nodes = pool(w, w[CFG.CFG_STATE] + S_NODES, CFG.CFG_NODES);
    this.transfers = pool(w, w[CFG.CFG_STATE] + S_TRANSFERS, CFG.CFG_TRANSFERS);
    const chunks = pool(w, w[CFG.CFG_STATE] + S_CHUNKS, CFG.CFG_CHUNKS);
    this.calendar = new Calendar(w, w[CFG.CFG_CALENDAR], chunks, host, w[CFG.CFG_REGION]);
    this.openItems = new Open(
      w,
      w[CFG.CFG_STATE] + S_OPEN,
      w[CFG.CFG_OPEN],
      w[CFG.CFG_OPEN_ROOM],
      host,
      w[CFG.CFG_REGION],
    );
    this.ready = new Open(
      w,
      w[CFG.CFG_STATE] + S_READY,
      w[CFG.CFG_READY],
      w[CFG.CFG_READY_ROOM],
      host,
      w[CFG.CFG_REGION],
    );
    this.ahead = w[CFG.CFG_AHEAD];
    this.candidates = new Candidates(w, f, w[CFG.CFG_CANDIDATES], w[CFG.CFG_REGION]);
  }

  /** Takes the present window from the words: another core may have worked on them since. */
  protected enter(): void {
    const { w, state } = this;
    this.base = (w[state + S_WINDOW] as Double) * this.width;
    this.baseLow = Math.imul(w[state + S_WINDOW], this.width);
    this.windowEnd = w[state + S_UNTIL];
  }

  /** The present is so many µs from the begin of the window. */
  protected at(micro: number): void {
    this.micro = micro;
    this.stamp = this.baseLow + micro;
  }

  protected now(): Double {
    return this.base + this.micro;
  }

  /** When the first message or timer of row u is due. */
  protected dueOf(u: number): number {
    const m = this.w[u + AGENDA];
    return m === 0 ? FAR : this.dueIn(m);
  }

  /** When node m is due. */
  protected dueIn(m: number): number {
    return (this.w[m + DUE] - this.baseLow) | 0;
  }

  /** When the next candidate for traffic of row u comes. */
  protected candidateOf(u: number): number {
    const ahead: Double = this.candidates.next(u) - this.base;
    if (ahead >= HORIZON) return FAR;
    return ahead <= 0 ? 0 : whole(ahead);
  }

  /** Node m of row u is due in `delay` µs. */
  protected plan(u: number, m: number, delay: number): void {
    const { w } = this;
    w[m + DUE] = this.stamp + delay;
    w[m + ORDER] = nextOrder(w, u, this.region);
    insertNode(w, u, m);
  }

  /** Row u waits for what is due to it next: in this window, or in a later one. */
  protected place(u: number): void {
    const { w } = this;
    const due = this.dueOf(u);
    const candidate = this.candidateOf(u);
    const first = due < candidate ? due : candidate;
    if (first < this.windowEnd) {
      w[u + WHEN] = -1 - first;
      if (first < this.horizonOf(u)) this.ready.push(first, u);
      else this.openItems.push(first, u);
      return;
    }
    const window = first < FAR ? this.later(first) : this.windowOf(this.candidates.next(u));
    if (window === LAST_WINDOW) {
      w[u + WHEN] = 0;
      return;
    }
    w[u + WHEN] = window + 1;
    this.calendar.insert(u, window);
  }

  /** Number of the window in which a time lies, µs from the begin of the present one. */
  private later(micro: number): number {
    return this.calendar.now() + ((micro / this.width) | 0);
  }

  /** ... µs since the start; LAST_WINDOW: none that will ever come. */
  private windowOf(time: Double): number {
    const windows: Double = time / this.width;
    if (windows >= LAST_WINDOW) return LAST_WINDOW;
    const window = whole(windows);
    // (The quotient may have been rounded up.)
    return (window as Double) * this.width > time ? window - 1 : window;
  }

  /** Node m, which belongs to no row, waits until it is due. */
  protected placeNode(m: number): void {
    const due = this.dueIn(m);
    if (due < this.windowEnd) this.openItems.push(due, -m);
    else this.calendar.insert(-m, this.later(due));
  }

  /** Something was added to row u from outside, due at `due`: it may come before what the row waits for. */
  protected advance(u: number, due: number): void {
    const { w } = this;
    const when = w[u + WHEN];
    if (due < this.windowEnd) {
      if (when < 0 && -1 - when <= due) return;
      w[u + WHEN] = -1 - due;
      this.openItems.push(due, u);
      return;
    }
    const window = this.later(due);
    // (A row that stands open looks at all it has when its turn comes.)
    if (when < 0 || (when !== 0 && when - 1 <= window)) return;
    w[u + WHEN] = window + 1;
    this.calendar.insert(u, window);
  }

  /**
   * Whether messages from another region may concern row u: it is one of the two of a relocation. All others are stale
   * for it, now and later, so it may be run ahead of them.
   */
  protected isBound(u: number): boolean {
    const { w } = this;
    if (w[u + BLOCK] === 0 || epoch(w, w[u + BLOCK]) === 0) return false;
    return w[this.horizonAt(u) + SENT] !== ALONE;
  }

  /** Place of the words of the relocation of row u, which has an active block. */
  protected horizonAt(u: number): number {
    return this.w[u + BLOCK] + this.blocks.stride - RELOCATION_WORDS + HORIZON_AT;
  }

  /** Before then nothing from another region is due to row u, in µs from the begin of the window; 0: it is not known. */
  protected horizonOf(u: number): number {
    if (this.ahead === 0 || !this.isBound(u)) return 0;
    return (this.w[this.horizonAt(u)] - this.baseLow) | 0;
  }

  protected isUsed(u: number): boolean {
    return (this.w[u + STATE] & ROW_USED) !== 0;
  }
}

/** The pool whose state is at `state` and whose plan is at `plan`. */
function pool(w: Words, state: number, plan: number): Pool {
  return new Pool(w, state, w[plan], w[plan + 1], w[plan + 2]);
}
