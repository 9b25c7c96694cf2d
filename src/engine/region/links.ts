import { RADIO_LOSS, S10_DELAY } from '../../model/faults.js';
import { ROW_USED } from '../../model/flags.js';
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
  QUEUE,
  STATE,
  TIMERS,
  UE_ID,
  X_ARRIVAL,
  X_DUE_HIGH,
  X_DUE_LOW,
  X_KIND,
  X_ORDER,
  X_QUIET,
  X_REGION,
  X_ROW,
  X_UE,
} from '../../model/layout.js';
import {
  AT_TARGET,
  LOST,
  REFUSED,
  RRC_RECONFIGURATION_COMPLETE,
  RRC_RECONFIGURATION_HANDOVER,
  SWAPPED,
  UE_MOVE,
} from '../../model/messages.js';
import { crosses } from '../../model/record.js';
import { enCell, ueCell } from '../../model/row.js';
import {
  FIRST_TIMER,
  T_HANDOVER,
  T_INACTIVITY,
  T_KEY_CHANGE,
  T_REKEY,
  T_SETUP,
  T3346,
  TIMER_SLOT,
} from '../../model/timers.js';
import { INTER_MME_KIND, INTRA_ENB_KIND, KENB_REFRESH_KIND } from '../../model/traffic.js';
import { type Double, type Doubles, happens, pick, type Words, whole } from '../../model/words.js';
import { isAddressed } from '../../procedures/transfer.js';
import { hash, rehash } from '../draws/random.js';
import { sample, sampleFine } from '../draws/sampler.js';
import { Faults } from '../faults/faults.js';
import { MmeQueue } from '../mme/mme-queue.js';
import { AGENDA, insertNode, nextOrder, removeNode, SCHEDULE_WORDS } from '../schedule/agenda.js';
import { CLOCK } from '../schedule/relocation-words.js';
import { Relocations } from '../schedule/relocations.js';
import * as CFG from './config.js';
import * as C from './counters.js';
import { type Host, NO_BLOCKS, NO_NODES, NO_ROWS, NO_TRANSFERS } from './host.js';
import { KIND_CLAMP, KIND_LATENCY, KIND_PARITY, KIND_RISKY, KIND_WORDS, MAY_BE_LOST } from './parameters.js';
import { S_OUTBOX } from './state.js';

/** Kinds from here on are no message's: traffic of a kind that was asked for from outside, or (by ARG_A) by a burst. */
export const ASKED = 0x80;
/** No message either: the row looks whether a node restarts that knows its UE (restarting.ts). */
export const RESTART = 0xc0;

/**
 * What procedures ask of their region (the rest of Env, beside what is counted): links that carry messages, timers, and
 * records to hold a UE. All draws are keyed by the UE's own ordinals.
 */
export class Links extends Relocations {
  readonly rules: number;
  readonly retries: number;
  readonly earfcn: number;
  readonly enbKind: number;
  readonly preferred: number;
  /** The row that was found for a UE that came from another region. */
  protected admitted: number = 0;
  /** The copy of an S10 request that is being handled, in its place in a word KIND: answers say which one they are to. */
  protected copy: number = 0;
  /** The transfer that is being handled; 0: none. */
  protected arrived: number = 0;

  protected readonly seed: number;
  private readonly enbs: number;
  protected readonly cells: number;
  private readonly regions: number;
  private readonly latency: number;
  protected readonly kinds: number;
  protected readonly mme: MmeQueue;
  protected readonly hasMme: boolean;
  protected readonly faults: Faults;

  constructor(
    w: Words,
    f: Doubles,
    readonly keys: Keys,
    host: Host,
  ) {
    super(w, f, host);
    this.rules = w[CFG.CFG_RULES];
    this.retries = w[CFG.CFG_RETRIES];
    this.earfcn = w[CFG.CFG_EARFCN];
    this.enbKind = w[CFG.CFG_ENB];
    this.preferred = w[CFG.CFG_PREFERRED];
    this.seed = w[CFG.CFG_SEED];
    this.enbs = w[CFG.CFG_ENBS];
    this.cells = w[CFG.CFG_CELLS];
    this.regions = w[CFG.CFG_REGIONS];
    this.latency = w[CFG.CFG_LATENCY];
    this.kinds = w[CFG.CFG_KINDS];
    this.mme = new MmeQueue(w, f, w[CFG.CFG_MME]);
    this.hasMme = w[CFG.CFG_MME] !== 0;
    this.faults = new Faults(w, f, w[CFG.CFG_FAULTS], w[CFG.CFG_REGION]);
  }

  /* Env: links and timers */

  /** A node for row u that is due in `delay` µs. */
  private node(u: number, word: number, delay: number): number {
    const m = this.freshNode(u, word);
    this.plan(u, m, delay);
    return m;
  }

  protected freshNode(u: number, word: number): number {
    const { w } = this;
    const m = this.nodes.take();
    if (m === 0) this.host.exhausted(NO_NODES, this.region);
    w[m + NODE_ROW] = u;
    w[m + KIND] = word;
    return m;
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
    const risky = w[type + KIND_RISKY];
    const fate = risky === 0 ? 0 : this.fate(u, kind, nas, h, risky);
    const m = this.node(u, kind | (fate << 8) | (conn << 16) | (nas << 24), delay);
    w[m + ARG_A] = 0;
    w[m + ARG_B] = 0;
    w[block + IN_FLIGHT]++;
    return m;
  }

  /** What becomes of a message, from the bits of its draw. */
  private fate(u: number, kind: number, nas: number, h: number, risky: number): number {
    const { w, f } = this;
    const bits = rehash(h);
    if (happens(bits, f[w[CFG.CFG_LOSS] + kind])) return LOST;
    if (this.faults.count !== 0 && (risky & MAY_BE_LOST) !== 0 && this.losesOnRadio(u, bits)) return LOST;
    if (kind === RRC_RECONFIGURATION_COMPLETE) return (bits & 1) === 0 ? SWAPPED : 0;
    const at = nas !== 0 ? w[CFG.CFG_NAS_REFUSAL] + nas : w[CFG.CFG_REFUSAL] + kind;
    if (f[at] === 0 || !happens(rehash(bits), f[at])) return 0;
    // Which cell is the best one when T304 has expired: the source's, or the target's after all.
    return kind === RRC_RECONFIGURATION_HANDOVER && (bits & 1) !== 0 ? REFUSED | AT_TARGET : REFUSED;
  }

  /** Whether a burst of losses takes a message on the radio. */
  private losesOnRadio(u: number, bits: number): boolean {
    const { w, f, c } = this;
    if (!this.faults.losesOnRadio(this.now(), this.enbAt(ueCell(w, u)), bits)) return false;
    f[c + C.C_FAULTS + RADIO_LOSS] += 1;
    return true;
  }

  /** Number of the eNB of a cell in the region. */
  protected enbAt(cell: number): number {
    return (cell / this.cells) | 0;
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
    removeNode(w, u, m);
    this.nodes.give(m);
  }

  inactivity(u: number, conn: number): void {
    const { w } = this;
    if (w[CFG.CFG_INACTIVITY] === 0) return;
    this.stopInactivity(u);
    const h = this.draw(u, FIRST_TIMER + T_INACTIVITY);
    this.node(u, (FIRST_TIMER + T_INACTIVITY) | (conn << 16), sample(w, h, w[CFG.CFG_INACTIVITY_AT]));
  }

  /** The connection whose inactivity timer runs is gone, or has another one now. */
  protected stopInactivity(u: number): void {
    const { w } = this;
    for (let m = w[u + AGENDA]; m !== 0; m = w[m + NEXT]) {
      if ((w[m + KIND] & 0xff) !== FIRST_TIMER + T_INACTIVITY) continue;
      removeNode(w, u, m);
      this.nodes.give(m);
      return;
    }
  }

  backOff(u: number, code: number, since: number): boolean {
    const { w } = this;
    if (!this.hasMme) return false;
    const h = this.draw(u, FIRST_TIMER + T3346);
    const m = this.node(u, (FIRST_TIMER + T3346) | (code << 16), sampleFine(w, h, this.mme.backOff()));
    w[m + ARG_B] = since;
    return true;
  }

  /* Env: records */

  activate(u: number): boolean {
    const { w } = this;
    if (w[u + BLOCK] !== 0) return true;
    const b = this.blocks.take();
    if (b === 0) this.host.exhausted(NO_BLOCKS, this.region);
    const end = b + this.blocks.stride;
    for (let i = b; i < end; i++) w[i] = 0;
    for (let i = 0; i < CLAMP_COUNT; i++) w[b + CLAMPS + i] = this.stamp;
    w[u + BLOCK] = b;
    w[this.horizonAt(u)] = this.stamp;
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
    // What other regions sent it is on its way all the same, and finds nobody.
    let m = w[u + AGENDA];
    while (m !== 0) {
      const next = w[m + NEXT];
      if (crosses(w[m + KIND] & 0xff)) {
        w[m + NODE_ROW] = 0;
        this.leftLoose = true;
        this.placeLoose(m);
      } else this.nodes.give(m);
      m = next;
    }
    this.clearSchedule(u);
    this.rows.give(u);
  }

  /** Nothing is due to row u. */
  private clearSchedule(u: number): void {
    const { w } = this;
    for (let i = u - SCHEDULE_WORDS; i < u; i++) w[i] = 0;
    this.candidates.stop(u);
  }

  admit(ue: number): number {
    const { w } = this;
    const u = this.rows.take();
    if (u === 0) this.host.exhausted(NO_ROWS, this.region);
    for (let i = 0; i < this.rows.stride - SCHEDULE_WORDS; i++) w[u + i] = 0;
    this.clearSchedule(u);
    w[u + UE_ID] = ue;
    w[u + STATE] = ROW_USED;
    this.activate(u);
    this.admitted = u;
    return u;
  }

  neighbour(u: number, kind: number): number {
    const { w, enbs, cells, regions } = this;
    const own = enCell(w, u);
    if (kind === KENB_REFRESH_KIND) return own;
    const h = this.draw(u, 0x6e62);
    const h2 = rehash(h);
    if (kind === INTER_MME_KIND && regions > 1) {
      const other = (this.region + 1 + pick(h2, regions - 1)) % regions;
      return pick(h, enbs * cells) | (other << 16);
    }
    const enb = this.enbAt(own);
    // An eNB with one cell hands over to that.
    if (kind === INTRA_ENB_KIND) {
      const first = enb * cells;
      return cells > 1 ? first + ((own - first + 1 + pick(h, cells - 1)) % cells) : own;
    }
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
    const { w, f } = this;
    const x = this.transfers.take();
    if (x === 0) this.host.exhausted(NO_TRANSFERS, this.region);
    for (let i = 0; i < this.transfers.stride; i++) w[x + i] = 0;
    const h = hash(this.seed, ue, this.stamp, kind);
    const link = sample(w, h, this.latency + w[this.kinds + kind * KIND_WORDS + KIND_LATENCY]);
    const delay = this.faults.count === 0 || kind === UE_MOVE ? link : link + this.s10Delay(h);
    const due: Double = this.now() + delay;
    w[x + X_DUE_HIGH] = whole(due / 4294967296);
    w[x + X_DUE_LOW] = this.stamp + delay;
    w[x + X_QUIET] = this.stamp;
    w[x + X_ORDER] = this.orderOfTransfer();
    w[x + X_REGION] = region;
    w[x + X_KIND] = kind | this.copy;
    w[x + X_UE] = ue;
    w[x + X_ROW] = row;
    if (kind === UE_MOVE) {
      // Its traffic goes with it.
      f[(x + X_ARRIVAL) >> 1] = this.candidates.next(this.row);
      this.candidates.stop(this.row);
    }
    this.leaves(this.row, kind, x);
    w[x] = w[this.state + S_OUTBOX];
    w[this.state + S_OUTBOX] = x;
    return x;
  }

  /** By how much later an S10 message comes because of a fault. */
  private s10Delay(bits: number): number {
    const { f, c } = this;
    const delay = this.faults.s10Delay(this.now(), bits);
    if (delay > 0) f[c + C.C_FAULTS + S10_DELAY] += 1;
    return delay;
  }

  /** Number of a transfer: the next of its row; where none is left, that of the message it answers. */
  private orderOfTransfer(): number {
    const { w, row, region } = this;
    if (row !== 0) return nextOrder(w, row, region);
    return (region << 24) | ((w[this.arrived + X_ORDER] + 1) & 0xffffff);
  }

  payload(m: number): number {
    return this.w[m + ARG_A];
  }

  /** Takes in a transfer from another region: `words` holds one at offset `from`. */
  accept(words: Words, from: number): void {
    const { w } = this;
    if ((words[from + X_KIND] & 0xff) === CLOCK) {
      this.hear(words, from);
      return;
    }
    const x = this.transfers.take();
    if (x === 0) this.host.exhausted(NO_TRANSFERS, this.region);
    for (let i = 0; i < this.transfers.stride; i++) w[x + i] = words[from + i];
    const u = isAddressed(w, x) ? w[x + X_ROW] : 0;
    const m = this.freshNode(u, w[x + X_KIND]);
    w[m + DUE] = w[x + X_DUE_LOW];
    w[m + ORDER] = w[x + X_ORDER];
    w[m + ARG_A] = x;
    this.enter();
    if (u === 0) this.placeLoose(m);
    else {
      insertNode(w, u, m);
      this.advance(u, this.dueIn(m));
      this.gets(u, w, x);
    }
  }

  /** A transfer that has left the region. */
  freeTransfer(x: number): void {
    this.transfers.give(x);
  }

  /** Asks for a traffic event of a kind at the UE of row u, `micro` µs after the begin of a window that comes. */
  ask(u: number, kind: number, window: number, micro: number): void {
    const { w } = this;
    const m = this.freshNode(u, ASKED + kind);
    w[m + ARG_A] = 0;
    w[m + DUE] = Math.imul(window, this.width) + micro;
    w[m + ORDER] = nextOrder(w, u, this.region);
    insertNode(w, u, m);
    this.enter();
    this.advance(u, this.dueIn(m));
  }
}
