import { CFG_CELLS, CFG_ENBS } from '../engine/region/config.js';
import type { Host } from '../engine/region/host.js';
import { ASKED } from '../engine/region/links.js';
import { EN_CONTEXT, EN_IS_INTER, ROW_USED, UE_CONNECTED } from '../model/flags.js';
import type { Keys } from '../model/keys.js';
import {
  ARG_A,
  BLOCK,
  KIND,
  KX_AS,
  KX_NAS,
  KX_NH,
  NODE_ROW,
  ONGOING,
  ORDER,
  UE_ID,
  X_DL,
  X_IDS,
  X_ORDER,
  X_REGION,
  X_ROW,
  X_STATE,
  X_UE,
  X_UL,
} from '../model/layout.js';
import * as M from '../model/messages.js';
import { NAS_ALGORITHMS } from '../model/nas-algorithms.js';
import { algorithmsOf, eksiOf, isPlain, messageNcc, newEksiOf } from '../model/payload.js';
import { carries, isMessage } from '../model/payload-layout.js';
import { DL_NAS, UL_NAS } from '../model/procedures.js';
import { crosses, fateOf, isDuplicate, messageKey, transferKey } from '../model/record.js';
import * as R from '../model/row.js';
import type { Doubles, Words } from '../model/words.js';
import { SERVING, TARGET, WHOLE_MME } from '../procedures/restart.js';
import { ACCEPTED, BOTH } from '../procedures/transfer.js';
import { codeOfNode } from '../trace/event.js';
import { uestorm } from '../trace/trace.pb.js';
import type { Identities } from './keys.js';
import * as N from './names.js';
import { type Passed, passedAt, passedBy } from './passes.js';
import { keyIn, payloadFields } from './payload.js';
import { RankedCore } from './ranked.js';
import type { EventFields, EventSink } from './writer.js';

const { What } = uestorm.trace;
type KeyFields = uestorm.trace.Keys.$Properties;

/** Everything but when, who and what: the same where a message is sent and where it arrives. */
type MessageFields = Omit<EventFields, 'seconds' | 'microseconds' | 'ue' | 'what'>;

/** A message whose sender has not filled in its keys yet: at a node, or (of S10) at a transfer. */
interface Unsent {
  readonly kind: number;
  readonly at: number;
  readonly fields: MessageFields;
}

/**
 * A region's core that writes down what happens to chosen UEs. It takes the core's place when a run is traced, so that
 * a run that is not traced pays nothing for it. It changes nothing of what happens.
 *
 * The sender of a message fills in its keys after it was sent, and whether a message that arrives is discarded turns
 * out while it is handled. So both are written when the next thing happens, or the event is over.
 */
export class TracedCore extends RankedCore {
  /** The event that is handled now is one of a chosen UE: which one, in which row. */
  protected isObserved = false;
  private ue = 0;
  private seen = 0;
  /** Word ONGOING of that row, as last seen. */
  private ongoing = 0;
  protected arriving: EventFields | null = null;
  private leaving: Unsent | null = null;
  /** Messages of chosen UEs in flight, by node. */
  private readonly inFlight = new Map<number, MessageFields>();
  /** Per chosen UE, by connection: its cell, plus 1. A message may be for a connection that no row knows any more. */
  private readonly cellsOf = new Map<number, Uint16Array>();
  /** Bit n: rule n is switched off. */
  private readonly off: number;

  constructor(
    w: Words,
    f: Doubles,
    keys: Keys,
    private readonly identities: Identities,
    host: Host,
    private readonly isChosen: (ue: number) => boolean,
    private readonly sink: EventSink,
  ) {
    super(w, f, keys, host);
    this.off = ~this.rules;
  }

  /* What is handled */

  protected override arrive(u: number, kind: number): void {
    this.observe(this.w[u + UE_ID], u);
    super.arrive(u, kind);
    this.finish();
  }

  protected override event(m: number): void {
    const { w } = this;
    const word = w[m + KIND];
    const kind = word & 0xff;
    const u = w[m + NODE_ROW];
    // What comes from another region goes through transferred(), what was asked for through arrive().
    if (crosses(kind) || kind >= ASKED) {
      super.event(m);
      return;
    }
    this.observe(w[u + UE_ID], u);
    if (this.isObserved && isMessage(kind)) {
      // Who looks from the middle of a run on sees messages arrive that it has not seen leave.
      const fields =
        this.inFlight.get(m) ?? this.wholeMessage(this.messageFields(u, word, w[m + ORDER]), m, kind);
      this.inFlight.delete(m);
      const isLost = ((word >>> 8) & M.LOST) !== 0;
      this.arriving = this.stamped(fields, isLost ? What.LOST : What.RECEIVED);
    }
    super.event(m);
    this.finish();
  }

  protected override transferred(m: number, kind: number): void {
    const { w } = this;
    const x = w[m + ARG_A];
    this.observe(w[x + X_UE], w[x + X_ROW]);
    if (this.isObserved && kind !== M.UE_MOVE) {
      const fields = { ...this.transferFields(x, kind), keys: this.transferKeys(x, kind) };
      if (isDuplicate(w, m)) fields.cause = N.CAUSE_DUPLICATE;
      const isLost = (fateOf(w, m) & M.LOST) !== 0;
      this.arriving = this.stamped(fields, isLost ? What.LOST : What.RECEIVED);
    }
    super.transferred(m, kind);
    this.finish();
  }

  /** An event of a UE begins; its row may be 0, if it is not known yet. */
  private observe(ue: number, u: number): void {
    this.isObserved = false;
    if (!this.isChosen(ue)) return;
    this.admitted = 0;
    this.beginEvent(ue, u);
  }

  /** From now on the present event is written down. */
  protected beginEvent(ue: number, u: number): void {
    this.isObserved = true;
    this.ue = ue;
    this.seen = u;
    this.ongoing = this.ongoingNow();
    this.learnCells();
  }

  protected finish(): void {
    if (!this.isObserved) return;
    this.flush();
    this.isObserved = false;
    if (this.rowNow !== 0 && !R.has(this.w, this.rowNow, ROW_USED)) this.cellsOf.delete(this.ue);
  }

  /** The row that the present event is about: the one it came for, or the one that was found for it. */
  protected get rowNow(): number {
    return this.admitted !== 0 ? this.admitted : this.seen;
  }

  /* Env */

  override sendNas(u: number, kind: number, conn: number, nas: number): number {
    if (!this.isObserved) return super.sendNas(u, kind, conn, nas);
    const answered = this.arriving?.message ?? 0;
    this.flush();
    this.learnCells();
    passedBy(this.w, u, kind, nas, this.off, answered, this.tellPassed);
    const m = super.sendNas(u, kind, conn, nas);
    this.leaving = { kind, at: m, fields: this.messageFields(u, this.w[m + KIND], this.w[m + ORDER]) };
    return m;
  }

  override transfer(ue: number, kind: number, region: number, row: number): number {
    if (!this.isObserved || kind === M.UE_MOVE) return super.transfer(ue, kind, region, row);
    this.flush();
    passedBy(this.w, this.rowNow, kind, 0, this.off, 0, this.tellPassed);
    const x = super.transfer(ue, kind, region, row);
    this.leaving = { kind, at: x, fields: {} };
    return x;
  }

  override discarded(): void {
    super.discarded();
    if (this.arriving !== null) this.arriving.what = What.DISCARDED;
  }

  override stale(): void {
    super.stale();
    if (this.arriving !== null) this.arriving.what = What.DISCARDED;
  }

  override check(rule: number): void {
    super.check(rule);
    if (this.isObserved) passedAt(this.w, this.rowNow, rule, this.off, this.tellPassed);
  }

  override verdict(u: number, rule: number, verdict: number): void {
    super.verdict(u, rule, verdict);
    if (this.isObserved) this.tell(rule, N.verdictName(verdict));
  }

  protected override restarted(u: number, which: number): void {
    const { w } = this;
    this.observe(w[u + UE_ID], u);
    if ((which & WHOLE_MME) !== 0) this.tellRestart(codeOfNode('mme', this.region));
    if ((which & SERVING) !== 0) this.tellRestart(this.enb(R.enCell(w, u)));
    if ((which & TARGET) !== 0) this.tellRestart(this.enb(R.targetCell(w, w[u + BLOCK])));
    super.restarted(u, which);
    this.finish();
  }

  private tellRestart(from: number): void {
    if (this.isObserved)
      this.sink.write(this.stamped({ from, cause: N.CAUSE_RESTART }, What.FAULT), this.rank);
  }

  override procedureEnded(procedure: number, outcome: number, since: number): void {
    super.procedureEnded(procedure, outcome, since);
    if (!this.isObserved) return;
    this.flush();
    const names = { procedure: N.procedureName(procedure), outcome: N.outcomeName(outcome) };
    this.sink.write(this.stamped(names, What.ENDED), this.rank);
  }

  override violation(u: number, invariant: number): void {
    super.violation(u, invariant);
    if (!this.isObserved) return;
    this.flush();
    this.sink.write(this.stamped({ invariant: N.invariantName(invariant) }, What.VIOLATION), this.rank);
  }

  /* Writing */

  protected stamped(fields: MessageFields, what: number): EventFields {
    const { ue } = this;
    const now = this.now();
    const seconds = Math.floor(now / 1e6);
    return { seconds, microseconds: now - seconds * 1e6, ue, what, ...fields };
  }

  /** Writes what waited for the next thing to happen. */
  private flush(): void {
    const { arriving, leaving } = this;
    if (arriving !== null) {
      this.arriving = null;
      this.sink.write(arriving, this.rank);
    }
    if (leaving !== null) {
      this.leaving = null;
      const { kind, at, fields } = leaving;
      let whole: MessageFields;
      if (crosses(kind)) {
        const keys = this.transferKeys(at, kind);
        whole = { ...this.transferFields(at, kind), keys };
      } else {
        whole = this.wholeMessage(fields, at, kind);
        this.inFlight.set(at, whole);
      }
      this.sink.write(this.stamped(whole, What.SENT), this.rank);
    }
    this.noteStarts();
  }

  private readonly tellPassed: Passed = (rule, verdict) => this.tell(rule, N.wouldName(verdict));

  private tell(rule: number, verdict: number): void {
    this.flush();
    this.sink.write(this.stamped({ rule, verdict, from: this.keeper(rule) }, What.VERDICT), this.rank);
  }

  /** The party that keeps a rule. */
  private keeper(rule: number): number {
    if (rule === 4) return codeOfNode('ue');
    if (rule === 5) return this.enb(R.enCell(this.w, this.rowNow));
    return codeOfNode('mme', this.region);
  }

  /** Procedures that are ongoing now and were not before have started. */
  private noteStarts(): void {
    const before = this.ongoing;
    const now = this.ongoingNow();
    this.ongoing = now;
    if (now === before) return;
    const begun = now & ~before & 0xffff;
    for (let p = 0; begun >>> p !== 0; p++) if ((begun & (1 << p)) !== 0) this.started(p);
    for (const [p, shift] of TRANSPORTS) {
      if (((now >>> shift) & 0xff) > ((before >>> shift) & 0xff)) this.started(p);
    }
  }

  private started(procedure: number): void {
    this.sink.write(this.stamped({ procedure: N.procedureName(procedure) }, What.STARTED), this.rank);
  }

  private ongoingNow(): number {
    const { w, rowNow } = this;
    return rowNow === 0 || w[rowNow + BLOCK] === 0 ? 0 : w[w[rowNow + BLOCK] + ONGOING];
  }

  /* Who and with what */

  private learnCells(): void {
    const { w, rowNow: u } = this;
    if (u === 0 || !R.has(w, u, ROW_USED) || w[u + UE_ID] !== this.ue) return;
    let cells = this.cellsOf.get(this.ue);
    if (cells === undefined) {
      cells = new Uint16Array(256);
      this.cellsOf.set(this.ue, cells);
    }
    if (R.has(w, u, EN_CONTEXT)) cells[R.enConn(w, u)] = R.enCell(w, u) + 1;
    if (R.has(w, u, UE_CONNECTED)) cells[R.ueConn(w, u)] = R.ueCell(w, u) + 1;
    const b = w[u + BLOCK];
    if (b === 0) return;
    // A relocation's target is in another region, but for the target itself.
    if (!R.enHas(w, u, EN_IS_INTER)) cells[R.targetConn(w, b)] = R.targetCell(w, b) + 1;
  }

  private enb(cell: number): number {
    const { w, region } = this;
    return codeOfNode('enb', region * w[CFG_ENBS] + Math.floor(cell / w[CFG_CELLS]));
  }

  /** eNB of a connection; of one that was never seen, the serving one. */
  private enbOf(u: number, conn: number): number {
    const cell = this.cellsOf.get(this.ue)?.[conn] ?? 0;
    return this.enb(cell === 0 ? R.enCell(this.w, u) : cell - 1);
  }

  /** @param word KIND of the message, and its ORDER */
  protected messageFields(u: number, word: number, order: number): MessageFields {
    const { w } = this;
    const kind = word & 0xff;
    const conn = (word >>> 16) & 0xff;
    const nas = word >>> 24;
    const { from, to, channel } = M.MESSAGES[kind];
    const peer = this.enbOf(u, conn);
    const node = (party: M.Party): number =>
      party === 'ue' ? codeOfNode('ue') : party === 'enb' ? peer : codeOfNode('mme', this.region);
    const fields: MessageFields = {
      id: order >>> 0,
      message: kind,
      nas: N.nasName(nas),
      from: node(from),
      to: node(to),
      connection: conn,
      otherConnection: this.otherConnection(u, kind),
    };
    if (from === 'enb' && to === 'enb') {
      const serving = this.enb(R.enCell(w, u));
      const isOutward = channel === 'x2_forward' || kind === M.X2_UE_CONTEXT_RELEASE;
      fields.from = isOutward ? serving : peer;
      fields.to = isOutward ? peer : serving;
    }
    return fields;
  }

  /** With what its sender has filled in. */
  private wholeMessage(fields: MessageFields, m: number, kind: number): MessageFields {
    return { ...fields, ...payloadFields(this.w, m, kind), keys: this.messageKeys(m, kind) };
  }

  /** The other connection of a message that does not say it itself: the serving one. */
  private otherConnection(u: number, kind: number): number {
    const { w } = this;
    switch (kind) {
      case M.HANDOVER_REQUEST:
        return R.mmeConn(w, u);
      case M.X2_HANDOVER_REQUEST:
      case M.X2_HANDOVER_REQUEST_ACKNOWLEDGE:
      case M.X2_HANDOVER_PREPARATION_FAILURE:
      case M.X2_HANDOVER_CANCEL:
      case M.X2_UE_CONTEXT_RELEASE:
        return R.enConn(w, u);
      default:
        return 0;
    }
  }

  /** Identity of the KASME that NAS message m is protected with. */
  protected kasmeOfNas(m: number): Uint8Array {
    return this.identities.origin(this.w, messageKey(m));
  }

  private messageKeys(m: number, kind: number): KeyFields {
    const { w, identities } = this;
    const key = messageKey(m);
    const nas = w[m + KIND] >>> 24;
    if (nas !== 0) {
      const offered = nas === M.AUTHENTICATION_REQUEST ? { newEksi: newEksiOf(w, m) } : {};
      if (isPlain(w, m) !== 0) return offered;
      const protection = { kasme: this.kasmeOfNas(m), eksi: eksiOf(w, m), ...algorithms(algorithmsOf(w, m)) };
      return { ...protection, ...offered };
    }
    const ncc = carries(kind, 'ncc') ? { ncc: messageNcc(w, m) } : {};
    const carried = keyIn(w, m, kind);
    if (carried === undefined) return ncc;
    return { [carried]: identities.identity(w, key), ...ncc, fromKasme: identities.origin(w, key) };
  }

  private transferFields(x: number, kind: number): MessageFields {
    const { w } = this;
    const flags = w[x + X_IDS] >>> 24;
    const isAnswer = kind === M.FORWARD_RELOCATION_RESPONSE;
    return {
      id: w[x + X_ORDER] >>> 0,
      message: kind,
      from: codeOfNode('mme', w[x + X_ORDER] >>> 24),
      to: codeOfNode('mme', w[x + X_REGION]),
      connection: (w[x + X_IDS] >>> 8) & 0xff,
      // It tells the target which downlink NAS COUNT comes next.
      ...(kind === M.FORWARD_RELOCATION_REQUEST && { nasCount: w[x + X_DL] & 0xffffff }),
      ...(isAnswer && { cause: (flags & ACCEPTED) !== 0 ? N.CAUSE_ACCEPTED : N.CAUSE_REFUSED }),
    };
  }

  private transferKeys(x: number, kind: number): KeyFields {
    if (kind !== M.FORWARD_RELOCATION_REQUEST) return {};
    const { w, identities } = this;
    const old = transferKey(this, x, KX_AS);
    const both = ((w[x + X_IDS] >>> 24) & BOTH) !== 0;
    const nh = transferKey(this, x, KX_NH);
    return {
      kasme: identities.identity(w, transferKey(this, x, KX_NAS)),
      eksi: (w[x + X_UL] >>> 24) & 7,
      ...(both && { asKasme: identities.identity(w, old), asEksi: (w[x + X_DL] >>> 28) & 7 }),
      nh: identities.identity(w, nh),
      ncc: (w[x + X_DL] >>> 24) & 7,
      fromKasme: identities.origin(w, nh),
      ...algorithms((w[x + X_STATE] >>> 3) & 1),
    };
  }
}

/** A pair of NAS algorithms (nas-algorithms.ts), by its number; of the first one nothing is said. */
const algorithms = (pair: number): KeyFields => (pair === 0 ? {} : { nasAlgorithms: NAS_ALGORITHMS[pair] });

/** Downlink and uplink NAS transports in flight are counted in word ONGOING, from these bits on. */
const TRANSPORTS = [
  [DL_NAS, 16],
  [UL_NAS, 24],
] as const;
