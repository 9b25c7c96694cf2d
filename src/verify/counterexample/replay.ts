import type { Carried, Holdings, MessageSequence, Node, RuleMark, Step } from '../../ladder/sequence.js';
import { CAUSE_NAMES } from '../../model/causes.js';
import {
  EN_CONTEXT,
  EN_PAIR,
  MME_AS_OLD,
  ROW_USED,
  UE_AS_OLD,
  UE_CONNECTED,
  UE_HERE,
} from '../../model/flags.js';
import type { InvariantName } from '../../model/invariants.js';
import {
  ARG_A,
  BLOCK,
  BLOCK_WORDS,
  K_EN_KENB,
  K_EN_NH,
  K_MME_AS,
  K_MME_NAS,
  K_MME_NH,
  K_UE_AS,
  K_UE_KENB,
  K_UE_NAS,
  K_UE_NH,
  KIND,
  KX_AS,
  KX_NAS,
  KX_NH,
  NODE_KEY,
  NODE_ROW,
  ROW_WORDS,
  TIMER_SLOTS,
  TRANSFER_WORDS,
  X_DL,
  X_ORDER,
  X_REGION,
  X_STATE,
  X_UL,
} from '../../model/layout.js';
import * as M from '../../model/messages.js';
import { NAS_ALGORITHMS } from '../../model/nas-algorithms.js';
import {
  akaRunOf,
  algorithmsOf,
  causeOf,
  countOf,
  eksiOf,
  isPlain,
  messageNcc,
  newEksiOf,
} from '../../model/payload.js';
import { carries, LAYOUTS } from '../../model/payload-layout.js';
import { crosses } from '../../model/record.js';
import * as R from '../../model/row.js';
import { TIMER_NAMES, TIMER_TABLE } from '../../model/timers.js';
import { TRAFFIC_KINDS } from '../../model/traffic.js';
import { VERDICT_HOLD, VERDICT_REJECT } from '../../model/verdicts.js';
import { SERVING, TARGET } from '../../procedures/restart.js';
import { rule04 } from '../../rules/rule-04.js';
import { rule05 } from '../../rules/rule-05.js';
import { RULES } from '../../rules/table.js';
import { decode, encode } from '../states/canonical.js';
import { begin, createWorld, type StartState, type WorldOptions } from '../world/begin.js';
import { IN_ORDER, ORDER, ROWS, ROWS_PER_REGION } from '../world/layout.js';
import { EXPIRE, fateOfMove, kindOfMove, make, RESTART, TRAFFIC, whichOfMove } from '../world/moves.js';
import { Observer } from '../world/observer.js';
import { messageAt, placeOf, rowAt, rowIndex } from '../world/records.js';
import type { World } from '../world/world.js';
import { NamedKeys } from './key-names.js';

/** A path to a violation; the first violation of a breadth-first search lies on a shortest one. */
export type Counterexample = MessageSequence;

/** Walks a path again, move by move, and writes down what a person wants to know about it. */
export function replay(
  options: WorldOptions,
  start: StartState,
  moves: readonly number[],
  invariants: readonly InvariantName[],
): Counterexample {
  return new Replay(options, start).walk(moves, invariants);
}

class Replay {
  private readonly keys = new NamedKeys();
  private readonly rules: number;
  private readonly traffic: readonly number[];
  private readonly world: World;
  private readonly w: Int32Array;
  private readonly scratch = new Int32Array(4096);
  /** Cell of each connection seen so far. */
  private readonly cells = new Map<number, number>();
  /** Step in which each message in flight was sent, by its place. */
  private sentIn: number[] = [];
  private marks: RuleMark[] = [];
  private isDiscarded = false;
  private violatedRow = 0;

  constructor(options: WorldOptions, start: StartState) {
    this.rules = options.rules;
    this.traffic = options.kinds ?? [];
    this.world = createWorld(options, this.keys, this.observer());
    this.w = this.world.w;
    begin(this.world, start);
    encode(this.w, this.scratch, 0);
    decode(this.w, this.scratch, 0);
  }

  private observer(): Observer {
    return Object.assign(new Observer(), {
      asked: (u: number, rule: number) => this.asked(u, rule),
      verdict: (u: number, rule: number, verdict: number) => {
        const name = verdict === VERDICT_HOLD ? 'hold' : verdict === VERDICT_REJECT ? 'reject' : 'select';
        this.mark({ rule, at: this.keeper(rule, u), verdict: name, isOn: true });
      },
      discarded: () => {
        this.isDiscarded = true;
      },
      violation: (u: number) => {
        this.violatedRow = u;
      },
    });
  }

  walk(moves: readonly number[], invariants: readonly InvariantName[]): Counterexample {
    const steps: Step[] = [];
    for (const move of moves) {
      this.findCells();
      const step = this.describe(move);
      this.marks = [];
      this.isDiscarded = false;
      make(this.world, move);
      steps.push({ ...step, rules: this.marks, isDiscarded: this.isDiscarded });
      // After the last step the state stays as it is: a row that was given up there can still be read.
      if (steps.length < moves.length) this.canonicalise(steps.length);
    }
    const disagreement = this.holdings();
    return { invariants, steps, disagreement, derivations: this.keys.origins() };
  }

  /** Brings the state into canonical form, as the explorer did: moves name messages by their places in it. */
  private canonicalise(step: number): void {
    const { w, sentIn } = this;
    encode(w, this.scratch, 0);
    const inFlight = Array.from(w.subarray(ORDER, ORDER + w[IN_ORDER]));
    this.sentIn = inFlight.map((m) => sentIn[placeOf(m)] ?? step);
    decode(w, this.scratch, 0);
  }

  private findCells(): void {
    const { w, cells } = this;
    for (let i = 0; i < ROWS; i++) {
      const u = rowAt(i);
      if (!R.has(w, u, ROW_USED)) continue;
      if (R.has(w, u, EN_CONTEXT)) cells.set(R.enConn(w, u), R.enCell(w, u));
      if (R.has(w, u, UE_CONNECTED)) cells.set(R.ueConn(w, u), R.ueCell(w, u));
      const b = w[u + BLOCK];
      if (b === 0) continue;
      if (R.targetConn(w, b) !== 0) cells.set(R.targetConn(w, b), R.targetCell(w, b));
      if (R.handoverConn(w, b) !== 0) cells.set(R.handoverConn(w, b), R.handoverCell(w, b) & 0xffff);
    }
  }

  private enb(conn: number, u: number): Node {
    return `enb-${this.cells.get(conn) ?? R.enCell(this.w, u)}`;
  }

  private asked(u: number, number: number): void {
    if ((this.rules & (1 << number)) !== 0 || u === 0) return;
    const rule = RULES[number - 1];
    const rejects = number === rule05.number && rule05.rejects(this.w, u);
    if (!rejects && !rule.applies(this.w, u)) return;
    const verdict = rejects ? 'reject' : rule.verdict;
    this.mark({ rule: number, at: this.keeper(number, u), verdict, isOn: false });
  }

  private keeper(rule: number, u: number): Node {
    if (rule === rule04.number) return 'ue';
    if (rule === rule05.number) return `enb-${R.enCell(this.w, u)}`;
    return `mme-${regionOf(rowIndex(u))}`;
  }

  private mark(mark: RuleMark): void {
    if (!this.marks.some((m) => m.rule === mark.rule && m.verdict === mark.verdict)) this.marks.push(mark);
  }

  private describe(move: number): Step {
    const { w } = this;
    const which = whichOfMove(move);
    const fate = fateOfMove(move);
    const none = { nas: '', connection: 0, sentIn: 0, cause: '', carries: {}, rules: [], isDiscarded: false };
    if (kindOfMove(move) === TRAFFIC) {
      const name = TRAFFIC_KINDS[this.traffic[which]];
      return { ...none, what: 'traffic', name, fate: '', from: 'ue', to: 'ue' };
    }
    if (kindOfMove(move) === EXPIRE) {
      const i = Math.floor(which / TIMER_SLOTS);
      const timer = this.world.timerIn(i, which % TIMER_SLOTS);
      const at = this.timerNode(timer, i);
      const early = fate === M.REFUSED ? 'early' : '';
      return { ...none, what: 'timer', name: TIMER_NAMES[timer], fate: early, from: at, to: at };
    }
    if (kindOfMove(move) === RESTART) {
      const at = this.restartedNode(which >>> 3, which & 7);
      return { ...none, what: 'timer', name: 'restart', fate: '', from: at, to: at };
    }
    const m = messageAt(which);
    const kind = w[m + KIND] & 0xff;
    const [from, to] = crosses(kind) ? this.transferEnds(m, kind) : this.ends(m, kind);
    return {
      ...none,
      what: 'message',
      name: M.MESSAGES[kind].name,
      nas: M.NAS_MESSAGES[w[m + KIND] >>> 24],
      fate: fate === M.LOST ? 'lost' : fate === M.REFUSED ? 'refused' : fate === M.SWAPPED ? 'swapped' : '',
      from,
      to,
      connection: crosses(kind) ? 0 : (w[m + KIND] >>> 16) & 0xff,
      sentIn: this.sentIn[which] ?? 0,
      cause: causeIn(w, m, kind),
      carries: crosses(kind) ? this.transferred(m, kind) : this.carried(m, kind),
    };
  }

  private timerNode(timer: number, i: number): Node {
    const { at } = TIMER_TABLE[TIMER_NAMES[timer]];
    if (at === 'ue') return 'ue';
    return at === 'mme' ? `mme-${regionOf(i)}` : `enb-${R.enCell(this.w, rowAt(i))}`;
  }

  private restartedNode(i: number, node: number): Node {
    const u = rowAt(i);
    if (node === SERVING) return `enb-${R.enCell(this.w, u)}`;
    return node === TARGET ? `enb-${R.targetCell(this.w, this.w[u + BLOCK])}` : `mme-${regionOf(i)}`;
  }

  private ends(m: number, kind: number): [Node, Node] {
    const { w } = this;
    const u = w[m + NODE_ROW];
    const { from, to, channel } = M.MESSAGES[kind];
    const peer = this.enb((w[m + KIND] >>> 16) & 0xff, u);
    if (from === 'enb' && to === 'enb') {
      const serving: Node = `enb-${R.enCell(w, u)}`;
      const toPeer = channel === 'x2_forward' || kind === M.X2_UE_CONTEXT_RELEASE;
      return toPeer ? [serving, peer] : [peer, serving];
    }
    const node = (party: M.Party): Node =>
      party === 'ue' ? 'ue' : party === 'enb' ? peer : `mme-${regionOf(rowIndex(u))}`;
    return [node(from), node(to)];
  }

  private transferEnds(m: number, kind: number): [Node, Node] {
    const x = this.w[m + ARG_A];
    if (kind === M.UE_MOVE) return ['ue', 'ue'];
    return [`mme-${this.w[x + X_ORDER] >>> 24}`, `mme-${this.w[x + X_REGION]}`];
  }

  private carried(m: number, kind: number): Carried {
    const { w, keys } = this;
    const nas = w[m + KIND] >>> 24;
    const key = keys.name(w, m + NODE_KEY);
    if (nas !== 0) {
      if (isPlain(w, m) !== 0) return {};
      return {
        ...(key && { kasme: key }),
        eksi: eksiOf(w, m),
        ...algorithms(algorithmsOf(w, m)),
        count: countOf(w, m),
        ...(nas === M.AUTHENTICATION_REQUEST && {
          newKasme: `K${akaRunOf(w, m)}`,
          newEksi: newEksiOf(w, m),
        }),
      };
    }
    const { key: carried } = LAYOUTS[kind as M.MessageKind];
    return {
      ...(carried && key !== '' && { [carried]: key }),
      ...(carries(kind, 'ncc') && { ncc: messageNcc(w, m) }),
    };
  }

  private transferred(m: number, kind: number): Carried {
    if (kind !== M.FORWARD_RELOCATION_REQUEST) return {};
    const { w, keys } = this;
    const x = w[m + ARG_A];
    const key = (slot: number): string => keys.name(w, x + TRANSFER_WORDS + slot * keys.words);
    const oldKasme = key(KX_AS);
    return {
      kasme: key(KX_NAS),
      eksi: (w[x + X_UL] >>> 24) & 7,
      ...algorithms((w[x + X_STATE] >>> 3) & 1),
      ...(oldKasme && { oldKasme }),
      count: w[x + X_DL] & 0xffffff,
      nh: key(KX_NH),
      ncc: (w[x + X_DL] >>> 24) & 7,
    };
  }

  /** What UE, serving eNB and MME hold in the row where the invariant broke, or else where the UE is. */
  private holdings(): Holdings[] {
    const { w, keys } = this;
    let u = this.violatedRow;
    for (let i = 0; i < ROWS && u === 0; i++) if (R.has(w, rowAt(i), UE_HERE)) u = rowAt(i);
    if (u === 0) return [];
    const b = w[u + BLOCK];
    const key = (slot: number): string => keys.name(w, u + ROW_WORDS + slot * keys.words);
    const old = (slot: number): string => keys.name(w, b + BLOCK_WORDS + slot * keys.words);
    const ueOld = b !== 0 && R.has(w, u, UE_AS_OLD) ? old(K_UE_AS) : '';
    const mmeOld = b !== 0 && R.has(w, u, MME_AS_OLD) ? old(K_MME_AS) : '';
    return [
      {
        node: 'ue',
        holds: {
          kasme: key(K_UE_NAS),
          eksi: R.ueEksi(w, u),
          ...algorithms(R.ueAlgorithms(w, u)),
          ...(ueOld && { oldKasme: ueOld }),
          kenb: key(K_UE_KENB),
          nh: key(K_UE_NH),
          ncc: R.ueNcc(w, u),
          ul: R.ueUl(w, u),
          dl: R.ueDl(w, u),
        },
      },
      {
        node: `enb-${R.enCell(w, u)}`,
        holds: {
          kenb: key(K_EN_KENB),
          ...(R.has(w, u, EN_PAIR) ? { nh: key(K_EN_NH), ncc: R.enPairNcc(w, u) } : { ncc: R.enNcc(w, u) }),
        },
      },
      {
        node: `mme-${regionOf(rowIndex(u))}`,
        holds: {
          kasme: key(K_MME_NAS),
          eksi: R.mmeEksi(w, u),
          ...algorithms(R.mmeAlgorithms(w, u)),
          ...(mmeOld && { oldKasme: mmeOld }),
          nh: key(K_MME_NH),
          ncc: R.mmeNcc(w, u),
          ul: R.mmeUl(w, u),
          dl: R.mmeDl(w, u),
        },
      },
    ];
  }
}

/** A pair of NAS algorithms (nas-algorithms.ts), by its number; of the first one nothing is said. */
const algorithms = (pair: number): Carried => (pair === 0 ? {} : { algorithms: NAS_ALGORITHMS[pair] });

const causeIn = (w: Int32Array, m: number, kind: number): string =>
  carries(kind, 'cause') && causeOf(w, m) !== 0 ? CAUSE_NAMES[causeOf(w, m) - 1] : '';

const regionOf = (i: number): number => (i < ROWS_PER_REGION ? 0 : 1);
