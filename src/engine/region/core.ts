import type { Env } from '../../model/env.js';
import { EN_CONTEXT, UE_ATTACHING, UE_BACKING_OFF, UE_REGISTERED } from '../../model/flags.js';
import type { Keys } from '../../model/keys.js';
import {
  ARG_A,
  BLOCK,
  DUE,
  IN_FLIGHT,
  KIND,
  NEXT,
  NODE_ROW,
  ORDER,
  PEER_ROW,
  STATE,
  TIMERS,
  UE_ID,
  X_ARRIVAL,
  X_ORDER,
  X_ROW,
  X_UE,
} from '../../model/layout.js';
import { COPY, COPY_SHIFT, LATER, LATER_SHIFT, LOST, UE_MOVE } from '../../model/messages.js';
import { isAttach } from '../../model/queue-entry.js';
import { crosses, isTimer } from '../../model/record.js';
import { epoch, has, peerRegion, ueHas, ueState } from '../../model/row.js';
import { FIRST_TIMER, T3346, TIMER_SLOT } from '../../model/timers.js';
import { TRAFFIC_COUNT } from '../../model/traffic.js';
import type { Double, Doubles, Words } from '../../model/words.js';
import { onBackOffOver } from '../../procedures/congestion-control/ue.js';
import { handle } from '../../procedures/dispatch.js';
import { offerTraffic } from '../../procedures/pump.js';
import { restart } from '../../procedures/restart.js';
import { afterEvent } from '../../procedures/step.js';
import { isAddressed } from '../../procedures/transfer.js';
import { AGENDA, ARRIVAL, insertNode, WHEN } from '../schedule/agenda.js';
import { ENTRY_WORDS } from '../schedule/calendar.js';
import { FAR } from '../schedule/open.js';
import { queuedIn } from './accounts.js';
import * as CFG from './config.js';
import * as C from './counters.js';
import type { Host } from './host.js';
import { ASKED, RESTART } from './links.js';
import { Restarting } from './restarting.js';
import { T3_RESPONSE_US } from './s10.js';
import { S_TOUCHED, S_UNTIL, S_WINDOW } from './state.js';

/*
 * A region at work: one MME, its eNBs, and the UEs that camp there. Single-threaded and deterministic; it is the
 * environment (Env) of the procedures. A window is worked through one UE at a time: UEs have nothing in common but the
 * servers of an MME, so only the order of one UE's events matters.
 *
 *     begin    all that is due in the window, UE by UE: each is worked on until the window's end, but for those whom
 *              messages from other regions may concern; they stand open
 *     round    those that are open, a little further each time, as far as nothing from elsewhere can come before
 *
 * Everything that outlives a turn is in the region's words, so JavaScript and the compiled core (compiler/) work on the
 * same region in turn, and end with the same words.
 */

/** Words of a line of the cache. */
const LINE = 16;
export class Core extends Restarting implements Env {
  /** All events of the region are worked off in the order of time: its MME has servers, and UEs queue for them. */
  private readonly inOrder: boolean;
  /** Classes of subscribers; 1: all UEs are alike. */
  readonly classes: number;
  private derivationsBefore: number = 0;

  /**
   * @param w the region's words, configured (config.ts)
   * @param f the same memory as doubles
   */
  constructor(w: Words, f: Doubles, keys: Keys, host: Host) {
    super(w, f, keys, host);
    this.inOrder = w[CFG.CFG_IN_ORDER] !== 0;
    this.classes = w[CFG.CFG_CLASSES];
  }

  /* Windows */

  /** The first window after the present one, and before `end`, in which anything may be due; else `end`. */
  nextWindow(end: number): number {
    return this.calendar.next(end);
  }

  /** When in the present window something is due that stands open; FAR: nothing does. */
  openDue(): number {
    const open = this.openItems.first();
    const ready = this.ready.first();
    return ready < open ? ready : open;
  }

  /** Whether anything may be worked on at once. */
  isReady(): boolean {
    return this.ready.first() !== FAR;
  }

  /** Begins a window, of which `end` µs are to be worked off, with all UEs that may be worked on alone. */
  begin(window: number, end: number): void {
    const { w, f, state, calendar } = this;
    w[state + S_WINDOW] = window;
    w[state + S_UNTIL] = end;
    this.openTurn();
    this.candidates.load.begin(this.base, this.base + end, this.classes, this.host);
    for (let chunk = calendar.take(window); chunk !== 0; chunk = calendar.after(chunk)) {
      this.touch(chunk);
      const last = calendar.endOf(chunk);
      for (let at = calendar.entriesOf(chunk); at < last; at += ENTRY_WORDS) {
        const item = w[at];
        if (item < 0) this.placeNode(-item);
        else if (w[item + WHEN] !== window + 1) continue;
        else if (this.inOrder || this.isBound(item)) this.place(item);
        else this.work(item, 0);
      }
    }
    this.workOpen(this.inOrder ? end : 0);
    this.closeTurn();
    f[this.c + C.C_TIME] = this.base + end;
  }

  /** Works off what stands open until `until` µs in the present window. */
  round(until: number): void {
    this.openTurn();
    this.workOpen(until);
    this.closeTurn();
  }

  private openTurn(): void {
    this.enter();
    this.open();
    this.derivationsBefore = this.keys.derivations;
  }

  private closeTurn(): void {
    this.f[this.c + C.C_DERIVATIONS] += this.keys.derivations - this.derivationsBefore;
    this.forgetPast();
    this.close();
    this.show();
  }

  /** Writes what others may want to see: how full the region is. */
  private show(): void {
    const { f, c } = this;
    const nodes: Double = this.nodes.used();
    const blocks: Double = this.blocks.used();
    f[c + C.C_ROWS] = this.rows.used();
    f[c + C.C_BLOCKS] = blocks;
    f[c + C.C_NODES] = nodes;
    if (nodes > f[c + C.C_NODES_PEAK]) f[c + C.C_NODES_PEAK] = nodes;
    if (blocks > f[c + C.C_BLOCKS_PEAK]) f[c + C.C_BLOCKS_PEAK] = blocks;
  }

  /**
   * Loads what the UEs of a chunk will need, so that misses of the cache overlap: one after the other they are a large
   * part of the time of a run.
   */
  private touch(chunk: number): void {
    const { w, calendar } = this;
    const end = calendar.endOf(chunk);
    let sum = 0;
    for (let at = calendar.entriesOf(chunk); at < end; at += ENTRY_WORDS) {
      const u = w[at];
      if (u > 0) sum += w[u + AGENDA] + w[u + LINE] + w[u + 2 * LINE - 2];
    }
    for (let at = calendar.entriesOf(chunk); at < end; at += ENTRY_WORDS) {
      const u = w[at];
      if (u > 0) sum += w[w[u + AGENDA]] + w[w[u + BLOCK]];
    }
    w[this.state + S_TOUCHED] = sum;
  }

  private workOpen(until: number): void {
    const { w, openItems, ready } = this;
    for (;;) {
      const open = openItems.first() < until ? openItems.first() : FAR;
      const atOnce = ready.first();
      const due = atOnce <= open ? atOnce : open;
      if (due === FAR) return;
      const item = atOnce <= open ? ready.pop() : openItems.pop();
      if (item < 0) this.workLoose(-item, due);
      else if (w[item + WHEN] === -1 - due) this.work(item, until);
    }
  }

  /** Rows that have gone on from where they stood open stand there no more. */
  private forgetPast(): void {
    const { w, openItems } = this;
    while (openItems.count() > 0) {
      const item = openItems.item(0);
      if (item < 0 || w[item + WHEN] === -1 - openItems.first()) return;
      openItems.pop();
    }
  }

  /**
   * Works off what is due to row u in the window, or the first of it where events go in order; while messages from other
   * regions may concern the row, only what is due before `until`. Then the row waits for what is next.
   */
  private work(u: number, until: number): void {
    const { w } = this;
    const state = ueState(w, u);
    const queued = queuedIn(w, u);
    const ue = w[u + UE_ID];
    // The other end of its relocation, to be told how far the row has got.
    let attempt = 0;
    let peer = 0;
    let region = 0;
    let heard = 0;
    if (this.ahead !== 0 && this.isBound(u)) {
      const b = w[u + BLOCK];
      attempt = epoch(w, b);
      peer = w[b + PEER_ROW];
      region = peerRegion(w, b);
      heard = this.beginTelling(u);
    }
    for (;;) {
      const end = this.inOrder ? until : this.limitOf(u, until);
      this.row = u;
      const due = this.dueOf(u);
      const candidate = this.candidateOf(u);
      if (due <= candidate) {
        if (due >= end) break;
        const m = w[u + AGENDA];
        w[u + AGENDA] = w[m + NEXT];
        this.at(due);
        if (!this.hasMme || !this.joins(m)) this.event(m);
      } else {
        if (candidate >= end) break;
        this.at(candidate);
        this.meet(u);
      }
      if (this.inOrder || !this.isUsed(u)) break;
    }
    this.recount(u, state, queued);
    if (this.isUsed(u)) this.place(u);
    if (attempt !== 0) this.tellPeer(u, ue, peer, region, attempt, heard);
  }

  /** How far row u may go: to the window's end, unless messages from other regions may come before. */
  private limitOf(u: number, until: number): number {
    if (!this.isBound(u)) return this.windowEnd;
    const horizon = this.horizonOf(u);
    if (horizon <= until) return until;
    return horizon < this.windowEnd ? horizon : this.windowEnd;
  }

  /** Message m from another region, which no row waits for. */
  private workLoose(m: number, due: number): void {
    this.at(due);
    this.row = 0;
    if (!this.hasMme || !this.joins(m)) this.transferred(m, this.w[m + KIND] & 0xff);
  }

  /* Traffic */

  /** The UE in row u is there from the start. */
  settle(u: number): void {
    this.candidates.begin(u);
    this.recount(u, -1, 0);
    if (this.classes > 1) this.f[this.c + C.C_CLASSES + this.candidates.classOf(u) * C.CLASS_STRIDE] += 1;
    this.awaitRestart(u, -1);
    this.place(u);
  }

  /** A candidate for traffic comes to row u. */
  private meet(u: number): void {
    const { candidates } = this;
    const burst = candidates.burstOf(u);
    const kind = burst < 0 ? candidates.kept(u) : -1;
    candidates.advance(u);
    if (burst >= 0) this.arriveOf(u, burst);
    else if (kind >= 0) {
      this.met(u, kind);
      this.arrive(u, kind);
    }
  }

  /** Traffic of a kind comes to the UE of row u by the rates of the scenario: whether it finds a registered one. */
  private met(u: number, kind: number): void {
    const { w, f, c } = this;
    if (isAttach(kind)) return;
    const isKept = has(w, u, UE_REGISTERED | UE_BACKING_OFF) || ueHas(w, u, UE_ATTACHING);
    f[c + (isKept ? C.C_MET : C.C_UNMET)] += 1;
  }

  /** The event of a burst comes to the UE of row u; `record`: which burst it is of. */
  private arriveOf(u: number, record: number): void {
    const { f, c } = this;
    const { bursts } = this.candidates;
    const kind = bursts.kind(record);
    const counts = c + C.C_BURSTS + bursts.burst(record) * C.BURST_STRIDE;
    const offered = c + C.C_TRAFFIC + kind * C.TRAFFIC_STRIDE;
    const before: Double = f[offered];
    this.arrive(u, kind);
    f[counts] += 1;
    f[counts + 1] += f[offered] - before;
  }

  /** A traffic event of a kind comes to the UE of row u; if it makes no sense there, nothing happens. */
  protected arrive(u: number, kind: number): void {
    const { w, f, c } = this;
    if (!offerTraffic(this, u, kind)) return;
    if (this.classes > 1) f[c + C.C_CLASSES + this.candidates.classOf(u) * C.CLASS_STRIDE + 1 + kind] += 1;
    this.done(u, w[u + UE_ID], 0x80 + kind);
  }

  /* Events */

  /** Row u is free, and what T3346 held for a UE that has left is asked for nowhere else. */
  override dismiss(u: number): void {
    const { w } = this;
    for (let m = w[u + AGENDA]; m !== 0; m = w[m + NEXT])
      if ((w[m + KIND] & 0xff) === FIRST_TIMER + T3346) onBackOffOver(this, u, m);
    super.dismiss(u);
  }

  /** Handles message or timer m. */
  protected event(m: number): void {
    const { w, f, c } = this;
    const word = w[m + KIND];
    const kind = word & 0xff;
    const u = w[m + NODE_ROW];
    if (kind === RESTART) {
      this.nodes.give(m);
      this.awaitRestart(u, this.now());
      const which = this.restartsOf(u);
      if (which !== 0) this.restarted(u, which);
      return;
    }
    if (kind >= ASKED) {
      const late = w[m + ARG_A];
      this.nodes.give(m);
      if (late === 0) this.arrive(u, kind - ASKED);
      else this.arriveOf(u, late - 1);
      return;
    }
    if (!isTimer(kind)) {
      if (crosses(kind)) {
        this.transferred(m, kind);
        return;
      }
      if ((word & (LOST << 8)) === 0) this.messages++;
      else f[c + C.C_LOST] += 1;
      w[w[u + BLOCK] + IN_FLIGHT]--;
    } else if (TIMER_SLOT[kind - FIRST_TIMER] >= 0) {
      const b = w[u + BLOCK];
      w[b + TIMERS + TIMER_SLOT[kind - FIRST_TIMER]] = 0;
      w[b + IN_FLIGHT]--;
    }
    handle(this, u, m);
    this.nodes.give(m);
    this.done(u, w[u + UE_ID], isTimer(kind) && TIMER_SLOT[kind - FIRST_TIMER] < 0 ? kind : word);
  }

  /** Nodes that know the UE of row u restart. */
  protected restarted(u: number, which: number): void {
    this.countRestart(u, which);
    restart(this, u, which);
    this.done(u, this.w[u + UE_ID], RESTART | (which << 8));
  }

  /** Handles what came from another region. */
  protected transferred(m: number, kind: number): void {
    const { w, f, c } = this;
    const word = w[m + KIND];
    const x = w[m + ARG_A];
    const ue = w[x + X_UE];
    if (kind !== UE_MOVE) {
      if ((word & (LOST << 8)) === 0) this.messages++;
      else f[c + C.C_LOST] += 1;
    }
    // (A row that waits for the message is the one that is worked on, and counted then.)
    const expected = isAddressed(w, x) ? w[x + X_ROW] : 0;
    this.row = expected;
    this.arrived = x;
    this.admitted = 0;
    this.sentLoose = 0;
    this.copy = word & (COPY << 8);
    handle(this, 0, m);
    this.copy = 0;
    const found = this.admitted !== 0 ? this.admitted : expected;
    if (kind === UE_MOVE && found !== 0) this.takeCandidate(found, x);
    this.nodes.give(m);
    if (this.admitted !== 0) {
      w[x + X_ROW] = this.admitted;
      this.raiseAdmitted(found, x);
    }
    if ((word & (LATER << 8)) === 0) this.transfers.give(x);
    else this.copyLater(word, x);
    this.done(found, ue, word);
    if (this.admitted !== 0) {
      this.recount(found, -1, 0);
      if (this.isUsed(found)) {
        this.place(found);
        this.tellOf(found);
      }
    }
  }

  /** The UE has come to row u with transfer x. */
  private takeCandidate(u: number, x: number): void {
    const { w, f, candidates } = this;
    f[(u + ARRIVAL) >> 1] = f[(x + X_ARRIVAL) >> 1];
    for (let came = candidates.passBy(u, this.now()); came >= 0; came = candidates.passBy(u, this.now())) {
      const burst = came - TRAFFIC_COUNT;
      const m = this.freshNode(u, ASKED + (burst < 0 ? came : candidates.bursts.kind(burst)));
      w[m + ARG_A] = burst < 0 ? 0 : burst + 1;
      this.plan(u, m, 0);
    }
  }

  /** S10 request x, just handled, arrives once more: its answer was lost. `word`: KIND of the copy that was handled. */
  private copyLater(word: number, x: number): void {
    const { w } = this;
    const later = (word >>> (8 + LATER_SHIFT)) & 3;
    const after = (later & 1) !== 0 ? 1 : 2;
    const copy = ((word >>> (8 + COPY_SHIFT)) & 3) + 1;
    const fate = (copy << COPY_SHIFT) | ((later >>> after) << LATER_SHIFT);
    const u = isAddressed(w, x) ? w[x + X_ROW] : 0;
    const m = this.freshNode(u, (word & 0xff) | (fate << 8));
    w[m + ARG_A] = x;
    w[m + DUE] = this.stamp + after * T3_RESPONSE_US;
    w[m + ORDER] = w[x + X_ORDER];
    if (u !== 0) insertNode(w, u, m);
    else this.placeLoose(m);
  }

  /**
   * After an event: starts waiting work, frees what is at rest, adds to the digest.
   *
   * @param u the UE's row; 0: it has none here
   */
  private done(u: number, ue: number, what: number): void {
    const isKept = u !== 0 && this.isUsed(u) && afterEvent(this, u);
    if (isKept && (this.w[u + STATE] & EN_CONTEXT) === 0) this.stopInactivity(u);
    this.record(ue, what);
    if (isKept) this.sampleDecision(u);
  }
}
