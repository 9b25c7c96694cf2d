import type { Env } from '../../model/env.js';
import { ROW_USED, UE_HERE } from '../../model/flags.js';
import { CONSERVATION } from '../../model/invariants.js';
import type { Keys } from '../../model/keys.js';
import {
  ARG_A,
  BLOCK,
  IN_FLIGHT,
  KIND,
  NODE_ROW,
  STATE,
  TIMERS,
  UE_ID,
  X_KIND,
  X_ORDER,
  X_REGION,
  X_ROW,
  X_UE,
} from '../../model/layout.js';
import { crosses } from '../../model/record.js';
import { enCell } from '../../model/row.js';
import { FIRST_TIMER, TIMER_SLOT } from '../../model/timers.js';
import { clearWords, copyWords } from '../../model/words.js';
import { handle } from '../../procedures/dispatch.js';
import { offerTraffic } from '../../procedures/pump.js';
import { afterEvent, rowAfter } from '../../procedures/step.js';
import {
  ACTIVE_FLAG,
  ADMITTED,
  BALANCE,
  BLOCK_SIZE,
  BROKEN,
  COUNT_WORDS,
  ENB,
  EXPIRED,
  HEADS,
  KEPT,
  KEPT_KINDS,
  KEPT_OPEN,
  KEPT_ROWS,
  KEPT_SENT,
  KIND_LIST,
  LINKS,
  MESSAGE_PLACES,
  NO_LINK,
  NODE_SIZE,
  OPEN_BEFORE,
  OPEN_NOW,
  PREFERRED,
  RECORD_SIZE,
  RETRIES,
  ROW_AT_WORK,
  ROW_SIZE,
  ROWS,
  ROWS_PER_REGION,
  RULES,
  SENT,
  TRANSFER_SIZE,
} from './layout.js';
import { NO_MESSAGE, NO_ROW, type Observer } from './observer.js';
import { countOne, countOpen, countWord, prepareCounts } from './open.js';
import {
  blockAt,
  EMPTY,
  LEFTOVER,
  linkOf,
  messageAt,
  neighbourOf,
  placeOf,
  rowAt,
  rowIndex,
  rowOfMessage,
  timerNode,
  transferAt,
  write,
} from './records.js';
import { restartNode } from './restarts.js';

/*
 * The world of the exhaustive explorer: one UE, two regions (one MME and two cells of two eNBs each), and
 * nothing else. Time does not exist: a message is in flight until it is delivered, a timer is armed until it
 * expires. All that there is lies in one Int32Array (layout.ts). It is written in the subset that is compiled
 * (compiler/).
 *
 * Messages stand in the order in which they were sent. Fates are not drawn when a message is sent, as under
 * load, but chosen when it is delivered: the receiver sees no difference.
 */

/** One region's Env on the common words. */
export class RegionEnv implements Env {
  readonly rules: number;
  readonly retries: number;
  readonly enbKind: number;
  readonly preferred: number;
  readonly earfcn: number = 1300;
  readonly stamp: number = 0;

  constructor(
    readonly w: Int32Array,
    readonly keys: Keys,
    readonly observer: Observer,
    readonly region: number,
  ) {
    this.rules = w[RULES];
    this.retries = w[RETRIES];
    this.enbKind = w[ENB];
    this.preferred = w[PREFERRED + region];
  }

  /** A place for a message; who takes it fills it in. */
  private message(): number {
    const { w } = this;
    if (w[SENT] === MESSAGE_PLACES) this.observer.exhausted(NO_MESSAGE);
    w[SENT]++;
    return messageAt(w[SENT] - 1);
  }

  send(u: number, kind: number, conn: number): number {
    return this.sendNas(u, kind, conn, 0);
  }

  sendNas(u: number, kind: number, conn: number, nas: number): number {
    const { w } = this;
    const m = this.message();
    write(w, m, u, kind | (conn << 16) | (nas << 24));
    w[w[u + BLOCK] + IN_FLIGHT]++;
    return m;
  }

  start(u: number, timer: number, conn: number): void {
    const { w } = this;
    this.stop(u, timer);
    const b = w[u + BLOCK];
    const slot = TIMER_SLOT[timer];
    const m = timerNode(rowIndex(u), slot);
    w[m + KIND] = (FIRST_TIMER + timer) | (conn << 16);
    w[m + NODE_ROW] = u;
    w[b + TIMERS + slot] = m;
    w[b + IN_FLIGHT]++;
  }

  stop(u: number, timer: number): void {
    const { w } = this;
    const b = w[u + BLOCK];
    const at = b + TIMERS + TIMER_SLOT[timer];
    if (w[at] === 0) return;
    w[at] = 0;
    w[b + IN_FLIGHT]--;
  }

  inactivity(_u: number, _conn: number): void {}

  /** Nothing is tried again later: what is refused has ended. */
  backOff(_u: number, _code: number, _since: number): boolean {
    return false;
  }

  activate(u: number): boolean {
    const { w } = this;
    if (w[u + BLOCK] !== 0) return true;
    const b = blockAt(rowIndex(u));
    clearWords(w, b, BLOCK_SIZE);
    w[u + BLOCK] = b;
    return true;
  }

  deactivate(u: number): void {
    this.w[u + BLOCK] = 0;
  }

  dismiss(u: number): void {
    this.w[u + STATE] = 0;
    this.w[u + BLOCK] = 0;
  }

  admit(ue: number): number {
    const { w } = this;
    for (let i = 0; i < ROWS_PER_REGION; i++) {
      const u = rowAt(this.region * ROWS_PER_REGION + i);
      if ((w[u + STATE] & ROW_USED) !== 0) continue;
      clearWords(w, u, ROW_SIZE);
      w[u + UE_ID] = ue;
      w[u + STATE] = ROW_USED;
      this.activate(u);
      w[ADMITTED] = u;
      w[ROW_AT_WORK] = u;
      return u;
    }
    this.observer.exhausted(NO_ROW);
    return 0;
  }

  neighbour(u: number, kind: number): number {
    return neighbourOf(this.region, enCell(this.w, u), kind);
  }

  camp(_u: number): number {
    return 2 * this.region;
  }

  hasData(_u: number): boolean {
    return this.w[ACTIVE_FLAG] !== 0;
  }

  transfer(ue: number, kind: number, region: number, row: number): number {
    const { w } = this;
    const m = this.message();
    const x = transferAt(placeOf(m));
    clearWords(w, x, TRANSFER_SIZE);
    w[m + NODE_ROW] = 0;
    w[m + KIND] = kind;
    w[m + ARG_A] = x;
    w[x + X_ORDER] = this.region << 24;
    w[x + X_REGION] = region;
    w[x + X_KIND] = kind;
    w[x + X_UE] = ue;
    w[x + X_ROW] = row;
    return x;
  }

  payload(m: number): number {
    return this.w[m + ARG_A];
  }

  paged(_toAll: boolean): void {}
  trafficOffered(_kind: number): void {}
  queueFull(): void {}
  procedureOffered(procedure: number): void {
    this.w[BALANCE + countWord(procedure)] += countOne(procedure);
  }
  procedureEnded(procedure: number, _outcome: number, _since: number): void {
    this.w[BALANCE + countWord(procedure)] -= countOne(procedure);
  }
  trafficEnded(_kind: number, _outcome: number): void {}
  check(rule: number): void {
    this.observer.asked(this.w[ROW_AT_WORK], rule);
  }
  verdict(u: number, rule: number, verdict: number): void {
    this.observer.verdict(u, rule, verdict);
  }
  held(_rule: number, _since: number): void {}
  violation(u: number, invariant: number): void {
    this.w[BROKEN] |= 1 << invariant;
    this.observer.violation(u, invariant);
  }
  discarded(): void {
    this.observer.discarded();
  }
  stale(): void {
    this.observer.discarded();
  }
}

/** Two regions, their links and timers, as one state that can be kept and brought back. */
export class World {
  private readonly near: RegionEnv;
  private readonly far: RegionEnv;

  /** @param w the words, configured; see begin.ts */
  constructor(
    readonly w: Int32Array,
    keys: Keys,
    observer: Observer,
  ) {
    this.near = new RegionEnv(w, keys, observer, 0);
    this.far = new RegionEnv(w, keys, observer, 1);
    prepareCounts(w);
  }

  get sent(): number {
    return this.w[SENT];
  }

  env(u: number): RegionEnv {
    return rowIndex(u) < ROWS_PER_REGION ? this.near : this.far;
  }

  /* Steps */

  private prepare(): void {
    const { w } = this;
    w[BROKEN] = 0;
    for (let i = 0; i < COUNT_WORDS; i++) w[BALANCE + i] = 0;
  }

  /** Traffic event k of the list arrives where the UE is; false: it makes no sense there now, and nothing happened. */
  offer(k: number): boolean {
    this.prepare();
    const { w } = this;
    for (let i = 0; i < ROWS; i++) {
      const u = rowAt(i);
      if ((w[u + STATE] & (ROW_USED | UE_HERE)) !== (ROW_USED | UE_HERE)) continue;
      w[ROW_AT_WORK] = u;
      if (!offerTraffic(this.env(u), u, w[KIND_LIST + k])) return false;
      afterEvent(this.env(u), u);
      return true;
    }
    return false;
  }

  /** Delivers the message at place i with a fate. */
  deliver(i: number, fate: number): void {
    this.prepare();
    const { w } = this;
    const m = messageAt(i);
    const kind = w[m + KIND] & 0xff;
    w[m + KIND] |= fate << 8;
    if (crosses(kind)) {
      const x = w[m + ARG_A];
      w[ADMITTED] = 0;
      w[ROW_AT_WORK] = w[x + X_ROW];
      handle(w[x + X_REGION] === 0 ? this.near : this.far, 0, m);
      w[m + KIND] = EMPTY;
      const u = rowAfter(w, x, w[ADMITTED]);
      if (u !== 0) afterEvent(this.env(u), u);
      return;
    }
    const u = w[m + NODE_ROW];
    w[ROW_AT_WORK] = u;
    w[w[u + BLOCK] + IN_FLIGHT]--;
    handle(this.env(u), u, m);
    w[m + KIND] = EMPTY;
    afterEvent(this.env(u), u);
  }

  /** The timer in a slot of row i expires. */
  expire(i: number, slot: number, fate: number): void {
    this.prepare();
    const { w } = this;
    const u = rowAt(i);
    w[ROW_AT_WORK] = u;
    const b = w[u + BLOCK];
    copyWords(w, EXPIRED, w[b + TIMERS + slot], NODE_SIZE);
    w[EXPIRED + KIND] |= fate << 8;
    w[b + TIMERS + slot] = 0;
    w[b + IN_FLIGHT]--;
    handle(this.env(u), u, EXPIRED);
    afterEvent(this.env(u), u);
  }

  /** A node of row i restarts. */
  restart(i: number, node: number): void {
    this.prepare();
    this.w[ROW_AT_WORK] = rowAt(i);
    restartNode(this.env(rowAt(i)), rowAt(i), node);
  }

  /** Takes a message of row u out that nobody would notice; see reduction.ts. */
  drop(m: number, u: number): void {
    const { w } = this;
    w[m + KIND] = EMPTY;
    if (u !== 0) w[w[u + BLOCK] + IN_FLIGHT]--;
  }

  /** What message m says does not matter any more, only that it is in flight. */
  makeLeftover(m: number): void {
    this.w[m + KIND] = LEFTOVER;
  }

  /** Whether row i is in use and has a block, and so may have timers. */
  mayHaveTimers(i: number): boolean {
    const { w } = this;
    const u = rowAt(i);
    return (w[u + STATE] & ROW_USED) !== 0 && w[u + BLOCK] !== 0;
  }

  /** Kind of the timer that runs in a slot of row i, as a number from 0; -1: none. The row must have a block. */
  timerIn(i: number, slot: number): number {
    const { w } = this;
    const m = w[w[rowAt(i) + BLOCK] + TIMERS + slot];
    return m === 0 ? -1 : (w[m + KIND] & 0xff) - FIRST_TIMER;
  }

  /** Finds out which messages are the first on their link, so that they may be delivered now. */
  findHeads(): void {
    const { w } = this;
    const sent = w[SENT];
    for (let i = 0; i < sent; i++) {
      const m = messageAt(i);
      const isEmpty = w[m + KIND] === EMPTY;
      const link = isEmpty ? -1 : linkOf(w, m, rowOfMessage(w, m));
      w[LINKS + i] = link;
      w[HEADS + i] = isEmpty ? 0 : 1;
      if ((link & 0xf) === NO_LINK) continue;
      for (let k = 0; k < i; k++) if (w[LINKS + k] === link) w[HEADS + i] = 0;
    }
  }

  /**
   * Bit n: the last step violated invariant n. Conservation: offered minus ended is the change of what is open since
   * `keep` or `noteOpen`.
   */
  get violated(): number {
    const { w } = this;
    countOpen(w, OPEN_NOW);
    for (let i = 0; i < COUNT_WORDS; i++) {
      if (((w[OPEN_NOW + i] - w[OPEN_BEFORE + i]) | 0) !== w[BALANCE + i])
        return w[BROKEN] | (1 << CONSERVATION);
    }
    return w[BROKEN];
  }

  /* To begin again */

  /** Counts what is open, for `violated` to compare with after the next step. */
  noteOpen(): void {
    countOpen(this.w, OPEN_BEFORE);
  }

  /**
   * Keeps the state aside, to begin again from it: much cheaper than to decode it once more. Of messages in flight
   * a step changes nothing but the word with their kind.
   */
  keep(): void {
    const { w } = this;
    for (let i = 0; i < ROWS; i++) {
      const u = rowAt(i);
      const isUsed = (w[u + STATE] & ROW_USED) !== 0;
      w[KEPT_ROWS + i] = isUsed ? 1 : 0;
      if (isUsed) copyWords(w, KEPT + i * RECORD_SIZE, u, RECORD_SIZE);
    }
    this.noteOpen();
    for (let i = 0; i < COUNT_WORDS; i++) w[KEPT_OPEN + i] = w[OPEN_BEFORE + i];
    const sent = w[SENT];
    for (let i = 0; i < sent; i++) w[KEPT_KINDS + i] = w[messageAt(i) + KIND];
    w[KEPT_SENT] = sent;
  }

  /** Goes back to what was kept. */
  goBack(): void {
    const { w } = this;
    for (let i = 0; i < ROWS; i++) {
      const u = rowAt(i);
      if (w[KEPT_ROWS + i] !== 0) copyWords(w, u, KEPT + i * RECORD_SIZE, RECORD_SIZE);
      else {
        w[u + STATE] = 0;
        w[u + BLOCK] = 0;
      }
    }
    for (let i = 0; i < COUNT_WORDS; i++) w[OPEN_BEFORE + i] = w[KEPT_OPEN + i];
    const sent = w[KEPT_SENT];
    w[SENT] = sent;
    for (let i = 0; i < sent; i++) w[messageAt(i) + KIND] = w[KEPT_KINDS + i];
  }
}
