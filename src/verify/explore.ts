import { CONSERVATION, PROGRESS } from '../model/env.js';
import { BLOCK_WORDS, DEMAND, ARG_A, ARG_B, KIND, NODE_KEY, NODE_ROW, TIMER_SLOTS, X_REGION } from '../model/layout.js';
import * as M from '../model/messages.js';
import * as F from '../model/flags.js';
import * as R from '../model/row.js';
import { enConn, meEksi, meUl, ueConn, ueEksi, ueUl } from '../model/row.js';
import { INVARIANT_NAMES } from '../report/result.js';
import { TRAFFIC_KINDS } from '../scenario/scenario.js';
import { isTransfer, messageAt, ROWS, ROWS_PER_REGION, rowAt, rowIndex, type StartState, World } from './world.js';

export interface ExploreOptions {
  /** Traffic kinds (names as in the scenario), at most 16; each may arrive once, at any moment or never. */
  readonly events: readonly string[];
  readonly start: StartState;
  /** Most losses, refusals and cancels on one path. */
  readonly faults: number;
  /** Rules that are switched off. */
  readonly without?: readonly number[];
  /** States after which the exploration gives up (complete: false). */
  readonly statesMax?: number;
  /** Violations after which it stops; states behind a violation are not looked at. */
  readonly violationsMax?: number;
}

/** One step of a path. */
export interface Step {
  readonly move: 'event' | 'message' | 'timer';
  readonly name: string;
  readonly fate: string;
  readonly region: number;
  readonly connection: number;
  readonly nas: string;
  readonly from: string;
  readonly to: string;
  readonly key: string;
  readonly a: number;
  readonly b: number;
  readonly sent: readonly string[];
  readonly notes: readonly string[];
}

export interface Violation {
  readonly invariant: string;
  readonly path: readonly Step[];
  /** For a state from which nothing leads to rest: what it looks like. */
  readonly detail?: string;
}

export interface Exploration {
  readonly states: number;
  readonly transitions: number;
  /** Steps to the state farthest from the start. */
  readonly depth: number;
  /** Whether every reachable state was seen. */
  readonly complete: boolean;
  readonly violation?: Violation;
  readonly violations: readonly Violation[];
}

/*
 * A move is one number: kind (2 bits) | fate (4 bits) | which (message place, timer row and slot, or traffic).
 */
const EVENT = 0;
const DELIVER = 1;
const EXPIRE = 2;
const moveOf = (kind: number, fate: number, which: number): number => kind | (fate << 2) | (which << 6);

const AUTHENTICATION_OR_SMC = (nas: number): boolean =>
  nas >= M.AUTHENTICATION_REQUEST && nas <= M.SECURITY_MODE_REJECT;

const CHUNK = 1 << 22;

/** States by number, in the order in which they were found, and a hash table over them. */
class States {
  private readonly chunks: Int32Array[] = [];
  private fill = CHUNK;
  private offset = new Float64Array(1 << 16);
  private length = new Int32Array(1 << 16);
  private hashes = new Int32Array(1 << 16);
  parent = new Int32Array(1 << 16);
  move = new Int32Array(1 << 16);
  private table = new Int32Array(1 << 18).fill(-1);
  count = 0;

  /** Number of the state in `words`; a new one gets the next number. */
  add(words: Int32Array, n: number, parent: number, move: number): number {
    let h = 0x811c9dc5;
    for (let i = 0; i < n; i++) {
      h = Math.imul(h ^ words[i], 0x85ebca6b);
      h ^= h >>> 15;
    }
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    h ^= h >>> 16;
    let mask = this.table.length - 1;
    let slot = h & mask;
    for (let id = this.table[slot]; id >= 0; id = this.table[slot]) {
      if (this.hashes[id] === h && this.same(id, words, n)) return id;
      slot = (slot + 1) & mask;
    }
    if (this.count * 2 > this.table.length) {
      this.grow();
      mask = this.table.length - 1;
      slot = h & mask;
      while (this.table[slot] >= 0) slot = (slot + 1) & mask;
    }
    const id = this.count++;
    if (id === this.offset.length) this.growRecords();
    this.table[slot] = id;
    this.hashes[id] = h;
    this.parent[id] = parent;
    this.move[id] = move;
    if (this.fill + n > CHUNK) {
      this.chunks.push(new Int32Array(CHUNK));
      this.fill = 0;
    }
    this.chunks[this.chunks.length - 1].set(words.subarray(0, n), this.fill);
    this.offset[id] = (this.chunks.length - 1) * CHUNK + this.fill;
    this.length[id] = n;
    this.fill += n;
    return id;
  }

  chunk(id: number): Int32Array {
    return this.chunks[Math.floor(this.offset[id] / CHUNK)];
  }
  at(id: number): number {
    return this.offset[id] % CHUNK;
  }

  private same(id: number, words: Int32Array, n: number): boolean {
    if (this.length[id] !== n) return false;
    const chunk = this.chunk(id);
    const at = this.at(id);
    for (let i = 0; i < n; i++) if (chunk[at + i] !== words[i]) return false;
    return true;
  }

  private grow(): void {
    this.table = new Int32Array(this.table.length * 2).fill(-1);
    const mask = this.table.length - 1;
    for (let id = 0; id < this.count; id++) {
      let slot = this.hashes[id] & mask;
      while (this.table[slot] >= 0) slot = (slot + 1) & mask;
      this.table[slot] = id;
    }
  }

  private growRecords(): void {
    const size = this.offset.length * 2;
    const bigger = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const fresh = new Int32Array(size);
      fresh.set(old);
      return fresh;
    };
    const offset = new Float64Array(size);
    offset.set(this.offset);
    this.offset = offset;
    this.length = bigger(this.length);
    this.hashes = bigger(this.hashes);
    this.parent = bigger(this.parent);
    this.move = bigger(this.move);
  }
}

/** Explores, breadth first, everything that can happen to one UE. */
export function explore(options: ExploreOptions): Exploration {
  return new Explorer(options).run();
}

class Explorer {
  private readonly world: World;
  private readonly states = new States();
  private readonly scratch = new Int32Array(4096);
  private readonly kinds: readonly number[];
  private readonly before = new Int32Array(12);
  private readonly after = new Int32Array(12);
  private readonly violations: Violation[] = [];
  private readonly seen = new Set<string>();

  constructor(private readonly options: ExploreOptions) {
    let rules = 0;
    for (let rule = 1; rule <= 11; rule++) if (!options.without?.includes(rule)) rules |= 1 << rule;
    this.world = new World(rules);
    this.kinds = options.events
      .map((name) => {
        const kind = (TRAFFIC_KINDS as readonly string[]).indexOf(name);
        if (kind < 0) throw new RangeError(`verify: no traffic kind '${name}'; one of ${TRAFFIC_KINDS.join(', ')}`);
        return kind;
      })
      .sort((a, b) => a - b);
  }

  run(): Exploration {
    const { world, states, options, scratch } = this;
    const statesMax = options.statesMax ?? Number.POSITIVE_INFINITY;
    const violationsMax = options.violationsMax ?? 1;
    world.begin(options.start);
    this.add((1 << this.kinds.length) - 1, 0, -1, 0);
    const moves: number[] = [];
    /** Edges that need neither traffic nor a fault, state by state. */
    let edges = new Int32Array(1 << 18);
    let edgeCount = 0;
    const edgeStart: number[] = [];
    const terminal: boolean[] = [];
    let transitions = 0;
    let depth = 0;
    let levelEnd = 1;
    let id = 0;
    for (; id < states.count; id++) {
      if (id === levelEnd) {
        depth++;
        levelEnd = states.count;
      }
      if (states.count > statesMax || this.violations.length >= violationsMax) break;
      edgeStart.push(edgeCount);
      const head = states.chunk(id)[states.at(id)];
      const remaining = head & 0xffff;
      const faults = head >>> 16;
      this.load(id);
      world.open(this.before);
      moves.length = 0;
      const ordinary = this.moves(remaining, options.faults - faults, moves);
      terminal.push(ordinary === 0);
      for (let k = 0; k < moves.length; k++) {
        const move = moves[k];
        if (k > 0) this.load(id);
        if (!this.apply(move)) continue;
        transitions++;
        this.checkConservation();
        const fault = isFault(world, move);
        if (world.broken !== 0) {
          this.violated(id, move, world.broken);
          continue;
        }
        const left = (move & 3) === EVENT ? remaining & ~(1 << (move >>> 6)) : remaining;
        const to = this.add(left, faults + (fault ? 1 : 0), id, move);
        if (fault || (move & 3) === EVENT) continue;
        if (edgeCount === edges.length) {
          const bigger = new Int32Array(edges.length * 2);
          bigger.set(edges);
          edges = bigger;
        }
        edges[edgeCount++] = to;
      }
    }
    void scratch;
    const complete = id === states.count;
    edgeStart.push(edgeCount);
    if (complete && this.violations.length === 0) this.checkProgress(edges, edgeStart, terminal);
    return {
      states: states.count,
      transitions,
      depth,
      complete,
      violations: this.violations,
      ...(this.violations.length > 0 && { violation: this.violations[0] }),
    };
  }

  private add(remaining: number, faults: number, parent: number, move: number): number {
    const { scratch } = this;
    scratch[0] = remaining | (faults << 16);
    const n = 1 + this.world.encode(scratch.subarray(1));
    return this.states.add(scratch, n, parent, move);
  }

  private load(id: number): void {
    this.world.decode(this.states.chunk(id), this.states.at(id) + 1);
  }

  /**
   * Everything that can happen in the state that is loaded. Returns how many moves need neither traffic nor a
   * fault; none means that the state is at rest.
   *
   * Time does not exist, but timers differ in how far beyond everything else they lie:
   * - T_REKEY and T_SETUP are delays of any length, T304 runs only after the UE failed to reach a cell, and
   *   T_HANDOVER may come early as a voluntary cancel (a fault): these expire at any moment;
   * - T3460 is longer than any round trip: it expires when no message of AKA or NAS SMC is in flight;
   * - all others guard against messages that never come: they expire when nothing else can happen.
   */
  private moves(remaining: number, faultsLeft: number, out: number[]): number {
    const { world } = this;
    const { w } = world;
    let nasInFlight = false;
    let ordinary = 0;
    for (let i = 0; i < world.sent; i++) {
      const word = w[messageAt(i) + KIND];
      const kind = word & 0xff;
      const nas = word >>> 24;
      if (!isTransfer(kind) && AUTHENTICATION_OR_SMC(nas)) nasInFlight = true;
      if (!world.isHead(i)) continue;
      out.push(moveOf(DELIVER, 0, i));
      ordinary++;
      if (kind === M.RRC_RECONFIGURATION_COMPLETE) {
        out.push(moveOf(DELIVER, M.SWAPPED, i));
        ordinary++;
      }
      if (faultsLeft <= 0) continue;
      const type = M.MESSAGES[kind];
      if (type.loss) out.push(moveOf(DELIVER, M.LOST, i));
      const refusable = nas !== 0 ? kind === M.DL_INFORMATION_TRANSFER && M.NAS_REFUSALS[nas] : type.refusal;
      if (refusable) out.push(moveOf(DELIVER, M.REFUSED, i));
    }
    const quiet: number[] = [];
    for (let i = 0; i < ROWS; i++) {
      for (let slot = 0; slot < TIMER_SLOTS; slot++) {
        const timer = world.timerIn(i, slot);
        if (timer < 0) continue;
        const which = i * TIMER_SLOTS + slot;
        if (timer === M.T_REKEY || timer === M.T_SETUP || timer === M.T304) {
          out.push(moveOf(EXPIRE, 0, which));
          ordinary++;
        } else if (timer === M.T_NAS) {
          if (!nasInFlight) {
            out.push(moveOf(EXPIRE, 0, which));
            ordinary++;
          }
        } else quiet.push(moveOf(EXPIRE, 0, which));
        if (timer === M.T_HANDOVER && faultsLeft > 0) out.push(moveOf(EXPIRE, M.REFUSED, which));
      }
    }
    if (ordinary === 0) {
      for (const move of quiet) out.push(move);
      ordinary = quiet.length;
    }
    for (let k = 0; k < this.kinds.length; k++) {
      if ((remaining & (1 << k)) === 0) continue;
      // Of equal events that are left, the first goes first.
      if (k > 0 && this.kinds[k - 1] === this.kinds[k] && (remaining & (1 << (k - 1))) !== 0) continue;
      out.push(moveOf(EVENT, 0, k));
    }
    return ordinary;
  }

  private apply(move: number): boolean {
    const { world } = this;
    const fate = (move >>> 2) & 0xf;
    const which = move >>> 6;
    switch (move & 3) {
      case EVENT:
        return world.offer(this.kinds[which]);
      case DELIVER:
        world.deliver(which, fate);
        return true;
      default:
        world.expire(Math.floor(which / TIMER_SLOTS), which % TIMER_SLOTS, fate);
        return true;
    }
  }

  private checkConservation(): void {
    const { world, before, after } = this;
    world.open(after);
    for (let p = 0; p < before.length; p++) {
      if (after[p] - before[p] !== world.balance[p]) world.broken |= 1 << CONSERVATION;
    }
  }

  private violated(id: number, move: number, broken: number): void {
    const path = this.path(id, move);
    const invariant = INVARIANT_NAMES.filter((_, i) => broken & (1 << i)).join(', ');
    const last = path[path.length - 1];
    const mark = `${invariant} ${last.name} ${last.fate} ${last.nas}`;
    if (this.seen.has(mark)) return;
    this.seen.add(mark);
    this.violations.push({ invariant, path });
  }

  /**
   * Progress: from every state, rest can be reached without traffic or faults. (A state without such a move is
   * at rest, and there settleRow has looked for work that would never end.)
   */
  private checkProgress(edges: Int32Array, start: readonly number[], terminal: readonly boolean[]): void {
    const n = terminal.length;
    const good = Uint8Array.from(terminal, (t) => (t ? 1 : 0));
    for (let changed = true; changed; ) {
      changed = false;
      for (let i = n - 1; i >= 0; i--) {
        if (good[i] !== 0) continue;
        for (let e = start[i]; e < start[i + 1]; e++) {
          if (good[edges[e]] === 0) continue;
          good[i] = 1;
          changed = true;
          break;
        }
      }
    }
    const stuck = good.indexOf(0);
    if (stuck < 0) return;
    this.violations.push({
      invariant: INVARIANT_NAMES[PROGRESS],
      path: this.path(stuck, -1),
      detail: 'no way leads from here to rest',
    });
  }

  /* Paths */

  private path(id: number, move: number): Step[] {
    const chain: [number, number][] = [];
    if (move >= 0) chain.push([id, move]);
    for (let i = id; this.states.parent[i] >= 0; i = this.states.parent[i]) {
      chain.push([this.states.parent[i], this.states.move[i]]);
    }
    return chain.reverse().map(([from, step]) => this.replay(from, step));
  }

  private replay(id: number, move: number): Step {
    const { world } = this;
    const { w } = world;
    this.load(id);
    world.open(this.before);
    const sent: string[] = [];
    const notes: string[] = [];
    const nodes: number[] = [];
    const words: number[] = [];
    const fate = (move >>> 2) & 0xf;
    const which = move >>> 6;
    const kind = move & 3;
    let name = '';
    let region = 0;
    let connection = 0;
    let nas = '';
    let from = '';
    let to = '';
    let key = '';
    let a = 0;
    let b = 0;
    if (kind === EVENT) name = TRAFFIC_KINDS[this.kinds[which]];
    else if (kind === DELIVER) {
      const m = messageAt(which);
      const type = M.MESSAGES[w[m + KIND] & 0xff];
      const cross = isTransfer(w[m + KIND] & 0xff);
      name = type.name;
      from = type.from;
      to = type.to;
      connection = (w[m + KIND] >>> 16) & 0xff;
      nas = M.NAS_MESSAGES[w[m + KIND] >>> 24];
      region = cross ? w[w[m + ARG_A] + X_REGION] : rowIndex(w[m + NODE_ROW]) < ROWS_PER_REGION ? 0 : 1;
      a = cross ? 0 : w[m + ARG_A];
      b = cross ? 0 : w[m + ARG_B];
      key = cross ? '' : hex(w[m + NODE_KEY], w[m + NODE_KEY + 1]);
    } else {
      const i = Math.floor(which / TIMER_SLOTS);
      name = TIMER_NAMES[world.timerIn(i, which % TIMER_SLOTS)];
      region = i < ROWS_PER_REGION ? 0 : 1;
    }
    world.observer = {
      sent: (_u, m) => {
        nodes.push(m);
      },
      timer: (_u, timer, _conn, started) => notes.push(`${started ? 'start' : 'stop'} ${TIMER_NAMES[timer]}`),
      verdict: (_u, rule, verdict) => notes.push(`rule ${rule} ${['', 'holds', 'rejects', 'selects'][verdict]}`),
      violation: (_u, invariant) => notes.push(`VIOLATION ${INVARIANT_NAMES[invariant]}`),
      offered: (p) => notes.push(`offered p${p}`),
      ended: (p, outcome) => notes.push(`ended p${p} outcome ${outcome}`),
      discarded: () => notes.push('discarded'),
    };
    this.apply(move);
    this.checkConservation();
    if (world.broken & (1 << CONSERVATION)) {
      notes.push(`VIOLATION conservation: open ${this.before.join(' ')} -> ${this.after.join(' ')}, balance ${world.balance.join(' ')}`);
    }
    world.observer = {};
    for (const m of nodes) {
      const word = w[m + KIND];
      const carried = M.NAS_MESSAGES[word >>> 24];
      const cross = isTransfer(word & 0xff);
      sent.push(
        `${M.MESSAGES[word & 0xff].name}${carried ? ` [${carried}]` : ''}` +
          (cross ? '' : ` conn ${(word >>> 16) & 0xff} a=${w[m + ARG_A]} b=${w[m + ARG_B]} key=${hex(w[m + NODE_KEY], w[m + NODE_KEY + 1])}`),
      );
    }
    void words;
    for (let i = 0; i < ROWS; i++) {
      const u = rowAt(i);
      if ((w[u + 1] & 1) === 0) continue;
      notes.push(describe(w, u, i));
    }
    return {
      move: kind === EVENT ? 'event' : kind === DELIVER ? 'message' : 'timer',
      name,
      fate: fate === M.LOST ? 'lost' : fate === M.REFUSED ? 'refused' : fate === M.SWAPPED ? 'swapped' : '',
      region,
      connection,
      nas,
      from,
      to,
      key,
      a,
      b,
      sent,
      notes,
    };
  }
}

function isFault(world: World, move: number): boolean {
  void world;
  const fate = (move >>> 2) & 0xf;
  return fate === M.LOST || fate === M.REFUSED;
}

function hex(high: number, low: number): string {
  return ((high ^ low) >>> 0).toString(16).padStart(8, '0').slice(0, 5);
}

const TIMER_NAMES = [
  'T3460',
  'T_REKEY',
  'T_ENB',
  'T_HANDOVER (preparation)',
  'T_UE',
  'T304',
  'T_GUARD',
  'T_SETUP',
  'T_OVERALL',
  'inactivity',
];

const FLAG_WORDS: Readonly<Record<string, readonly string[]>> = {
  state: ['ROW_USED', 'UE_HERE', 'UE_REGISTERED', 'UE_CONNECTED', 'UE_AS', 'UE_AS_OLD', 'EN_CONTEXT', 'EN_AS', 'ME_REGISTERED', 'ME_CONNECTED', 'ME_AS', 'ME_AS_OLD', 'ME_INHERITED', 'ME_NEEDS_SMC', 'ME_SMC_UNKNOWN', 'EN_PAIR', 'ME_PAIR', 'BROKEN_AS', 'BROKEN_NAS', 'BROKEN_CHAIN', 'BROKEN_PROGRESS', 'BROKEN_REPLAY', 'ROW_LEAVING'],
  me: ['ME_AKA', 'ME_SMC', 'ME_SMC_NEW', 'ME_SMC_ABORTED', 'ME_UNDELIVERED', 'ME_ICS', 'ME_MODIFICATION', 'ME_REKEY_WAIT', 'ME_PENDING', 'ME_HANDOVER', 'ME_FORWARDED', 'ME_TARGET', 'ME_HELD_REQUIRED', 'ME_HELD_INTER', 'ME_HELD_PATH_SWITCH', 'ME_CANCELLING', 'ME_RELEASING', 'ME_ATTACH', 'ME_OWES_TAU', 'ME_OWES_DETACH', 'ME_THEN_RELEASE', 'ME_AWAITS_TAU', 'ME_DEFERRED', 'ME_NAS_HELD'],
  en: ['EN_SETUP', 'EN_SETUP_SENT', 'EN_KEY_CHANGE', 'EN_HANDOVER', 'EN_COMMANDED', 'EN_CANCELLING', 'EN_IS_X2', 'EN_IS_INTER', 'EN_PATH_SWITCH', 'EN_RELEASING', 'EN_TARGET', 'EN_TARGET_X2'],
  ue: ['UE_PENDING', 'UE_ACCESS_FAILED', 'UE_ATTACHING', 'UE_SERVICE_REQUEST', 'UE_TAU', 'UE_DETACHING', 'UE_MOVING'],
};

function names(word: number, list: readonly string[]): string {
  return list.filter((name) => word & (F as unknown as Record<string, number>)[name]).join('|');
}

function describe(w: Int32Array, u: number, i: number): string {
  const b = w[u + 2];
  const k = (at: number): string => hex(w[at], w[at + 1]);
  const row = (slot: number): string => k(u + 18 + 2 * slot);
  let s = `row ${i}: ${names(w[u + 1], FLAG_WORDS.state)}
      conns ue ${ueConn(w, u)} enb ${enConn(w, u)} mme ${R.meConn(w, u)}; cells ue ${R.ueCell(w, u)} enb ${R.enCell(w, u)}
      UE: KASME ${row(0)} eKSI ${ueEksi(w, u)} UL ${ueUl(w, u)} DL ${R.ueDl(w, u)} NCC ${R.ueNcc(w, u)} KeNB ${row(1)} NH ${row(2)} basis ${w[u + 12]}
      eNB: KeNB ${row(3)} NCC ${R.enNcc(w, u)} NH ${row(4)} pairNCC ${R.enPairNcc(w, u)}
      MME: KASME ${row(5)} eKSI ${meEksi(w, u)} UL ${meUl(w, u)} DL ${R.meDl(w, u)} NCC ${R.meNcc(w, u)} NH ${row(6)} basis ${w[u + 13]} steps ${R.meSteps(w, u)} akaRuns ${R.akaRuns(w, u)}
      queue ${(w[u + 3] & 0xffffff).toString(16)}`;
  if (b !== 0) {
    const bk = (slot: number): string => k(b + BLOCK_WORDS + 2 * slot);
    s += `
      block: inflight ${w[b]} ME[${names(w[b + 1], FLAG_WORDS.me)}] EN[${names(w[b + 2], FLAG_WORDS.en)}] UE[${names(w[b + 3], FLAG_WORDS.ue)}] ongoing ${w[b + 4].toString(16)} demand ${w[b + DEMAND].toString(16)} target conn ${R.targetConn(w, b)} leaving ${R.leavingConn(w, b)} ho conn ${R.handoverConn(w, b)} mod conn ${R.modificationConn(w, b)} attempts ${R.attempts(w, b)} resends ${R.resends(w, b)}
      pending: UE ${bk(0)} MME ${bk(4)}; AS: UE ${bk(1)} MME ${bk(5)}; EN_NEW ${bk(2)} TARGET ${bk(3)} ME_NEW ${bk(6)} NH ${bk(7)} pendingDL ${w[b + 8]}`;
  }
  return s;
}
