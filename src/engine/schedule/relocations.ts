import { ROW_USED } from '../../model/flags.js';
import {
  ARG_A,
  BLOCK,
  KIND,
  NEXT,
  PEER_ROW,
  STATE,
  UE_ID,
  X_DUE_HIGH,
  X_DUE_LOW,
  X_FROM,
  X_HEARD,
  X_IDS,
  X_KIND,
  X_ORDER,
  X_QUIET,
  X_REGION,
  X_ROW,
  X_UE,
} from '../../model/layout.js';
import { FORWARD_RELOCATION_REQUEST } from '../../model/messages.js';
import { crosses } from '../../model/record.js';
import { epoch, peerRegion } from '../../model/row.js';
import { type Words, whole } from '../../model/words.js';
import { NO_TRANSFERS } from '../region/host.js';
import { S_OUTBOX } from '../region/state.js';
import { AGENDA, WHEN } from './agenda.js';
import { FAR } from './open.js';
import { ALONE, CLOCK, COUNTS, GONE, LOOSE, NOTHING, SENT } from './relocation-words.js';
import { Schedule } from './schedule.js';

/**
 * How far the two rows of a relocation may go. Only they concern each other, so each tells the other until when it will
 * send nothing of its own accord (QUIET, that is when its next message or timer is due): with each message, and by a
 * CLOCK where it has none to send. Before QUIET and the least latency nothing comes from it, but for answers to what is sent to
 * it meanwhile. So a relocation takes about as many rounds as it has S10 messages, however many others there are.
 *
 * What a row is not told it can do without: it goes on when nothing anywhere is due before (shard.ts).
 */
export class Relocations extends Schedule {
  /** A row that was dismissed left messages behind that are still to be answered. */
  protected leftLoose: boolean = false;
  /** The row that is worked on has sent a message. */
  private hasSpoken: boolean = false;
  /** When the first thing is due that was sent for no row. */
  protected sentLoose: number = NOTHING;

  private sentAt(u: number): number {
    return this.horizonAt(u) + SENT;
  }

  private countsAt(u: number): number {
    return this.horizonAt(u) + COUNTS;
  }

  /** Row u is about to be worked on; returns how many messages it has got from the other. */
  protected beginTelling(u: number): number {
    this.leftLoose = false;
    this.hasSpoken = false;
    return this.heardBy(u);
  }

  private heardBy(u: number): number {
    return this.w[this.countsAt(u)] & 0xffff;
  }

  /** Transfer x of a kind, due at `due`, leaves row u for another, which may answer it. */
  protected leaves(u: number, kind: number, x: number): void {
    if (this.ahead === 0) return;
    const { w } = this;
    const due = w[x + X_DUE_LOW];
    if (u === 0) {
      if (this.sentLoose === NOTHING || ((due - this.sentLoose) | 0) < 0) this.sentLoose = stampOf(due);
      return;
    }
    if (w[u + BLOCK] === 0) return;
    this.hasSpoken = true;
    const sent = this.sentAt(u);
    const horizon = this.horizonAt(u);
    if (kind === FORWARD_RELOCATION_REQUEST) {
      // There is no other row before this has come.
      w[horizon] = due + this.ahead;
      w[sent] = stampOf(due);
      w[this.countsAt(u)] = ONE_SENT;
      return;
    }
    w[this.countsAt(u)] += ONE_SENT;
    if (w[sent] === ALONE || ((due + this.ahead - w[horizon]) | 0) < 0) w[horizon] = due + this.ahead;
    if (w[sent] === LOOSE) return;
    if (w[x + X_ROW] === 0) w[sent] = LOOSE;
    else if (w[sent] === NOTHING || w[sent] === ALONE || ((due - w[sent]) | 0) < 0) w[sent] = stampOf(due);
  }

  /** Row u has got a message from the other row, which lies in `words` at offset x. */
  protected gets(u: number, words: Words, x: number): void {
    if (this.ahead === 0) return;
    this.w[this.countsAt(u)] += 1;
    this.raise(u, words, x);
  }

  /**
   * The other row of u's relocation tells, with what lies in `words` at offset x, until when it is quiet: u may go farther. If
   * it has not got all that u has sent, it may speak in answer to that.
   */
  private raise(u: number, words: Words, x: number): void {
    const { w } = this;
    const quiet = words[x + X_QUIET];
    if (w[this.sentAt(u)] === LOOSE) return;
    if (w[this.countsAt(u)] >>> 16 === words[x + X_HEARD]) {
      w[this.sentAt(u)] = (words[x + X_KIND] & (GONE | 0xff)) === (GONE | CLOCK) ? ALONE : NOTHING;
    }
    const sent = w[this.sentAt(u)];
    const first = sent !== NOTHING && ((sent - quiet) | 0) < 0 ? sent : quiet;
    const until = first + this.ahead;
    const horizon = this.horizonAt(u);
    if (((until - w[horizon]) | 0) <= 0) return;
    w[horizon] = until;
    const when = w[u + WHEN];
    if (when < 0 && -1 - when < this.horizonOf(u)) this.ready.push(-1 - when, u);
  }

  /** A row that was admitted with transfer x has all that its other end tells there. */
  protected raiseAdmitted(u: number, x: number): void {
    if (this.ahead === 0) return;
    const { w } = this;
    w[this.sentAt(u)] = this.sentLoose;
    if (this.sentLoose !== NOTHING) w[this.countsAt(u)] = ONE_SENT;
    this.gets(u, w, x);
  }

  /** Until when (low 32 bits) row u sends nothing of its own accord: it may be asked for before. */
  private quietOf(u: number): number {
    const due = this.dueOf(u);
    const candidate = this.candidateOf(u);
    const first = due < candidate ? due : candidate;
    return this.baseLow + (first < QUIET_MAX ? first : QUIET_MAX);
  }

  /** Says in transfer x, which leaves the region, until when its sender is quiet. Called after a turn of work. */
  sayQuiet(x: number): void {
    const { w } = this;
    if ((w[x + X_KIND] & 0xff) === CLOCK) return;
    this.enter();
    const u = w[x + X_FROM];
    w[x + X_QUIET] = this.baseLow;
    if (this.ahead === 0 || u === 0 || (w[u + STATE] & ROW_USED) === 0 || w[u + UE_ID] !== w[x + X_UE])
      return;
    const b = w[u + BLOCK];
    if (b === 0 || epoch(w, b) !== (w[x + X_IDS] & 0xff) || w[this.sentAt(u)] === LOOSE) return;
    w[x + X_QUIET] = this.quietOf(u);
    w[x + X_HEARD] = this.heardBy(u);
  }

  /**
   * Row u has been worked on: tells the other end of the relocation that it was in when that began, unless a message does.
   *
   * @param peer that end's row, in a region
   * @param heard messages that had come from there
   */
  protected tellPeer(
    u: number,
    ue: number,
    peer: number,
    region: number,
    attempt: number,
    heard: number,
  ): void {
    const { w } = this;
    const b = w[u + BLOCK];
    const isUsed = (w[u + STATE] & ROW_USED) !== 0 && w[u + UE_ID] === ue;
    let peerRow = peer;
    let kind = CLOCK;
    let quiet = 0;
    if (isUsed && b !== 0 && epoch(w, b) === attempt) {
      if (this.hasSpoken || w[this.sentAt(u)] === LOOSE) return;
      quiet = this.quietOf(u);
      peerRow = w[b + PEER_ROW];
    } else {
      if (this.leftLoose) return;
      const first = isUsed ? this.firstFromElsewhere(u) : FAR;
      quiet = this.baseLow + (first < QUIET_MAX ? first : QUIET_MAX);
      if (first === FAR) kind |= GONE;
    }
    const x = this.transfers.take();
    if (x === 0) this.host.exhausted(NO_TRANSFERS, this.region);
    w[x + X_KIND] = kind;
    w[x + X_REGION] = region;
    w[x + X_ROW] = peerRow;
    w[x + X_FROM] = u;
    w[x + X_UE] = ue;
    w[x + X_IDS] = attempt;
    w[x + X_ORDER] = this.region << 24;
    w[x + X_DUE_HIGH] = whole(this.now() / 4294967296);
    w[x + X_DUE_LOW] = this.stamp;
    w[x + X_QUIET] = quiet;
    w[x + X_HEARD] = heard;
    w[x] = w[this.state + S_OUTBOX];
    w[this.state + S_OUTBOX] = x;
  }

  /** Row u has just been admitted: tells the other end. */
  protected tellOf(u: number): void {
    const { w } = this;
    if (this.ahead === 0 || !this.isBound(u)) return;
    const b = w[u + BLOCK];
    const heard = this.beginTelling(u);
    this.tellPeer(u, w[u + UE_ID], w[b + PEER_ROW], peerRegion(w, b), epoch(w, b), heard);
  }

  /** When the first message from another region is due in the agenda of row u: what it is an answer to, nobody may know. */
  private firstFromElsewhere(u: number): number {
    const { w } = this;
    for (let m = w[u + AGENDA]; m !== 0; m = w[m + NEXT])
      if (crosses(w[m + KIND] & 0xff)) return this.dueIn(m);
    return FAR;
  }

  /** Takes in a CLOCK from another region: `words` holds it at offset `from`. */
  hear(words: Words, from: number): void {
    const { w } = this;
    this.enter();
    const quiet = words[from + X_QUIET];
    let u = words[from + X_ROW];
    if (u === 0) u = this.openRowOf(words, from);
    if (u < 0) {
      this.raiseLoose(-u, quiet);
      return;
    }
    if (u === 0 || (w[u + STATE] & ROW_USED) === 0 || w[u + UE_ID] !== words[from + X_UE]) return;
    const b = w[u + BLOCK];
    if (b !== 0 && epoch(w, b) === (words[from + X_IDS] & 0xff)) this.raise(u, words, from);
  }

  /** What a CLOCK from a row that does not know its other end is for: a row, or minus FORWARD RELOCATION REQUEST's node. */
  private openRowOf(words: Words, from: number): number {
    const { w, openItems } = this;
    const ue = words[from + X_UE];
    const source = words[from + X_ORDER] >>> 24;
    const attempt = words[from + X_IDS] & 0xff;
    for (let i = openItems.count() - 1; i >= 0; i--) {
      const item = openItems.item(i);
      if (item > 0) {
        const b = w[item + BLOCK];
        if (w[item + UE_ID] !== ue || b === 0 || w[b + PEER_ROW] !== words[from + X_FROM]) continue;
        if (peerRegion(w, b) === source && epoch(w, b) === attempt) return item;
      } else {
        const x = w[ARG_A - item];
        if (w[x + X_UE] !== ue || w[x + X_FROM] !== words[from + X_FROM]) continue;
        if (w[x + X_ORDER] >>> 24 === source && (w[x + X_IDS] & 0xff) === attempt) return item;
      }
    }
    return 0;
  }

  /** FORWARD RELOCATION REQUEST m stands open, and its sender is quiet until a time. */
  private raiseLoose(m: number, quiet: number): void {
    const { w, openItems } = this;
    const due = this.dueIn(m);
    if (due >= ((quiet + this.ahead - this.baseLow) | 0)) return;
    if (this.looseOf(w[w[m + ARG_A] + X_UE]) !== 1) return;
    openItems.remove(-m);
    w[w[m + ARG_A] + X_QUIET] = quiet;
    this.ready.push(due, -m);
  }

  /** Messages that belong to no row and stand open, for a UE. */
  private looseOf(ue: number): number {
    const { w, openItems } = this;
    let found = 0;
    for (let i = openItems.count() - 1; i >= 0; i--) {
      const item = openItems.item(i);
      if (item < 0 && w[w[ARG_A - item] + X_UE] === ue) found++;
    }
    return found;
  }

  /**
   * Message m from another region, which belongs to no row, waits. Nothing is before or after one that was meant for a row
   * which is gone; one to no row, if its sender tells that nothing comes before, may go on at once.
   */
  protected placeLoose(m: number): void {
    const { w } = this;
    const x = w[m + ARG_A];
    const due = this.dueIn(m);
    if (this.ahead !== 0 && due < this.windowEnd && (w[x + X_ROW] !== 0 || this.isNext(x, due)))
      this.ready.push(due, -m);
    else this.placeNode(m);
  }

  private isNext(x: number, due: number): boolean {
    const { w } = this;
    return due < ((w[x + X_QUIET] + this.ahead - this.baseLow) | 0) && this.looseOf(w[x + X_UE]) === 0;
  }
}

const ONE_SENT = 0x10000;

/** Nobody is told of more than that, µs. */
const QUIET_MAX = 1000000000;

/** A time that is no other word SENT: a little earlier where it would be. */
const stampOf = (due: number): number => (due >= NOTHING && due <= ALONE ? -1 : due);
