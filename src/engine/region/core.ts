import { count, HISTOGRAM_MAX_VALUE, HISTOGRAM_WORDS } from '../../measure/count.js';
import type { Env } from '../../model/env.js';
import { ROW_USED, UE_HERE } from '../../model/flags.js';
import type { Keys } from '../../model/keys.js';
import {
  ARG_A,
  ARG_B,
  BLOCK,
  CLAMP_COUNT,
  CLAMPS,
  DRAWS,
  DUE,
  IN_FLIGHT,
  KIND,
  NEXT,
  NODE_ROW,
  ORDER,
  PREV,
  QUEUE,
  STATE,
  TIMERS,
  UE_ID,
  X_DUE_HIGH,
  X_DUE_LOW,
  X_KIND,
  X_ORDER,
  X_REGION,
  X_ROW,
  X_UE,
} from '../../model/layout.js';
import {
  CONGESTED,
  COPY,
  COPY_SHIFT,
  FORWARD_RELOCATION_REQUEST,
  HANDOVER_REQUIRED,
  INITIAL_UE_MESSAGE,
  LATER,
  LATER_SHIFT,
  LOST,
  REFUSED,
  RRC_RECONFIGURATION_COMPLETE,
  SERVED,
  SWAPPED,
  UE_MOVE,
} from '../../model/messages.js';
import { DETACH_REQUEST } from '../../model/nas-messages.js';
import { REFUSED_OFFER } from '../../model/outcomes.js';
import { crosses, isTimer } from '../../model/record.js';
import { enCell } from '../../model/row.js';
import {
  FIRST_TIMER,
  T_HANDOVER,
  T_INACTIVITY,
  T_KEY_CHANGE,
  T_REKEY,
  T_SETUP,
  T3346,
  TIMER_OF_MME,
  TIMER_SLOT,
} from '../../model/timers.js';
import { INTER_MME_KIND } from '../../model/traffic.js';
import { type Double, type Doubles, happens, isBelow, pick, rounded, type Words } from '../../model/words.js';
import { handle } from '../../procedures/dispatch.js';
import { offerTraffic } from '../../procedures/pump.js';
import { afterEvent, rowAfter } from '../../procedures/step.js';
import { RULES } from '../../rules/table.js';
import { hash, rehash } from '../draws/random.js';
import { sample, sampleFine } from '../draws/sampler.js';
import { MmeQueue } from '../mme/mme-queue.js';
import * as CFG from './config.js';
import * as C from './counters.js';
import { type Host, NO_NODES, NO_PATIENCE, NO_SLOT, NO_TRANSFERS } from './host.js';
import { KIND_CLAMP, KIND_LATENCY, KIND_PARITY, KIND_RISKY, KIND_WORDS } from './parameters.js';
import { POOL_WORDS, Pool } from './pool.js';
import { T3_RESPONSE_US } from './s10.js';
import { TAKEN, TICK_SHIFT, TICK_US, Wheel } from './wheel.js';

/*
 * A region at work: one MME, its eNBs, and the UEs that camp there. Single-threaded and deterministic; it is the
 * environment (Env) of the procedures. Everything that outlives a window is in the region's words, so JavaScript and
 * the compiled core (compiler/) work on the same region in turn, and end with the same words.
 */

/** Words of a region's state: tick, sequence, outbox, then the four pools. */
export const S_TICK = 0;
const S_SEQUENCE = 1;
export const S_OUTBOX = 2;
/** Events, 32 bits. */
const S_EVENTS = 3;
/** Sum over all events of a mix of (UE, time, message, verdict), two lanes. */
export const S_DIGEST_LOW = 4;
export const S_DIGEST_HIGH = 5;
/** Nobody reads it: it makes loads that only warm the cache count as used. */
const S_TOUCHED = 6;
const S_ROWS = 8;
const S_BLOCKS = S_ROWS + POOL_WORDS;
export const S_NODES = S_BLOCKS + POOL_WORDS;
export const S_TRANSFERS = S_NODES + POOL_WORDS;

/**
 * Words of the arrivals that have been drawn: how many, how many of them are done, then three each: tick; µs in it and,
 * from bit A_CLASSES on, the classes of subscribers that it is for; kind in the top bits and row number.
 */
export const A_COUNT = 0;
export const A_DONE = 1;
export const A_FIRST = 2;
export const A_WORDS = 3;
export const A_CLASSES = TICK_SHIFT;
export const ARRIVAL_KIND = 0x4000000;

/** Words of an item in the slot that is being worked off: node, or minus an arrival; µs in the slot; order. */
export const SLOT_WORDS = 3;

/** The second cache line of a row. */
const ROW_LINE = 16;

/** Nothing waits for longer than so many µs: due times are 32-bit words. */
const PATIENCE_US = 1800000000;
/** What service times are drawn for, beside the kind of message. */
const SERVICE_DRAW = 0x6d6d6500;

/** One event in so many, a power of two, is followed by a timed evaluation of a rule. */
const SAMPLE_EVERY = 8192;
/** Evaluations in one sample: the clock is too coarse for one. */
const SAMPLE_LOOP = 64;

/** Words of a duration or hold time that is still to be counted: its histogram's area, and µs. */
const NOTE_WORDS = 2;
/** Words for those of a window; when they are full, what is there is counted at once. */
export const NOTES_WORDS = NOTE_WORDS * 96;

export class Core implements Env {
  readonly region: number;
  readonly rules: number;
  readonly retries: number;
  readonly earfcn: number;
  readonly enbKind: number;
  /** The low 32 bits of the present in µs; the present is `micro` µs in tick `tick`. */
  stamp: number = 0;
  private tick: number = 0;
  private micro: number = 0;
  /** The tick whose slot is being worked off, or -1. */
  private turnTick: number = -1;
  private turnAt: number = 0;
  private turnEnd: number = 0;
  private verdictMix: number = 0;
  private discards: number = 0;
  /** Messages of this call of run(), not yet in their counter. */
  private messages: number = 0;
  /** Where the next note goes. */
  private noted: number = 0;
  protected admitted: number = 0;
  /** The copy of an S10 request that is being handled, in its place in a word KIND: answers say which one they are to. */
  private copy: number = 0;

  private readonly seed: number;
  private readonly enbs: number;
  private readonly cells: number;
  private readonly regions: number;
  private readonly state: number;
  /** Offset in f. */
  private readonly c: number;
  private readonly histograms: number;
  private readonly notes: number;
  private readonly slot: number;
  private readonly slotItems: number;
  private readonly arrivals: number;
  private readonly latency: number;
  private readonly kinds: number;
  /** Classes of subscribers; 0: all UEs are alike. */
  private readonly classes: number;
  private readonly wheel: Wheel;
  private readonly mme: MmeQueue;
  private readonly hasMme: boolean;
  readonly rows: Pool;
  private readonly blocks: Pool;
  private readonly nodes: Pool;
  private readonly transfers: Pool;

  /**
   * @param w the region's words, configured (config.ts)
   * @param f the same memory as doubles
   */
  constructor(
    readonly w: Words,
    private readonly f: Doubles,
    readonly keys: Keys,
    private readonly host: Host,
  ) {
    this.region = w[CFG.CFG_REGION];
    this.rules = w[CFG.CFG_RULES];
    this.retries = w[CFG.CFG_RETRIES];
    this.earfcn = w[CFG.CFG_EARFCN];
    this.enbKind = w[CFG.CFG_ENB];
    this.seed = w[CFG.CFG_SEED];
    this.enbs = w[CFG.CFG_ENBS];
    this.cells = w[CFG.CFG_CELLS];
    this.regions = w[CFG.CFG_REGIONS];
    this.state = w[CFG.CFG_STATE];
    this.c = w[CFG.CFG_COUNTERS];
    this.histograms = w[CFG.CFG_HISTOGRAMS];
    this.notes = w[CFG.CFG_NOTES];
    this.noted = w[CFG.CFG_NOTES];
    this.slot = w[CFG.CFG_SLOT];
    this.slotItems = w[CFG.CFG_SLOT_ITEMS];
    this.arrivals = w[CFG.CFG_ARRIVALS];
    this.latency = w[CFG.CFG_LATENCY];
    this.kinds = w[CFG.CFG_KINDS];
    this.classes = w[CFG.CFG_CLASSES];
    this.wheel = new Wheel(w, w[CFG.CFG_WHEEL]);
    this.mme = new MmeQueue(w, f, w[CFG.CFG_MME]);
    this.hasMme = w[CFG.CFG_MME] !== 0;
    const state = w[CFG.CFG_STATE];
    this.rows = pool(w, state + S_ROWS, CFG.CFG_ROWS);
    this.blocks = pool(w, state + S_BLOCKS, CFG.CFG_BLOCKS);
    this.nodes = pool(w, state + S_NODES, CFG.CFG_NODES);
    this.transfers = pool(w, state + S_TRANSFERS, CFG.CFG_TRANSFERS);
  }

  /* Time */

  /** First tick from now on, and before `end`, at which this region has something to do; else `end`. */
  nextTick(end: number): number {
    const { w, arrivals } = this;
    const done = w[arrivals + A_DONE];
    if (done < w[arrivals + A_COUNT]) {
      const first = w[arrivals + A_FIRST + A_WORDS * done];
      if (first < end) end = first;
    }
    const tick = w[this.state + S_TICK];
    return this.wheel.next(tick, end < tick ? tick : end);
  }

  /**
   * Loads what the events before tick `end` will need, so that misses of the cache overlap: one after the other they are
   * a quarter of the time of a run. Touched for all regions of a thread before any of them is worked on.
   */
  touch(end: number): void {
    const { w, arrivals, wheel } = this;
    let sum = 0;
    for (let i = w[arrivals + A_DONE]; i < w[arrivals + A_COUNT]; i++) {
      const u = this.rowOf(arrivals + A_FIRST + A_WORDS * i);
      sum += w[u] + w[u + ROW_LINE];
    }
    for (let tick = this.nextTick(end); tick < end; tick++) {
      for (let m = wheel.peek(tick); m !== 0; m = w[m + NEXT]) {
        const u = w[m + NODE_ROW];
        const b = w[u + BLOCK];
        sum += w[u + ROW_LINE] + w[b] + w[b + ROW_LINE] + w[b + 2 * ROW_LINE];
      }
    }
    w[this.state + S_TOUCHED] = sum;
  }

  /** Works off everything that is due before tick `end`. All arrivals before it must have been drawn. */
  run(end: number): void {
    const { w, f, state, c } = this;
    const before = this.keys.derivations;
    const eventsBefore = w[state + S_EVENTS];
    for (;;) {
      const tick = this.nextTick(end);
      w[state + S_TICK] = tick;
      if (tick >= end) break;
      this.workOff(tick);
      w[state + S_TICK] = tick + 1;
    }
    f[c + C.C_DERIVATIONS] += this.keys.derivations - before;
    f[c + C.C_MESSAGES] += this.messages;
    f[c + C.C_EVENTS] += (w[state + S_EVENTS] - eventsBefore) | 0;
    this.messages = 0;
    this.countNotes();
    this.show();
  }

  /** Writes what others may want to see: how far the region is, and how full. */
  private show(): void {
    const { w, f, state, c } = this;
    f[c + C.C_TIME] = (w[state + S_TICK] as Double) * TICK_US;
    f[c + C.C_ROWS] = this.rows.used();
    const nodes: Double = this.nodes.used();
    const blocks: Double = this.blocks.used();
    f[c + C.C_BLOCKS] = blocks;
    f[c + C.C_NODES] = nodes;
    if (nodes > f[c + C.C_NODES_PEAK]) f[c + C.C_NODES_PEAK] = nodes;
    if (blocks > f[c + C.C_BLOCKS_PEAK]) f[c + C.C_BLOCKS_PEAK] = blocks;
  }

  private workOff(tick: number): void {
    const { w, slot } = this;
    this.turnAt = 0;
    this.turnEnd = 0;
    this.tick = tick;
    this.turnTick = tick;
    let m = this.wheel.take(tick);
    while (m !== 0) {
      const next = w[m + NEXT];
      w[m + PREV] = TAKEN;
      this.line(m, w[m + DUE] & (TICK_US - 1), w[m + ORDER]);
      m = next;
    }
    this.lineArrivals(tick);
    while (this.turnAt < this.turnEnd) {
      const at = slot + SLOT_WORDS * this.turnAt++;
      this.micro = w[at + 1];
      this.stamp = (tick << TICK_SHIFT) | this.micro;
      const item = w[at];
      if (item <= 0) this.arrival(-item);
      else if (!this.hasMme || !this.joins(item)) this.event(item);
    }
    this.turnTick = -1;
  }

  /** Lines up the arrivals of this slot. */
  private lineArrivals(tick: number): void {
    const { w, arrivals } = this;
    const drawn = w[arrivals + A_COUNT];
    let done = w[arrivals + A_DONE];
    while (done < drawn) {
      const at = arrivals + A_FIRST + A_WORDS * done;
      if (w[at] !== tick) break;
      this.line(-at, w[at + 1] & (TICK_US - 1), this.nextOrder());
      done++;
    }
    w[arrivals + A_DONE] = done;
  }

  /** Puts an item in its place among those that are still to come in this slot: by µs, then source and sequence. */
  private line(item: number, micro: number, order: number): void {
    const { w, slot } = this;
    if (this.turnEnd === this.slotItems) this.host.exhausted(NO_SLOT, this.region);
    const first = slot + SLOT_WORDS * this.turnAt;
    let at = slot + SLOT_WORDS * this.turnEnd++;
    while (at > first) {
      const before = w[at - 2];
      if (before < micro || (before === micro && isBelow(w[at - 1], order))) break;
      w[at] = w[at - 3];
      w[at + 1] = before;
      w[at + 2] = w[at - 1];
      at -= SLOT_WORDS;
    }
    w[at] = item;
    w[at + 1] = micro;
    w[at + 2] = order;
  }

  private nextOrder(): number {
    const { w, state } = this;
    const next = (w[state + S_SEQUENCE] + 1) & 0xffffff;
    w[state + S_SEQUENCE] = next;
    return (this.region << 24) | next;
  }

  /** The row that the arrival at `at` picked. */
  protected rowOf(at: number): number {
    return this.rows.base + (this.w[at + 2] & (ARRIVAL_KIND - 1)) * this.rows.stride;
  }

  protected arrival(at: number): void {
    const { w, f, c } = this;
    const u = this.rowOf(at);
    const kind = (w[at + 2] / ARRIVAL_KIND) | 0;
    if (this.classes === 0) {
      this.offer(u, kind);
      return;
    }
    const own = this.classOf(u);
    if ((w[at + 1] & ((1 << A_CLASSES) << own)) === 0 || !this.offer(u, kind)) return;
    f[c + C.C_CLASSES + own * C.CLASS_STRIDE + 1 + kind] += 1;
  }

  /** The class of subscribers of the UE in row u. */
  private classOf(u: number): number {
    const { w, classes } = this;
    const h = hash(this.seed, w[u + UE_ID], 0x636c, 0);
    const thresholds = w[CFG.CFG_CLASSES_AT];
    let own = 0;
    while (own < classes - 1 && !isBelow(h, w[thresholds + own])) own++;
    return own;
  }

  /** Counts the UE that settles in row u at the start with its class. */
  countSubscriber(u: number): void {
    if (this.classes !== 0) this.f[this.c + C.C_CLASSES + this.classOf(u) * C.CLASS_STRIDE] += 1;
  }

  /** A traffic event of a kind at the UE of row u, if there is one and it makes sense there. */
  private offer(u: number, kind: number): boolean {
    if ((this.w[u + STATE] & UE_HERE) === 0 || !offerTraffic(this, u, kind)) return false;
    this.done(u, 0x80 + kind);
    return true;
  }

  /**
   * MME: message m waits for a server and is served, or is refused because too many do; a timer of the MME waits behind
   * what came before it. False: m is to be handled now.
   */
  private joins(m: number): boolean {
    const { w, f, c, mme } = this;
    const word = w[m + KIND];
    // What was lost on its way never comes.
    if ((word & (LOST << 8)) !== 0) return false;
    const kind = word & 0xff;
    const now: Double = (this.tick as Double) * TICK_US + this.micro;
    const service = mme.service(kind);
    if (service === 0) {
      if (!isTimerOfMme(kind)) return false;
      const done = this.doneOf(w[m + NODE_ROW]);
      if (f[done] < now) return false;
      this.wait(m, f[done] + 1 - now);
      return true;
    }
    if ((word & (SERVED << 8)) !== 0) {
      if ((word & (CONGESTED << 8)) === 0) mme.leave();
      return false;
    }
    const isS10 = crosses(kind);
    // S10 is UDP: in no order.
    const done = isS10 ? 0 : this.doneOf(w[m + NODE_ROW]);
    if (startsWork(kind, word >>> 24) && mme.isFull()) {
      f[c + C.C_MME_REFUSED] += 1;
      w[m + KIND] = word | ((SERVED | CONGESTED) << 8);
      if (done === 0 || f[done] < now) return false;
      this.wait(m, f[done] - now);
      return true;
    }
    f[c + C.C_MME_MESSAGES] += 1;
    w[m + KIND] = word | (SERVED << 8);
    const ue = isS10 ? w[w[m + ARG_A] + X_UE] : w[w[m + NODE_ROW] + UE_ID];
    const h = hash(this.seed, ue, this.stamp, SERVICE_DRAW + kind);
    const end: Double = mme.enter(now, sampleFine(w, h, service), done);
    this.wait(m, end - now);
    return true;
  }

  /** Place of the time when the MME is done with the last message of the UE in row u (which has an active block). */
  private doneOf(u: number): number {
    const { w, blocks } = this;
    return this.mme.done(((w[u + BLOCK] - blocks.base) / blocks.stride) | 0);
  }

  /** Message or timer m, which was due now, is due again in so many µs. */
  private wait(m: number, delay: Double): void {
    if (delay > PATIENCE_US) this.host.exhausted(NO_PATIENCE, this.region);
    this.schedule(m, rounded(delay));
  }

  /** Handles message or timer m. */
  protected event(m: number): void {
    const { w, f, c } = this;
    const word = w[m + KIND];
    const kind = word & 0xff;
    const u = w[m + NODE_ROW];
    if (!isTimer(kind)) {
      if (kind === 0) {
        // A timer that was stopped while it waited in this slot.
        this.nodes.give(m);
        return;
      }
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
    } else if ((w[u + STATE] & ROW_USED) === 0 || w[u + UE_ID] !== w[m + ARG_A]) {
      this.nodes.give(m);
      return;
    }
    handle(this, u, m);
    this.nodes.give(m);
    this.done(u, isTimer(kind) && TIMER_SLOT[kind - FIRST_TIMER] < 0 ? kind : word);
  }

  /** Handles what came from another region. */
  protected transferred(m: number, kind: number): void {
    const { w, f, c } = this;
    const word = w[m + KIND];
    const x = w[m + ARG_A];
    if (kind !== UE_MOVE) {
      if ((word & (LOST << 8)) === 0) this.messages++;
      else f[c + C.C_LOST] += 1;
    }
    this.admitted = 0;
    this.copy = word & (COPY << 8);
    handle(this, 0, m);
    this.copy = 0;
    const row = this.admitted !== 0 ? this.admitted : w[x + X_ROW];
    const u = rowAfter(w, x, this.admitted);
    if ((word & (LATER << 8)) === 0) this.transfers.give(x);
    else {
      w[x + X_ROW] = row;
      this.copyLater(word, x);
    }
    this.nodes.give(m);
    if (u !== 0) this.done(u, word);
  }

  /** S10 request x, just handled, arrives once more: its answer was lost. `word`: KIND of the copy that was handled. */
  private copyLater(word: number, x: number): void {
    const later = (word >>> (8 + LATER_SHIFT)) & 3;
    const after = (later & 1) !== 0 ? 1 : 2;
    const copy = ((word >>> (8 + COPY_SHIFT)) & 3) + 1;
    const fate = (copy << COPY_SHIFT) | ((later >>> after) << LATER_SHIFT);
    const m = this.node(0, (word & 0xff) | (fate << 8), after * T3_RESPONSE_US);
    this.w[m + ARG_A] = x;
  }

  /** After an event: starts waiting work, frees what is at rest, adds to the digest. */
  private done(u: number, what: number): void {
    const { w, f, c, state } = this;
    const ue = w[u + UE_ID];
    const isKept = afterEvent(this, u);
    if (this.discards !== 0) {
      this.messages -= this.discards;
      f[c + C.C_DISCARDED] += this.discards;
      this.discards = 0;
    }
    const low = hash(ue, this.stamp, what, this.verdictMix);
    this.verdictMix = 0;
    w[state + S_DIGEST_LOW] += low;
    w[state + S_DIGEST_HIGH] += rehash(low ^ ue);
    const events = w[state + S_EVENTS] + 1;
    w[state + S_EVENTS] = events;
    if ((events & (SAMPLE_EVERY - 1)) === 0) this.sampleDecision(isKept ? u : 0);
  }

  /** Times the evaluation of one rule on the row that was just worked on. */
  private sampleDecision(u: number): void {
    const { w, state } = this;
    if (u === 0) return;
    const rule = RULES[w[state + S_SEQUENCE] % RULES.length];
    let applies = 0;
    const from = this.host.now();
    for (let i = 0; i < SAMPLE_LOOP; i++) if (rule.applies(w, u)) applies++;
    const ns = (this.host.now() - from) / SAMPLE_LOOP;
    if (applies === 0 || applies === SAMPLE_LOOP)
      count(w, this.histograms + C.H_DECISION * HISTOGRAM_WORDS, rounded(ns));
  }

  /**
   * Notes a time in µs, without sign, for histogram n. Its bucket and sum are seldom in the cache, so they are counted
   * window by window, where the misses of several overlap.
   */
  private note(n: number, value: number): void {
    const { w } = this;
    if (this.noted === this.notes + NOTES_WORDS) this.countNotes();
    const at = this.noted;
    this.noted = at + NOTE_WORDS;
    w[at] = this.histograms + n * HISTOGRAM_WORDS;
    w[at + 1] = value < 0 ? HISTOGRAM_MAX_VALUE : value;
  }

  /** Counts what is noted, and forgets it. */
  private countNotes(): void {
    const { w, notes } = this;
    for (let at = notes; at < this.noted; at += NOTE_WORDS) count(w, w[at], w[at + 1]);
    this.noted = notes;
  }

  /* Env: links and timers */

  /** A node for row u that is due in `delay` µs. */
  private node(u: number, word: number, delay: number): number {
    const { w } = this;
    const m = this.nodes.take();
    if (m === 0) this.host.exhausted(NO_NODES, this.region);
    w[m + NODE_ROW] = u;
    w[m + KIND] = word;
    this.schedule(m, delay);
    return m;
  }

  /** Node m is due in `delay` µs. */
  private schedule(m: number, delay: number): void {
    const { w } = this;
    const order = this.nextOrder();
    w[m + DUE] = this.stamp + delay;
    w[m + ORDER] = order;
    const micro = this.micro + delay;
    const tick = this.tick + (micro >> TICK_SHIFT);
    if (tick === this.turnTick) {
      w[m + PREV] = TAKEN;
      this.line(m, micro, order);
    } else this.wheel.insert(m, tick);
  }

  /** The next draw of the UE in row u, for `what`. */
  private draw(u: number, what: number): number {
    const { w } = this;
    return hash(this.seed, w[u + UE_ID], w[u + DRAWS]++, what);
  }

  send(u: number, kind: number, conn: number): number {
    return this.sendNas(u, kind, conn, 0);
  }

  sendNas(u: number, kind: number, conn: number, nas: number): number {
    const { w } = this;
    const block = w[u + BLOCK];
    const type = this.kinds + kind * KIND_WORDS;
    const h = this.draw(u, kind);
    let delay = sample(w, h, this.latency + w[type + KIND_LATENCY]);
    const clamp = block + CLAMPS + w[type + KIND_CLAMP] + (conn & w[type + KIND_PARITY]);
    // In order on its link: not before the message that went before it.
    const late = (w[clamp] - this.stamp - delay) | 0;
    if (late > 0) delay += late;
    w[clamp] = this.stamp + delay;
    const fate = w[type + KIND_RISKY] === 0 ? 0 : this.fate(kind, nas, h);
    const m = this.node(u, kind | (fate << 8) | (conn << 16) | (nas << 24), delay);
    w[m + ARG_A] = 0;
    w[m + ARG_B] = 0;
    w[block + IN_FLIGHT]++;
    return m;
  }

  /** What becomes of a message, from the bits of its draw. */
  private fate(kind: number, nas: number, h: number): number {
    const { w, f } = this;
    const bits = rehash(h);
    if (happens(bits, f[w[CFG.CFG_LOSS] + kind])) return LOST;
    if (kind === RRC_RECONFIGURATION_COMPLETE) return (bits & 1) === 0 ? SWAPPED : 0;
    const at = nas !== 0 ? w[CFG.CFG_NAS_REFUSAL] + nas : w[CFG.CFG_REFUSAL] + kind;
    return f[at] !== 0 && happens(rehash(bits), f[at]) ? REFUSED : 0;
  }

  start(u: number, timer: number, conn: number): void {
    const { w, f } = this;
    const b = w[u + BLOCK];
    const at = b + TIMERS + TIMER_SLOT[timer];
    if (w[at] !== 0) this.stop(u, timer);
    let fate = 0;
    let delay = w[w[CFG.CFG_TIMERS] + timer];
    if (timer === T_REKEY || timer === T_SETUP || timer === T_KEY_CHANGE || timer === T_HANDOVER) {
      const h = this.draw(u, FIRST_TIMER + timer);
      if (timer === T_REKEY) delay = sample(w, h, w[CFG.CFG_REKEY]);
      else if (timer === T_SETUP) delay = sample(w, h, w[CFG.CFG_SETUP]);
      else if (timer === T_KEY_CHANGE) delay = sample(w, h, w[CFG.CFG_KEY_CHANGE]);
      else if (happens(rehash(h), f[w[CFG.CFG_CANCEL]])) {
        fate = REFUSED;
        delay = sample(w, h, w[CFG.CFG_CANCEL_AFTER]);
      }
    }
    w[at] = this.node(u, (FIRST_TIMER + timer) | (fate << 8) | (conn << 16), delay);
    w[b + IN_FLIGHT]++;
  }

  stop(u: number, timer: number): void {
    const { w } = this;
    const b = w[u + BLOCK];
    const at = b + TIMERS + TIMER_SLOT[timer];
    const m = w[at];
    if (m === 0) return;
    w[at] = 0;
    w[b + IN_FLIGHT]--;
    if (w[m + PREV] === TAKEN) w[m + KIND] = 0;
    else {
      this.wheel.remove(m);
      this.nodes.give(m);
    }
  }

  inactivity(u: number, conn: number): void {
    const { w } = this;
    // When messages need the pool more, the UE stays connected.
    if (w[CFG.CFG_INACTIVITY] === 0 || this.nodes.isScarce()) return;
    const h = this.draw(u, FIRST_TIMER + T_INACTIVITY);
    const delay = sample(w, h, w[CFG.CFG_INACTIVITY_AT]);
    const m = this.node(u, (FIRST_TIMER + T_INACTIVITY) | (conn << 16), delay);
    w[m + ARG_A] = w[u + UE_ID];
  }

  backOff(u: number, code: number, since: number): boolean {
    const { w } = this;
    if (!this.hasMme || this.nodes.isScarce()) return false;
    const h = this.draw(u, FIRST_TIMER + T3346);
    const m = this.node(u, (FIRST_TIMER + T3346) | (code << 16), sampleFine(w, h, this.mme.backOff()));
    w[m + ARG_A] = w[u + UE_ID];
    w[m + ARG_B] = since;
    return true;
  }

  /* Env: records */

  activate(u: number): boolean {
    const { w } = this;
    if (w[u + BLOCK] !== 0) return true;
    // New work is refused while messages of running work need what is left of the pool.
    if (this.nodes.isScarce()) return false;
    const b = this.blocks.take();
    if (b === 0) return false;
    const end = b + this.blocks.stride;
    for (let i = b; i < end; i++) w[i] = 0;
    for (let i = 0; i < CLAMP_COUNT; i++) w[b + CLAMPS + i] = this.stamp;
    w[u + BLOCK] = b;
    return true;
  }

  deactivate(u: number): void {
    const { w } = this;
    const b = w[u + BLOCK];
    if (b === 0) return;
    w[u + BLOCK] = 0;
    this.blocks.give(b);
  }

  dismiss(u: number): void {
    const { w } = this;
    this.deactivate(u);
    w[u + QUEUE] = 0;
    w[u + STATE] = 0;
    this.host.rowFreed(u);
    this.rows.give(u);
  }

  admit(ue: number): number {
    const { w } = this;
    const u = this.rows.take();
    if (u === 0) return 0;
    for (let i = 0; i < this.rows.stride; i++) w[u + i] = 0;
    w[u + UE_ID] = ue;
    w[u + STATE] = ROW_USED;
    if (!this.activate(u)) {
      w[u + STATE] = 0;
      this.rows.give(u);
      return 0;
    }
    this.admitted = u;
    return u;
  }

  neighbour(u: number, kind: number): number {
    const { w, enbs, cells, regions } = this;
    const h = this.draw(u, 0x6e62);
    const h2 = rehash(h);
    if (kind === INTER_MME_KIND && regions > 1) {
      const other = (this.region + 1 + pick(h2, regions - 1)) % regions;
      return pick(h, enbs * cells) | (other << 16);
    }
    const enb = (enCell(w, u) / cells) | 0;
    const next = (enb + 1 + pick(h, enbs - 1)) % enbs;
    return next * cells + pick(h2, cells);
  }

  camp(u: number): number {
    return pick(this.draw(u, 0x6361), this.enbs * this.cells);
  }

  hasData(u: number): boolean {
    const { w, f } = this;
    // Keyed by what camp() is about to use up, so that the share changes no other draw.
    return happens(hash(this.seed, w[u + UE_ID], w[u + DRAWS], 0x6461), f[w[CFG.CFG_ACTIVE_FLAG]]);
  }

  /* Env: between regions */

  transfer(ue: number, kind: number, region: number, row: number): number {
    const { w, state } = this;
    const x = this.transfers.take();
    if (x === 0) this.host.exhausted(NO_TRANSFERS, this.region);
    for (let i = 0; i < this.transfers.stride; i++) w[x + i] = 0;
    const h = hash(this.seed, ue, this.stamp, kind);
    const micro = this.micro + sample(w, h, this.latency + w[this.kinds + kind * KIND_WORDS + KIND_LATENCY]);
    // No window is shorter than a tick: what would be due in the present one is due at its end.
    const tick = this.tick + (micro < TICK_US ? 1 : micro >> TICK_SHIFT);
    w[x + X_DUE_LOW] = (tick << TICK_SHIFT) | (micro < TICK_US ? 0 : micro & (TICK_US - 1));
    w[x + X_DUE_HIGH] = tick >>> (32 - TICK_SHIFT);
    w[x + X_ORDER] = this.nextOrder();
    w[x + X_REGION] = region;
    w[x + X_KIND] = kind | this.copy;
    w[x + X_UE] = ue;
    w[x + X_ROW] = row;
    w[x] = w[state + S_OUTBOX];
    w[state + S_OUTBOX] = x;
    return x;
  }

  payload(m: number): number {
    return this.w[m + ARG_A];
  }

  /* Env: what happened */

  paged(toAll: boolean): void {
    this.f[this.c + (toAll ? C.C_PAGED_ALL : C.C_PAGED_AREA)] += 1;
  }
  trafficOffered(kind: number): void {
    this.f[this.c + C.C_TRAFFIC + kind * C.TRAFFIC_STRIDE] += 1;
  }
  procedureOffered(procedure: number): void {
    this.f[this.c + C.C_PROCEDURES + procedure * C.PROCEDURE_STRIDE] += 1;
  }
  procedureEnded(procedure: number, outcome: number, since: number): void {
    this.f[this.c + C.C_PROCEDURES + procedure * C.PROCEDURE_STRIDE + 1 + outcome] += 1;
    if (outcome !== REFUSED_OFFER) this.note(C.H_DURATION + procedure, (this.stamp - since) | 0);
  }
  trafficEnded(kind: number, outcome: number): void {
    this.f[this.c + C.C_TRAFFIC + kind * C.TRAFFIC_STRIDE + (outcome === 0 ? 1 : 2)] += 1;
  }
  check(rule: number): void {
    this.f[this.c + C.C_RULES + rule * C.RULE_STRIDE] += 1;
  }
  verdict(_u: number, rule: number, verdict: number): void {
    this.f[this.c + C.C_RULES + rule * C.RULE_STRIDE + verdict] += 1;
    this.verdictMix = hash(this.verdictMix, rule, verdict, 0);
  }
  held(rule: number, since: number): void {
    this.note(C.H_HOLD + rule, (this.stamp - since) | 0);
  }
  violation(_u: number, invariant: number): void {
    this.f[this.c + C.C_INVARIANTS + invariant] += 1;
  }
  discarded(): void {
    this.discards++;
  }
  stale(): void {
    this.f[this.c + C.C_STALE] += 1;
  }
}

/** Whether a message asks an MME for new work, which it may refuse; all else belongs to what is going on. */
function startsWork(kind: number, nas: number): boolean {
  if (kind === INITIAL_UE_MESSAGE) return nas !== DETACH_REQUEST;
  return kind === HANDOVER_REQUIRED || kind === FORWARD_RELOCATION_REQUEST;
}

/** Timers that run for a UE at its MME. */
function isTimerOfMme(kind: number): boolean {
  return isTimer(kind) && TIMER_OF_MME[kind - FIRST_TIMER] !== 0;
}

/** The pool whose state is at `state` and whose plan is at `plan`. */
function pool(w: Words, state: number, plan: number): Pool {
  return new Pool(w, state, w[plan], w[plan + 1], w[plan + 2]);
}
