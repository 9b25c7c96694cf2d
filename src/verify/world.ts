import { codeAt, length } from '../engine/queue.js';
import { CONSERVATION, DL_NAS, type Env, UL_NAS } from '../model/env.js';
import { ROW_USED, UE_HERE } from '../model/flags.js';
import type { Keys } from '../model/keys.js';
import {
  ARG_A,
  ARG_B,
  BLOCK,
  BLOCK_KEYS,
  BLOCK_WORDS,
  DEMAND,
  DRAWS,
  HELD_BY,
  IN_FLIGHT,
  KIND,
  NODE_KEY,
  NODE_ROW,
  ONGOING,
  PEER_ROW,
  QUEUE,
  STATE,
  sizes,
  TIMER_SLOTS,
  TIMERS,
  UE_ID,
  X_DRAWS,
  X_DUE_HIGH,
  X_DUE_LOW,
  X_FROM,
  X_KIND,
  X_OFFERED,
  X_ORDER,
  X_QUEUE,
  X_REGION,
  X_ROW,
  X_UE,
} from '../model/layout.js';
import {
  FIRST_TIMER,
  FORWARD_RELOCATION_REQUEST,
  MESSAGE_KINDS,
  MESSAGES,
  TIMER_SLOT,
  UE_CONTEXT_RELEASE_COMPLETE,
  UE_MOVE,
} from '../model/messages.js';
import { connect, register, switchOff } from '../model/start.js';
import { SymbolicKeys } from '../model/symbolic.js';
import { AT_REST, FREE, handle, settleRow } from '../procedures/dispatch.js';
import { offerTraffic } from '../procedures/pump.js';
import { PROCEDURE_OF, Q_DETACH, Q_INTER_MME } from '../procedures/queue.js';

/*
 * The world of the exhaustive explorer: one UE, two regions (one MME and two cells of two eNBs each), and
 * nothing else. Time does not exist: a message is in flight until it is delivered, a timer is armed until it
 * expires. All records of both regions lie in one Int32Array, at fixed places:
 *
 *   header | records of region 0 | records of region 1 | messages | transfers      record: row | block | timer nodes
 *
 * Messages stand in the order in which they were sent. Fates are not drawn when a message is sent, as under
 * load, but chosen when it is delivered: the receiver sees no difference.
 */

const KEY_WORDS = 2;
const SIZES = sizes(KEY_WORDS);
const ROW_SIZE = SIZES.row;
const BLOCK_SIZE = SIZES.block;
const NODE_SIZE = SIZES.node;
const TRANSFER_SIZE = SIZES.transfer;
/** A UE that comes and goes leaves a row behind until that is released. */
export const ROWS_PER_REGION = 3;
export const ROWS = 2 * ROWS_PER_REGION;
const MESSAGE_PLACES = 40;

const FIRST_ROW = 16;
/** Words of all that belongs to a row: itself, its block, the nodes of its timers. */
const RECORD_SIZE = ROW_SIZE + BLOCK_SIZE + TIMER_SLOTS * NODE_SIZE;
const FIRST_MESSAGE = FIRST_ROW + ROWS * RECORD_SIZE;
const FIRST_TRANSFER = FIRST_MESSAGE + MESSAGE_PLACES * NODE_SIZE;
/** The node of a timer while it expires: its handler may start the same timer again. */
const EXPIRED = FIRST_TRANSFER + MESSAGE_PLACES * TRANSFER_SIZE;
const WORDS = EXPIRED + NODE_SIZE;

export const rowAt = (i: number): number => FIRST_ROW + i * RECORD_SIZE;
const blockAt = (i: number): number => rowAt(i) + ROW_SIZE;
const timerNode = (i: number, slot: number): number => blockAt(i) + BLOCK_SIZE + slot * NODE_SIZE;
export const messageAt = (i: number): number => FIRST_MESSAGE + i * NODE_SIZE;
/** Place of the message at offset m. */
export const placeOf = (m: number): number => ((m - FIRST_MESSAGE) / NODE_SIZE) | 0;
const transferAt = (i: number): number => FIRST_TRANSFER + i * TRANSFER_SIZE;
export const rowIndex = (u: number): number => ((u - FIRST_ROW) / RECORD_SIZE) | 0;

/** Link of a message kind within its row; S1 has two, by the parity of the connection. */
const LINKS = Int8Array.from({ length: MESSAGE_KINDS }, (_, kind) => {
  const at = [
    'srb1_down',
    'srb1_up',
    'srb2_down',
    'srb2_up',
    's1_down',
    '',
    's1_up',
    '',
    'x2_forward',
    'x2_back',
  ];
  return at.indexOf(MESSAGES[kind].channel);
});
const NO_LINK = 15;

/*
 * Open procedures are counted packed: procedure p has 8 bits of word p >> 2. Differences are small, so the words
 * of two counts differ exactly by those of the offers and ends between them.
 */
const COUNT_WORDS = 3;
const countWord = (procedure: number): number => procedure >> 2;
const countOne = (procedure: number): number => 1 << (8 * (procedure & 3));
/** The packed count of what is ongoing, for each combination of the bits in ONGOING. */
const ONGOING_COUNTS = Int32Array.from({ length: COUNT_WORDS << 12 }, (_, i) => {
  let count = 0;
  for (let p = 0; p < 12; p++) if (countWord(p) === i >> 12 && (i & (1 << p)) !== 0) count += countOne(p);
  return count;
});

/*
 * Of a row and a block everything is kept that is protocol state: no clocks, statistics or places. Of a block these
 * are the words ahead of its timers, two single ones and its keys; of a transfer some runs `[from, count]`.
 */
const BLOCK_AHEAD = TIMERS;
const BLOCK_KEY_WORDS = BLOCK_KEYS * KEY_WORDS;
const TRANSFER_RUNS = runsBut(SIZES.transfer, [
  [0, 1],
  [X_DUE_LOW, 2],
  [X_DRAWS, 1],
  [X_OFFERED, 6],
]);

function runsBut(size: number, out: readonly (readonly [number, number])[]): readonly (readonly number[])[] {
  const isOut = (i: number): boolean => out.some(([from, n]) => i >= from && i < from + n);
  const runs: [number, number][] = [];
  for (let i = 0; i < size; i++) {
    if (isOut(i)) continue;
    if (i > 0 && !isOut(i - 1)) runs[runs.length - 1][1]++;
    else runs.push([i, 1]);
  }
  return runs;
}

/** How many words are kept of a transfer, and where two of them stand then. */
const countKept = (runs: readonly (readonly number[])[]): number => runs.reduce((sum, [, n]) => sum + n, 0);
const TRANSFER_COPIED = countKept(TRANSFER_RUNS);
const X_ROW_COPIED = keptAt(TRANSFER_RUNS, X_ROW);
const X_FROM_COPIED = keptAt(TRANSFER_RUNS, X_FROM);

function keptAt(runs: readonly (readonly number[])[], word: number): number {
  const before = runs.filter(([from]) => from <= word);
  const [from] = before[before.length - 1];
  return countKept(before.slice(0, -1)) + word - from;
}

/** What the world tells an observer while a step is replayed; see explore.ts. */
export interface Observer {
  sent?(u: number, m: number): void;
  timer?(u: number, timer: number, conn: number, started: boolean): void;
  verdict?(u: number, rule: number, verdict: number): void;
  violation?(u: number, invariant: number): void;
  ended?(procedure: number, outcome: number): void;
  offered?(procedure: number): void;
  discarded?(): void;
  /** A rule is asked about row u, before it answers. */
  asked?(env: Env, u: number, rule: number): void;
}

export type StartState = 'idle' | 'connected';

/** One region's Env on the common words. */
class RegionEnv implements Env {
  readonly w: Int32Array;
  readonly keys: Keys;
  readonly earfcn = 1300;
  readonly stamp = 0;

  constructor(
    private readonly world: World,
    readonly region: number,
    readonly rules: number,
    readonly retries: number,
  ) {
    this.w = world.w;
    this.keys = world.keys;
  }

  send(u: number, kind: number, conn: number, a: number, b: number, nas: number): number {
    const { w } = this;
    const m = this.world.message();
    w[m + NODE_ROW] = u;
    w[m + KIND] = kind | (conn << 16) | (nas << 24);
    w[m + ARG_A] = a;
    w[m + ARG_B] = b;
    w[m + NODE_KEY] = 0;
    w[m + NODE_KEY + 1] = 0;
    w[w[u + BLOCK] + IN_FLIGHT]++;
    this.world.observer.sent?.(u, m);
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
    this.world.observer.timer?.(u, timer, conn, true);
  }

  stop(u: number, timer: number): void {
    const { w } = this;
    const b = w[u + BLOCK];
    const at = b + TIMERS + TIMER_SLOT[timer];
    if (w[at] === 0) return;
    w[at] = 0;
    w[b + IN_FLIGHT]--;
    this.world.observer.timer?.(u, timer, 0, false);
  }

  inactivity(): void {}

  /** Nothing is tried again later: what is refused has ended. */
  backOff(): boolean {
    return false;
  }

  activate(u: number): boolean {
    const { w } = this;
    if (w[u + BLOCK] !== 0) return true;
    const b = blockAt(rowIndex(u));
    w.fill(0, b, b + BLOCK_SIZE);
    w[u + BLOCK] = b;
    return true;
  }

  admit(ue: number): number {
    const { w } = this;
    for (let i = 0; i < ROWS_PER_REGION; i++) {
      const u = rowAt(this.region * ROWS_PER_REGION + i);
      if ((w[u + STATE] & ROW_USED) !== 0) continue;
      w.fill(0, u, u + ROW_SIZE);
      w[u + UE_ID] = ue;
      w[u + STATE] = ROW_USED;
      this.activate(u);
      this.world.admitted = u;
      this.world.row = u;
      return u;
    }
    throw new Error(`verify: region ${this.region} has no free row; raise ROWS_PER_REGION in world.ts`);
  }

  neighbour(u: number, code: number): number {
    if (code === Q_INTER_MME) return (2 * (1 - this.region)) | ((1 - this.region) << 16);
    return (this.w[u + 5] & 0xffff) ^ 1;
  }

  camp(): number {
    return 2 * this.region;
  }

  hasData(): boolean {
    return this.world.activeFlag;
  }

  transfer(ue: number, kind: number, region: number, row: number): number {
    const { w } = this;
    const m = this.world.message();
    const x = transferAt(placeOf(m));
    w.fill(0, x, x + TRANSFER_SIZE);
    w[m + NODE_ROW] = 0;
    w[m + KIND] = kind;
    w[m + ARG_A] = x;
    w[x + X_ORDER] = this.region << 24;
    w[x + X_REGION] = region;
    w[x + X_KIND] = kind;
    w[x + X_UE] = ue;
    w[x + X_ROW] = row;
    this.world.observer.sent?.(0, m);
    return x;
  }

  payload(m: number): number {
    return this.w[m + ARG_A];
  }

  arrived(): void {}
  offered(procedure: number): void {
    this.world.balance[countWord(procedure)] += countOne(procedure);
    this.world.observer.offered?.(procedure);
  }
  ended(procedure: number, outcome: number): void {
    this.world.balance[countWord(procedure)] -= countOne(procedure);
    this.world.observer.ended?.(procedure, outcome);
  }
  demand(): void {}
  check(rule: number): void {
    this.world.observer.asked?.(this, this.world.row, rule);
  }
  verdict(u: number, rule: number, verdict: number): void {
    this.world.observer.verdict?.(u, rule, verdict);
  }
  held(): void {}
  violation(u: number, invariant: number): void {
    this.world.broken |= 1 << invariant;
    this.world.observer.violation?.(u, invariant);
  }
  discarded(): void {
    this.world.observer.discarded?.();
  }
  stale(): void {
    this.world.observer.discarded?.();
  }
}

/** Two regions, their links and timers, as one state that can be stored and brought back. */
export class World {
  readonly w = new Int32Array(WORDS);
  /** The record of each row, and the same where it was kept. */
  private readonly records = recordsOf(this.w);
  readonly envs: readonly [RegionEnv, RegionEnv];
  observer: Observer = {};
  /** The row that is being worked on; 0: none yet. */
  row = 0;
  /** Bit n: invariant n was violated in the last step. */
  broken = 0;
  admitted = 0;
  /** Offered minus ended in the last step, and what was open before it, packed. */
  readonly balance = new Int32Array(COUNT_WORDS);
  private readonly openBefore = new Int32Array(COUNT_WORDS);
  private readonly openKept = new Int32Array(COUNT_WORDS);
  private readonly openNow = new Int32Array(COUNT_WORDS);
  /** Messages at places 0 to sent - 1; a place is empty (kind 0) when its message was delivered. */
  sent = 0;
  private readonly kept = recordsOf(new Int32Array(FIRST_MESSAGE));
  private readonly isKept = new Uint8Array(ROWS);
  private readonly keptKinds = new Int32Array(MESSAGE_PLACES);
  private keptSent = 0;
  /** The messages in flight after a step, in canonical order, and how many; filled by encode. */
  readonly order = new Int32Array(MESSAGE_PLACES);
  /** Of each message its link, and whether it is the first there; see findHeads. */
  private readonly links = new Int32Array(MESSAGE_PLACES);
  readonly isHead = new Uint8Array(MESSAGE_PLACES);
  private readonly rowOrder = new Int32Array(ROWS);
  private readonly places = new Int32Array(ROWS);
  inFlight = 0;

  /**
   * @param rules bit n: rule n is on
   * @param retries most retries of a procedure, as in a scenario's limits
   * @param activeFlag tracking area updates from idle ask for bearers
   */
  constructor(
    rules: number,
    readonly retries = 2,
    readonly keys: Keys = new SymbolicKeys(1),
    readonly activeFlag = false,
  ) {
    this.envs = [new RegionEnv(this, 0, rules, retries), new RegionEnv(this, 1, rules, retries)];
  }

  /** A place for a message; who takes it fills it in. */
  message(): number {
    if (this.sent === MESSAGE_PLACES) {
      throw new Error('verify: more messages in flight than places; raise MESSAGE_PLACES in world.ts');
    }
    return messageAt(this.sent++);
  }

  env(u: number): RegionEnv {
    return this.envs[rowIndex(u) < ROWS_PER_REGION ? 0 : 1];
  }

  /** One registered UE in region 0: idle, or connected with AS security active. */
  begin(start: StartState): void {
    const { w } = this;
    w.fill(0);
    this.sent = 0;
    const u = rowAt(0);
    const env = this.env(u);
    switchOff(w, u, 1);
    register(env, u, 1);
    if (start === 'connected') connect(env, u);
  }

  /* Steps */

  private prepare(): void {
    this.broken = 0;
    for (let i = 0; i < COUNT_WORDS; i++) this.balance[i] = 0;
  }

  /** A traffic event arrives where the UE is; false: it makes no sense there now, and nothing happened. */
  offer(kind: number): boolean {
    this.prepare();
    const { w } = this;
    for (let i = 0; i < ROWS; i++) {
      const u = rowAt(i);
      if ((w[u + STATE] & (ROW_USED | UE_HERE)) !== (ROW_USED | UE_HERE)) continue;
      this.row = u;
      if (!offerTraffic(this.env(u), u, kind)) return false;
      this.done(u);
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
    if (isTransfer(kind)) {
      const x = w[m + ARG_A];
      this.admitted = 0;
      this.row = w[x + X_ROW];
      handle(this.envs[w[x + X_REGION]], 0, m);
      w[m + KIND] = EMPTY;
      const u = this.admitted !== 0 ? this.admitted : w[x + X_ROW];
      if (u !== 0 && (w[u + STATE] & ROW_USED) !== 0) this.done(u);
      return;
    }
    w[m + KIND] |= fate << 8;
    const u = w[m + NODE_ROW];
    this.row = u;
    w[w[u + BLOCK] + IN_FLIGHT]--;
    handle(this.env(u), u, m);
    w[m + KIND] = EMPTY;
    this.done(u);
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

  /** The timer in a slot of row i expires. */
  expire(i: number, slot: number, fate: number): void {
    this.prepare();
    const { w } = this;
    const u = rowAt(i);
    this.row = u;
    const b = w[u + BLOCK];
    w.copyWithin(EXPIRED, w[b + TIMERS + slot], w[b + TIMERS + slot] + NODE_SIZE);
    w[EXPIRED + KIND] |= fate << 8;
    w[b + TIMERS + slot] = 0;
    w[b + IN_FLIGHT]--;
    handle(this.env(u), u, EXPIRED);
    this.done(u);
  }

  private done(u: number): void {
    const { w } = this;
    const rest = settleRow(this.env(u), u);
    if (rest === AT_REST) w[u + BLOCK] = 0;
    else if (rest === FREE) {
      w[u + STATE] = 0;
      w[u + BLOCK] = 0;
    }
  }

  /** Whether row i is in use and has a block, and so may have timers. */
  mayHaveTimers(i: number): boolean {
    const u = rowAt(i);
    return (this.w[u + STATE] & ROW_USED) !== 0 && this.w[u + BLOCK] !== 0;
  }

  /** Kind of the timer that runs in a slot of row i, as a number from 0; -1: none. The row must have a block. */
  timerIn(i: number, slot: number): number {
    const { w } = this;
    const m = w[w[rowAt(i) + BLOCK] + TIMERS + slot];
    return m === 0 ? -1 : (w[m + KIND] & 0xff) - FIRST_TIMER;
  }

  /**
   * Bit n: the last step violated invariant n. Conservation: offered minus ended is the change of what is open since
   * `keep` or `noteOpen`.
   */
  get violated(): number {
    const { balance, openBefore, openNow, broken } = this;
    this.countOpen(openNow);
    for (let i = 0; i < COUNT_WORDS; i++) {
      if (((openNow[i] - openBefore[i]) | 0) !== balance[i]) return broken | (1 << CONSERVATION);
    }
    return broken;
  }

  /** Counts procedures that are open: ongoing, waiting in a queue, or moving along with the UE. */
  private countOpen(counts: Int32Array): void {
    const { w } = this;
    for (let i = 0; i < COUNT_WORDS; i++) counts[i] = 0;
    for (let i = 0; i < ROWS; i++) {
      const u = rowAt(i);
      if ((w[u + STATE] & ROW_USED) === 0) continue;
      countQueue(w[u + QUEUE], counts);
      if (w[u + BLOCK] === 0) continue;
      const ongoing = w[w[u + BLOCK] + ONGOING];
      for (let k = 0; k < COUNT_WORDS; k++) counts[k] += ONGOING_COUNTS[(k << 12) | (ongoing & 0xfff)];
      counts[countWord(DL_NAS)] += ((ongoing >>> 16) & 0xff) * countOne(DL_NAS);
      counts[countWord(UL_NAS)] += (ongoing >>> 24) * countOne(UL_NAS);
    }
    for (let i = 0; i < this.sent; i++) {
      const m = messageAt(i);
      if ((w[m + KIND] & 0xff) === UE_MOVE) countQueue(w[w[m + ARG_A] + X_QUEUE], counts);
    }
  }

  /** Finds out which messages are the first on their link, so that they may be delivered now. */
  findHeads(): void {
    const { w, links, isHead, sent } = this;
    for (let i = 0; i < sent; i++) {
      const m = messageAt(i);
      const empty = w[m + KIND] === EMPTY;
      const link = empty ? -1 : this.linkOf(m);
      links[i] = link;
      isHead[i] = empty ? 0 : 1;
      if ((link & 0xf) === NO_LINK) continue;
      for (let k = 0; k < i; k++) if (links[k] === link) isHead[i] = 0;
    }
  }

  private linkOf(m: number): number {
    return this.linkInRow(m, rowIndex(this.w[m + NODE_ROW]));
  }

  private canonicalLinkOf(m: number): number {
    return this.linkInRow(m, this.places[rowIndex(this.w[m + NODE_ROW])]);
  }

  private linkInRow(m: number, row: number): number {
    const word = this.w[m + KIND];
    const link = LINKS[word & 0xff];
    if (link < 0) return (ROWS << 4) | NO_LINK;
    if (isLeftover(word)) return (row << 4) | NO_LINK;
    const perConnection = link === 4 || link === 6;
    return (row << 4) | (link + (perConnection ? (word >>> 16) & 1 : 0));
  }

  /**
   * Keeps the state aside, to begin again from it: much cheaper than to decode it once more. Of messages in flight
   * a step changes nothing but the word with their kind.
   */
  keep(): void {
    const { w, isKept } = this;
    for (let i = 0; i < ROWS; i++) {
      isKept[i] = (w[rowAt(i) + STATE] & ROW_USED) !== 0 ? 1 : 0;
      if (isKept[i] !== 0) this.kept[i].set(this.records[i]);
    }
    this.noteOpen();
    for (let i = 0; i < COUNT_WORDS; i++) this.openKept[i] = this.openBefore[i];
    for (let i = 0; i < this.sent; i++) this.keptKinds[i] = w[messageAt(i) + KIND];
    this.keptSent = this.sent;
  }

  /** Counts what is open, for `violated` to compare with after the next step. */
  noteOpen(): void {
    this.countOpen(this.openBefore);
  }

  /** Goes back to what was kept. */
  goBack(): void {
    const { w, isKept } = this;
    for (let i = 0; i < ROWS; i++) {
      if (isKept[i] !== 0) this.records[i].set(this.kept[i]);
      else {
        w[rowAt(i) + STATE] = 0;
        w[rowAt(i) + BLOCK] = 0;
      }
    }
    for (let i = 0; i < COUNT_WORDS; i++) this.openBefore[i] = this.openKept[i];
    this.sent = this.keptSent;
    for (let i = 0; i < this.sent; i++) w[messageAt(i) + KIND] = this.keptKinds[i];
  }

  /* Canonical form */

  /**
   * Writes the state in its canonical form: protocol words of used rows and blocks, armed timers, messages link by
   * link. Rows of a region differ in nothing but their number, so used ones come first, that of the UE before all,
   * and who points to a row that is free points to none. Returns how many words it took.
   */
  encode(to: Int32Array): number {
    const { w, rowOrder, places } = this;
    let n = 1;
    let used = 0;
    this.orderRows();
    for (let place = 0; place < ROWS; place++) {
      const i = rowOrder[place];
      if (i < 0) continue;
      const u = rowAt(i);
      used |= 1 << (2 * place);
      w[u + QUEUE] &= 0xffffff;
      for (let k = 0; k < ROW_SIZE; k++) to[n + k] = w[u + k];
      to[n + BLOCK] = 0;
      to[n + DRAWS] = 0;
      n += ROW_SIZE;
      const b = w[u + BLOCK];
      if (b === 0) continue;
      used |= 2 << (2 * place);
      for (let k = 0; k < BLOCK_AHEAD; k++) to[n + k] = w[b + k];
      to[n + PEER_ROW] = this.renamed(w[b + PEER_ROW]);
      n += BLOCK_AHEAD;
      to[n++] = w[b + HELD_BY];
      to[n++] = w[b + DEMAND];
      for (let k = 0; k < BLOCK_KEY_WORDS; k++) to[n + k] = w[b + BLOCK_WORDS + k];
      n += BLOCK_KEY_WORDS;
      let armed = 0;
      const at = n++;
      for (let slot = 0; slot < TIMER_SLOTS; slot++) {
        const m = w[b + TIMERS + slot];
        if (m === 0) continue;
        armed |= 1 << slot;
        to[n++] = w[m + KIND];
      }
      to[at] = armed;
    }
    const { order, links } = this;
    let inFlight = 0;
    for (let i = 0; i < this.sent; i++) {
      const m = messageAt(i);
      if (w[m + KIND] === EMPTY) continue;
      const link = this.canonicalLinkOf(m);
      let k = inFlight++;
      while (k > 0 && (link < links[k - 1] || (link === links[k - 1] && this.before(m, order[k - 1])))) {
        order[k] = order[k - 1];
        links[k] = links[k - 1];
        k--;
      }
      order[k] = m;
      links[k] = link;
    }
    this.inFlight = inFlight;
    to[0] = used | (inFlight << 16);
    for (let i = 0; i < inFlight; i++) {
      const m = order[i];
      const kind = w[m + KIND] & 0xff;
      to[n++] = w[m + KIND] & ~0xff00;
      if (isTransfer(kind)) {
        n = copyRuns(w, w[m + ARG_A], TRANSFER_RUNS, to, n);
        const x = n - TRANSFER_COPIED;
        to[x + X_ROW_COPIED] = this.renamed(to[x + X_ROW_COPIED]);
        to[x + X_FROM_COPIED] = this.renamed(to[x + X_FROM_COPIED]);
      } else {
        const isEmpty = isLeftover(w[m + KIND]);
        to[n - 1] |= places[rowIndex(w[m + NODE_ROW])] << 8;
        to[n++] = isEmpty ? 0 : w[m + ARG_A];
        to[n++] = isEmpty ? 0 : w[m + ARG_B];
        to[n++] = isEmpty ? 0 : w[m + NODE_KEY];
        to[n++] = isEmpty ? 0 : w[m + NODE_KEY + 1];
      }
    }
    return n;
  }

  /** Decides which row stands at which place of the canonical form (-1: none), and the other way round. */
  private orderRows(): void {
    const { w, rowOrder } = this;
    for (let first = 0; first < ROWS; first += ROWS_PER_REGION) {
      let next = first;
      for (let i = first; i < first + ROWS_PER_REGION; i++) {
        const state = w[rowAt(i) + STATE];
        if ((state & ROW_USED) === 0) continue;
        let place = next++;
        if ((state & UE_HERE) !== 0) {
          for (; place > first; place--) this.placeRow(rowOrder[place - 1], place);
        }
        this.placeRow(i, place);
      }
      while (next < first + ROWS_PER_REGION) rowOrder[next++] = -1;
    }
  }

  private placeRow(i: number, place: number): void {
    this.places[i] = place;
    this.rowOrder[place] = i;
  }

  /** The row at u as it will be called in the canonical form; 0: none, or one that is free. */
  private renamed(u: number): number {
    if (u === 0 || (this.w[u + STATE] & ROW_USED) === 0) return 0;
    return rowAt(this.places[rowIndex(u)]);
  }

  /** Whether message m comes before k on the same link: only what has no order is sorted, by content. */
  private before(m: number, k: number): boolean {
    const { w } = this;
    if (LINKS[w[m + KIND] & 0xff] >= 0) return false;
    const x = w[m + ARG_A];
    const y = w[k + ARG_A];
    for (const [from, count] of TRANSFER_RUNS) {
      for (let i = from; i < from + count; i++) if (w[x + i] !== w[y + i]) return w[x + i] < w[y + i];
    }
    return false;
  }

  /** Brings back a state that `encode` wrote at `at`. */
  decode(from: Int32Array, at: number): void {
    const { w } = this;
    const used = from[at];
    let n = at + 1;
    for (let i = 0; i < ROWS; i++) {
      const u = rowAt(i);
      if ((used & (1 << (2 * i))) === 0) {
        w[u + STATE] = 0;
        w[u + BLOCK] = 0;
        continue;
      }
      for (let k = 0; k < ROW_SIZE; k++) w[u + k] = from[n + k];
      n += ROW_SIZE;
      if ((used & (2 << (2 * i))) === 0) {
        w[u + BLOCK] = 0;
        continue;
      }
      const b = blockAt(i);
      w[u + BLOCK] = b;
      for (let k = 0; k < BLOCK_AHEAD; k++) w[b + k] = from[n + k];
      n += BLOCK_AHEAD;
      w[b + HELD_BY] = from[n++];
      w[b + DEMAND] = from[n++];
      for (let k = 0; k < BLOCK_KEY_WORDS; k++) w[b + BLOCK_WORDS + k] = from[n + k];
      n += BLOCK_KEY_WORDS;
      const armed = from[n++];
      for (let slot = 0; slot < TIMER_SLOTS; slot++) {
        const m = timerNode(i, slot);
        if ((armed & (1 << slot)) === 0) w[b + TIMERS + slot] = 0;
        else {
          w[b + TIMERS + slot] = m;
          w[m + KIND] = from[n++];
          w[m + NODE_ROW] = u;
        }
      }
    }
    this.sent = used >>> 16;
    for (let i = 0; i < this.sent; i++) {
      const m = messageAt(i);
      const word = from[n++];
      w[m + KIND] = word & ~0xff00;
      if (isTransfer(word & 0xff)) {
        const x = transferAt(i);
        w[m + NODE_ROW] = 0;
        w[m + ARG_A] = x;
        n = takeRuns(w, x, TRANSFER_RUNS, from, n);
        w[x + X_DUE_LOW] = 0;
        w[x + X_DUE_HIGH] = 0;
      } else {
        w[m + NODE_ROW] = rowAt((word >>> 8) & 0xff);
        w[m + ARG_A] = from[n++];
        w[m + ARG_B] = from[n++];
        w[m + NODE_KEY] = from[n++];
        w[m + NODE_KEY + 1] = from[n++];
      }
    }
  }
}

/** Kind of an empty place. */
export const EMPTY = 0;

/** UE CONTEXT RELEASE COMPLETE that stands for all those of its row that change nothing; see reduction.ts. */
export const LEFTOVER = UE_CONTEXT_RELEASE_COMPLETE;
export const isLeftover = (word: number): boolean => (word & 0xff00ff) === LEFTOVER;

export function isTransfer(kind: number): boolean {
  return kind >= FORWARD_RELOCATION_REQUEST && kind <= UE_MOVE;
}

/** The parts of the words that belong to each row. */
function recordsOf(words: Int32Array): readonly Int32Array[] {
  return Array.from({ length: ROWS }, (_, i) => words.subarray(rowAt(i), rowAt(i + 1)));
}

/** Adds the procedures that wait in a queue. */
function countQueue(queue: number, counts: Int32Array): void {
  const n = length(queue);
  for (let k = 0; k < n; k++) {
    const code = codeAt(queue, k);
    if (code <= Q_DETACH) counts[countWord(PROCEDURE_OF[code])] += countOne(PROCEDURE_OF[code]);
  }
}

/** Writes runs of words of a record one after the other; returns the place behind them. */
function copyRuns(
  w: Int32Array,
  base: number,
  runs: readonly (readonly number[])[],
  to: Int32Array,
  at: number,
): number {
  let n = at;
  for (let r = 0; r < runs.length; r++) {
    const from = base + runs[r][0];
    const count = runs[r][1];
    for (let k = 0; k < count; k++) to[n + k] = w[from + k];
    n += count;
  }
  return n;
}

/** The reverse of copyRuns. */
function takeRuns(
  w: Int32Array,
  base: number,
  runs: readonly (readonly number[])[],
  from: Int32Array,
  at: number,
): number {
  let n = at;
  for (let r = 0; r < runs.length; r++) {
    const to = base + runs[r][0];
    const count = runs[r][1];
    for (let k = 0; k < count; k++) w[to + k] = from[n + k];
    n += count;
  }
  return n;
}
