import { type Enb, enbBits } from '../src/model/enb-choices.js';
import type { Env } from '../src/model/env.js';
import { ROW_USED } from '../src/model/flags.js';
import { INVARIANT_NAMES } from '../src/model/invariants.js';
import {
  ARG_A,
  ARG_B,
  BLOCK,
  IN_FLIGHT,
  KIND,
  NODE_ROW,
  STATE,
  sizes,
  UE_ID,
  X_KIND,
  X_ORDER,
  X_REGION,
  X_ROW,
  X_UE,
} from '../src/model/layout.js';
import { COPY_SHIFT, MESSAGES } from '../src/model/messages.js';
import { type NasAlgorithms, preferredBy } from '../src/model/nas-algorithms.js';
import type { SymbolicKeys } from '../src/model/symbolic.js';
import {
  T_CANCEL,
  T_ENB,
  T_GUARD,
  T_HANDOVER,
  T_INACTIVITY,
  T_KEY_CHANGE,
  T_NAS,
  T_OVERALL,
  T_REKEY,
  T_SETTLE,
  T_SETUP,
  T_UE,
  T301,
  T304,
  T3346,
  T3413,
  TIMER_SLOT,
} from '../src/model/timers.js';
import { INTER_MME_KIND, INTRA_ENB_KIND, KENB_REFRESH_KIND } from '../src/model/traffic.js';
import { rulesWithout } from '../src/rules/table.js';

import type { Network } from './network.js';

/*
 * A region of the tests' network (network.ts): the environment of the procedures, in which nothing happens by itself.
 */

export const SIZES = sizes(2);
/** Rows of a region: the UE's own, and those that its relocations leave behind until they are released. */
const ROWS = 4;
const MESSAGE_PLACES = 64;
const FIRST_ROW = 16;
const FIRST_BLOCK = FIRST_ROW + ROWS * SIZES.row;
export const FIRST_NODE = FIRST_BLOCK + ROWS * SIZES.block;
const FIRST_TRANSFER = FIRST_NODE + MESSAGE_PLACES * SIZES.node;
const WORDS = FIRST_TRANSFER + MESSAGE_PLACES * SIZES.transfer;
/** Fate of the second copy of an S10 request. */
const DUPLICATE = 1 << COPY_SHIFT;

/** What every timer is called in tests, and how long it runs in ms: as in the engine, the delays as they may be. */
export const TIMERS = {
  T3460: { timer: T_NAS, ms: 6_000 },
  'delay before UE context modification': { timer: T_REKEY, ms: 1_000 },
  'RRC answer': { timer: T_ENB, ms: 2_000 },
  RELOCprep: { timer: T_HANDOVER, ms: 10_000 },
  'NAS request': { timer: T_UE, ms: 15_000 },
  T304: { timer: T304, ms: 1_000 },
  T301: { timer: T301, ms: 1_000 },
  guard: { timer: T_GUARD, ms: 3_000 },
  'RELOCATION CANCEL': { timer: T_CANCEL, ms: 9_000 },
  'delay before RRC SecurityModeCommand': { timer: T_SETUP, ms: 5 },
  'delay before reconfiguration': { timer: T_KEY_CHANGE, ms: 5 },
  'key change': { timer: T_SETTLE, ms: 4_000 },
  RELOCoverall: { timer: T_OVERALL, ms: 10_000 },
  inactivity: { timer: T_INACTIVITY, ms: 12_000 },
  T3346: { timer: T3346, ms: 900_000 },
  T3413: { timer: T3413, ms: 10_000 },
} as const;
export type TimerName = keyof typeof TIMERS;

const TIMER_NAMES = Object.entries(TIMERS).reduce<TimerName[]>((names, [name, { timer }]) => {
  names[timer] = name as TimerName;
  return names;
}, []);

/** A message on its way. */
export interface Message {
  readonly region: Region;
  /** Offset of its node, or of its transfer if it crosses regions. */
  readonly at: number;
  readonly kind: number;
  readonly conn: number;
  readonly nas: number;
  /** Messages on one link arrive in order; an empty name: no order. */
  readonly link: string;
  /** A copy of an S10 request that has arrived already. */
  readonly isDuplicate?: boolean;
}

export interface Timer {
  readonly region: Region;
  readonly u: number;
  readonly name: TimerName;
  readonly conn: number;
  /** When it expires by itself, in ms. */
  readonly due: number;
  /** T3346: since when what it holds (a queue code in place of the connection) has been offered. */
  readonly since: number;
}

export interface NetworkOptions {
  /** Rules that are switched off. */
  readonly without: readonly number[];
  /** Retries after a rejection because of a handover, or after NAS NON DELIVERY INDICATION. */
  readonly retries: number;
  /** Rows that are free in each region for UEs that arrive. */
  readonly spareRows: number;
  /** Whether connections have an inactivity timer. */
  readonly inactivity: boolean;
  /** Whether tracking area updates from idle ask for bearers. */
  readonly activeFlag: boolean;
  /** What the eNBs do. */
  readonly enb: Enb;
  /** What the MMEs prefer. */
  readonly nasAlgorithms: NasAlgorithms;
}

export class Region implements Env {
  readonly w = new Int32Array(WORDS);
  readonly rules: number;
  readonly retries: number;
  readonly enbKind: number;
  readonly preferred: number;
  readonly earfcn = 1300;
  admitted = 0;
  /** Records of the event that is being handled. */
  readonly busy: number[] = [];

  constructor(
    private readonly network: Network,
    readonly region: number,
  ) {
    const { without, retries, enb, nasAlgorithms } = network.options;
    this.preferred = preferredBy(nasAlgorithms, region);
    this.enbKind = enbBits(enb);
    this.retries = retries;
    this.rules = rulesWithout(without);
  }

  get keys(): SymbolicKeys {
    return this.network.keys;
  }
  get stamp(): number {
    return (this.network.now * 1000) | 0;
  }

  rowAt(i: number): number {
    return FIRST_ROW + i * SIZES.row;
  }

  /** Offsets of the rows in use. */
  *rows(): Generator<number> {
    for (let i = 0; i < ROWS; i++) {
      const u = this.rowAt(i);
      if ((this.w[u + STATE] & ROW_USED) !== 0) yield u;
    }
  }

  /** A record that neither a message in flight nor the present event occupies, filled with 0. */
  record(first: number, size: number): number {
    for (let at = first; at < first + MESSAGE_PLACES * size; at += size) {
      if (this.busy.includes(at) || this.network.inFlight.some((m) => m.region === this && m.at === at))
        continue;
      this.w.fill(0, at, at + size);
      return at;
    }
    throw new Error(`region ${this.region}: more than ${MESSAGE_PLACES} messages in flight`);
  }

  send(u: number, kind: number, conn: number): number {
    return this.sendNas(u, kind, conn, 0);
  }

  sendNas(u: number, kind: number, conn: number, nas: number): number {
    const { w } = this;
    const m = this.record(FIRST_NODE, SIZES.node);
    w[m + NODE_ROW] = u;
    w[m + KIND] = kind | (conn << 16) | (nas << 24);
    w[m + ARG_A] = 0;
    w[m + ARG_B] = 0;
    w[w[u + BLOCK] + IN_FLIGHT]++;
    const { channel } = MESSAGES[kind];
    const order = channel.replace('first_', 'srb2_');
    // S1AP is in order per UE and association: the two eNBs of a handover are told apart by their connections.
    const association = channel.startsWith('s1_') ? ` ${conn}` : '';
    this.network.inFlight.push({
      region: this,
      at: m,
      kind,
      conn,
      nas,
      link: `${this.region} ${u} ${order}${association}`,
    });
    return m;
  }

  transfer(ue: number, kind: number, region: number, row: number): number {
    const { w } = this;
    const x = this.record(FIRST_TRANSFER, SIZES.transfer);
    w[x + X_ORDER] = this.region << 24;
    w[x + X_REGION] = region;
    w[x + X_KIND] = kind;
    w[x + X_UE] = ue;
    w[x + X_ROW] = row;
    this.network.inFlight.push({ region: this, at: x, kind, conn: 0, nas: 0, link: '' });
    return x;
  }

  /** Takes in what another region sent; returns a message node that carries it. */
  accept(from: Message): number {
    const { w } = this;
    const x = this.record(FIRST_TRANSFER, SIZES.transfer);
    for (let i = 0; i < SIZES.transfer; i++) w[x + i] = from.region.w[from.at + i];
    const m = this.record(FIRST_NODE, SIZES.node);
    w[m + KIND] = from.kind | (from.isDuplicate ? DUPLICATE << 8 : 0);
    w[m + ARG_A] = x;
    this.busy.push(x, m);
    return m;
  }

  payload(m: number): number {
    return this.w[m + ARG_A];
  }

  start(u: number, timer: number, conn: number): void {
    this.stop(u, timer);
    this.run(u, timer, conn);
    this.w[this.w[u + BLOCK] + IN_FLIGHT]++;
  }

  private run(u: number, timer: number, conn: number, since: number = 0): void {
    const name = TIMER_NAMES[timer];
    this.network.timers.push({ region: this, u, name, conn, due: this.network.now + TIMERS[name].ms, since });
  }

  stop(u: number, timer: number): void {
    const { timers } = this.network;
    const slot = TIMER_SLOT[timer];
    const i = timers.findIndex(
      (t) => t.region === this && t.u === u && TIMER_SLOT[TIMERS[t.name].timer] === slot,
    );
    if (i < 0) return;
    timers.splice(i, 1);
    this.w[this.w[u + BLOCK] + IN_FLIGHT]--;
  }

  inactivity(u: number, conn: number): void {
    if (this.network.options.inactivity) this.run(u, T_INACTIVITY, conn);
  }

  backOff(u: number, code: number, since: number): boolean {
    this.run(u, T3346, code, since);
    return true;
  }

  activate(u: number): boolean {
    const { w } = this;
    if (w[u + BLOCK] !== 0) return true;
    if (this.network.poolExhausted) return false;
    const b = FIRST_BLOCK + ((u - FIRST_ROW) / SIZES.row) * SIZES.block;
    w.fill(0, b, b + SIZES.block);
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
    const first = this.region === 0 ? 1 : 0;
    for (let i = 0; i < first + this.network.options.spareRows; i++) {
      const u = this.rowAt(i);
      if ((w[u + STATE] & ROW_USED) !== 0) continue;
      w.fill(0, u, u + SIZES.row);
      w[u + UE_ID] = ue;
      w[u + STATE] = ROW_USED;
      this.activate(u);
      this.admitted = u;
      return u;
    }
    return 0;
  }

  /** The other cell of the region, or the first one of the other region. */
  neighbour(u: number, kind: number): number {
    const other = 1 - this.region;
    if (kind === INTER_MME_KIND) return (2 * other) | (other << 16);
    const own = this.w[u + 5] & 0xffff;
    if (kind === KENB_REFRESH_KIND) return own;
    return own ^ (kind === INTRA_ENB_KIND ? 4 : 1);
  }

  camp(): number {
    return 2 * this.region;
  }

  hasData(): boolean {
    return this.network.options.activeFlag;
  }

  paged(toAll: boolean): void {
    this.network.paged.push(toAll ? 'all' : 'area');
  }
  trafficOffered(): void {}
  queueFull(): void {}
  procedureOffered(procedure: number): void {
    this.network.procedures[procedure].offered++;
  }
  procedureEnded(procedure: number, outcome: number): void {
    this.network.procedures[procedure].outcomes[outcome]++;
  }
  trafficEnded(kind: number, outcome: number): void {
    this.network.demands.push({ kind, completed: outcome === 0 });
  }
  check(rule: number): void {
    this.network.rules[rule].checks++;
  }
  verdict(_u: number, rule: number, verdict: number): void {
    this.network.rules[rule].verdicts[verdict]++;
  }
  held(rule: number, since: number): void {
    this.network.rules[rule].heldMs.push(((this.stamp - since) >>> 0) / 1000);
  }
  violation(_u: number, invariant: number): void {
    this.network.violations.push(INVARIANT_NAMES[invariant]);
  }
  discarded(): void {
    this.network.discarded++;
  }
  stale(): void {
    this.network.stale++;
  }
}
