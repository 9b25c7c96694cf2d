import { HISTOGRAM_WORDS, record } from '../measure/histogram.js';
import { type Env, OUTCOMES } from '../model/env.js';
import { ROW_USED, UE_HERE } from '../model/flags.js';
import type { Keys } from '../model/keys.js';
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
} from '../model/layout.js';
import {
  FIRST_TIMER,
  FORWARD_RELOCATION_REQUEST,
  LOST,
  REFUSED,
  RRC_RECONFIGURATION_COMPLETE,
  SWAPPED,
  T_HANDOVER,
  T_INACTIVITY,
  T_REKEY,
  T_SETUP,
  TIMER_SLOT,
  UE_MOVE,
} from '../model/messages.js';
import { enCell } from '../model/row.js';
import { handle, settleRow } from '../procedures/dispatch.js';
import { offerTraffic } from '../procedures/pump.js';
import { Q_INTER_MME } from '../procedures/queue.js';
import { RULES } from '../rules/table.js';
import type { Scenario } from '../scenario/scenario.js';
import { type BurstState, gap, Load, type Stream, streams } from './arrivals.js';
import * as C from './counters.js';
import type { RegionPlan } from './memory.js';
import { isPerConnection, type Parameters } from './parameters.js';
import { bumpGeneration } from './queue.js';
import { hash, rehash } from './random.js';
import type { Requests } from './requests.js';
import { sample } from './sampler.js';
import { TAKEN, TICK_US, Wheel } from './wheel.js';

/*
 * Words of a region's state, beside its records. What the thread keeps in fields while it works is written
 * back at the end of every window (save), so that the shared block is the region whenever nobody works on it.
 */
const S_TICK = 0;
const S_ERA = 1;
const S_SEQUENCE = 2;
/** Per pool (rows, blocks, nodes, transfers): first free record, first record never used, records in use. */
const S_POOLS = 4;
const S_OUTBOX = 16;
/** Doubles, from this word on: next arrival and number of arrivals per traffic kind, then the burst state. */
const S_ARRIVALS = 32;

/** One event in so many is followed by a timed evaluation of a rule. */
const SAMPLE_EVERY = 8192;
/** Evaluations in one sample: the clock is too coarse for one. */
const SAMPLE_LOOP = 64;

/** A pool of equal records: a stack of freed ones, then those never used. */
class Pool {
  free = 0;
  fresh = 0;
  used = 0;

  constructor(
    private readonly w: Int32Array,
    readonly base: number,
    readonly stride: number,
    readonly count: number,
  ) {}

  /** Offset of a record, or 0 if all are in use. */
  take(): number {
    const at = this.free;
    if (at !== 0) this.free = this.w[at];
    else if (this.fresh === this.count) return 0;
    this.used++;
    return at !== 0 ? at : this.base + this.fresh++ * this.stride;
  }

  give(at: number): void {
    this.w[at] = this.free;
    this.free = at;
    this.used--;
  }
}

/**
 * A region at work: one MME, its eNBs, and the UEs that camp there. Single-threaded and deterministic; it
 * is the environment (Env) of the procedures.
 */
export class Region implements Env {
  readonly w: Int32Array;
  private readonly c: Float64Array;
  private readonly f: Float64Array;
  readonly rules: number;
  readonly retries: number;
  readonly earfcn: number;
  stamp = 0;

  private readonly seed: number;
  private now = 0;
  private tick = 0;
  private working = false;
  private sequence = 0;
  private verdictMix = 0;
  private digestLow = 0;
  private digestHigh = 0;
  private discards = 0;
  private admitted = 0;
  private outbox = 0;
  private sinceSample = 0;

  private readonly wheel: Wheel;
  private readonly rows: Pool;
  private readonly blocks: Pool;
  private readonly nodes: Pool;
  private readonly transfers: Pool;

  /** The slot that is being worked off: nodes (or arrivals, negative) by due time, then order. */
  private turn = new Int32Array(256);
  private turnKeys = new Float64Array(256);
  private turnAt = 0;
  private turnEnd = 0;
  /** When the next arrival of any kind comes (µs). */
  private firstArrival = 0;

  private readonly streams: Stream[];
  private readonly load: Load;
  private readonly burst: BurstState = { on: false, until: 0, sojourns: 0 };

  /**
   * @param shared the region's block of memory (planRegion), all 0 if new
   * @param region its number
   * @param requests from outside, in a run with the real clock
   */
  constructor(
    shared: SharedArrayBuffer,
    readonly plan: RegionPlan,
    readonly region: number,
    private readonly scenario: Scenario,
    private readonly p: Parameters,
    readonly keys: Keys,
    private readonly requests: Requests | null = null,
  ) {
    this.w = new Int32Array(shared);
    this.c = new Float64Array(shared, plan.counters * 4, C.COUNTERS);
    this.f = new Float64Array(shared, (plan.state + S_ARRIVALS) * 4, 32);
    this.rules = p.rules;
    this.retries = scenario.limits.retries;
    this.earfcn = scenario.earfcn;
    this.seed = scenario.seed;
    const { sizes } = plan;
    this.rows = new Pool(this.w, plan.rows, sizes.row, plan.rowCount);
    this.blocks = new Pool(this.w, plan.blocks, sizes.block, plan.blockCount);
    this.nodes = new Pool(this.w, plan.nodes, sizes.node, plan.nodeCount);
    this.transfers = new Pool(this.w, plan.transfers, sizes.transfer, plan.transferCount);
    this.wheel = new Wheel(this.w, plan.wheel);
    this.load = new Load(scenario, region);
    this.streams = streams(scenario, plan.rowCount, this.load.highest);
    this.restore();
  }

  /* State in the shared block */

  private restore(): void {
    const s = this.plan.state;
    const { w, f } = this;
    this.tick = w[s + S_TICK];
    this.wheel.position = w[s + S_ERA];
    this.sequence = w[s + S_SEQUENCE];
    this.outbox = w[s + S_OUTBOX];
    this.pools().forEach((pool, i) => {
      pool.free = w[s + S_POOLS + 3 * i];
      pool.fresh = w[s + S_POOLS + 3 * i + 1];
      pool.used = w[s + S_POOLS + 3 * i + 2];
    });
    this.burst.on = f[22] !== 0;
    this.burst.until = f[23];
    this.burst.sojourns = f[24];
    this.digestLow = this.c[C.C_DIGEST_LOW] | 0;
    this.digestHigh = this.c[C.C_DIGEST_HIGH] | 0;
    this.findFirstArrival();
  }

  /** Writes back what this thread keeps in fields. */
  save(): void {
    const s = this.plan.state;
    const { w, f, c } = this;
    w[s + S_TICK] = this.tick;
    w[s + S_ERA] = this.wheel.position;
    w[s + S_SEQUENCE] = this.sequence;
    w[s + S_OUTBOX] = this.outbox;
    const pools = this.pools();
    for (let i = 0; i < pools.length; i++) {
      w[s + S_POOLS + 3 * i] = pools[i].free;
      w[s + S_POOLS + 3 * i + 1] = pools[i].fresh;
      w[s + S_POOLS + 3 * i + 2] = pools[i].used;
    }
    f[22] = this.burst.on ? 1 : 0;
    f[23] = this.burst.until;
    f[24] = this.burst.sojourns;
    c[C.C_TIME] = this.tick * TICK_US;
    c[C.C_DIGEST_LOW] = this.digestLow >>> 0;
    c[C.C_DIGEST_HIGH] = this.digestHigh >>> 0;
    c[C.C_ROWS] = this.rows.used;
    c[C.C_BLOCKS] = this.blocks.used;
    c[C.C_NODES] = this.nodes.used;
    if (this.nodes.used > c[C.C_NODES_PEAK]) c[C.C_NODES_PEAK] = this.nodes.used;
    if (this.blocks.used > c[C.C_BLOCKS_PEAK]) c[C.C_BLOCKS_PEAK] = this.blocks.used;
  }

  private pools(): readonly [Pool, Pool, Pool, Pool] {
    return [this.rows, this.blocks, this.nodes, this.transfers];
  }

  /** Starts the arrival streams of a new region. */
  begin(): void {
    for (const stream of this.streams) {
      this.f[stream.kind] =
        stream.rate > 0 ? gap(this.scenario, this.region, stream, 0) : Number.POSITIVE_INFINITY;
      this.f[11 + stream.kind] = 1;
    }
    this.findFirstArrival();
    this.save();
  }

  /* Time */

  /** First tick from now on, and before `end`, at which this region has something to do; else `end`. */
  nextTick(end: number): number {
    const arrival = Math.floor(this.firstArrival / TICK_US);
    return this.wheel.next(this.tick, Math.max(this.tick, Math.min(end, arrival)));
  }

  /** Works off everything that is due before tick `end`. */
  runUntil(end: number): void {
    const before = this.keys.derivations;
    for (;;) {
      const tick = this.nextTick(end);
      this.tick = tick;
      if (tick >= end) break;
      this.workOff(tick);
      this.tick = tick + 1;
    }
    this.requests?.drain(this.request);
    this.c[C.C_DERIVATIONS] += this.keys.derivations - before;
    this.save();
  }

  private workOff(tick: number): void {
    const { w } = this;
    this.turnAt = 0;
    this.turnEnd = 0;
    this.working = true;
    let m = this.wheel.take(tick);
    while (m !== 0) {
      const next = w[m + NEXT];
      w[m + PREV] = TAKEN;
      this.line(m, orderKey(w[m + DUE] & (TICK_US - 1), w[m + ORDER]));
      m = next;
    }
    if (this.firstArrival < (tick + 1) * TICK_US) this.arrive(tick);
    const start = tick * TICK_US;
    while (this.turnAt < this.turnEnd) {
      const at = this.turnAt++;
      this.now = start + Math.floor(this.turnKeys[at] / 0x100000000);
      this.stamp = this.now | 0;
      const item = this.turn[at];
      if (item > 0) this.event(item);
      else this.arrival(-item);
    }
    this.working = false;
  }

  /** Puts an item in its place among those that are still to come in this slot. */
  private line(item: number, key: number): void {
    if (this.turnEnd === this.turn.length) this.widen();
    const { turn, turnKeys } = this;
    let i = this.turnEnd++;
    while (i > this.turnAt && turnKeys[i - 1] > key) {
      turn[i] = turn[i - 1];
      turnKeys[i] = turnKeys[i - 1];
      i--;
    }
    turn[i] = item;
    turnKeys[i] = key;
  }

  /** Makes room for more items in a slot. */
  private widen(): void {
    const turn = new Int32Array(this.turn.length * 2);
    const turnKeys = new Float64Array(turn.length);
    turn.set(this.turn);
    turnKeys.set(this.turnKeys);
    this.turn = turn;
    this.turnKeys = turnKeys;
  }

  private nextOrder(): number {
    this.sequence = (this.sequence + 1) & 0xffffff;
    return (this.region << 24) | this.sequence;
  }

  /** Lines up the arrivals of this slot. An arrival is coded as -(kind in the top bits, row index + 1). */
  private arrive(tick: number): void {
    const { f, scenario, region } = this;
    const end = (tick + 1) * TICK_US;
    for (let kind = 0; kind < C.TRAFFIC; kind++) {
      while (f[kind] < end) {
        const t = f[kind];
        const n = f[11 + kind];
        f[11 + kind] = n + 1;
        f[kind] = t + gap(scenario, region, this.streams[kind], n) / this.load.haste;
        const h = hash(scenario.seed, (region << 8) | kind, 0x7069, n);
        if (rehash(h) >= this.load.share(t, this.burst) * 0x100000000) continue;
        const row = Math.floor((h / 0x100000000) * this.plan.rowCount);
        this.line(-(kind * 0x4000000 + row + 1), orderKey(Math.floor(t) & (TICK_US - 1), this.nextOrder()));
      }
    }
    this.findFirstArrival();
  }

  private findFirstArrival(): void {
    let first = Number.POSITIVE_INFINITY;
    for (let kind = 0; kind < C.TRAFFIC; kind++) if (this.f[kind] < first) first = this.f[kind];
    this.firstArrival = first;
  }

  private arrival(code: number): void {
    const kind = Math.floor((code - 1) / 0x4000000);
    const u = this.plan.rows + ((code - 1) % 0x4000000) * this.plan.sizes.row;
    if ((this.w[u + STATE] & UE_HERE) === 0) return;
    if (offerTraffic(this, u, kind)) this.done(u, 0x80 + kind);
  }

  /** Handles message or timer m. */
  private event(m: number): void {
    const { w } = this;
    const word = w[m + KIND];
    const kind = word & 0xff;
    if (kind === 0) {
      // A timer that was stopped while it waited in this slot.
      this.nodes.give(m);
      return;
    }
    if (kind > FIRST_TIMER + T_INACTIVITY - 1) {
      const u = w[m + NODE_ROW];
      if ((w[u + STATE] & ROW_USED) !== 0 && w[u + UE_ID] === w[m + ARG_A]) {
        handle(this, u, m);
        this.nodes.give(m);
        this.done(u, kind);
      } else this.nodes.give(m);
      return;
    }
    if (kind >= FORWARD_RELOCATION_REQUEST && kind <= UE_MOVE) {
      this.transferred(m, kind);
      return;
    }
    const u = w[m + NODE_ROW];
    const b = w[u + BLOCK];
    if (kind < FIRST_TIMER) {
      if ((word & (LOST << 8)) === 0) this.c[C.C_MESSAGES]++;
      else this.c[C.C_LOST]++;
    } else w[b + TIMERS + TIMER_SLOT[kind - FIRST_TIMER]] = 0;
    w[b + IN_FLIGHT]--;
    handle(this, u, m);
    this.nodes.give(m);
    this.done(u, word);
  }

  /** Handles what came from another region. */
  private transferred(m: number, kind: number): void {
    const { w } = this;
    const x = w[m + ARG_A];
    if (kind !== UE_MOVE) this.c[C.C_MESSAGES]++;
    this.admitted = 0;
    handle(this, 0, m);
    const u = this.admitted !== 0 ? this.admitted : w[x + X_ROW];
    this.transfers.give(x);
    this.nodes.give(m);
    if (u !== 0 && (w[u + STATE] & ROW_USED) !== 0) this.done(u, kind);
  }

  /** After an event: starts waiting work, frees what is at rest, adds to the digest. */
  private done(u: number, what: number): void {
    const { w, c } = this;
    const ue = w[u + UE_ID];
    const rest = settleRow(this, u);
    if (rest === 'rest') {
      const b = w[u + BLOCK];
      if (b !== 0) {
        w[u + BLOCK] = 0;
        this.blocks.give(b);
      }
    } else if (rest === 'free') this.freeRow(u);
    if (this.discards !== 0) {
      c[C.C_MESSAGES] -= this.discards;
      c[C.C_DISCARDED] += this.discards;
      this.discards = 0;
    }
    c[C.C_EVENTS]++;
    const low = hash(ue, this.stamp, what, this.verdictMix);
    this.verdictMix = 0;
    this.digestLow = (this.digestLow + low) | 0;
    this.digestHigh = (this.digestHigh + rehash(low ^ ue)) | 0;
    if (++this.sinceSample === SAMPLE_EVERY) this.sampleDecision(rest === 'free' ? 0 : u);
  }

  /** Times the evaluation of one rule on the row that was just worked on. */
  private sampleDecision(u: number): void {
    this.sinceSample = 0;
    if (u === 0) return;
    const rule = RULES[this.sequence % RULES.length];
    let applies = 0;
    const from = performance.now();
    for (let i = 0; i < SAMPLE_LOOP; i++) if (rule.applies(this.w, u)) applies++;
    const ns = ((performance.now() - from) * 1e6) / SAMPLE_LOOP;
    if (applies === 0 || applies === SAMPLE_LOOP)
      record(this.w, this.histogram(C.H_DECISION), Math.round(ns));
  }

  private histogram(n: number): number {
    return this.plan.histograms + n * HISTOGRAM_WORDS;
  }

  private freeRow(u: number): void {
    const { w } = this;
    this.blocks.give(w[u + BLOCK]);
    bumpGeneration(w, u + QUEUE);
    w[u + STATE] = 0;
    w[u + BLOCK] = 0;
    this.requests?.rowFreed((u - this.plan.rows) / this.plan.sizes.row);
    this.rows.give(u);
  }

  /* Steering, in a run with the real clock */

  /** Puts a factor on all arrival rates; called between windows. */
  steer(factor: number): void {
    this.load.steer(factor);
  }

  /** A traffic event from outside, at the end of a window; false: it makes no sense in the UE's state. */
  private readonly request = (row: number, kind: number): boolean => {
    this.now = this.tick * TICK_US;
    this.stamp = this.now | 0;
    const u = this.plan.rows + row * this.plan.sizes.row;
    if (!offerTraffic(this, u, kind)) return false;
    this.done(u, 0x80 + kind);
    return true;
  };

  /* Env: links and timers */

  private node(u: number, due: number): number {
    const m = this.nodes.take();
    if (m === 0) throw new Error(exhausted('messages in flight', this.region));
    const { w } = this;
    w[m + NODE_ROW] = u;
    w[m + DUE] = due | 0;
    w[m + ORDER] = this.nextOrder();
    return m;
  }

  private schedule(m: number, due: number): void {
    const tick = Math.floor(due / TICK_US);
    if (this.working && tick === this.tick) {
      this.w[m + PREV] = TAKEN;
      this.line(m, orderKey(due % TICK_US, this.w[m + ORDER]));
    } else this.wheel.insert(m, tick);
  }

  send(u: number, kind: number, conn: number, a: number, b: number, nas: number): number {
    const { w, p } = this;
    const block = w[u + BLOCK];
    const h = hash(this.seed, w[u + UE_ID], w[u + DRAWS]++, kind);
    let due = this.now + sample(p.latency[kind], h);
    let clamp = p.clamp[kind];
    if (isPerConnection(clamp)) clamp += conn & 1;
    // In order on its link: not before the message that went before it.
    const late = (w[block + CLAMPS + clamp] - due) | 0;
    if (late > 0) due += late;
    w[block + CLAMPS + clamp] = due | 0;
    const m = this.node(u, due);
    w[m + KIND] = kind | (this.fate(kind, nas, h) << 8) | (conn << 16) | (nas << 24);
    w[m + ARG_A] = a;
    w[m + ARG_B] = b;
    w[block + IN_FLIGHT]++;
    this.schedule(m, due);
    return m;
  }

  /** What becomes of a message, from the bits of its draw. */
  private fate(kind: number, nas: number, h: number): number {
    const { p } = this;
    if (p.risky[kind] === 0) return 0;
    h = rehash(h);
    if (h < p.loss[kind]) return LOST;
    if (kind === RRC_RECONFIGURATION_COMPLETE) return (h & 1) === 0 ? SWAPPED : 0;
    const refusal = nas !== 0 ? p.nasRefusal[nas] : p.refusal[kind];
    return refusal !== 0 && rehash(h) < refusal ? REFUSED : 0;
  }

  start(u: number, timer: number, conn: number): void {
    const { w, p } = this;
    this.stop(u, timer);
    const b = w[u + BLOCK];
    let fate = 0;
    let delay = p.timers[timer];
    if (timer === T_REKEY || timer === T_SETUP || timer === T_HANDOVER) {
      const h = hash(this.seed, w[u + UE_ID], w[u + DRAWS]++, FIRST_TIMER + timer);
      if (timer === T_REKEY) delay = sample(p.rekey, h);
      else if (timer === T_SETUP) delay = sample(p.setup, h);
      else if (rehash(h) < p.cancel) {
        fate = REFUSED;
        delay = sample(p.cancelAfter, h);
      }
    }
    const due = this.now + delay;
    const m = this.node(u, due);
    w[m + KIND] = (FIRST_TIMER + timer) | (fate << 8) | (conn << 16);
    w[b + TIMERS + TIMER_SLOT[timer]] = m;
    w[b + IN_FLIGHT]++;
    this.schedule(m, due);
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
    const { w, p } = this;
    if (p.inactivity === null) return;
    // When messages need the pool more, the UE stays connected.
    if (this.nodes.used * 8 > this.nodes.count * 7) return;
    const h = hash(this.seed, w[u + UE_ID], w[u + DRAWS]++, FIRST_TIMER + T_INACTIVITY);
    const due = this.now + sample(p.inactivity, h);
    const m = this.node(u, due);
    w[m + KIND] = (FIRST_TIMER + T_INACTIVITY) | (conn << 16);
    w[m + ARG_A] = w[u + UE_ID];
    this.schedule(m, due);
  }

  /* Env: records */

  activate(u: number): boolean {
    const { w } = this;
    if (w[u + BLOCK] !== 0) return true;
    // New work is refused while messages of running work need what is left of the pool.
    if (this.nodes.used * 8 > this.nodes.count * 7) return false;
    const b = this.blocks.take();
    if (b === 0) return false;
    const end = b + this.plan.sizes.block;
    for (let i = b; i < end; i++) w[i] = 0;
    for (let i = 0; i < CLAMP_COUNT; i++) w[b + CLAMPS + i] = this.stamp;
    w[u + BLOCK] = b;
    return true;
  }

  admit(ue: number): number {
    const u = this.rows.take();
    if (u === 0) return 0;
    const { w } = this;
    w.fill(0, u, u + QUEUE);
    w.fill(0, u + QUEUE + 1, u + this.plan.sizes.row);
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

  /** Row of a new region's nth UE. */
  settle(n: number): number {
    this.rows.take();
    return this.plan.rows + n * this.plan.sizes.row;
  }

  neighbour(u: number, code: number): number {
    const { w, scenario } = this;
    const { enbs, cells, regions } = scenario;
    const h = hash(scenario.seed, w[u + UE_ID], w[u + DRAWS]++, 0x6e62);
    const h2 = rehash(h);
    if (code === Q_INTER_MME && regions > 1) {
      const region = (this.region + 1 + (h2 % (regions - 1))) % regions;
      return (h % (enbs * cells)) | (region << 16);
    }
    const enb = Math.floor(enCell(w, u) / cells);
    const next = (enb + 1 + (h % (enbs - 1))) % enbs;
    return next * cells + (h2 % cells);
  }

  camp(u: number): number {
    const { w, scenario } = this;
    return hash(scenario.seed, w[u + UE_ID], w[u + DRAWS]++, 0x6361) % (scenario.enbs * scenario.cells);
  }

  /* Env: between regions */

  transfer(ue: number, kind: number, region: number, row: number): number {
    const { w, p } = this;
    const x = this.transfers.take();
    if (x === 0) throw new Error(exhausted('transfers', this.region));
    w.fill(0, x, x + this.plan.sizes.transfer);
    const h = hash(this.seed, ue, this.stamp, kind);
    // No window is shorter than a tick: what would be due in the present one is due at its end.
    const due = Math.max(this.now + sample(p.latency[kind], h), (this.tick + 1) * TICK_US);
    w[x + X_DUE_LOW] = due | 0;
    w[x + X_DUE_HIGH] = Math.floor(due / 0x100000000);
    w[x + X_ORDER] = this.nextOrder();
    w[x + X_REGION] = region;
    w[x + X_KIND] = kind;
    w[x + X_UE] = ue;
    w[x + X_ROW] = row;
    w[x] = this.outbox;
    this.outbox = x;
    return x;
  }

  payload(m: number): number {
    return this.w[m + ARG_A];
  }

  /**
   * Hands over everything that leaves the region: `deliver` gets the region's words and the offset of each
   * transfer, and must copy it. Called between windows.
   */
  emptyOutbox(deliver: (words: Int32Array, x: number, region: number) => void): void {
    const { w } = this;
    let x = this.outbox;
    while (x !== 0) {
      const next = w[x];
      deliver(w, x, w[x + X_REGION]);
      this.transfers.give(x);
      x = next;
    }
    this.outbox = 0;
  }

  /** Takes in a transfer from another region: `words` holds one at offset `from`. Called between windows. */
  accept(words: Int32Array, from: number): void {
    const { w } = this;
    const x = this.transfers.take();
    if (x === 0) throw new Error(exhausted('transfers', this.region));
    for (let i = 0; i < this.plan.sizes.transfer; i++) w[x + i] = words[from + i];
    const due = (w[x + X_DUE_LOW] >>> 0) + w[x + X_DUE_HIGH] * 0x100000000;
    const m = this.nodes.take();
    if (m === 0) throw new Error(exhausted('messages in flight', this.region));
    w[m + NODE_ROW] = 0;
    w[m + DUE] = due | 0;
    w[m + ORDER] = w[x + X_ORDER];
    w[m + KIND] = w[x + X_KIND];
    w[m + ARG_A] = x;
    this.wheel.insert(m, Math.floor(due / TICK_US));
  }

  /* Env: what happened */

  arrived(kind: number): void {
    this.c[C.C_TRAFFIC + kind * C.TRAFFIC_STRIDE]++;
  }
  offered(procedure: number): void {
    this.c[C.C_PROCEDURES + procedure * C.PROCEDURE_STRIDE]++;
  }
  ended(procedure: number, outcome: number, since: number): void {
    this.c[C.C_PROCEDURES + procedure * C.PROCEDURE_STRIDE + 1 + outcome]++;
    if (outcome < OUTCOMES - 1) {
      record(this.w, this.histogram(C.H_DURATION + procedure), (this.stamp - since) >>> 0);
    }
  }
  demand(kind: number, outcome: number): void {
    this.c[C.C_TRAFFIC + kind * C.TRAFFIC_STRIDE + (outcome === 0 ? 1 : 2)]++;
  }
  check(rule: number): void {
    this.c[C.C_RULES + rule * C.RULE_STRIDE]++;
  }
  verdict(_u: number, rule: number, verdict: number): void {
    this.c[C.C_RULES + rule * C.RULE_STRIDE + verdict]++;
    this.verdictMix = hash(this.verdictMix, rule, verdict, 0);
  }
  held(rule: number, since: number): void {
    record(this.w, this.histogram(C.H_HOLD + rule), (this.stamp - since) >>> 0);
  }
  violation(_u: number, invariant: number): void {
    this.c[C.C_INVARIANTS + invariant]++;
  }
  discarded(): void {
    this.discards++;
  }
  stale(): void {
    this.c[C.C_STALE]++;
  }
}

/** Place in a slot: µs in the slot, then source region and sequence. */
function orderKey(us: number, order: number): number {
  return us * 0x100000000 + (order >>> 0);
}

function exhausted(what: string, region: number): string {
  return `region ${region}: no room for more ${what}; raise limits.active in the scenario`;
}
